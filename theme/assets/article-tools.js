/**
 * What the buttons of an article do. article.js loads it once one of them is pressed, and hands over the button.
 *
 * Sentences are read one by one: long texts are cut off by some engines, and so the sentence can be marked.
 */
{
  const root = document.documentElement;
  const calm = matchMedia('(prefers-reduced-motion: reduce)');

  /** Say what happened, to the eye and to a screen reader. @param {string} text */
  const say = (text) => {
    const status = document.querySelector('.hc-status');
    if (!status) return;
    status.textContent = '';
    setTimeout(() => (status.textContent = text), 50); // The same words again are said again.
    setTimeout(() => (status.textContent = ''), 5000);
  };

  /** @param {string} text @param {string} done */
  const copy = async (text, done) => {
    try {
      await navigator.clipboard.writeText(text);
      say(done);
    } catch {
      say('没有复制成。再点一次；还不行，就长按文字来复制');
    }
  };

  /** @param {Element} element */
  const show = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    if (top < 80 || bottom > innerHeight - 120)
      element.scrollIntoView({ block: 'center', behavior: calm.matches ? 'auto' : 'smooth' });
  };

  // —— Reading aloud ——

  const BLOCKS = 'h1,h2,h3,h4,p,li,td,th,dt,dd,summary,pre';
  const SILENT = '[data-hc],.headerlink,.hc-tools,.hc-print,.hc-sources,.hc-helpful,.hc-dates,.hc-status,.md-path';

  /**
   * The sentences of a page in order, each with the element that it stands in and its place in the text.
   * @param {Element} article
   */
  function sentences(article) {
    /** @type {{ block: Element, text: string, range: Range }[]} */
    const found = [];
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    /** @type {Text[]} */
    let nodes = [];
    /** @type {Element | null} */
    let block = null;
    const flush = () => {
      const text = nodes.map((node) => node.data).join('');
      for (const match of text.matchAll(/[^。！？；\n]+[。！？；”’）]*/g))
        if (block && match[0].trim()) {
          const range = document.createRange();
          range.setStart(...placeOf(nodes, match.index));
          range.setEnd(...placeOf(nodes, match.index + match[0].length));
          found.push({ block, text: match[0], range });
        }
      nodes = [];
    };
    while (walker.nextNode()) {
      const node = /** @type {Text} */ (walker.currentNode);
      const parent = /** @type {Element} */ (node.parentElement);
      if (parent.closest(SILENT) || !parent.getClientRects().length) continue;
      const own = parent.closest(BLOCKS);
      if (own !== block) flush();
      block = own;
      nodes.push(node);
    }
    flush();
    return found;
  }

  /** @param {Text[]} nodes @param {number} at @returns {[Text, number]} */
  function placeOf(nodes, at) {
    for (const node of nodes) {
      if (at <= node.length) return [node, at];
      at -= node.length;
    }
    const last = nodes[nodes.length - 1];
    return [last, last.length];
  }

  /** As it is said: an arrow leads on, and a telephone number is no quantity. @param {string} text */
  const spoken = (text) =>
    text
      .replace(/\s*→\s*/g, '，')
      .replace(/(^|[^\d.])(\d{5,}|110|119|120|122)(?![\d.元天个小分])/g, (_, before, digits) => before + [...digits].join(' '));

  /** @param {Range} range @param {Element} block */
  function mark(range, block) {
    unmark();
    if (window.Highlight && CSS.highlights) CSS.highlights.set('hc-reading', new Highlight(range));
    else block.classList.add('hc-reading');
    show(block);
  }
  function unmark() {
    CSS.highlights?.delete('hc-reading');
    document.querySelector('.hc-reading')?.classList.remove('hc-reading');
  }

  /** Which reading is under way; a reading that is no longer this one says nothing more. */
  let reading = 0;

  function stop() {
    reading += 1;
    speechSynthesis.cancel();
    unmark();
    root.removeAttribute('data-hc-reading');
    for (const button of document.querySelectorAll('[data-hc=read]')) button.textContent = '朗读这一页';
  }

  function read() {
    if (root.hasAttribute('data-hc-reading')) {
      stop();
      return;
    }
    const article = document.querySelector('article');
    if (!article) return;
    root.setAttribute('data-hc-reading', '');
    for (const button of document.querySelectorAll('[data-hc=read]')) button.textContent = '停止朗读';
    const mine = (reading += 1);
    const queue = sentences(article)[Symbol.iterator]();
    let hasStarted = false;
    const next = () => {
      if (mine !== reading) return;
      const { value, done } = queue.next();
      if (done) {
        stop();
        return;
      }
      const utterance = new SpeechSynthesisUtterance(spoken(value.text));
      const voices = speechSynthesis.getVoices();
      utterance.lang = 'zh-CN';
      utterance.voice = voices.find(({ lang }) => /^(zh|cmn)[-_]?(CN|Hans)/i.test(lang)) ?? null;
      utterance.rate = 0.9;
      utterance.onstart = () => {
        hasStarted = true;
        if (mine === reading) mark(value.range, value.block);
      };
      utterance.onend = next;
      utterance.onerror = () => mine === reading && (stop(), say('这个浏览器读不出来。可以用手机自带的读屏'));
      speechSynthesis.speak(utterance);
    };
    next();
    // Some browsers have the interface and no voice behind it: nothing ever starts, and nothing fails.
    setTimeout(() => {
      if (mine === reading && !hasStarted) {
        stop();
        say('这个浏览器没有中文语音。可以用手机自带的读屏');
      }
    }, 5000);
  }
  addEventListener('pagehide', () => root.hasAttribute('data-hc-reading') && stop());

  // —— One step at a time ——

  /** @param {string} words @param {() => void} act */
  function button(words, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.dataset.hc = 'step';
    made.textContent = words;
    made.onclick = act;
    return made;
  }

  /** @param {Element} list */
  function one(list) {
    const items = /** @type {HTMLLIElement[]} */ ([...list.querySelectorAll(':scope > ol > li')]);
    const tools = /** @type {HTMLElement} */ (list.querySelector('.hc-steps__tools'));
    const usual = [...tools.childNodes];
    /** @param {Node[]} shown */
    const equip = (...shown) => {
      tools.textContent = '';
      tools.append(...shown);
    };
    const count = document.createElement('p');
    count.className = 'hc-one__count';
    count.tabIndex = -1;
    const firstOpen = items.findIndex((item) => !item.querySelector('input')?.checked);
    let at = 0;

    const back = button('上一步', () => go(at - 1));
    const on = button('下一步', () => (at === items.length - 1 ? leave() : go(at + 1)));
    const all = button('看全部', leave);
    /** @param {number} to */
    function go(to) {
      at = to;
      items.forEach((item, number) => item.classList.toggle('hc-one__now', number === at));
      count.textContent = `第 ${at + 1} 步 / 共 ${items.length} 步`;
      back.disabled = at === 0;
      on.textContent = at === items.length - 1 ? '看完了' : '下一步';
      count.focus(); // A screen reader says the number, and the step comes next.
      show(list);
    }
    function leave() {
      list.classList.remove('hc-one');
      items.forEach((item) => item.classList.remove('hc-one__now'));
      count.remove();
      equip(...usual);
      /** @type {HTMLElement | null} */ (tools.querySelector('[data-hc=one]'))?.focus();
      show(list);
    }
    items.forEach((item, number) => (item.value = number + 1)); // A hidden step would not be counted.
    list.classList.add('hc-one');
    list.prepend(count);
    equip(back, on, all);
    const stuck = document.querySelector('.hc-stuck h2[id]');
    if (stuck) {
      const link = document.createElement('a');
      link.href = `#${stuck.id}`;
      link.textContent = '卡住了，看“如果不行”';
      tools.append(link);
    }
    go(Math.max(0, firstOpen));
  }

  /** @type {Record<string, (pressed: HTMLElement) => void>} */
  const actions = {
    read,
    one: (pressed) => one(/** @type {Element} */ (pressed.closest('.hc-steps'))),
    restart(pressed) {
      const boxes = pressed.closest('.hc-steps')?.querySelectorAll('input') ?? [];
      for (const box of boxes) box.checked = false;
      boxes[0]?.dispatchEvent(new Event('change', { bubbles: true })); // article.js keeps what is ticked.
      boxes[0]?.focus();
      say('已重新开始');
    },
    'copy-address': () => copy(location.href.split('#')[0], '已复制网址'),
    'copy-text': (pressed) => copy(pressed.parentElement?.previousElementSibling?.textContent?.trim() ?? '', '已复制'),
  };

  /** @type {any} */ (window).hcTools = (/** @type {HTMLElement} */ pressed) =>
    pressed instanceof HTMLAnchorElement
      ? copy(pressed.href, '已复制这一节的链接')
      : actions[pressed.dataset.hc ?? '']?.(pressed);
}
