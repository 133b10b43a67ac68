"""What is particular to each provider: its credential, cookie, versions and rate limit. Every request only reads."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, Final

from idsessions import (
    AuthenticationError,
    BadRequestError,
    CallRecord,
    Clock,
    CredentialError,
    NotFoundError,
    PermissionDeniedError,
    SessionExpiredError,
    SessionsError,
)

from .._arguments import Profile
from .._connect import connected_agileapps, connected_forgerock, connected_okta
from .._failure import CannotStart
from ._finding import Finding

# Nobody's session, and nobody's name.
_NOBODY: Final = "idsessions-doctor"
_NEEDED: Final = {"okta.sessions.read", "okta.sessions.manage", "okta.users.manage"}


async def look_at_okta(settings: Mapping[str, str], organization: Mapping[str, Any], clock: Clock) -> list[Finding]:
    """The cookie's name, the credential and its scopes, and the rate limit.

    Args:
        settings: The settings.
        organization: What ``/.well-known/okta-organization`` says; empty if nothing.
        clock: The client's.
    """
    findings: list[Finding] = []
    match organization.get("pipeline"):
        case "idx":
            findings.append(Finding("session cookie", None, "idx: this is Identity Engine"))
        case "v1":
            findings.append(Finding("session cookie", None, "sid: this is Classic Engine"))
        case _:
            findings.append(Finding("session cookie", None, "idx on Identity Engine, sid on Classic Engine"))
    if not (settings.get("OKTA_CLIENT_TOKEN") or settings.get("OKTA_CLIENT_PRIVATEKEY")):
        remedy = "set OKTA_CLIENT_TOKEN, or OKTA_CLIENT_CLIENTID, OKTA_CLIENT_PRIVATEKEY and OKTA_CLIENT_SCOPES"
        return [*findings, Finding("credential", None, "none in the settings", remedy)]
    records: list[CallRecord] = []
    try:
        async with connected_okta(settings, on_call=records.append, clock=clock) as okta:
            await okta.get_session(_NOBODY)
        findings.append(Finding("credential", True, "accepted"))
    except NotFoundError:
        findings.append(Finding("credential", True, "accepted"))
    except (SessionsError, CannotStart) as error:
        findings.append(_refused(error, "make a new API token: Admin Console, Security, API, Tokens"))
    findings.append(_okta_scopes(settings))
    findings.append(_rate_limit(records))
    return findings


def _okta_scopes(settings: Mapping[str, str]) -> Finding:
    scopes = set(settings.get("OKTA_CLIENT_SCOPES", "").replace(",", " ").split())
    if settings.get("OKTA_CLIENT_AUTHORIZATIONMODE", "").lower() == "bearer":
        scopes = _scopes_in(settings.get("OKTA_CLIENT_TOKEN", ""))
        if not scopes:
            return Finding("scopes", None, "the access token does not show them")
    elif settings.get("OKTA_CLIENT_TOKEN"):
        return Finding("scopes", None, "an API token has none: it may do what its administrator may")
    if missing := sorted(_NEEDED - scopes):
        return Finding("scopes", None, " ".join(sorted(scopes)), f"without {', '.join(missing)} some calls are refused")
    return Finding("scopes", True, " ".join(sorted(scopes)))


def _scopes_in(token: str) -> set[str]:
    """The scopes in the claims of an access token; nothing else of it is shown."""
    try:
        payload = token.split(".")[1]
        claims: Any = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return {scope for scope in claims["scp"] if isinstance(scope, str)}
    except (IndexError, ValueError, KeyError, TypeError):
        return set()


async def look_at_forgerock(
    settings: Mapping[str, str], *, profile: Profile, admin_realm: str, clock: Clock
) -> list[Finding]:
    """The cookie's name, the profile that fits, the administrator's credential, and the rate limit."""
    findings: list[Finding] = []
    records: list[CallRecord] = []
    options: dict[str, Any] = {"clock": clock, "on_call": records.append}
    try:
        async with connected_forgerock(settings, profile=profile, credential=False, **options) as am:
            info = await am.get_server_info()
        findings.append(Finding("session cookie", None, info.cookie_name or "the server does not say"))
    except (SessionsError, CannotStart) as error:
        return [
            Finding("server", False, str(error), "FRODO_HOST must be the URL with the deployment path, such as /am")
        ]
    fitting = await _fitting_profiles(settings, clock)
    if not fitting:
        findings.append(Finding("versions", False, "no profile fits", "check FRODO_HOST and FRODO_REALM"))
    elif profile not in fitting:
        remedy = f"pass --profile {' or '.join(fitting)}, or in a program profile={fitting[0]!r}"
        fact = f"the server is like {' or '.join(fitting)}, not {profile}"
        findings.append(Finding("versions", False, fact, remedy))
        profile = fitting[0]
    else:
        findings.append(Finding("versions", True, f"the profile {profile} fits"))
    has_credential = settings.get("FRODO_SA_JWK") or settings.get("FRODO_PASSWORD")
    if not has_credential:
        remedy = "to end the sessions of others, set FRODO_SA_ID and FRODO_SA_JWK, or FRODO_USERNAME and FRODO_PASSWORD"
        return [*findings, Finding("credential", None, "none in the settings", remedy), _rate_limit(records)]
    try:
        connected = connected_forgerock(settings, profile=profile, admin_realm=admin_realm, **options)
        async with connected as am:
            await am.query_sessions(_NOBODY)
        findings.append(Finding("credential", True, "accepted, and an administrator's"))
    except (SessionsError, CannotStart) as error:
        findings.append(_refused(error, "check the account, its key and --admin-realm"))
    return [*findings, _rate_limit(records)]


async def _fitting_profiles(settings: Mapping[str, str], clock: Clock) -> tuple[Profile, ...]:
    """The profiles whose versions the server serves, as far as that tells; newer servers serve older versions too."""
    candidates: tuple[tuple[Profile, ...], ...] = (("aic", "pingam"), ("pingam",), ("openam",))
    for profiles in candidates:
        try:
            async with connected_forgerock(settings, profile=profiles[0], credential=False, clock=clock) as am:
                await am.validate(_NOBODY)
        except BadRequestError:
            continue
        except (SessionsError, CannotStart):
            return ()
        return profiles
    return ()


async def look_at_agileapps(settings: Mapping[str, str], clock: Clock) -> list[Finding]:
    """Whether the tenant responds as AgileApps does."""
    records: list[CallRecord] = []
    findings = [Finding("session cookie", None, "JSESSIONID")]
    try:
        async with connected_agileapps(settings, clock=clock, on_call=records.append) as agileapps:
            await agileapps.is_session_valid(_NOBODY)
    except (SessionExpiredError, AuthenticationError):
        pass
    except (SessionsError, CannotStart) as error:
        return [*findings, Finding("tenant", False, str(error), "check AGILEAPPS_URL: it has no path")]
    return [*findings, Finding("tenant", True, "responds as AgileApps does"), _rate_limit(records)]


def _refused(error: Exception, remedy: str) -> Finding:
    if isinstance(error, PermissionDeniedError):
        return Finding("credential", False, f"accepted, but lacks permission: {error}", "ask for the permission")
    if isinstance(error, CredentialError):  # Of a scope that the question needs; nothing was sent.
        return Finding("credential", None, f"not tried: {error}")
    if isinstance(error, AuthenticationError | CannotStart):
        return Finding("credential", False, str(error), remedy)
    # A new token would not help: the provider did not look at this one.
    return Finding("credential", False, str(error), "the provider could not be asked: try again")


def _rate_limit(records: list[CallRecord]) -> Finding:
    states = [record.rate_limit for record in records if record.rate_limit is not None]
    if not states:
        return Finding("rate limit", None, "the provider does not say what is left")
    state = states[-1]
    whole = "" if state.limit is None else f" of {state.limit:,}"
    ends = "" if state.resets_in is None else f" for the next {state.resets_in:.0f} s"
    return Finding("rate limit", None, f"{state.remaining:,}{whole} requests left{ends}")
