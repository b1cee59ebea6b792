/** Once a page has been quiet for a while, has the service worker (`sw.js`) keep the site for use without a network. */
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const root = new URL('..', script.src);
  const { connection } = /** @type {{connection?: {saveData: boolean}}} */ (navigator);
  if (!navigator.serviceWorker || root.protocol === 'file:' || connection?.saveData) return;
  const QUIET = 4000;

  async function keep() {
    try {
      await navigator.serviceWorker.register(new URL('sw.js', root), { scope: root.pathname });
      const { active } = await navigator.serviceWorker.ready;
      active?.postMessage('keep');
    } catch {
      // A browser that keeps nothing still reads.
    }
  }

  addEventListener('load', () => setTimeout(keep, QUIET));
})();
