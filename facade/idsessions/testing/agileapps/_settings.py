"""How an emulated AgileApps tenant and its server are set up."""

from __future__ import annotations

from typing import Literal

from attrs import define

ExpiredAnswer = Literal["401", "200", "302", "page"]


@define(kw_only=True)
class AgileAppsSettings:
    """How the tenant and its server are set up; change it at any time. What no documentation says is marked unverified.

    Attributes:
        session_timeout: Seconds without a request after which a session ends.
        login_attempts: How many failed logins lock an account; None for no limit.
        lockout_seconds: How long an account stays locked; None for until ``reactivate``.
        customer_support_enabled: Whether customer support may log in to client tenancies; otherwise 403 and -4600.
        session_management: Whether users may list and end their sessions. Unverified: what is said otherwise: ``"off"``, 403
            and -4600; ``"missing"``, the 404 of a server that is older than the feature.
        logout_all_spares_own: Whether ``logoutAllSessions`` spares the session that asks. Unverified.
        login_status: 200 or 201, as a login may count as a POST that creates something. Unverified.
        refused_login: Status code and code of a failed login. Unverified.
        expired_answer: What a request without a live session gets. Documented: ``"401"``, the status code with code
            -101. Unverified: ``"200"``, the same with status code 200; ``"302"``, a redirect to the login page;
            ``"page"``, the login page itself.
        tells_invalid: Whether ``isSessionValid`` responds with ``false`` instead of the above. Unverified.
        validity_check_prolongs: Whether ``isSessionValid`` extends the session. Unverified.
        sets_cookies: Whether logins respond with ``Set-Cookie``.
        has_cookie_string: Whether they respond with ``cookieString``; servers before about 2015 do not.
        has_password_flag: Whether they respond with ``isForceChangePassword``; servers before December 2022 do not.
        needs_all_cookies: Whether a request needs the load balancer's cookie beside ``JSESSIONID``. Without it, the
            request reaches another server, which does not know the session. Unverified.
        proxy_needs_session: Whether ``proxyLogin`` needs the cookies of the administrator's session, too. Unverified.
        rotates_session_id: Whether ``proxyLogin`` and ``switchBack`` start a session with a new id and end the old
            one. Otherwise the id stays and its user changes. Unverified.
        tagless_code: Whether the code in XML is text of the message, without its own element, as some pages of the
            documentation show it.
        always_json: Whether responses are JSON even if the request asks for XML. Unverified: how JSON spells a reference,
            and that all values are text.
        reference_elements: Whether XML has the parts of a reference as child elements, not as attributes and text.
            Unverified.
        gzip: Whether responses are compressed for clients that accept it.
    """

    session_timeout: float = 7200.0
    """Seconds without a request after which a session ends."""
    login_attempts: int | None = 5
    """How many failed logins lock an account; None for no limit."""
    lockout_seconds: float | None = 900.0
    """How long an account stays locked; None for until ``reactivate``."""
    customer_support_enabled: bool = True
    """Whether customer support may log in to client tenancies; otherwise 403 and -4600."""
    session_management: Literal["on", "off", "missing"] = "on"
    """Whether users may list and end their sessions. Unverified: what is said otherwise: ``"off"``, 403 and -4600;
    ``"missing"``, the 404 of a server that is older than the feature."""
    logout_all_spares_own: bool = False
    """Whether ``logoutAllSessions`` spares the session that asks. Unverified."""
    login_status: int = 200
    """200 or 201, as a login may count as a POST that creates something. Unverified."""
    refused_login: tuple[int, int] = (401, -101)
    """Status code and code of a failed login. Unverified."""
    expired_answer: ExpiredAnswer = "401"
    """What a request without a live session gets. Documented: ``"401"``, the status code with code -101. Unverified:
    ``"200"``, the same with status code 200; ``"302"``, a redirect to the login page; ``"page"``, the login page itself."""
    tells_invalid: bool = False
    """Whether ``isSessionValid`` responds with ``false`` instead of the above. Unverified."""
    validity_check_prolongs: bool = True
    """Whether ``isSessionValid`` extends the session. Unverified."""
    sets_cookies: bool = True
    """Whether logins respond with ``Set-Cookie``."""
    has_cookie_string: bool = True
    """Whether they respond with ``cookieString``; servers before about 2015 do not."""
    has_password_flag: bool = True
    """Whether they respond with ``isForceChangePassword``; servers before December 2022 do not."""
    needs_all_cookies: bool = False
    """Whether a request needs the load balancer's cookie beside ``JSESSIONID``. Without it, the request reaches another
    server, which does not know the session. Unverified."""
    proxy_needs_session: bool = False
    """Whether ``proxyLogin`` needs the cookies of the administrator's session, too. Unverified."""
    rotates_session_id: bool = True
    """Whether ``proxyLogin`` and ``switchBack`` start a session with a new id and end the old one. Otherwise the id stays
    and its user changes. Unverified."""
    tagless_code: bool = False
    """Whether the code in XML is text of the message, without its own element, as some pages of the documentation show
    it."""
    always_json: bool = False
    """Whether responses are JSON even if the request asks for XML. Unverified: how JSON spells a reference, and that all
    values are text."""
    reference_elements: bool = False
    """Whether XML has the parts of a reference as child elements, not as attributes and text. Unverified."""
    gzip: bool = False
    """Whether responses are compressed for clients that accept it."""
