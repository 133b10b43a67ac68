from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.factor_activation import FactorActivation
from ..types import names_only

T = TypeVar("T", bound="AuthenticationFactorEmbedded")


@_attrs_define
class AuthenticationFactorEmbedded:
    """What is needed to activate or answer a factor. More members come with single kinds of factor."""

    activation: FactorActivation | None = None
    """What is needed to activate a factor."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        activation: dict[str, Any] | None = None
        if self.activation is not None:
            activation = self.activation.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if activation is not None:
            field_dict["activation"] = activation

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _activation = d.pop("activation", None)
        if _activation is not None:
            try:
                _activation = FactorActivation.from_dict(_activation)
            except InvalidResponse:
                _activation = None
                d["activation"] = src_dict["activation"]

        made = cls(
            activation=_activation,
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
