from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.password_age import PasswordAge
from ..models.password_complexity import PasswordComplexity
from ..models.password_expiration import PasswordExpiration
from ..types import names_only

T = TypeVar("T", bound="AuthenticationPolicy")


@_attrs_define
class AuthenticationPolicy:
    """What a policy says: of passwords in the states of the password, of remembering the device in those of a second
    factor.

    """

    allow_remember_device: bool | None = None
    """Whether the user may ask to be spared the factor on this device."""
    remember_device_by_default: bool | None = None
    """Whether the user did so before."""
    remember_device_lifetime_in_minutes: int | None = None
    """For how many minutes that holds."""
    expiration: PasswordExpiration | None = None
    """When a password expires."""
    complexity: PasswordComplexity | None = None
    """What a new password must be like."""
    age: PasswordAge | None = None
    """How often passwords may change and return."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        allow_remember_device = self.allow_remember_device

        remember_device_by_default = self.remember_device_by_default

        remember_device_lifetime_in_minutes = self.remember_device_lifetime_in_minutes

        expiration: dict[str, Any] | None = None
        if self.expiration is not None:
            expiration = self.expiration.to_dict()

        complexity: dict[str, Any] | None = None
        if self.complexity is not None:
            complexity = self.complexity.to_dict()

        age: dict[str, Any] | None = None
        if self.age is not None:
            age = self.age.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if allow_remember_device is not None:
            field_dict["allowRememberDevice"] = allow_remember_device
        if remember_device_by_default is not None:
            field_dict["rememberDeviceByDefault"] = remember_device_by_default
        if remember_device_lifetime_in_minutes is not None:
            field_dict["rememberDeviceLifetimeInMinutes"] = remember_device_lifetime_in_minutes
        if expiration is not None:
            field_dict["expiration"] = expiration
        if complexity is not None:
            field_dict["complexity"] = complexity
        if age is not None:
            field_dict["age"] = age

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _allow_remember_device = d.pop("allowRememberDevice", None)
        if _allow_remember_device is not None and not isinstance(_allow_remember_device, bool):
            _allow_remember_device = None
            d["allowRememberDevice"] = src_dict["allowRememberDevice"]

        _remember_device_by_default = d.pop("rememberDeviceByDefault", None)
        if _remember_device_by_default is not None and not isinstance(_remember_device_by_default, bool):
            _remember_device_by_default = None
            d["rememberDeviceByDefault"] = src_dict["rememberDeviceByDefault"]

        _remember_device_lifetime_in_minutes = d.pop("rememberDeviceLifetimeInMinutes", None)
        if _remember_device_lifetime_in_minutes is not None and (
            isinstance(_remember_device_lifetime_in_minutes, bool)
            or not isinstance(_remember_device_lifetime_in_minutes, int)
        ):
            _remember_device_lifetime_in_minutes = None
            d["rememberDeviceLifetimeInMinutes"] = src_dict["rememberDeviceLifetimeInMinutes"]

        _expiration = d.pop("expiration", None)
        if _expiration is not None:
            try:
                _expiration = PasswordExpiration.from_dict(_expiration)
            except InvalidResponse:
                _expiration = None
                d["expiration"] = src_dict["expiration"]

        _complexity = d.pop("complexity", None)
        if _complexity is not None:
            try:
                _complexity = PasswordComplexity.from_dict(_complexity)
            except InvalidResponse:
                _complexity = None
                d["complexity"] = src_dict["complexity"]

        _age = d.pop("age", None)
        if _age is not None:
            try:
                _age = PasswordAge.from_dict(_age)
            except InvalidResponse:
                _age = None
                d["age"] = src_dict["age"]

        made = cls(
            allow_remember_device=_allow_remember_device,
            remember_device_by_default=_remember_device_by_default,
            remember_device_lifetime_in_minutes=_remember_device_lifetime_in_minutes,
            expiration=_expiration,
            complexity=_complexity,
            age=_age,
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
