from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.callback_input import CallbackInput
from ..models.callback_output import CallbackOutput
from ..models.callback_type import CALLBACK_TYPE_BY_VALUE, CallbackType
from ..types import names_only

T = TypeVar("T", bound="Callback")


@_attrs_define
class Callback:
    """One question of a step, or one text to show."""

    type_: CallbackType | str
    """What kind of question it is. Servers may know more kinds than are named here."""
    output: list[CallbackOutput] | None = None
    """What the server says about the question, such as its `prompt` or its `choices`."""
    input_: list[CallbackInput] | None = None
    """Where the answers go, with the server's default values. A text to show has none."""
    id: int | None = None
    """The number of the callback within the step."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        type_: str
        if isinstance(self.type_, CallbackType):
            type_ = self.type_.value
        else:
            type_ = self.type_

        output: list[dict[str, Any]] | None = None
        if self.output is not None:
            output = []
            for output_item_data in self.output:
                output_item = output_item_data.to_dict()
                output.append(output_item)

        input_: list[dict[str, Any]] | None = None
        if self.input_ is not None:
            input_ = []
            for input_item_data in self.input_:
                input_item = input_item_data.to_dict()
                input_.append(input_item)

        id = self.id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if output is not None:
            field_dict["output"] = output
        if input_ is not None:
            field_dict["input"] = input_
        if id is not None:
            field_dict["_id"] = id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _type_ = d.pop("type", None)
        if isinstance(_type_, str):
            _type_ = CALLBACK_TYPE_BY_VALUE.get(_type_, _type_)
        else:
            raise InvalidResponse("type", "a string", missing="type" not in src_dict)

        raw_output: list[Any] | None = d.pop("output", None)
        _output: list[CallbackOutput] | None = None
        if isinstance(raw_output, list):
            _output = []
            for output_item in raw_output:
                try:
                    output_item = CallbackOutput.from_dict(output_item)
                except InvalidResponse:
                    _output = None
                    break
                _output.append(output_item)

        if raw_output is not None and _output is None:
            d["output"] = src_dict["output"]

        raw_input_: list[Any] | None = d.pop("input", None)
        _input_: list[CallbackInput] | None = None
        if isinstance(raw_input_, list):
            _input_ = []
            for input_item in raw_input_:
                try:
                    input_item = CallbackInput.from_dict(input_item)
                except InvalidResponse:
                    _input_ = None
                    break
                _input_.append(input_item)

        if raw_input_ is not None and _input_ is None:
            d["input"] = src_dict["input"]

        _id = d.pop("_id", None)
        if _id is not None and (isinstance(_id, bool) or not isinstance(_id, int)):
            _id = None
            d["_id"] = src_dict["_id"]

        made = cls(
            type_=_type_,
            output=_output,
            input_=_input_,
            id=_id,
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
