from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only

T = TypeVar("T", bound="Reference")


@_attrs_define
class Reference:
    """A pointer to another record. On the wire the id is the text of the element and the rest are its attributes.
    Where the id in `uri` differs from `content`, go by `content`.

    """

    content: str | None = None
    """The id of the record."""
    type_: str | None = None
    """What kind of record it is, such as `USER`, `TEAM` or `ROLE`; may be empty."""
    uri: str | None = None
    """Where the record is found."""
    display_value: str | None = None
    """What a person would call the record; may be empty."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        content = self.content

        type_ = self.type_

        uri = self.uri

        display_value = self.display_value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if content is not None:
            field_dict["content"] = content
        if type_ is not None:
            field_dict["type"] = type_
        if uri is not None:
            field_dict["uri"] = uri
        if display_value is not None:
            field_dict["displayValue"] = display_value

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _content = d.pop("content", None)
        if _content is not None and not isinstance(_content, str):
            _content = None
            d["content"] = src_dict["content"]

        _type_ = d.pop("type", None)
        if _type_ is not None and not isinstance(_type_, str):
            _type_ = None
            d["type"] = src_dict["type"]

        _uri = d.pop("uri", None)
        if _uri is not None and not isinstance(_uri, str):
            _uri = None
            d["uri"] = src_dict["uri"]

        _display_value = d.pop("displayValue", None)
        if _display_value is not None and not isinstance(_display_value, str):
            _display_value = None
            d["displayValue"] = src_dict["displayValue"]

        made = cls(
            content=_content,
            type_=_type_,
            uri=_uri,
            display_value=_display_value,
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
