"""OpenTelemetry: one span for each call, and metrics, neither with a value of a request. Needs ``idsessions[otel]``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from timeit import default_timer
from typing import Final
from urllib.parse import urlsplit
from weakref import WeakSet

from attrs import evolve

from ._core.records import CallRecord
from ._core.telemetry import StartedCall
from ._transport.seam import Request, Response, Transport
from ._version import __version__

try:
    from opentelemetry import context, metrics, propagate, trace
    from opentelemetry.metrics import CallbackOptions, MeterProvider, Observation
    from opentelemetry.propagators.textmap import TextMapPropagator
    from opentelemetry.trace import SpanKind, Status, StatusCode, TracerProvider
except ModuleNotFoundError as _error:
    raise ImportError(f"idsessions.otel needs {_error.name}: install idsessions[otel]") from _error

__all__ = ["OpenTelemetry"]

# https://opentelemetry.io/docs/specs/semconv/http/http-spans/ and .../http-metrics/
_SCHEMA: Final = "https://opentelemetry.io/schemas/1.40.0"
# What the conventions advise for durations, in seconds; waits are longer.
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
_LONG_BUCKETS: Final = (*_BUCKETS, 30.0, 60.0, 120.0, 300.0, 600.0)
_TOO_MANY_REQUESTS: Final = 429

_Attributes = dict[str, str | int | float]


class OpenTelemetry:
    """Spans and metrics of a client's calls: pass it as ``telemetry=``. Several clients can share one.

    Args:
        tracer_provider: Where the spans go; None for the global one.
        meter_provider: Where the metrics go; None for the global one.
        propagator: What tells the provider about the trace; None for the global one (``traceparent``).
    """

    def __init__(
        self,
        *,
        tracer_provider: TracerProvider | None = None,
        meter_provider: MeterProvider | None = None,
        propagator: TextMapPropagator | None = None,
    ) -> None:
        self._tracer = trace.get_tracer("idsessions", __version__, tracer_provider, _SCHEMA)
        self._propagator = propagator
        meter = metrics.get_meter("idsessions", __version__, meter_provider, _SCHEMA)
        self._calls = meter.create_histogram(
            "idsessions.call.duration",
            unit="s",
            description="Duration of calls, waiting and retries included.",
            explicit_bucket_boundaries_advisory=_LONG_BUCKETS,
        )
        self._waits = meter.create_histogram(
            "idsessions.call.wait.duration",
            unit="s",
            description="Time that calls spend in the queue and in pauses.",
            explicit_bucket_boundaries_advisory=_LONG_BUCKETS,
        )
        self._requests = meter.create_histogram(
            "http.client.request.duration",
            unit="s",
            description="Duration of HTTP client requests.",
            explicit_bucket_boundaries_advisory=_BUCKETS,
        )
        self._active = meter.create_up_down_counter(
            "http.client.active_requests", unit="{request}", description="Number of active HTTP requests."
        )
        self._refusals = meter.create_counter(
            "idsessions.refusals", unit="{request}", description="Requests that the provider refused with a 429."
        )
        self._transports: WeakSet[_Watched] = WeakSet()
        meter.create_observable_up_down_counter(
            "http.client.open_connections",
            [self._open_connections],
            unit="{connection}",
            description="Number of outbound HTTP connections that are active or idle.",
        )

    def __repr__(self) -> str:
        return "OpenTelemetry()"

    def started(self, call: StartedCall, /) -> Callable[[CallRecord], None]:
        """Start the span of a call; the client calls this."""
        common: _Attributes = {"idsessions.provider": call.provider, "idsessions.operation": call.operation}
        request = _request_attributes(call.method, call.origin, call.template)
        shown_url = call.origin + _without_names(call.template)
        span = self._tracer.start_span(
            f"{call.provider} {call.operation}",
            kind=SpanKind.CLIENT,
            attributes={**common, **request, "url.full": shown_url},
        )
        token = context.attach(trace.set_span_in_context(span))

        def ended(record: CallRecord) -> None:
            context.detach(token)
            outcome: _Attributes = {}
            if record.status is not None:
                outcome["http.response.status_code"] = record.status
            if record.error is not None:
                outcome["error.type"] = record.error
                span.set_status(Status(StatusCode.ERROR))
            span.set_attributes(outcome)
            span.set_attribute("idsessions.attempts", record.attempts)
            span.set_attribute("idsessions.waited", record.waited)
            if record.attempts > 1:
                span.set_attribute("http.request.resend_count", record.attempts - 1)
            # Exemplars lead from a metric to the span, so it is the current one once more.
            within = trace.set_span_in_context(span)
            self._calls.record(record.seconds, {**common, **outcome}, within)
            self._waits.record(record.waited, common, within)
            span.end()

        return ended

    def watched(self, transport: Transport, /) -> Transport:
        """Count and time what goes over a transport, and send the trace's context along; the client calls this."""
        watched = _Watched(self, transport)
        self._transports.add(watched)
        return watched

    async def send(self, transport: Transport, request: Request) -> Response:
        """Send one request over ``transport``, counted and timed; the client calls this."""
        method, _, url = request.shown.partition(" ")
        parts = urlsplit(url)
        attributes = _request_attributes(method, f"{parts.scheme}://{parts.netloc}", parts.path)
        context_of_trace: dict[str, str] = {}
        (self._propagator or propagate.get_global_textmap()).inject(context_of_trace)  # pyright: ignore[reportArgumentType]  # the default setter of the API is for any
        self._active.add(1, attributes)
        start = default_timer()
        outcome: _Attributes = {}
        try:
            with _own_span_only():
                response = await transport.send(evolve(request, headers={**context_of_trace, **request.headers}))
            outcome["http.response.status_code"] = response.status_code
            if response.status_code >= 400:
                outcome["error.type"] = str(response.status_code)
            if response.status_code == _TOO_MANY_REQUESTS:
                self._refusals.add(1, attributes)
            return response
        except BaseException as error:
            outcome["error.type"] = type(error).__name__
            raise
        finally:
            self._active.add(-1, attributes)
            self._requests.record(default_timer() - start, {**attributes, **outcome})

    def _open_connections(self, _: CallbackOptions) -> Iterable[Observation]:
        counts = {"active": 0, "idle": 0}
        for watched in list(self._transports):
            for state, count in watched.connections().items():
                counts[state] += count
        return [Observation(count, {"http.connection.state": state}) for state, count in counts.items()]


class _Watched:
    """A transport that is counted and timed."""

    def __init__(self, telemetry: OpenTelemetry, transport: Transport) -> None:
        self._telemetry = telemetry
        self._transport = transport

    async def send(self, request: Request, /) -> Response:
        return await self._telemetry.send(self._transport, request)

    async def aclose(self) -> None:
        await self._transport.aclose()

    def connections(self) -> Mapping[str, int]:
        """How many connections are active and idle; empty if the transport does not know."""
        counts: Callable[[], Mapping[str, int]] | None = getattr(self._transport, "connections", None)
        return {} if counts is None else counts()


def _request_attributes(method: str, origin: str, template: str) -> _Attributes:
    parts = urlsplit(origin)
    return {
        "http.request.method": method,
        "server.address": parts.hostname or "",
        "server.port": parts.port or (443 if parts.scheme == "https" else 80),
        "url.scheme": parts.scheme,
        "url.template": template,
    }


def _without_names(template: str) -> str:
    """A path template with what the conventions put in place of a secret."""
    return "/".join("REDACTED" if "{" in part else part for part in template.split("/"))


def _own_span_only() -> AbstractContextManager[object]:
    """Keep the instrumentation of httpx or aiohttp from a span, whose URL would hold ids."""
    try:
        from opentelemetry.instrumentation.utils import suppress_http_instrumentation
    except ModuleNotFoundError:
        return nullcontext()
    return suppress_http_instrumentation()
