"""Takes ids out of the spans that the instrumentation of httpx by OpenTelemetry and by Sentry makes of a request."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Final

from .._redact import shown_request

_ATTRIBUTES: Final = ("http.url", "url.full")


def scrub_span() -> None:
    """Show the path template in the current span, if it is one of the request under way.

    It does nothing where neither is in use: they are looked up, not imported.
    """
    shown = shown_request.get()
    if shown is None:
        return
    if (trace := sys.modules.get("opentelemetry.trace")) is not None:
        _scrub_opentelemetry(trace, shown)
    if (sentry := sys.modules.get("sentry_sdk")) is not None:
        _scrub_sentry(sentry, shown)


def _scrub_opentelemetry(trace: Any, shown: str) -> None:
    span = trace.get_current_span()
    attributes: Mapping[str, object] = getattr(span, "attributes", None) or {}
    origin = "/".join(shown.partition(" ")[2].split("/", 3)[:3])
    for name in _ATTRIBUTES:
        # A span of the application around the call may have a URL too, of the request that the application serves.
        if str(attributes.get(name, "")).startswith(origin):
            span.set_attribute(name, shown.partition(" ")[2])


def _scrub_sentry(sentry: Any, shown: str) -> None:
    span = sentry.get_current_span()
    # Its breadcrumb is made of the span when that ends.
    if getattr(span, "origin", "") == "auto.http.httpx":
        span.description = shown
        span.set_data("url", shown.partition(" ")[2])
        span.set_data("http.query", "")
