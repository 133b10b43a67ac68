"""A picture of runs against a server that limits requests: admitted and refused requests by second, as SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from math import sqrt
from typing import Final

from .worlds import Row

_WIDTH: Final = 860
_LEFT: Final = 56
_PANEL: Final = 160
_HALF: Final = 60
# Legible on white and on black, and distinct for the colour-blind.
_STYLE: Final = """
  text { font: 12px system-ui, sans-serif; fill: #777 }
  .name { font-weight: 600 }
  .ok { fill: #2a7fbf }
  .no { fill: #d1682a }
  line { stroke: #999; stroke-width: 1 }
"""


def picture(rows: Sequence[Row]) -> str:
    """Draw a panel for each run on one time scale: admitted requests upward, refusals downward.

    Heights are square roots, so that small counts are visible.
    """
    admitted = [Counter(int(at) for at, status in row.server.responses if status == 200) for row in rows]
    refused = [Counter(int(at) for at, status in row.server.responses if status != 200) for row in rows]
    seconds = max(int(row.makespan) for row in rows) + 1
    most = max(count for counts in (*admitted, *refused) for count in counts.values())
    height = _PANEL * len(rows) + 52
    across = (_WIDTH - _LEFT - 12) / seconds
    title = f"{sum(admitted[0].values())} calls by {rows[0].tasks} tasks, 600 a minute are let in"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}</style>",
    ]
    for n, row in enumerate(rows):
        base = n * _PANEL + 24 + _HALF
        outcome = f"done in {row.makespan:.0f} s, {row.refused} refused, {row.lost} lost"
        parts.append(
            f'<text x="{_LEFT}" y="{base - _HALF - 8}"><tspan class="name">{escape(row.who)}</tspan> {outcome}</text>'
        )
        for name, counts, sign in (("ok", admitted[n], -1), ("no", refused[n], 1)):
            bars = "".join(
                _bar(second, sqrt(count / most), across, base, sign) for second, count in sorted(counts.items())
            )
            parts.append(f'<path class="{name}" d="{bars}"/>')
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH - 12}" y1="{base}" y2="{base}"/>')
        parts.append(f'<text x="4" y="{base - 6}">let in</text><text x="4" y="{base + 16}">refused</text>')
    for second in range(0, seconds, 60):
        parts.append(f'<text x="{_LEFT + second * across:.1f}" y="{height - 28}">{second} s</text>')
    parts.append(
        f'<text x="{_LEFT}" y="{height - 8}">{escape(title)}; full height: {most} a second (square roots)</text>'
    )
    return "\n".join([*parts, "</svg>", ""])


def _bar(second: int, share: float, across: float, base: int, sign: int) -> str:
    return f"M{_LEFT + second * across:.1f} {base}v{sign * max(0.6, share * _HALF):.1f}h{across * 0.85:.1f}V{base}z"
