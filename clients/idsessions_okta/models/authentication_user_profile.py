from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only

T = TypeVar("T", bound="AuthenticationUserProfile")


@_attrs_define
class AuthenticationUserProfile:
    """The user's name and place."""

    login: str | None = None
    """The user's login."""
    first_name: str | None = None
    """The given name."""
    last_name: str | None = None
    """The family name."""
    locale: str | None = None
    """The user's locale, such as `en_US`."""
    time_zone: str | None = None
    """The user's time zone, such as `Europe/London`."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        login = self.login

        first_name = self.first_name

        last_name = self.last_name

        locale = self.locale

        time_zone = self.time_zone

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if login is not None:
            field_dict["login"] = login
        if first_name is not None:
            field_dict["firstName"] = first_name
        if last_name is not None:
            field_dict["lastName"] = last_name
        if locale is not None:
            field_dict["locale"] = locale
        if time_zone is not None:
            field_dict["timeZone"] = time_zone

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _login = d.pop("login", None)
        if _login is not None and not isinstance(_login, str):
            _login = None
            d["login"] = src_dict["login"]

        _first_name = d.pop("firstName", None)
        if _first_name is not None and not isinstance(_first_name, str):
            _first_name = None
            d["firstName"] = src_dict["firstName"]

        _last_name = d.pop("lastName", None)
        if _last_name is not None and not isinstance(_last_name, str):
            _last_name = None
            d["lastName"] = src_dict["lastName"]

        _locale = d.pop("locale", None)
        if _locale is not None and not isinstance(_locale, str):
            _locale = None
            d["locale"] = src_dict["locale"]

        _time_zone = d.pop("timeZone", None)
        if _time_zone is not None and not isinstance(_time_zone, str):
            _time_zone = None
            d["timeZone"] = src_dict["timeZone"]

        made = cls(
            login=_login,
            first_name=_first_name,
            last_name=_last_name,
            locale=_locale,
            time_zone=_time_zone,
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
