from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.link import Link
from ..types import names_only

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
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _next_ = d.pop("next", None)
        if _next_ is not None:
            try:
                _next_ = Link.from_dict(_next_)
            except InvalidResponse:
                _next_ = None
                d["next"] = src_dict["next"]

        _prev = d.pop("prev", None)
        if _prev is not None:
            try:
                _prev = Link.from_dict(_prev)
            except InvalidResponse:
                _prev = None
                d["prev"] = src_dict["prev"]

        _skip = d.pop("skip", None)
        if _skip is not None:
            try:
                _skip = Link.from_dict(_skip)
            except InvalidResponse:
                _skip = None
                d["skip"] = src_dict["skip"]

        _cancel = d.pop("cancel", None)
        if _cancel is not None:
            try:
                _cancel = Link.from_dict(_cancel)
            except InvalidResponse:
                _cancel = None
                d["cancel"] = src_dict["cancel"]

        _resend = d.pop("resend", None)

        made = cls(
            next_=_next_,
            prev=_prev,
            skip=_skip,
            cancel=_cancel,
            resend=_resend,
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
