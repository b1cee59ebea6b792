/**
 * The only script that every page loads: puts a search box where the theme has room for it, and loads the rest
 * once the reader touches a box, or comes from one. A classic script, because any theme can load it from any page.
 */
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const at = (/** @type {string} */ name) => new URL(name, script.src).href;
  /** Where each theme has room; the first that exists is taken. */
  const slots = [
    '[data-hansearch-slot]',
    '.md-header__inner', // material
    '.navbar-expand-lg .container', // mkdocs
    '.wy-side-nav-search', // readthedocs
  ];

  const isChinese = /^zh(\b|_)/i.test(document.documentElement.lang || 'zh');
  const placeholder = isChinese ? '搜索，说出你的问题' : 'Search';
  const failure = isChinese ? '搜索没有加载出来，点一下搜索框再试。' : 'Search did not load: click to retry.';
  const slow = isChinese ? '网络有点慢，还在加载。点一下搜索框再试。' : 'Still loading: click to retry.';
  const note = document.createElement('div');
  note.className = 'hansearch__panel hansearch__note';
  note.setAttribute('role', 'status');
  /** Milliseconds after which a script that has not come is called slow. */
  const SLOW = 3000;
  let tries = 0;
  let hangs = false;
  /** @type {Promise<any> | undefined} */
  let offline;

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
    box.append(input);
    slot?.insertBefore(box, slot.querySelector('.md-header__source'));
  }

  /**
   * From a folder browsers load no modules, but classic scripts.
   * @param {string} name
   */
  function client(name) {
    if (location.protocol !== 'file:') {
      if (name === 'search.js') {
        // On its way while the script is: one round trip less.
        const manifest = fetch(at('index/manifest.bin'), { cache: 'no-cache' });
        manifest.catch(() => {});
        /** @type {any} */ (window).hansearchManifest = manifest;
      }
      // A module that failed once is remembered as failed under the same address.
      return import(at(name + (tries ? `?${tries}` : '')));
    }
    offline = offline || new Promise((resolve, reject) => {
      const all = document.createElement('script');
      all.src = at('offline.js');
      all.onload = () => resolve(/** @type {any} */ (window).hansearch);
      all.onerror = reject;
      document.head.append(all);
    });
    return offline;
  }

  /** @param {Element} root */
  async function wake(root) {
    if (root.hasAttribute('data-hansearch-awake') && !hangs) return;
    if (!hangs) root.setAttribute('data-hansearch-awake', '');
    hangs = false;
    note.remove();
    const again = (/** @type {string} */ words) => {
      tries += 1;
      offline = undefined;
      note.textContent = words;
      root.append(note);
    };
    // A connection may hang: who touches the box again asks anew, and what comes first is taken.
    const timer = setTimeout(() => {
      hangs = true;
      again(slow);
    }, SLOW);
    const isReady = () => root.hasAttribute('data-hansearch-ready');
    try {
      const [{ attach }, english, page] = await Promise.all([
        client('search.js'),
        isChinese || client('english.js'),
        root.hasAttribute('data-hansearch-page') && client('search-page.js'),
      ]);
      if (isReady()) return;
      root.setAttribute('data-hansearch-ready', '');
      note.remove();
      attach(root, english.ENGLISH, page.makeSearchPage);
    } catch {
      if (isReady()) return;
      // Without search the form leads where it leads without scripts.
      if (root.getAttribute('data-hansearch-awake')) /** @type {HTMLFormElement} */ (root).submit();
      root.removeAttribute('data-hansearch-awake');
      again(failure);
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {Event} event */
  function touched(event) {
    const root = /** @type {Element} */ (event.target).closest?.('[data-hansearch]');
    if (root) wake(root);
  }

  /** @param {Event} event Enter before the rest is there: it waits */
  function submitted(event) {
    const form = /** @type {Element} */ (event.target);
    if (!form.hasAttribute('data-hansearch-awake')) return;
    event.preventDefault();
    form.setAttribute('data-hansearch-awake', 'enter');
  }

  /** The box that the reader sees. */
  function visible() {
    /** @type {NodeListOf<HTMLInputElement>} */
    const inputs = document.querySelectorAll('[data-hansearch] input');
    return Array.from(inputs).find((input) => input.getClientRects().length);
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.key === 'Escape') note.remove();
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.altKey || (isCommand ? event.shiftKey || !/^k$/i.test(event.key) : event.key !== '/')) return;
    if (/** @type {Element} */ (event.target).closest?.('input, textarea, select, [contenteditable]')) return;
    const input = visible();
    if (!input) return;
    event.preventDefault();
    input.focus();
    input.select();
  }

  /** Has a result led here? Then its words are marked. */
  function mark() {
    try {
      const [path, words] = JSON.parse(sessionStorage.getItem('hansearch') ?? '[]');
      sessionStorage.removeItem('hansearch');
      if (path === location.pathname) client('marks.js').then(({ markWords }) => markWords(words), () => {});
    } catch {} // Storage may be forbidden.
  }

  /** Is the reader back from a result, in a browser that did not keep the page? Then the list is there again. */
  function returned() {
    const visit = /** @type {PerformanceNavigationTiming} */ (performance.getEntriesByType('navigation')[0]);
    const asked = history.state?.hansearch;
    const input = visible();
    if (visit?.type !== 'back_forward' || typeof asked !== 'string' || !input) return;
    input.value = asked;
    return input.closest('[data-hansearch]');
  }

  function arrive() {
    mount();
    const focused = document.activeElement?.closest('[data-hansearch]');
    const isAsked = /[?&]q=./.test(location.search);
    const root = focused || (isAsked && document.querySelector('[data-hansearch-page]')) || returned();
    if (root) wake(root);
    mark();
  }

  for (const name of ['focusin', 'click']) addEventListener(name, touched);
  addEventListener('focusout', () => note.remove());
  addEventListener('online', () => note.parentElement && wake(note.parentElement));
  addEventListener('submit', submitted);
  addEventListener('keydown', pressed);
  addEventListener('hashchange', mark);
  // A theme may load it in the head without `defer`.
  if (document.body) arrive();
  else addEventListener('DOMContentLoaded', arrive);
  // Material's instant navigation changes the page and runs no script again.
  /** @type {any} */ (window).document$?.subscribe(arrive);
})();
