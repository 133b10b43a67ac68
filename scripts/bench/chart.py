"""A chart of the CPU time of a call with each client, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from .calls import PLAIN, table_name
from .clients import OURS
from .measure import Row
from .ratios import number

_PANELS: Final = (1, 50, 2000)
_WIDTH: Final = 860
_LEFT: Final = 190
_BAR: Final = 20
_HEAD: Final = 34
# Legible on white and on black, and distinct for the colour-blind.
_STYLE: Final = """
  text { font: 12px system-ui, sans-serif; fill: #777 }
  .head, .own { font-weight: 600 }
  rect { fill: #999 }
  rect.own { fill: #2a7fbf }
"""


def chart(rows: Sequence[Row]) -> str:
    """Draw a panel for each number of tasks and a bar for each client, all on one scale."""
    panels = {tasks: [row for row in rows if row.table == table_name(PLAIN, tasks)] for tasks in _PANELS}
    drawn = [row.median for found in panels.values() for row in found if row.values and not row.failed]
    scale = (_WIDTH - _LEFT - 70) / max(drawn, default=1.0)
    parts: list[str] = []
    y = 0
    for tasks, found in panels.items():
        if not found:
            continue
        tasks_ = "1 task" if tasks == 1 else f"{tasks:,} tasks"
        parts.append(f'<text class="head" x="{_LEFT}" y="{y + 22}">CPU time of a call, {tasks_} (microseconds)</text>')
        y += _HEAD
        for row in found:
            own = ' class="own"' if row.name.startswith(OURS) else ""
            parts.append(f'<text{own} x="{_LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(row.name)}</text>')
            if row.failed or not row.values:
                parts.append(f'<text x="{_LEFT}" y="{y + 14}">{escape(row.note)}</text>')
            else:
                width = row.median * scale
                parts.append(f'<rect{own} x="{_LEFT}" y="{y + 3}" width="{width:.1f}" height="{_BAR - 6}"/>')
                parts.append(f'<text x="{_LEFT + width + 6:.1f}" y="{y + 14}">{number(row.median)}</text>')
            y += _BAR
        y += 8
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" role="img">',
        "<title>CPU time of a call to get a session, by client</title>",
        f"<style>{_STYLE}</style>",
    ]
    return "\n".join([*head, *parts, "</svg>", ""])
