from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import names_only

if TYPE_CHECKING:
    from ..models.link import Link


T = TypeVar("T", bound="AuthenticationLinks")


@_attrs_define
class AuthenticationLinks:
    """What can be done next in an authentication."""

    next_: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    prev: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    skip: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    cancel: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    resend: Any | None = None
    """Send the code again: one link as an object, or a list of such objects with one name each. Of no one type,
    and therefore kept as it came."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        next_: dict[str, Any] | None = None
        if self.next_ is not None:
            next_ = self.next_.to_dict()

        prev: dict[str, Any] | None = None
        if self.prev is not None:
            prev = self.prev.to_dict()

        skip: dict[str, Any] | None = None
        if self.skip is not None:
            skip = self.skip.to_dict()

        cancel: dict[str, Any] | None = None
        if self.cancel is not None:
            cancel = self.cancel.to_dict()

        resend = self.resend

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if next_ is not None:
            field_dict["next"] = next_
        if prev is not None:
            field_dict["prev"] = prev
        if skip is not None:
            field_dict["skip"] = skip
        if cancel is not None:
            field_dict["cancel"] = cancel
        if resend is not None:
            field_dict["resend"] = resend

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.link import Link  # noqa: PLC0415

        d = dict(src_dict)
        _next_ = d.pop("next", None)
        next_: Link | None
        if _next_ is None:
            next_ = None
        else:
            next_ = Link.from_dict(_next_)

        _prev = d.pop("prev", None)
        prev: Link | None
        if _prev is None:
            prev = None
        else:
            prev = Link.from_dict(_prev)

        _skip = d.pop("skip", None)
        skip: Link | None
        if _skip is None:
            skip = None
        else:
            skip = Link.from_dict(_skip)

        _cancel = d.pop("cancel", None)
        cancel: Link | None
        if _cancel is None:
            cancel = None
        else:
            cancel = Link.from_dict(_cancel)

        resend = d.pop("resend", None)

        _made = cls(
            next_=next_,
            prev=prev,
            skip=skip,
            cancel=cancel,
            resend=resend,
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
