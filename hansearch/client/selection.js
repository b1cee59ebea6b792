/** The combobox: which option is chosen by the keyboard, while focus stays in the input. */

import { describe } from './rows.js';

/**
 * @param {HTMLInputElement} input
 * @param {import('./panel.js').Panel} panel
 */
export function makeSelection(input, panel) {
  let active = -1;
  describe(input, {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-controls': panel.list.id,
    'aria-expanded': 'false',
    autocomplete: 'off',
    enterkeyhint: 'search',
  });

  /**
   * Choose as a key says.
   * @param {string} key
   * @returns {boolean} whether the key chose; else it is the text's
   */
  function move(key) {
    const last = panel.options().length - 1;
    /** @type {Record<string, number>} */
    const targets = {
      ArrowDown: active < last ? active + 1 : 0,
      ArrowUp: active > 0 ? active - 1 : last,
      // The caret's, until an option is chosen.
      ...(active >= 0 && { Home: 0, End: last }),
    };
    if (/^Arrow[LR]/.test(key)) select(-1);
    if (last < 0 || !(key in targets)) return false;
    select(targets[key]);
    return true;
  }

  /** @param {number} index */
  function select(index) {
    const options = panel.options();
    options[active]?.setAttribute('aria-selected', 'false');
    active = index;
    const option = options[index];
    if (!option) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    option.id = `${panel.list.id}-${index}`;
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', option.id);
  }

  return { move, select, active: () => active };
}
