from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.zero_page_login import ZeroPageLogin
from ..types import names_only

T = TypeVar("T", bound="ServerInfo")


@_attrs_define
class ServerInfo:
    """The server's settings, as far as anybody may know them. Which fields there are depends on the server."""

    cookie_name: str | None = None
    """The name of the session cookie, and of the header that carries a token."""
    secure_cookie: bool | None = None
    """Whether the session cookie is for https only."""
    cookie_http_only: bool | None = None
    """Whether the session cookie is kept from scripts (OpenAM). If so, `authenticate` sends the token in `Set-
    Cookie` only, unless the server is configured otherwise."""
    cookie_same_site: str | None = None
    """The `SameSite` attribute of the session cookie, null if it has none (OpenAM)."""
    domains: list[str] | None = None
    """The domains that the session cookie is set for."""
    realm: str | None = None
    """The realm that was asked, as a path."""
    lang: str | None = None
    """The language the server chose."""
    protected_user_attributes: list[str] | None = None
    """Attributes that users must confirm with their password to change."""
    user_id_attributes: list[str] | None = None
    """The attributes that identify a user."""
    forgot_password: str | None = None
    """`true` if users can reset a forgotten password; a string."""
    forgot_username: str | None = None
    """`true` if users can recover a forgotten name; a string."""
    kba_enabled: str | None = None
    """`true` if security questions are in use; a string."""
    self_registration: str | None = None
    """`true` if users can register; a string."""
    successful_user_registration_destination: str | None = None
    """Where users go after they have registered."""
    social_implementations: list[Any] | None = None
    """Social sign-in providers. Their form depends on the server."""
    referrals_enabled: str | None = None
    """`true` if policies may be referred to other realms; a string."""
    zero_page_login: ZeroPageLogin | None = None
    """Whether credentials may be given in the URL of the sign-in page."""
    xui_user_session_validation_enabled: bool | None = None
    """Whether the user interface checks the session when the user comes back to the page."""
    file_based_configuration: bool | None = None
    """Whether the configuration is in files, as in AIC."""
    id: str | None = None
    """Always `*`."""
    rev: str | None = None
    """A hash of the content."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        cookie_name = self.cookie_name

        secure_cookie = self.secure_cookie

        cookie_http_only = self.cookie_http_only

        cookie_same_site = self.cookie_same_site

        domains: list[str] | None = None
        if self.domains is not None:
            domains = self.domains

        realm = self.realm

        lang = self.lang

        protected_user_attributes: list[str] | None = None
        if self.protected_user_attributes is not None:
            protected_user_attributes = self.protected_user_attributes

        user_id_attributes: list[str] | None = None
        if self.user_id_attributes is not None:
            user_id_attributes = self.user_id_attributes

        forgot_password = self.forgot_password

        forgot_username = self.forgot_username

        kba_enabled = self.kba_enabled

        self_registration = self.self_registration

        successful_user_registration_destination = self.successful_user_registration_destination

        social_implementations: list[Any] | None = None
        if self.social_implementations is not None:
            social_implementations = self.social_implementations

        referrals_enabled = self.referrals_enabled

        zero_page_login: dict[str, Any] | None = None
        if self.zero_page_login is not None:
            zero_page_login = self.zero_page_login.to_dict()

        xui_user_session_validation_enabled = self.xui_user_session_validation_enabled

        file_based_configuration = self.file_based_configuration

        id = self.id

        rev = self.rev

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if cookie_name is not None:
            field_dict["cookieName"] = cookie_name
        if secure_cookie is not None:
            field_dict["secureCookie"] = secure_cookie
        if cookie_http_only is not None:
            field_dict["cookieHttpOnly"] = cookie_http_only
        if cookie_same_site is not None:
            field_dict["cookieSameSite"] = cookie_same_site
        if domains is not None:
            field_dict["domains"] = domains
        if realm is not None:
            field_dict["realm"] = realm
        if lang is not None:
            field_dict["lang"] = lang
        if protected_user_attributes is not None:
            field_dict["protectedUserAttributes"] = protected_user_attributes
        if user_id_attributes is not None:
            field_dict["userIdAttributes"] = user_id_attributes
        if forgot_password is not None:
            field_dict["forgotPassword"] = forgot_password
        if forgot_username is not None:
            field_dict["forgotUsername"] = forgot_username
        if kba_enabled is not None:
            field_dict["kbaEnabled"] = kba_enabled
        if self_registration is not None:
            field_dict["selfRegistration"] = self_registration
        if successful_user_registration_destination is not None:
            field_dict["successfulUserRegistrationDestination"] = successful_user_registration_destination
        if social_implementations is not None:
            field_dict["socialImplementations"] = social_implementations
        if referrals_enabled is not None:
            field_dict["referralsEnabled"] = referrals_enabled
        if zero_page_login is not None:
            field_dict["zeroPageLogin"] = zero_page_login
        if xui_user_session_validation_enabled is not None:
            field_dict["xuiUserSessionValidationEnabled"] = xui_user_session_validation_enabled
        if file_based_configuration is not None:
            field_dict["fileBasedConfiguration"] = file_based_configuration
        if id is not None:
            field_dict["_id"] = id
        if rev is not None:
            field_dict["_rev"] = rev

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _cookie_name = d.pop("cookieName", None)
        if _cookie_name is not None and not isinstance(_cookie_name, str):
            _cookie_name = None
            d["cookieName"] = src_dict["cookieName"]

        _secure_cookie = d.pop("secureCookie", None)
        if _secure_cookie is not None and not isinstance(_secure_cookie, bool):
            _secure_cookie = None
            d["secureCookie"] = src_dict["secureCookie"]

        _cookie_http_only = d.pop("cookieHttpOnly", None)
        if _cookie_http_only is not None and not isinstance(_cookie_http_only, bool):
            _cookie_http_only = None
            d["cookieHttpOnly"] = src_dict["cookieHttpOnly"]

        _cookie_same_site = d.pop("cookieSameSite", None)
        if _cookie_same_site is not None and not isinstance(_cookie_same_site, str):
            _cookie_same_site = None
            d["cookieSameSite"] = src_dict["cookieSameSite"]

        raw_domains: list[Any] | None = d.pop("domains", None)
        _domains: list[str] | None = None
        if isinstance(raw_domains, list):
            _domains = []
            for domains_item in raw_domains:
                if not isinstance(domains_item, str):
                    _domains = None
                    break
                _domains.append(domains_item)

        if raw_domains is not None and _domains is None:
            d["domains"] = src_dict["domains"]

        _realm = d.pop("realm", None)
        if _realm is not None and not isinstance(_realm, str):
            _realm = None
            d["realm"] = src_dict["realm"]

        _lang = d.pop("lang", None)
        if _lang is not None and not isinstance(_lang, str):
            _lang = None
            d["lang"] = src_dict["lang"]

        raw_protected_user_attributes: list[Any] | None = d.pop("protectedUserAttributes", None)
        _protected_user_attributes: list[str] | None = None
        if isinstance(raw_protected_user_attributes, list):
            _protected_user_attributes = []
            for protected_user_attributes_item in raw_protected_user_attributes:
                if not isinstance(protected_user_attributes_item, str):
                    _protected_user_attributes = None
                    break
                _protected_user_attributes.append(protected_user_attributes_item)

        if raw_protected_user_attributes is not None and _protected_user_attributes is None:
            d["protectedUserAttributes"] = src_dict["protectedUserAttributes"]

        raw_user_id_attributes: list[Any] | None = d.pop("userIdAttributes", None)
        _user_id_attributes: list[str] | None = None
        if isinstance(raw_user_id_attributes, list):
            _user_id_attributes = []
            for user_id_attributes_item in raw_user_id_attributes:
                if not isinstance(user_id_attributes_item, str):
                    _user_id_attributes = None
                    break
                _user_id_attributes.append(user_id_attributes_item)

        if raw_user_id_attributes is not None and _user_id_attributes is None:
            d["userIdAttributes"] = src_dict["userIdAttributes"]

        _forgot_password = d.pop("forgotPassword", None)
        if _forgot_password is not None and not isinstance(_forgot_password, str):
            _forgot_password = None
            d["forgotPassword"] = src_dict["forgotPassword"]

        _forgot_username = d.pop("forgotUsername", None)
        if _forgot_username is not None and not isinstance(_forgot_username, str):
            _forgot_username = None
            d["forgotUsername"] = src_dict["forgotUsername"]

        _kba_enabled = d.pop("kbaEnabled", None)
        if _kba_enabled is not None and not isinstance(_kba_enabled, str):
            _kba_enabled = None
            d["kbaEnabled"] = src_dict["kbaEnabled"]

        _self_registration = d.pop("selfRegistration", None)
        if _self_registration is not None and not isinstance(_self_registration, str):
            _self_registration = None
            d["selfRegistration"] = src_dict["selfRegistration"]

        _successful_user_registration_destination = d.pop("successfulUserRegistrationDestination", None)
        if _successful_user_registration_destination is not None and not isinstance(
            _successful_user_registration_destination, str
        ):
            _successful_user_registration_destination = None
            d["successfulUserRegistrationDestination"] = src_dict["successfulUserRegistrationDestination"]

        raw_social_implementations: list[Any] | None = d.pop("socialImplementations", None)
        _social_implementations: list[Any] | None = None
        if isinstance(raw_social_implementations, list):
            _social_implementations = []
            for social_implementations_item in raw_social_implementations:
                _social_implementations.append(social_implementations_item)

        if raw_social_implementations is not None and _social_implementations is None:
            d["socialImplementations"] = src_dict["socialImplementations"]

        _referrals_enabled = d.pop("referralsEnabled", None)
        if _referrals_enabled is not None and not isinstance(_referrals_enabled, str):
            _referrals_enabled = None
            d["referralsEnabled"] = src_dict["referralsEnabled"]

        _zero_page_login = d.pop("zeroPageLogin", None)
        if _zero_page_login is not None:
            try:
                _zero_page_login = ZeroPageLogin.from_dict(_zero_page_login)
            except InvalidResponse:
                _zero_page_login = None
                d["zeroPageLogin"] = src_dict["zeroPageLogin"]

        _xui_user_session_validation_enabled = d.pop("xuiUserSessionValidationEnabled", None)
        if _xui_user_session_validation_enabled is not None and not isinstance(
            _xui_user_session_validation_enabled, bool
        ):
            _xui_user_session_validation_enabled = None
            d["xuiUserSessionValidationEnabled"] = src_dict["xuiUserSessionValidationEnabled"]

        _file_based_configuration = d.pop("fileBasedConfiguration", None)
        if _file_based_configuration is not None and not isinstance(_file_based_configuration, bool):
            _file_based_configuration = None
            d["fileBasedConfiguration"] = src_dict["fileBasedConfiguration"]

        _id = d.pop("_id", None)
        if _id is not None and not isinstance(_id, str):
            _id = None
            d["_id"] = src_dict["_id"]

        _rev = d.pop("_rev", None)
        if _rev is not None and not isinstance(_rev, str):
            _rev = None
            d["_rev"] = src_dict["_rev"]

        made = cls(
            cookie_name=_cookie_name,
            secure_cookie=_secure_cookie,
            cookie_http_only=_cookie_http_only,
            cookie_same_site=_cookie_same_site,
            domains=_domains,
            realm=_realm,
            lang=_lang,
            protected_user_attributes=_protected_user_attributes,
            user_id_attributes=_user_id_attributes,
            forgot_password=_forgot_password,
            forgot_username=_forgot_username,
            kba_enabled=_kba_enabled,
            self_registration=_self_registration,
            successful_user_registration_destination=_successful_user_registration_destination,
            social_implementations=_social_implementations,
            referrals_enabled=_referrals_enabled,
            zero_page_login=_zero_page_login,
            xui_user_session_validation_enabled=_xui_user_session_validation_enabled,
            file_based_configuration=_file_based_configuration,
            id=_id,
            rev=_rev,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
