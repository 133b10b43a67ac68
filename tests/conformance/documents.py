"""schemathesis on one of the three documents: how it is set up, what of it is off, and what each request must show."""

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

# For each operation and each kind of caller; what the documents' constraints have as edges comes on top.
_EXAMPLES = 8
# No schema can say which names, tokens, filters and versions there are: a stranger's guess at them may be refused.
_NOT_FOR_STRANGERS = ("positive_data_acceptance",)
# What schemathesis means to be wrong and no document forbids: headers that it does not have, and a content type of no
# content.
_HARMLESS = ("object_unexpected_properties", "malformed_content_type")
# A credential that is no good is a credential all the same; cookies are nothing else here.
_CREDENTIAL_HEADERS = ("authorization", "iplanetdirectorypro")

#: For the tests: one emulator serves all requests to one operation.
one_emulator = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@frozen
class Off:
    """A check that contradicts what providers document or were seen to answer.

    Attributes:
        check: The name of schemathesis' check.
        source: Who says so.
        operations: Where; everywhere if empty.
        settings: The check's settings there, if it need not be off altogether.
    """

    check: str
    source: str
    operations: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(factory=lambda: {"enabled": False})


def load(name: str, off: Iterable[Off]) -> schemathesis.BaseSchema:
    """The document of a provider, for ``@schema.parametrize()``."""
    everywhere = {each.check: dict(each.settings) for each in off if not each.operations}
    somewhere = [
        {"include-operation-id": list(each.operations), "checks": {each.check: dict(each.settings)}}
        for each in off
        if each.operations
    ]
    config: dict[str, Any] = {
        # The same requests in every run, and nothing remembered from one to the next.
        "seed": 1,
        "generation": {
            "deterministic": True,
            "database": "none",
            "max-examples": _EXAMPLES,
            # Emulators note a query parameter that the document does not have, and some servers refuse it.
            "allow-extra-parameters": False,
        },
        "checks": everywhere,
        "operations": somewhere,
    }
    text = (Path(__file__).parents[2] / "openapi" / f"{name}.yaml").read_text("utf-8")
    return schemathesis.openapi.from_dict(yaml.safe_load(text), config=schemathesis.Config.from_dict(config))


@define
class Caller:
    """Sends the requests to one operation, has every answer checked, and remembers whether one was a success."""

    emulator: Any
    base_url: str
    #: Further checks that are off, and those that are off for errors without a content type.
    off: tuple[Off, ...] = ()
    off_untyped: tuple[Off, ...] = ()
    _expects_success: bool = field(default=False, init=False)
    _succeeded: bool = field(default=False, init=False)

    def send(self, case: Case, credential: Mapping[str, str], *, succeeds: bool = True) -> schemathesis.Response:
        """Send a request that has live values in it.

        Args:
            case: The request.
            credential: The header that carries the credential, or nothing.
            succeeds: Whether one such request at least must reach a 2xx answer.
        """
        self._expects_success |= succeeds
        response, noticed = self._call(case, credential)
        if not made_up_wrong(case):
            # The documents let further fields be; who sends one to an emulator has probably misspelt another.
            assert all("unknown field" in message for message in noticed), noticed
        self._validate(case, response, credential)
        return response

    def send_as_stranger(self, case: Case) -> schemathesis.Response:
        """Send a request as it was made up, its credential included."""
        response, _ = self._call(case, {})
        self._validate(case, response, {}, *_NOT_FOR_STRANGERS)
        return response

    def _call(self, case: Case, credential: Mapping[str, str]) -> tuple[schemathesis.Response, list[str]]:
        before = len(self.emulator.violations)
        response = case.call(base_url=self.base_url, headers=dict(credential))
        noticed = [str(violation) for violation in self.emulator.violations[before:]]
        assert noticed or not _violates(case), "a violation of the document that the emulator did not notice"
        self._succeeded |= 200 <= response.status_code < 300
        return response, noticed

    def _validate(
        self, case: Case, response: schemathesis.Response, credential: Mapping[str, str], *excluded: str
    ) -> None:
        off = list(self.off)
        if response.status_code >= 400 and "content-type" not in response.headers:
            off += self.off_untyped
        excluded_checks: list[Any] = [CHECKS.get_one(name) for name in (*excluded, *(each.check for each in off))]
        case.validate_response(
            response,
            headers=dict(credential),
            excluded_checks=excluded_checks,
            transport_kwargs={"base_url": self.base_url},
        )

    def assert_success(self) -> None:
        """Raise an AssertionError if a success was expected and none came."""
        assert self._succeeded or not self._expects_success, "no request was answered with a success"


@contextmanager
def served(emulator: Emulator, path: str = "", **options: Any) -> Iterator[Caller]:
    """A caller of an emulator on TCP; at the end, one of its requests must have been answered with a success."""
    with emulator.serve_in_thread():
        caller = Caller(emulator, emulator.url + path, **options)
        yield caller
    caller.assert_success()


def operation_of(case: Case) -> str:
    """The operationId."""
    return str(case.operation.definition.raw["operationId"])


def schemes_of(case: Case) -> list[str]:
    """The security schemes that the operation takes, one of them at a time."""
    alternatives: list[dict[str, Any]] = case.operation.definition.raw.get("security", [])
    return [scheme for alternative in alternatives for scheme in alternative]


def well_formed(case: Case, location: ParameterLocation) -> bool:
    """Whether live values may go there: what is there was not made up to be wrong."""
    return case.meta is not None and not case.meta.is_negative_at(location)


def with_credential(
    case: Case, *, header: tuple[str, str] | None = None, cookies: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Put a credential into a request, in place of any that was made up.

    Returns:
        The same as a header, to tell schemathesis that this one is known to be good.
    """
    for name in _CREDENTIAL_HEADERS:
        case.headers.pop(name, None)
    case.cookies = dict(cookies or {})
    if header is not None:
        case.headers[header[0]] = header[1]
        return dict([header])
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in case.cookies.items())}


def assertion(**claims: object) -> str:
    """A JWT as emulators take it for apps and accounts without a key, whose signatures they do not check."""
    parts = (json.dumps({"alg": "RS256"}).encode(), json.dumps(claims).encode(), b"signature")
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def made_up_wrong(case: Case) -> bool:
    """Whether the request was made up to violate the document."""
    return case.meta is not None and case.meta.generation.mode.is_negative


def _violates(case: Case) -> bool:
    """Whether its wrong is one that the document forbids, and can be seen on the wire."""
    if not made_up_wrong(case) or coverage_scenario(case) in _HARMLESS:
        return False
    wrong = list(negated_parameters(case.meta))
    return not wrong or not all(
        place is ParameterLocation.COOKIE or name.lower() in _CREDENTIAL_HEADERS for name, place in wrong
    )
