from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.authentication_context import AuthenticationContext
from ..models.authentication_options import AuthenticationOptions
from ..types import names_only, redacted

T = TypeVar("T", bound="AuthenticationRequest")


@_attrs_define
class AuthenticationRequest:
    """What the user has shown: `username` and `password`, or an activation `token`, or the `stateToken` of a transaction
    that has begun.

    """

    username: str | None = None
    """The user's login, whole or its short form."""
    password: str | None = _attrs_field(default=None, repr=redacted)
    """The user's password."""
    token: str | None = _attrs_field(default=None, repr=redacted)
    """The activation token from the e-mail to a new user, or a recovery token."""
    state_token: str | None = _attrs_field(default=None, repr=redacted)
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
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _username = d.pop("username", None)
        if _username is not None and not isinstance(_username, str):
            _username = None
            d["username"] = src_dict["username"]

        _password = d.pop("password", None)
        if _password is not None and not isinstance(_password, str):
            _password = None
            d["password"] = src_dict["password"]

        _token = d.pop("token", None)
        if _token is not None and not isinstance(_token, str):
            _token = None
            d["token"] = src_dict["token"]

        _state_token = d.pop("stateToken", None)
        if _state_token is not None and not isinstance(_state_token, str):
            _state_token = None
            d["stateToken"] = src_dict["stateToken"]

        _audience = d.pop("audience", None)
        if _audience is not None and not isinstance(_audience, str):
            _audience = None
            d["audience"] = src_dict["audience"]

        _relay_state = d.pop("relayState", None)
        if _relay_state is not None and not isinstance(_relay_state, str):
            _relay_state = None
            d["relayState"] = src_dict["relayState"]

        _options = d.pop("options", None)
        if _options is not None:
            try:
                _options = AuthenticationOptions.from_dict(_options)
            except InvalidResponse:
                _options = None
                d["options"] = src_dict["options"]

        _context = d.pop("context", None)
        if _context is not None:
            try:
                _context = AuthenticationContext.from_dict(_context)
            except InvalidResponse:
                _context = None
                d["context"] = src_dict["context"]

        made = cls(
            username=_username,
            password=_password,
            token=_token,
            state_token=_state_token,
            audience=_audience,
            relay_state=_relay_state,
            options=_options,
            context=_context,
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
