from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.link import Link
from ..types import names_only

T = TypeVar("T", bound="SessionLinks")


@_attrs_define
class SessionLinks:
    """What can be done with a session. A session that was just created points at `/sessions/me`; one that was looked up by
    id points at its external id.

    """

    self_: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    refresh: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    user: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        self_: dict[str, Any] | None = None
        if self.self_ is not None:
            self_ = self.self_.to_dict()

        refresh: dict[str, Any] | None = None
        if self.refresh is not None:
            refresh = self.refresh.to_dict()

        user: dict[str, Any] | None = None
        if self.user is not None:
            user = self.user.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if self_ is not None:
            field_dict["self"] = self_
        if refresh is not None:
            field_dict["refresh"] = refresh
        if user is not None:
            field_dict["user"] = user

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _self_ = d.pop("self", None)
        if _self_ is not None:
            try:
                _self_ = Link.from_dict(_self_)
            except InvalidResponse:
                _self_ = None
                d["self"] = src_dict["self"]

        _refresh = d.pop("refresh", None)
        if _refresh is not None:
            try:
                _refresh = Link.from_dict(_refresh)
            except InvalidResponse:
                _refresh = None
                d["refresh"] = src_dict["refresh"]

        _user = d.pop("user", None)
        if _user is not None:
            try:
                _user = Link.from_dict(_user)
            except InvalidResponse:
                _user = None
                d["user"] = src_dict["user"]

        made = cls(
            self_=_self_,
            refresh=_refresh,
            user=_user,
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
