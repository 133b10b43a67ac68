"""Takes ids out of the span that OpenTelemetry's instrumentation of httpx makes of a request."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Final

from .._redact import shown_request

_PLACES: Final = ("http.url", "url.full")


def scrub_span() -> None:
    """Show the path template in the current span, if it is one of the request under way.

    It does nothing where OpenTelemetry is not in use: it is looked up, not imported.
    """
    trace: Any = sys.modules.get("opentelemetry.trace")
    shown = shown_request.get()
    if trace is None or shown is None:
        return
    span = trace.get_current_span()
    attributes: Mapping[str, object] = getattr(span, "attributes", None) or {}
    origin = "/".join(shown.partition(" ")[2].split("/", 3)[:3])
    for place in _PLACES:
        # A span of the application around the call may have a URL too, of the request that the application serves.
        if str(attributes.get(place, "")).startswith(origin):
            span.set_attribute(place, shown.partition(" ")[2])
