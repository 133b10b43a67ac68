from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import masked, names_only

if TYPE_CHECKING:
    from ..models.authentication_context import AuthenticationContext
    from ..models.authentication_options import AuthenticationOptions


T = TypeVar("T", bound="AuthenticationRequest")


@_attrs_define
class AuthenticationRequest:
    """What the user has shown: `username` and `password`, or an activation `token`, or the `stateToken` of a transaction
    that has begun.

    """

    username: str | None = None
    """The user's login, whole or its short form."""
    password: str | None = _attrs_field(default=None, repr=masked)
    """The user's password."""
    token: str | None = _attrs_field(default=None, repr=masked)
    """The activation token from the e-mail to a new user, or a recovery token."""
    state_token: str | None = _attrs_field(default=None, repr=masked)
    """The token of a transaction that has begun. Alone it returns where the transaction stands."""
    audience: str | None = None
    """The id of the app the user signs in to. Not supported on Identity Engine."""
    relay_state: str | None = None
    """A value of the caller's own, returned with every answer of the transaction. 2048 characters at most."""
    options: AuthenticationOptions | None = None
    """Steps that an authentication has only on demand."""
    context: AuthenticationContext | None = None
    """What a trusted application knows of the user's device. Ignored without an API token."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        username = self.username

        password = self.password

        token = self.token

        state_token = self.state_token

        audience = self.audience

        relay_state = self.relay_state

        options: dict[str, Any] | None = None
        if self.options is not None:
            options = self.options.to_dict()

        context: dict[str, Any] | None = None
        if self.context is not None:
            context = self.context.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if username is not None:
            field_dict["username"] = username
        if password is not None:
            field_dict["password"] = password
        if token is not None:
            field_dict["token"] = token
        if state_token is not None:
            field_dict["stateToken"] = state_token
        if audience is not None:
            field_dict["audience"] = audience
        if relay_state is not None:
            field_dict["relayState"] = relay_state
        if options is not None:
            field_dict["options"] = options
        if context is not None:
            field_dict["context"] = context

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.authentication_context import AuthenticationContext  # noqa: PLC0415
        from ..models.authentication_options import AuthenticationOptions  # noqa: PLC0415

        d = dict(src_dict)
        username = d.pop("username", None)

        password = d.pop("password", None)

        token = d.pop("token", None)

        state_token = d.pop("stateToken", None)

        audience = d.pop("audience", None)

        relay_state = d.pop("relayState", None)

        _options = d.pop("options", None)
        options: AuthenticationOptions | None
        if _options is None:
            options = None
        else:
            options = AuthenticationOptions.from_dict(_options)

        _context = d.pop("context", None)
        context: AuthenticationContext | None
        if _context is None:
            context = None
        else:
            context = AuthenticationContext.from_dict(_context)

        _made = cls(
            username=username,
            password=password,
            token=token,
            state_token=state_token,
            audience=audience,
            relay_state=relay_state,
            options=options,
            context=context,
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
