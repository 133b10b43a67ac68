from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import names_only

if TYPE_CHECKING:
    from ..models.link import Link


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
        from ..models.link import Link  # noqa: PLC0415

        d = dict(src_dict)
        _self_ = d.pop("self", None)
        self_: Link | None
        if _self_ is None:
            self_ = None
        else:
            self_ = Link.from_dict(_self_)

        _refresh = d.pop("refresh", None)
        refresh: Link | None
        if _refresh is None:
            refresh = None
        else:
            refresh = Link.from_dict(_refresh)

        _user = d.pop("user", None)
        user: Link | None
        if _user is None:
            user = None
        else:
            user = Link.from_dict(_user)

        _made = cls(
            self_=self_,
            refresh=refresh,
            user=user,
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
