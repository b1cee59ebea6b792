/** On a phone, a box that is used fills the screen: above the keyboard, with a way out, the page held still behind it. */

const PHONE = '(max-width: 600px)';

export class Overlay {
  /**
   * @param {HTMLElement} root the box
   * @param {() => void} leave the phone's Back was pressed
   */
  constructor(root, leave) {
    this.root = root;
    this.leave = leave;
    this.fit = () => this.fitToKeyboard();
  }

  open() {
    if (this.isOpen() || !matchMedia(PHONE).matches) return;
    // Its place stays as high as it was: nothing may jump when it comes back.
    this.place = this.root.parentElement;
    this.place?.style.setProperty('min-height', `${this.place.getBoundingClientRect().height}px`);
    this.root.classList.add('hansearch--full');
    document.documentElement.classList.add('hansearch-locked');
    window.visualViewport?.addEventListener('resize', this.fit);
    window.visualViewport?.addEventListener('scroll', this.fit);
    this.fit();
    // The browser's own way to have Android's Back close something and not leave the page (Chrome ≥ 126).
    const { CloseWatcher } = /** @type {any} */ (window);
    if (CloseWatcher) {
      this.watcher = new CloseWatcher();
      this.watcher.onclose = this.leave;
    }
  }

  close() {
    if (!this.isOpen()) return;
    this.watcher?.destroy();
    this.root.classList.remove('hansearch--full');
    document.documentElement.classList.remove('hansearch-locked');
    this.place?.style.removeProperty('min-height');
    window.visualViewport?.removeEventListener('resize', this.fit);
    window.visualViewport?.removeEventListener('scroll', this.fit);
  }

  isOpen() {
    return this.root.classList.contains('hansearch--full');
  }

  fitToKeyboard() {
    const seen = window.visualViewport;
    if (!seen) return;
    this.root.style.setProperty('--hansearch-top', `${seen.offsetTop}px`);
    this.root.style.setProperty('--hansearch-height', `${seen.height}px`);
  }
}
