from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.callback_type import CallbackType
from ..types import names_only

if TYPE_CHECKING:
    from ..models.callback_input import CallbackInput
    from ..models.callback_output import CallbackOutput


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
        from ..models.callback_input import CallbackInput  # noqa: PLC0415
        from ..models.callback_output import CallbackOutput  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_type_(data: object) -> CallbackType | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                type_type_0 = CallbackType(data)

                return type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CallbackType | str, data)

        type_ = _parse_type_(d.pop("type"))

        _output = d.pop("output", None)
        output: list[CallbackOutput] | None = None
        if _output is not None:
            output = []
            for output_item_data in _output:
                output_item = CallbackOutput.from_dict(output_item_data)

                output.append(output_item)

        _input_ = d.pop("input", None)
        input_: list[CallbackInput] | None = None
        if _input_ is not None:
            input_ = []
            for input_item_data in _input_:
                input_item = CallbackInput.from_dict(input_item_data)

                input_.append(input_item)

        id = d.pop("_id", None)

        _made = cls(
            type_=type_,
            output=output,
            input_=input_,
            id=id,
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
