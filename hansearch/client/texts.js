/** Every word that the box says: in Chinese, until a page of another language has said otherwise. */

export const TEXTS = {
  results: '搜索结果',
  close: '取消',
  idle: '用自己的话说出问题就行：写半句、打拼音、用繁体字都可以。',
  loading: '正在搜索……',
  slow: '网络有点慢，还在找……',
  count: (/** @type {number} */ total, /** @type {number} */ shown) =>
    total > shown ? `最相关的 ${shown} 篇` : `找到 ${total} 篇`,
  answered: '第一条就是回答。',
  keys: '。按上下键选择。',
  suggestion: '您是不是要找：',
  nearest: '没有找到正好回答这个问题的文章。下面几篇最接近：',
  none: '没有找到。',
  hint: '换一个说法试试，或者只写关键的几个字。',
  failed: '搜索没有加载出来，可能是网络断了。',
  offline: '现在没有网络，搜索没有加载出来。连上以后会自动再试。',
  retry: '再试一次',
  outdated: '网站更新过了，请刷新这一页再搜。',
  reload: '刷新',
  more: '显示更多',
  all: (/** @type {number} */ total) => `全部 ${total} 篇结果`,
  filter: '按栏目筛选',
  everything: '全部',
  copied: '已复制',
  copy: '请按住这段话复制：',
};

/**
 * Have every box of the page speak another language.
 * @param {typeof TEXTS} texts
 */
export function speak(texts) {
  Object.assign(TEXTS, texts);
}
