/** Every word that the box says, in both languages. */

import { say } from './language.js';

export const TEXTS = {
  results: say('搜索结果', 'Search results'),
  close: say('取消', 'Cancel'),
  idle: say('用自己的话说出问题就行：写半句、打拼音、用繁体字都可以。', 'Say it in your own words.'),
  loading: say('正在搜索……', 'Searching…'),
  slow: say('网络有点慢，还在找……', 'The network is slow; still searching…'),
  count: (/** @type {number} */ total, /** @type {number} */ shown) =>
    total > shown
      ? say(`找到 ${total} 篇，先列出最相关的 ${shown} 篇`, `${total} pages found, the best ${shown} are shown`)
      : say(`找到 ${total} 篇`, `${total} pages found`),
  answered: say('第一条就是回答。', 'The first one answers it. '),
  keys: say('。按上下键选择。', '. Use the arrow keys to choose.'),
  suggestion: say('您是不是要找：', 'Did you mean: '),
  nearest: say('没有找到正好回答这个问题的文章。下面几篇最接近：', 'Nothing quite answers this. The nearest pages:'),
  none: say('没有找到。', 'Nothing found.'),
  hint: say('换一个说法试试，或者只写关键的几个字。', 'Try other words, or fewer.'),
  failed: say('搜索没有加载出来，可能是网络断了。', 'Search did not load; the network may be down.'),
  offline: say('现在没有网络，搜索没有加载出来。连上以后会自动再试。', 'There is no network, so search did not load. It will try again by itself.'),
  retry: say('再试一次', 'Try again'),
  outdated: say('网站更新过了，请刷新这一页再搜。', 'This site has been updated: reload the page to search.'),
  reload: say('刷新', 'Reload'),
  more: say('显示更多', 'Show more'),
  all: (/** @type {number} */ total) => say(`全部 ${total} 篇结果`, `All ${total} results`),
  filter: say('按栏目筛选', 'Filter by category'),
  everything: say('全部', 'All'),
  copied: say('已复制', 'Copied'),
  copy: say('请按住这段话复制：', 'Copy this text:'),
};
