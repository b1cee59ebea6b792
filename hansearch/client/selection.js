/** The combobox: which option is chosen by the keyboard, while focus stays in the input. */

export class Selection {
  /**
   * @param {HTMLInputElement} input
   * @param {import('./panel.js').Panel} panel
   */
  constructor(input, panel) {
    this.input = input;
    this.panel = panel;
    this.active = -1;
    for (const [name, value] of [
      ['role', 'combobox'],
      ['aria-autocomplete', 'list'],
      ['aria-controls', panel.list.id],
      ['aria-expanded', 'false'],
      ['autocomplete', 'off'],
      ['enterkeyhint', 'search'],
    ]) {
      input.setAttribute(name, value);
    }
  }

  /**
   * Choose as a key says.
   * @param {string} key
   * @returns {boolean} whether the key chose; else it is the text's
   */
  move(key) {
    const last = this.panel.options().length - 1;
    /** @type {Record<string, number>} */
    const targets = {
      ArrowDown: this.active < last ? this.active + 1 : 0,
      ArrowUp: this.active > 0 ? this.active - 1 : last,
      // The caret's, until an option is chosen.
      ...(this.active >= 0 && { Home: 0, End: last }),
    };
    if (key === 'ArrowLeft' || key === 'ArrowRight') this.select(-1);
    if (last < 0 || !(key in targets)) return false;
    this.select(targets[key]);
    return true;
  }

  /** @param {number} index */
  select(index) {
    const options = this.panel.options();
    options[this.active]?.setAttribute('aria-selected', 'false');
    this.active = index;
    const option = options[index];
    if (!option) {
      this.input.removeAttribute('aria-activedescendant');
      return;
    }
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', option.id);
  }
}
