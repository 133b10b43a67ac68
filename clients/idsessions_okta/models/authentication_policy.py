from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import names_only

if TYPE_CHECKING:
    from ..models.password_age import PasswordAge
    from ..models.password_complexity import PasswordComplexity
    from ..models.password_expiration import PasswordExpiration


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
        from ..models.password_age import PasswordAge  # noqa: PLC0415
        from ..models.password_complexity import PasswordComplexity  # noqa: PLC0415
        from ..models.password_expiration import PasswordExpiration  # noqa: PLC0415

        d = dict(src_dict)
        allow_remember_device = d.pop("allowRememberDevice", None)

        remember_device_by_default = d.pop("rememberDeviceByDefault", None)

        remember_device_lifetime_in_minutes = d.pop("rememberDeviceLifetimeInMinutes", None)

        _expiration = d.pop("expiration", None)
        expiration: PasswordExpiration | None
        if _expiration is None:
            expiration = None
        else:
            expiration = PasswordExpiration.from_dict(_expiration)

        _complexity = d.pop("complexity", None)
        complexity: PasswordComplexity | None
        if _complexity is None:
            complexity = None
        else:
            complexity = PasswordComplexity.from_dict(_complexity)

        _age = d.pop("age", None)
        age: PasswordAge | None
        if _age is None:
            age = None
        else:
            age = PasswordAge.from_dict(_age)

        _made = cls(
            allow_remember_device=allow_remember_device,
            remember_device_by_default=remember_device_by_default,
            remember_device_lifetime_in_minutes=remember_device_lifetime_in_minutes,
            expiration=expiration,
            complexity=complexity,
            age=age,
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
