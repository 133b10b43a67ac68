"""The store in docs/rate-limits.md, whose program would need a Redis."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "rate-limits.md"
[STORE] = re.findall(r"^```python3\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_store_is_made_as_shown() -> None:
    names: dict[str, Any] = {}
    exec(compile(STORE, str(PAGE), "exec"), names)
    assert names["rate_limit"].store is names["store"]
    assert "acme-prod" in repr(names["store"])
