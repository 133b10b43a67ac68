from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only, redacted

T = TypeVar("T", bound="ProxyLoginCredentials")


@_attrs_define
class ProxyLoginCredentials:
    """Who logs in, and as whom."""

    user_name: str
    """The administrator's login name."""
    password: str = _attrs_field(repr=redacted)
    """The administrator's password."""
    proxy_user_id: str
    """The id of the user to become."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        user_name = self.user_name

        password = self.password

        proxy_user_id = self.proxy_user_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "userName": user_name,
                "password": password,
                "proxy_user_id": proxy_user_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _user_name = d.pop("userName", None)
        if not isinstance(_user_name, str):
            raise InvalidResponse("userName", "a string", missing="userName" not in src_dict)

        _password = d.pop("password", None)
        if not isinstance(_password, str):
            raise InvalidResponse("password", "a string", missing="password" not in src_dict)

        _proxy_user_id = d.pop("proxy_user_id", None)
        if not isinstance(_proxy_user_id, str):
            raise InvalidResponse("proxy_user_id", "a string", missing="proxy_user_id" not in src_dict)

        made = cls(
            user_name=_user_name,
            password=_password,
            proxy_user_id=_proxy_user_id,
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
