"""Who is calling: finds the session of a request's cookie, header or access token."""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

from idsessions.testing._base.messages import EmulatedRequest
from idsessions.testing.forgerock._profiles import ServerProfile
from idsessions.testing.forgerock._state import EmulatedSession, ServerState

# How long the session lasts that AIC makes for a request with an access token.
_TEMPORARY_MINUTES: Final = 5


@frozen(kw_only=True)
class Caller:
    """Who sends a request.

    Attributes:
        token: The token of the session cookie or header, or an access token that is not accepted.
        session: The live session of that token, or of the service account.
        owned: The live session that decides about ownership: that of the header before that of the cookie.
    """

    token: str | None = field(default=None, repr=False)
    session: EmulatedSession | None = None
    owned: EmulatedSession | None = None

    @property
    def admin(self) -> bool:
        """Whether the caller may act on the sessions of others."""
        return self.session is not None and self.session.user.admin


def find_caller(request: EmulatedRequest, cookie_name: str, profile: ServerProfile, state: ServerState) -> Caller:
    """The caller of a request: by the cookie before the header, as on OpenAM, and only without both by an access token."""
    cookie, header = session_cookie(request, cookie_name), request.headers.get(cookie_name)
    token = header if cookie is None else cookie
    if token is not None:
        owned = token if header is None else header
        return Caller(token=token, session=state.live(token), owned=state.live(owned))
    scheme, _, access_token = request.headers.get("authorization", "").partition(" ")
    if not profile.bearer or scheme.lower() != "bearer":
        return Caller()
    if not state.accepts_access_token(access_token):
        return Caller(token=access_token)
    return Caller(session=state.temporary(state.service_account, _TEMPORARY_MINUTES))


def session_cookie(request: EmulatedRequest, cookie_name: str) -> str | None:
    """The value of the session cookie; the case of its name does not matter."""
    pairs = ((name.lower(), value) for name, value in request.cookie_pairs)
    return next((value for name, value in pairs if name == cookie_name.lower()), None)
