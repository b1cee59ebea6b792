/**
 * What every page needs of JavaScript, before the reader touches anything. Without it all pages still read
 * and navigate. Runs in the head, so that the colours chosen last time are there from the first paint.
 */
(() => {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  /** Storage is refused in some private windows; then a choice holds for the page. */
  const remember = (/** @type {string} */ scheme) => {
    try {
      if (scheme) localStorage.setItem('hc-scheme', scheme);
      else localStorage.removeItem('hc-scheme');
    } catch {}
  };
  const remembered = () => {
    try {
      return localStorage.getItem('hc-scheme') ?? '';
    } catch {
      return root.dataset.hcScheme ?? '';
    }
  };

  root.classList.add('hc-js');
  root.dataset.hcScheme = remembered();
  const isDark = () => (root.dataset.hcScheme || (dark.matches ? 'dark' : 'light')) === 'dark';
  const show = () =>
    document.querySelectorAll('[data-hc-dark]').forEach((button) => button.setAttribute('aria-pressed', String(isDark())));
  dark.addEventListener?.('change', show);
  document.addEventListener('DOMContentLoaded', show);
  // Back, out of the browser's memory: other colours may have been chosen since, on another page.
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    root.dataset.hcScheme = remembered();
    show();
  });

  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest('[data-hc-dark]')) {
      const chosen = isDark() ? 'light' : 'dark';
      // Who chooses what the system has anyway follows the system again.
      root.dataset.hcScheme = (chosen === 'dark') === dark.matches ? '' : chosen;
      remember(root.dataset.hcScheme);
      show();
    }
    const menu = document.querySelector('.hc-menu[open]');
    if (menu && !menu.contains(target)) menu.removeAttribute('open');
  });
  document.addEventListener('keydown', (event) => {
    const menu = event.key === 'Escape' && document.querySelector('.hc-menu[open]');
    if (!menu) return;
    menu.removeAttribute('open');
    menu.querySelector('summary')?.focus();
  });

  // The page of results shows at once what its address asks for: the search itself comes later. This event is before
  // deferred scripts, which a slow line lets wait.
  document.addEventListener('readystatechange', () => {
    const form = document.querySelector('[data-hansearch-page]');
    const input = form?.querySelector('input');
    const note = document.querySelector('.hc-searching');
    const asked = new URLSearchParams(location.search).get('q');
    if (!form || !input || !(note instanceof HTMLElement) || !asked) return;
    input.value = asked;
    note.hidden = false;
    const settle = () => {
      if (form.matches('[data-hansearch-awake]:not(.hansearch--open)')) return;
      note.hidden = true;
      watch.disconnect();
    };
    const watch = new MutationObserver(settle);
    watch.observe(form, { attributes: true });
    addEventListener('load', settle);
  }, { once: true });

  // A folder opened from a disk shows its files, not its index.html.
  if (location.protocol === 'file:') {
    const toFile = (/** @type {string} */ href) => {
      const url = new URL(href, location.href);
      if (url.protocol === 'file:' && url.pathname.endsWith('/')) url.pathname += 'index.html';
      return url.href;
    };
    for (const type of ['click', 'auxclick']) {
      document.addEventListener(
        type,
        (event) => {
          const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
          if (link instanceof HTMLAnchorElement) link.href = toFile(link.href);
        },
        true,
      );
    }
    document.addEventListener('submit', (event) => {
      if (event.target instanceof HTMLFormElement) event.target.action = toFile(event.target.action);
    }, true);
  }
})();
