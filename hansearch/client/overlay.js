/** On a phone, a box that is used fills the screen: above the keyboard, with a way out, the page held still behind it. */

const PHONE = '(max-width: 600px)';

/**
 * @param {HTMLElement} root the box
 * @param {() => void} leave the phone's Back was pressed
 */
export function makeOverlay(root, leave) {
  const page = document.documentElement;
  const seen = /** @type {VisualViewport} */ (window.visualViewport);
  const place = /** @type {HTMLElement} */ (root.parentElement);
  /** @type {any} `CloseWatcher`, where there is one */
  let watcher;

  for (const change of ['resize', 'scroll']) seen.addEventListener(change, fitToKeyboard);

  function isOpen() {
    return root.classList.contains('hansearch--full');
  }

  function open() {
    if (isOpen() || !matchMedia(PHONE).matches) return;
    // Its place stays as high as it was: nothing may jump when it comes back.
    place.style.minHeight = `${place.getBoundingClientRect().height}px`;
    root.classList.add('hansearch--full');
    page.classList.add('hansearch-locked');
    fitToKeyboard();
    // The browser's own way to have Android's Back close something and not leave the page (Chrome ≥ 126).
    const { CloseWatcher } = /** @type {any} */ (window);
    if (CloseWatcher) {
      watcher = new CloseWatcher();
      watcher.onclose = leave;
    }
  }

  function close() {
    if (!isOpen()) return;
    watcher?.destroy();
    root.classList.remove('hansearch--full');
    page.classList.remove('hansearch-locked');
    place.style.minHeight = '';
  }

  function fitToKeyboard() {
    root.style.setProperty('--hansearch-top', `${seen.offsetTop}px`);
    root.style.setProperty('--hansearch-height', `${seen.height}px`);
  }

  return { open, close, isOpen };
}
