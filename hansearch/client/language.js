/** The language that the client speaks: Chinese, or English where the page's is another. */

const isChinese = /^zh\b/i.test(document.documentElement.lang || 'zh');

/**
 * @param {string} chinese
 * @param {string} english
 */
export function say(chinese, english) {
  return isChinese ? chinese : english;
}
