from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.link_hints import LinkHints
from ..types import names_only, redacted

T = TypeVar("T", bound="Link")


@_attrs_define
class Link:
    """A link of HAL, the convention by which Okta's answers say what can be done next."""

    href: str = _attrs_field(repr=redacted)
    """The address. An id in it may stand for a session."""
    name: str | None = None
    """What the link is for. In an authentication, the name of the next step."""
    type_: str | None = None
    """The media type that waits there."""
    templated: bool | None = None
    """Whether `href` has parts to fill in."""
    hints: LinkHints | None = None
    """How a link can be called."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        href = self.href

        name = self.name

        type_ = self.type_

        templated = self.templated

        hints: dict[str, Any] | None = None
        if self.hints is not None:
            hints = self.hints.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "href": href,
            }
        )
        if name is not None:
            field_dict["name"] = name
        if type_ is not None:
            field_dict["type"] = type_
        if templated is not None:
            field_dict["templated"] = templated
        if hints is not None:
            field_dict["hints"] = hints

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _href = d.pop("href", None)
        if not isinstance(_href, str):
            raise InvalidResponse("href", "a string", missing="href" not in src_dict)

        _name = d.pop("name", None)
        if _name is not None and not isinstance(_name, str):
            _name = None
            d["name"] = src_dict["name"]

        _type_ = d.pop("type", None)
        if _type_ is not None and not isinstance(_type_, str):
            _type_ = None
            d["type"] = src_dict["type"]

        _templated = d.pop("templated", None)
        if _templated is not None and not isinstance(_templated, bool):
            _templated = None
            d["templated"] = src_dict["templated"]

        _hints = d.pop("hints", None)
        if _hints is not None:
            try:
                _hints = LinkHints.from_dict(_hints)
            except InvalidResponse:
                _hints = None
                d["hints"] = src_dict["hints"]

        made = cls(
            href=_href,
            name=_name,
            type_=_type_,
            templated=_templated,
            hints=_hints,
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
