/** What `texts.js` says, in English: loaded, beside the search, by pages whose language is not Chinese. */

/** @type {typeof import('./texts.js').TEXTS} */
export const ENGLISH = {
  results: 'Search results',
  close: 'Cancel',
  idle: 'Say it in your own words.',
  loading: 'Searching…',
  slow: 'The network is slow; still searching…',
  count: (total, shown) =>
    total > shown ? `The best ${shown}` : `${total} page${total === 1 ? '' : 's'} found`,
  answered: 'The first one answers it. ',
  keys: '. Use the arrow keys to choose.',
  suggestion: 'Did you mean: ',
  nearest: 'Nothing quite answers this. The nearest pages:',
  none: 'Nothing found.',
  hint: 'Try other words, or fewer.',
  failed: 'Search did not load; the network may be down.',
  offline: 'There is no network, so search did not load. It will try again by itself.',
  retry: 'Try again',
  outdated: 'This site has been updated: reload the page to search.',
  reload: 'Reload',
  more: 'Show more',
  all: (total) => `All ${total} results`,
  filter: 'Filter by category',
  everything: 'All',
  copied: 'Copied',
  copy: 'Copy this text:',
};
