from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.authentication_factor import AuthenticationFactor
from ..models.authentication_policy import AuthenticationPolicy
from ..models.authentication_user import AuthenticationUser
from ..types import names_only

T = TypeVar("T", bound="AuthenticationEmbedded")


@_attrs_define
class AuthenticationEmbedded:
    """What an authentication's answer tells besides its state. More members come with single states."""

    user: AuthenticationUser | None = None
    """What an authentication's answer tells of the user."""
    factors: list[AuthenticationFactor] | None = None
    """The factors to choose from, in `MFA_REQUIRED` and `MFA_ENROLL`."""
    factor: AuthenticationFactor | None = None
    """A factor besides the password."""
    policy: AuthenticationPolicy | None = None
    """What a policy says: of passwords in the states of the password, of remembering the device in those of a
    second factor."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        user: dict[str, Any] | None = None
        if self.user is not None:
            user = self.user.to_dict()

        factors: list[dict[str, Any]] | None = None
        if self.factors is not None:
            factors = []
            for factors_item_data in self.factors:
                factors_item = factors_item_data.to_dict()
                factors.append(factors_item)

        factor: dict[str, Any] | None = None
        if self.factor is not None:
            factor = self.factor.to_dict()

        policy: dict[str, Any] | None = None
        if self.policy is not None:
            policy = self.policy.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if user is not None:
            field_dict["user"] = user
        if factors is not None:
            field_dict["factors"] = factors
        if factor is not None:
            field_dict["factor"] = factor
        if policy is not None:
            field_dict["policy"] = policy

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _user = d.pop("user", None)
        if _user is not None:
            try:
                _user = AuthenticationUser.from_dict(_user)
            except InvalidResponse:
                _user = None
                d["user"] = src_dict["user"]

        raw_factors: list[Any] | None = d.pop("factors", None)
        _factors: list[AuthenticationFactor] | None = None
        if isinstance(raw_factors, list):
            _factors = []
            for factors_item in raw_factors:
                try:
                    factors_item = AuthenticationFactor.from_dict(factors_item)
                except InvalidResponse:
                    _factors = None
                    break
                _factors.append(factors_item)

        if raw_factors is not None and _factors is None:
            d["factors"] = src_dict["factors"]

        _factor = d.pop("factor", None)
        if _factor is not None:
            try:
                _factor = AuthenticationFactor.from_dict(_factor)
            except InvalidResponse:
                _factor = None
                d["factor"] = src_dict["factor"]

        _policy = d.pop("policy", None)
        if _policy is not None:
            try:
                _policy = AuthenticationPolicy.from_dict(_policy)
            except InvalidResponse:
                _policy = None
                d["policy"] = src_dict["policy"]

        made = cls(
            user=_user,
            factors=_factors,
            factor=_factor,
            policy=_policy,
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
