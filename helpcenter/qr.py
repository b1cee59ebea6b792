"""A page's address → the QR code that stands on its printout."""

from __future__ import annotations

import segno


def render_qr(url: str) -> str:
    """Return an SVG without any style of its own, so that no content policy can forbid it."""
    # Level M: paper gets folded and stained; the larger levels cost modules, and phones read small ones badly.
    code = segno.make(url, error="m", micro=False)
    return str(
        code.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None, title="这一页网址的二维码")
    )
