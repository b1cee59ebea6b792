/** Once a page has been quiet for a while, has the service worker (`sw.js`) keep the site for use without a network. */
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const root = new URL('..', script.src);
  const { connection } = /** @type {{connection?: {saveData: boolean, effectiveType: string}}} */ (navigator);
  if (root.protocol === 'file:' || connection?.saveData) return;
  const QUIET = 4000;

  async function keep() {
    try {
      const { serviceWorker } = navigator; // Refused in a frame that may keep nothing.
      const isFirst = !serviceWorker.controller;
      // The index is twenty times what a page is: it is kept for who comes to a second page, on a line that can bear it.
      const isWorthIt = !isFirst && /4g|undefined/.test(String(connection?.effectiveType));
      await serviceWorker.register(new URL('sw.js', root), { scope: root.pathname });
      const { active } = await serviceWorker.ready;
      if (isWorthIt) active?.postMessage('keep');
      // A page that came before the worker did not come through it.
      if (isFirst) active?.postMessage(location.href);
    } catch {
      // A browser that keeps nothing still reads.
    }
  }

  addEventListener('load', () => setTimeout(keep, QUIET));
})();
