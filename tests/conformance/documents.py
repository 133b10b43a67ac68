"""Runs schemathesis on a document: its settings, the checks that are off, and what each request must show."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import schemathesis
import yaml
from attrs import define, field, frozen
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import coverage_scenario, negated_parameters

from idsessions.testing import Emulator

Case: TypeAlias = schemathesis.Case[Any]
Location = ParameterLocation

# For each operation and each kind of caller, in addition to the edges of the constraints in the documents.
_EXAMPLES = 8
# No schema knows the valid names, tokens, filters and versions, so a server may refuse generated values.
_OFF_FOR_GENERATED = ("positive_data_acceptance",)
# Scenarios that schemathesis calls wrong and no document forbids: undocumented headers, and a malformed content type
# without content.
_HARMLESS = ("object_unexpected_properties", "malformed_content_type")
# An invalid credential is still a credential. Cookies carry nothing else here.
_CREDENTIAL_HEADERS = ("authorization", "iplanetdirectorypro")

#: For the tests: one emulator serves all requests to one operation, and a slow machine is no failure.
one_emulator = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@frozen
class Off:
    """A check that contradicts the documentation or the observed responses of a provider.

    Attributes:
        check: The name of the check of schemathesis.
        source: The reason, with its source.
        operations: The operations for which it is off; empty for all.
        settings: Settings of the check, if it is not switched off but changed.
    """

    check: str
    source: str
    operations: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(factory=lambda: {"enabled": False})


def load(name: str, off: Iterable[Off]) -> schemathesis.BaseSchema:
    """The document of a provider, for ``@schema.parametrize()``."""
    everywhere = {entry.check: dict(entry.settings) for entry in off if not entry.operations}
    by_operation = [
        {"include-operation-id": list(entry.operations), "checks": {entry.check: dict(entry.settings)}}
        for entry in off
        if entry.operations
    ]
    config: dict[str, Any] = {
        # The same requests in every run; no run remembers another.
        "seed": 1,
        "generation": {
            "deterministic": True,
            "database": "none",
            "max-examples": _EXAMPLES,
            # Emulators record undocumented query parameters as violations, and some servers refuse them.
            "allow-extra-parameters": False,
        },
        "checks": everywhere,
        "operations": by_operation,
    }
    text = (Path(__file__).parents[2] / "openapi" / f"{name}.yaml").read_text("utf-8")
    return schemathesis.openapi.from_dict(yaml.safe_load(text), config=schemathesis.Config.from_dict(config))


@define
class Caller:
    """Sends the requests to one operation, checks every response, and remembers whether one was a success."""

    emulator: Any
    base_url: str
    #: More checks that are off, and checks that are off for errors without a content type.
    off: tuple[Off, ...] = ()
    off_untyped: tuple[Off, ...] = ()
    _expects_success: bool = field(default=False, init=False)
    _succeeded: bool = field(default=False, init=False)

    def send(self, case: Case, credential: Mapping[str, str], *, succeeds: bool = True) -> schemathesis.Response:
        """Send a request that contains live values.

        Args:
            case: The request.
            credential: The header that carries the credential, or nothing.
            succeeds: Whether at least one such request must get a 2xx response.
        """
        self._expects_success |= succeeds
        response, noticed = self._call(case, credential)
        if not generated_as_wrong(case):
            # The documents allow more fields. An emulator records them, because they are often misspelt.
            assert all("unknown field" in message for message in noticed), noticed
        self._validate(case, response, credential)
        return response

    def send_generated(self, case: Case) -> schemathesis.Response:
        """Send a request as it was generated, with its generated credential."""
        response, _ = self._call(case, {})
        self._validate(case, response, {}, *_OFF_FOR_GENERATED)
        return response

    def _call(self, case: Case, credential: Mapping[str, str]) -> tuple[schemathesis.Response, list[str]]:
        before = len(self.emulator.violations)
        response = case.call(base_url=self.base_url, headers=dict(credential))
        noticed = [str(violation) for violation in self.emulator.violations[before:]]
        assert noticed or not _violates(case), "the emulator missed a violation of the document"
        self._succeeded |= 200 <= response.status_code < 300
        return response, noticed

    def _validate(
        self, case: Case, response: schemathesis.Response, credential: Mapping[str, str], *excluded: str
    ) -> None:
        off = list(self.off)
        if response.status_code >= 400 and "content-type" not in response.headers:
            off += self.off_untyped
        excluded_checks: list[Any] = [CHECKS.get_one(name) for name in (*excluded, *(entry.check for entry in off))]
        case.validate_response(
            response,
            headers=dict(credential),
            excluded_checks=excluded_checks,
            transport_kwargs={"base_url": self.base_url},
        )

    def assert_success(self) -> None:
        """Raise an AssertionError if a success was expected and none came."""
        assert self._succeeded or not self._expects_success, "no request got a 2xx response"


@contextmanager
def served(emulator: Emulator, path: str = "", **options: Any) -> Iterator[Caller]:
    """A caller of an emulator on TCP. At the end one of its requests must have got a 2xx response, if one can."""
    with emulator.serve_in_thread():
        caller = Caller(emulator, emulator.url + path, **options)
        yield caller
    caller.assert_success()


def operation_of(case: Case) -> str:
    """The operationId."""
    return str(case.operation.definition.raw["operationId"])


def schemes_of(case: Case) -> list[str]:
    """The security schemes of the operation. A request carries one of them."""
    alternatives: list[dict[str, Any]] = case.operation.definition.raw.get("security", [])
    return [scheme for alternative in alternatives for scheme in alternative]


def well_formed(case: Case, location: ParameterLocation) -> bool:
    """Whether the values in this location are valid, so that live values can replace them."""
    return case.meta is not None and not case.meta.is_negative_at(location)


def with_credential(
    case: Case, *, header: tuple[str, str] | None = None, cookies: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Put a credential into a request, in place of a generated one.

    Returns:
        The credential as a header, which tells schemathesis that it is valid.
    """
    for name in _CREDENTIAL_HEADERS:
        case.headers.pop(name, None)
    case.cookies = dict(cookies or {})
    if header is not None:
        case.headers[header[0]] = header[1]
        return dict([header])
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in case.cookies.items())}


def assertion(**claims: object) -> str:
    """A JWT for an app or an account without a key; emulators do not check its signature."""
    parts = (json.dumps({"alg": "RS256"}).encode(), json.dumps(claims).encode(), b"signature")
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def generated_as_wrong(case: Case) -> bool:
    """Whether the request was generated to violate the document."""
    return case.meta is not None and case.meta.generation.mode.is_negative


def _violates(case: Case) -> bool:
    """Whether the request violates the document in a way that is visible on the wire."""
    if not generated_as_wrong(case) or coverage_scenario(case) in _HARMLESS:
        return False
    wrong = list(negated_parameters(case.meta))
    return not wrong or not all(
        place is ParameterLocation.COOKIE or name.lower() in _CREDENTIAL_HEADERS for name, place in wrong
    )
