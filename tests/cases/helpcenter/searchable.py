"""``site/`` with three more articles and hansearch: five pages that contend for queries."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cases.helpcenter.content import HUMAN, Content, good_content

MKDOCS = "site_name: 帮助中心\ntheme: mkdocs\nplugins: [helpcenter, hansearch]\n"
PHONE = "docs/contact/phone.md"

ARTICLES = {
    "phone": ("客服电话怎么核实", ["客服电话是真的吗", "这个号码能打吗", "接到客服电话", "来电显示客服", "客服号码核实"]),
    "wait": ("人工客服要排队多久", ["排队要等多久", "人工客服要等多久", "一直在排队", "前面还有几个人", "几点排队的人少"]),
    "seller": ("怎么联系卖家", ["卖家在哪里", "怎么跟店铺说话", "找店家聊天", "联系卖家入口", "店铺客服在哪"]),
}  # fmt: skip


def searchable_content(folder: Path) -> Content:
    """Write the content to *folder*."""
    content = good_content(folder)
    content.write("mkdocs.yml", MKDOCS)
    listed = "".join(f"    - {name}.md\n" for name in ARTICLES)
    content.replace("data/categories.yml", "    - human.md\n", f"    - human.md\n{listed}")
    human = content.bytes(HUMAN).decode()
    head = re.sub(r"(?m)^aliases: .*\n", "", human[: human.index("\n---\n", 3)])
    for name, (title, questions) in ARTICLES.items():
        meta = re.sub(r"(?m)^title: .*", f"title: {title}", head)
        meta = re.sub(r"(?m)^description: .*", f"description: {title}。", meta)
        meta = re.sub(r"(?m)^answer: .*", "answer: 先看订单页。", meta)
        meta = re.sub(r"questions:\n(?:  - .*\n)+", f"questions: [{', '.join(questions)}]\n", meta)
        content.write(f"docs/contact/{name}.md", f"{meta}\n---\n\n# {title}\n\n{title}，先看订单页。\n")
    return content
