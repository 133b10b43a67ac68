from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import names_only

if TYPE_CHECKING:
    from ..models.zero_page_login import ZeroPageLogin


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
        from ..models.zero_page_login import ZeroPageLogin  # noqa: PLC0415

        d = dict(src_dict)
        cookie_name = d.pop("cookieName", None)

        secure_cookie = d.pop("secureCookie", None)

        cookie_http_only = d.pop("cookieHttpOnly", None)

        cookie_same_site = d.pop("cookieSameSite", None)

        domains = cast(list[str], d.pop("domains", None))

        realm = d.pop("realm", None)

        lang = d.pop("lang", None)

        protected_user_attributes = cast(list[str], d.pop("protectedUserAttributes", None))

        user_id_attributes = cast(list[str], d.pop("userIdAttributes", None))

        forgot_password = d.pop("forgotPassword", None)

        forgot_username = d.pop("forgotUsername", None)

        kba_enabled = d.pop("kbaEnabled", None)

        self_registration = d.pop("selfRegistration", None)

        successful_user_registration_destination = d.pop("successfulUserRegistrationDestination", None)

        social_implementations = cast(list[Any], d.pop("socialImplementations", None))

        referrals_enabled = d.pop("referralsEnabled", None)

        _zero_page_login = d.pop("zeroPageLogin", None)
        zero_page_login: ZeroPageLogin | None
        if _zero_page_login is None:
            zero_page_login = None
        else:
            zero_page_login = ZeroPageLogin.from_dict(_zero_page_login)

        xui_user_session_validation_enabled = d.pop("xuiUserSessionValidationEnabled", None)

        file_based_configuration = d.pop("fileBasedConfiguration", None)

        id = d.pop("_id", None)

        rev = d.pop("_rev", None)

        _made = cls(
            cookie_name=cookie_name,
            secure_cookie=secure_cookie,
            cookie_http_only=cookie_http_only,
            cookie_same_site=cookie_same_site,
            domains=domains,
            realm=realm,
            lang=lang,
            protected_user_attributes=protected_user_attributes,
            user_id_attributes=user_id_attributes,
            forgot_password=forgot_password,
            forgot_username=forgot_username,
            kba_enabled=kba_enabled,
            self_registration=self_registration,
            successful_user_registration_destination=successful_user_registration_destination,
            social_implementations=social_implementations,
            referrals_enabled=referrals_enabled,
            zero_page_login=zero_page_login,
            xui_user_session_validation_enabled=xui_user_session_validation_enabled,
            file_based_configuration=file_based_configuration,
            id=id,
            rev=rev,
        )

        _made.additional_properties = d
        return _made

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
