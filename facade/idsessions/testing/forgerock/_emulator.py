"""An emulator of ForgeRock's session endpoints: as AIC, as PingAM, or as OpenAM."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from random import Random, SystemRandom
from typing import Any, Final

from idsessions._clock import Clock
from idsessions.testing._base.jose import Algorithm, new_private_key, read_key
from idsessions.testing.forgerock._crest import Refusal, error_body
from idsessions.testing.forgerock._journeys import (
    Journey,
    long_journey,
)
from idsessions.testing.forgerock._oauth import ServiceAccount
from idsessions.testing.forgerock._profiles import PROFILES, ProfileName, ServerProfile
from idsessions.testing.forgerock._server import ForgeRockServer
from idsessions.testing.forgerock._store import EmulatedSession, EmulatedUser, QuotaBehaviour

# What a service account's access token was seen to live.
_ACCESS_TOKEN_SECONDS: Final = 899.0


class ForgeRockEmulator(ForgeRockServer):
    """A ForgeRock server with a few users, ready for a client.

    Every kind of server has the ``user`` bjensen and a ``non_ascii_user``, whose name and password are not ASCII, both
    in the realm ``/alpha``, and the administrator ``admin`` in the top-level realm; AIC also has a ``service_account``.
    The journey ``Login`` (``ldapService`` on PingAM and OpenAM) asks for name and password; ``LongJourney`` asks for more,
    with ``one_time_code`` among it.

    Args:
        profile: Which kind of server: ``"aic"``, ``"pingam"``, ``"openam"``, or a profile of your own.
        clock: Read for every moment; the same one fits the client's ``clock=``.
        seed: Makes tokens and the random cookie name the same in every run.
        cookie_name: Another name for the session cookie.
        realms: Realms besides the profile's, as paths.
        session_properties: The allowlist of session properties.
        token_in_body: Whether ``authenticate`` sends the token in its body, or in ``Set-Cookie`` only.
        sticky: Whether a dialogue fails without the load balancer's cookie ``amlbcookie``.
    """

    def __init__(
        self,
        profile: ProfileName | ServerProfile = "aic",
        *,
        clock: Clock | None = None,
        seed: int | None = None,
        cookie_name: str | None = None,
        realms: Collection[str] = (),
        session_properties: Collection[str] = ("LoginLocation", "Team"),
        token_in_body: bool = True,
        sticky: bool = False,
    ) -> None:
        super().__init__(
            PROFILES[profile] if isinstance(profile, str) else profile,
            clock=clock,
            random=SystemRandom() if seed is None else Random(seed),
            cookie_name=cookie_name,
            session_properties=session_properties,
            token_in_body=token_in_body,
            sticky=sticky,
        )
        for path in realms:
            self._add_realm(path)
        self.realm = "/alpha"
        self.one_time_code = f"{self._random.randrange(10**6):06}"
        self.user = self.add_user("bjensen", "Passw0rd!bjensen")
        self.non_ascii_user = self.add_user("jürgen", "Paßwort-€uro")
        self.admin = self.add_user("amadmin", "Passw0rd!amadmin", realm="/", admin=True)
        self.add_journey(long_journey("LongJourney", self.one_time_code))
        self.service_account = self.add_service_account()
        self._tokens: dict[str, str] = {}
        self._access_token = ""

    # --- what a test uses ------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return self.origin + self.profile.deployment

    @property
    def realms(self) -> tuple[str, ...]:
        """The realms, as paths."""
        return tuple(self._realms.values())

    @property
    def username(self) -> str:
        """The login name of ``user``."""
        return self.user.username

    @property
    def password(self) -> str:
        """The password of ``user``."""
        return self.user.password

    @property
    def user_token(self) -> str:
        """The token of a live session of ``user``; a new one if the last has ended."""
        return self._live_token(self.user)

    @property
    def admin_token(self) -> str:
        """The token of a live session of ``admin``; a new one if the last has ended."""
        return self._live_token(self.admin)

    @property
    def access_token(self) -> str:
        """An access token of a service account, good for 15 minutes; only AIC takes it."""
        if not self._store.accepts_access_token(self._access_token):
            self._access_token = self.issue_access_token()
        return self._access_token

    @property
    def session_properties(self) -> tuple[str, ...]:
        """The allowlist of session properties; assign another."""
        return self._sessions.properties

    @session_properties.setter
    def session_properties(self, names: Collection[str]) -> None:
        self._sessions.properties = tuple(names)

    def add_user(self, username: str, password: str, *, realm: str = "/alpha", admin: bool = False) -> EmulatedUser:
        """Create or replace a user; the realm is a path, created if need be."""
        self._add_realm(realm)
        return self._store.add_user(username, password, realm, admin=admin)

    def add_journey(self, journey: Journey, *, default: bool = False) -> None:
        """Add or replace a journey; with ``default`` it answers when none is asked for."""
        self._authenticator.journeys[journey.name] = journey
        if default:
            self._authenticator.default_service = journey.name

    def sign_in(self, user: EmulatedUser | None = None) -> str:
        """Begin a session of ``user`` (by default the ready-made one) without a request; gives its token."""
        return self._store.begin(user or self.user).token

    def session(self, token: str) -> EmulatedSession | None:
        """The live session of a token."""
        return self._store.live(token)

    def sessions(self, user: EmulatedUser | None = None) -> list[EmulatedSession]:
        """The live sessions, of one user or of all."""
        return [session for session in self._store.all_live() if user is None or session.user == user]

    def expire(self, token: str) -> None:
        """End a session as if its time were up."""
        if (session := self._store.live(token)) is not None:
            self._store.end(session)

    def limit_sessions(self, quota: int | None, *, on_excess: QuotaBehaviour = "end_least_recent") -> None:
        """Allow each user so many sessions; beyond, the least recently used one ends, or the sign-in is refused."""
        self._store.quota = quota
        self._store.quota_behaviour = on_excess

    def rename_cookie(self, name: str | None = None) -> str:
        """Change the session cookie's name, by default to a random one, which ends all sessions; gives the name."""
        self._store.end_all()
        self.cookie_name = name or self._random_name()
        return self.cookie_name

    def add_service_account(self, *, scopes: Iterable[str] = ("fr:am:*",)) -> ServiceAccount:
        """A new service account. Only AIC has them; give it a key with `new_key` or `add_key`.

        Args:
            scopes: The scopes that its tokens may have.
        """
        account = ServiceAccount(self._store.new_uuid(), frozenset(scopes))
        self._token_endpoint.accounts[account.id] = account
        return account

    def new_key(
        self, account: ServiceAccount | None = None, *, algorithm: Algorithm = "RS256", kid: str | None = None
    ) -> dict[str, Any]:
        """Make a key for this account, or the ready-made one, and give its private part as a JWK. Needs ``idsessions[oauth]``.

        Args:
            account: From now on its signatures are checked.
            algorithm: What the key is for. AIC's own are for RS256; one for ES256 is made faster.
            kid: Its id.
        """
        private = new_private_key(algorithm, kid)
        self.add_key(private, account)
        return private

    def add_key(self, key: str | Mapping[str, Any], account: ServiceAccount | None = None) -> None:
        """Register a key of this account, or the ready-made one. Needs ``idsessions[oauth]``.

        Args:
            key: The public key, or the private one, as PEM or JWK; only the public part is kept.
            account: From now on its signatures are checked.
        """
        (account or self.service_account).keys.append(read_key(key))

    @property
    def access_token_lifetime(self) -> int:
        """Seconds that access tokens of service accounts last; assign another."""
        return self._token_endpoint.lifetime

    @access_token_lifetime.setter
    def access_token_lifetime(self, seconds: int) -> None:
        self._token_endpoint.lifetime = seconds

    def revoke_access_tokens(self) -> None:
        """Revoke all access tokens: from now on 401."""
        self._store.revoke_access_tokens()

    def issue_access_token(self, seconds: float = _ACCESS_TOKEN_SECONDS) -> str:
        """Make an access token of a service account; only AIC takes it."""
        return self._store.issue_access_token(seconds)

    def limit(self, *, retry_after: str | int | None = 30, operation: str | None = None, times: int | None = 1) -> None:
        """Answer the next requests with 429. Unverified: AIC publishes neither limits nor headers for these endpoints.

        Args:
            retry_after: The value of ``Retry-After``, seconds or an HTTP date; None: no such header.
            operation: Only requests of this operationId.
            times: How many; None for all from now on.
        """
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        self.fail_next(429, error_body(Refusal(429), escape=False), headers, operation=operation, times=times)

    def _add_realm(self, path: str) -> None:
        self._realms[path.casefold()] = path

    def _live_token(self, user: EmulatedUser) -> str:
        if self._store.live(self._tokens.get(user.uid, "")) is None:
            self._tokens[user.uid] = self.sign_in(user)
        return self._tokens[user.uid]
