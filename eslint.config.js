import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['site/', '.venv/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['hansearch/client/*.js', 'theme/**/*.js'],
    // What Chrome 80 and Safari 14 read; class fields, private names and the rest came later.
    languageOptions: { ecmaVersion: 2020, sourceType: 'module', globals: globals.browser },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-empty': ['error', { allowEmptyCatch: true }],
      // Joined modules share one scope: what one declares by such a name would be meant by all.
      'no-restricted-globals': ['error', 'close', 'event', 'find', 'focus', 'length', 'name', 'open', 'origin', 'parent', 'print', 'scroll', 'status', 'stop', 'top'],
      // Whatever comes from an article or a query reaches the page as text, never as markup.
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML' },
        { property: 'outerHTML' },
        { property: 'insertAdjacentHTML' },
        { object: 'document', property: 'write' },
        // Younger than Chrome 80 or Safari 14; of the language itself, `lib` in tsconfig.json knows.
        { property: 'replaceChildren' },
        { object: 'AbortSignal', property: 'timeout' },
        { object: 'crypto', property: 'randomUUID' },
      ],
    },
  },
  // Only these may touch the page; all others have what Node has, too, such as `fetch` and `URL`.
  {
    files: ['hansearch/client/*.js'],
    ignores: ['hansearch/client/{hansearch,marks,overlay,panel,rows,search-box,search-page,states}.js'],
    languageOptions: {
      globals: { ...Object.fromEntries(Object.keys(globals.browser).map((name) => [name, 'off'])), ...globals['shared-node-browser'] },
    },
  },
  { files: ['tests/browser/box/*.js'], languageOptions: { globals: globals.browser } },
  { files: ['hansearch/client/hansearch.js', 'theme/**/*.js'], languageOptions: { sourceType: 'script' } },
  { files: ['theme/sw.js'], languageOptions: { globals: globals.serviceworker } },
];
