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

  const tools = () => /** @type {any} */ (window).hcTools;
  /** What was pressed last while the tools are on their way. @type {Element | null} */
  let pressed = null;
  /** @param {Element} button */
  const load = (button) => {
    const isLoading = pressed;
    pressed = button;
    if (isLoading) return;
    const script = document.createElement('script');
    script.src = src.replace(/[^/]*$/, 'article-tools.js');
    script.onload = script.onerror = () => {
      const last = pressed;
      pressed = null;
      if (tools()) return tools()(last);
      script.remove();
      say('没有加载出来。有网了再点一次');
      setTimeout(say, 5000, '');
    };
    document.head.append(script);
  };
  /** @param {string} text */
  const say = (text) => {
    const status = document.querySelector('.hc-status');
    if (status) status.textContent = text;
  };

  const wasElder = stored('hc-elder') === '1';
  setElder(wasElder);
  root.classList.add(window.speechSynthesis ? 'hc-speech' : 'hc-mute');

  addEventListener('click', ({ target }) => {
    const button = /** @type {Element} */ (target).closest('[data-hc],.headerlink');
    if (!button) return;
    if (button.matches('[data-hc=elder]')) stored('hc-elder', setElder() ? '1' : '0');
    else if (tools()) tools()(button);
    else load(button);
  });
  addEventListener('change', ({ target }) => {
    const list = /** @type {Element} */ (target).closest('.hc-steps');
    if (list) stored(keyOf(list), boxes(list).map(({ checked }) => +checked).join(''));
  });
  // Back, out of the browser's memory: it may have been switched since, on another page.
  addEventListener('pageshow', ({ persisted }) => {
    const choice = persisted && stored('hc-elder');
    if (choice) setElder(choice === '1');
  });
  addEventListener('DOMContentLoaded', () => {
    setElder(wasElder);
    // For paper, where the build did not know the site's address; a folder on a disk is no address for others.
    const address = document.querySelector('[data-hc-address]');
    if (address && /^http/.test(location.protocol)) address.textContent = location.origin + location.pathname;
    for (const list of document.querySelectorAll('.hc-steps')) {
      const done = stored(keyOf(list));
      boxes(list).forEach((box, at) => (box.checked = done?.[at] === '1'));
    }
  });
}
