"""Okta's token endpoint: checks the form, the assertion and the scopes of a service app's request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from attrs import frozen
from starlette.datastructures import QueryParams

from idsessions.testing._base.jose import Token
from idsessions.testing._base.messages import EmulatedRequest
from idsessions.testing.okta._errors import Refusal, oauth_refusal, refusal
from idsessions.testing.okta._state import OrgState, ServiceApp

TOKEN_PATH: Final = "/oauth2/v1/token"
_ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LONGEST_LIFETIME_SECONDS: Final = 3600


@frozen(repr=False)
class Assertion:
    """The decoded assertion of an app and what it must match."""

    app: ServiceApp
    token: Token
    token_url: str
    now: float


def grant(request: EmulatedRequest, state: OrgState, *, token_url: str, now: float) -> tuple[ServiceApp, list[str]]:
    """The app and the scopes of the token to issue.

    Raises:
        Refusal: The request is wrong. An assertion that can be read is used up even then.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        raise oauth_refusal("invalid_request", "The request body must be application/x-www-form-urlencoded.")
    form = request.form
    if form.get("grant_type") != "client_credentials":
        raise oauth_refusal(
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server. "
            "Configured grant types: [client_credentials].",
        )
    app = _authenticated(form, state, token_url, now)
    scopes = form.get("scope", "").split()
    if not scopes:
        raise oauth_refusal(
            "invalid_scope", "The authorization server resource does not have any configured default scopes."
        )
    if not app.scopes.issuperset(scopes):
        raise oauth_refusal(
            "invalid_scope", "One or more scopes are not configured for the authorization server resource."
        )
    return app, scopes


def _authenticated(form: QueryParams, state: OrgState, token_url: str, now: float) -> ServiceApp:
    if form.get("client_assertion_type") != _ASSERTION_TYPE:
        raise _refused("The client_assertion_type is invalid.")
    token = _decoded(form.get("client_assertion", ""))
    issuer, jti = token.claims.get("iss"), token.claims.get("jti")
    app = state.apps.get(issuer) if isinstance(issuer, str) else None
    if app is None:
        # Refused before the OAuth code runs, so with the body of the other APIs.
        raise refusal("invalid_client", "Invalid value for 'client_id' parameter.", status=401)
    replayed = jti is not None and (app.client_id, str(jti)) in state.used_assertions
    if jti is not None:
        state.used_assertions.add((app.client_id, str(jti)))
    assertion = Assertion(app, token, token_url, now)
    for check in _CHECKS:
        if problem := check(assertion):
            raise _refused(problem)
    if replayed:
        raise _refused("The client_assertion token has already been used.")
    return app


def _decoded(assertion: str) -> Token:
    try:
        return Token.of(assertion)
    except ValueError:
        raise _refused("The client_assertion token could not be parsed.") from None


def _algorithm(assertion: Assertion) -> str | None:
    if not assertion.token.has_known_algorithm():
        return "The client_assertion JWT is signed with an algorithm that is not supported."
    return None


def _key_id(assertion: Assertion) -> str | None:
    kid, known = assertion.token.header.get("kid"), assertion.app.key_ids
    if (kid is None and len(known) > 1) or (kid is not None and known and kid not in known):
        return "The client_assertion JWT kid is invalid."
    return None


def _subject(assertion: Assertion) -> str | None:
    if assertion.token.claims.get("sub") != assertion.app.client_id:
        return "The issuer and subject claims for client_assertion must be the client_id."
    return None


def _audience(assertion: Assertion) -> str | None:
    audience: object = assertion.token.claims.get("aud")
    if audience != assertion.token_url and audience != [assertion.token_url]:
        return "The audience claim for client_assertion must be the endpoint invoked for the request."
    return None


def _expiry(assertion: Assertion) -> str | None:
    expires = assertion.token.seconds("exp")
    if expires is None or assertion.now >= expires:
        return "The client_assertion token is expired."
    if expires > assertion.now + _LONGEST_LIFETIME_SECONDS:
        return "The client_assertion token has an expiration too far into the future."
    return None


def _signature(assertion: Assertion) -> str | None:
    if not assertion.token.is_signed_by(assertion.app.keys):
        return "The client_assertion signature is invalid."
    return None


# In this order.
_CHECKS: Final[tuple[Callable[[Assertion], str | None], ...]] = (
    _algorithm,
    _key_id,
    _signature,
    _subject,
    _audience,
    _expiry,
)


def _refused(description: str) -> Refusal:
    return oauth_refusal("invalid_client", description, status=401)
