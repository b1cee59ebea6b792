/**
 * The only script that every page loads: puts a search box where the theme has room for it and, once the
 * reader touches a box, loads the rest. A classic script, because any theme can load it from any page.
 */
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const here = script.src;
  /** Where each theme has room; the first that exists is taken. */
  const slots = [
    '[data-hansearch-slot]',
    '.md-header__inner', // material
    '#navbar-collapse, .navbar .container', // mkdocs
    '.wy-side-nav-search', // readthedocs
  ];

  const isChinese = /^zh\b/i.test(document.documentElement.lang || 'zh');
  const placeholder = isChinese ? '搜索，说出你的问题' : 'Search';

  function mount() {
    if (document.querySelector('[data-hansearch]')) return;
    const slot = document.querySelector(slots.find((selector) => document.querySelector(selector)) ?? 'body');
    const box = document.createElement('div');
    box.dataset.hansearch = '';
    box.className = 'hansearch';
    if (slot === document.body) box.classList.add('hansearch--floating');
    const input = document.createElement('input');
    input.type = 'search';
    input.placeholder = placeholder;
    input.setAttribute('aria-label', placeholder);
    input.autocomplete = 'off';
    box.append(input);
    const sibling = slot?.querySelector('.md-header__source, .md-header__option ~ .md-header__source');
    if (sibling) slot?.insertBefore(box, sibling);
    else slot?.append(box);
  }

  /** From a folder browsers load no modules, but classic scripts. */
  function client() {
    if (location.protocol !== 'file:') {
      // On its way while the script is: one round trip less.
      const manifest = fetch(new URL('index/manifest.bin', here).href, { cache: 'no-cache' });
      manifest.catch(() => {});
      /** @type {any} */ (window).hansearchManifest = manifest;
      return import(new URL('search.js', here).href);
    }
    return new Promise((resolve, reject) => {
      const offline = document.createElement('script');
      offline.src = new URL('offline.js', here).href;
      offline.onload = () => resolve(/** @type {any} */ (window).hansearch);
      offline.onerror = reject;
      document.head.append(offline);
    });
  }

  /** @param {Element} root */
  async function wake(root) {
    if (root.hasAttribute('data-hansearch-awake')) return;
    root.setAttribute('data-hansearch-awake', '');
    try {
      const { attach } = await client();
      attach(root);
    } catch {
      root.removeAttribute('data-hansearch-awake');
    }
  }

  /** @param {Event} event */
  function touched(event) {
    const root = event.target instanceof Element ? event.target.closest('[data-hansearch]') : null;
    if (root) wake(root);
  }

  mount();
  document.addEventListener('focusin', touched);
  document.addEventListener('input', touched);
  const focused = document.activeElement?.closest('[data-hansearch]');
  if (focused) wake(focused);
  const asked = new URLSearchParams(location.search).get('q');
  const page = document.querySelector('[data-hansearch-page]');
  if (asked && page) wake(page);
})();
