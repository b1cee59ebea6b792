/* Runs before anything is painted, so that large text does not flash in.
   What other buttons do comes with article-tools.js, once one is pressed. */
{
  const root = document.documentElement;
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);

  /** @param {string} key @param {string} [value] */
  const stored = (key, value) => {
    try {
      return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, value);
    } catch {} // Forbidden or full: nothing is remembered, and all else works.
  };
  /** @param {boolean} [change] */
  const setElder = (change) => {
    const isElder = root.classList.toggle('hc-elder', change);
    document.querySelector('[data-hc=elder]')?.setAttribute('aria-pressed', `${isElder}`);
    return isElder;
  };
  /** @param {Element} list */
  const boxes = (list) => [...list.querySelectorAll('input')];
  /** @param {Element} list */
  const keyOf = (list) => `hc-steps:${list.getAttribute('data-key')}`;

  const wasElder = stored('hc-elder') === '1';
  setElder(wasElder);
  root.classList.add(window.speechSynthesis ? 'hc-speech' : 'hc-mute');

  addEventListener('click', ({ target }) => {
    const button = /** @type {Element} */ (target).closest('[data-hc],.headerlink');
    if (!button) return;
    const { hcTools } = /** @type {any} */ (window);
    if (button.matches('[data-hc=elder]')) stored('hc-elder', setElder() ? '1' : '0');
    else if (hcTools) hcTools(button);
    else {
      const script = document.createElement('script');
      script.src = src.replace(/[^/]*$/, 'article-tools.js');
      script.onload = () => /** @type {any} */ (window).hcTools(button);
      document.head.append(script);
    }
  });
  addEventListener('change', ({ target }) => {
    const list = /** @type {Element} */ (target).closest('.hc-steps');
    if (list) stored(keyOf(list), boxes(list).map(({ checked }) => +checked).join(''));
  });
  addEventListener('DOMContentLoaded', () => {
    setElder(wasElder);
    for (const list of document.querySelectorAll('.hc-steps')) {
      const done = stored(keyOf(list));
      boxes(list).forEach((box, at) => (box.checked = done?.[at] === '1'));
    }
  });
}
