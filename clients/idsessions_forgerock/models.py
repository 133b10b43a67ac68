"""The entities and enumerations of the document. Generated; see provenance.json."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .errors import InvalidResponse
from .types import OtherValue, names_only, redacted

__all__ = (
    "AccessTokenRequest",
    "AccessTokenResponse",
    "AuthenticationStep",
    "AuthIndexType",
    "Callback",
    "CallbackInput",
    "CallbackOutput",
    "CallbackType",
    "CrestError",
    "ErrorCause",
    "HandleResults",
    "ListedSession",
    "LogoutByHandleResult",
    "LogoutByUserRequest",
    "LogoutByUserResult",
    "LogoutResult",
    "OAuthError",
    "RefreshedSession",
    "ServerInfo",
    "SessionHandles",
    "SessionInfo",
    "SessionList",
    "SessionProperties",
    "SessionPropertiesUpdate",
    "SessionTarget",
    "ValidatedSession",
    "ZeroPageLogin",
)


class AuthIndexType(StrEnum):
    COMPOSITE_ADVICE = "composite_advice"
    LEVEL = "level"
    MODULE = "module"
    RESOURCE = "resource"
    ROLE = "role"
    SERVICE = "service"
    TRANSACTION = "transaction"
    USER = "user"

    def __str__(self) -> str:
        return str(self.value)


AUTH_INDEX_TYPE_BY_VALUE = {member.value: member for member in AuthIndexType}


class CallbackType(StrEnum):
    APPINTEGRITYCALLBACK = "AppIntegrityCallback"
    BOOLEANATTRIBUTEINPUTCALLBACK = "BooleanAttributeInputCallback"
    CHOICECALLBACK = "ChoiceCallback"
    CONFIRMATIONCALLBACK = "ConfirmationCallback"
    CONSENTMAPPINGCALLBACK = "ConsentMappingCallback"
    DEVICEBINDINGCALLBACK = "DeviceBindingCallback"
    DEVICEPROFILECALLBACK = "DeviceProfileCallback"
    DEVICESIGNINGVERIFIERCALLBACK = "DeviceSigningVerifierCallback"
    FIDOAUTHENTICATIONCALLBACK = "FidoAuthenticationCallback"
    FIDOREGISTRATIONCALLBACK = "FidoRegistrationCallback"
    HIDDENVALUECALLBACK = "HiddenValueCallback"
    HTTPCALLBACK = "HttpCallback"
    IDPCALLBACK = "IdPCallback"
    KBACREATECALLBACK = "KbaCreateCallback"
    LANGUAGECALLBACK = "LanguageCallback"
    METADATACALLBACK = "MetadataCallback"
    NAMECALLBACK = "NameCallback"
    NAMEVALUEOUTPUTCALLBACK = "NameValueOutputCallback"
    NUMBERATTRIBUTEINPUTCALLBACK = "NumberAttributeInputCallback"
    PASSWORDCALLBACK = "PasswordCallback"
    PINGONEPROTECTEVALUATIONCALLBACK = "PingOneProtectEvaluationCallback"
    PINGONEPROTECTINITIALIZECALLBACK = "PingOneProtectInitializeCallback"
    POLLINGWAITCALLBACK = "PollingWaitCallback"
    RECAPTCHACALLBACK = "ReCaptchaCallback"
    RECAPTCHAENTERPRISECALLBACK = "ReCaptchaEnterpriseCallback"
    REDIRECTCALLBACK = "RedirectCallback"
    SCRIPTTEXTOUTPUTCALLBACK = "ScriptTextOutputCallback"
    SELECTIDPCALLBACK = "SelectIdPCallback"
    STRINGATTRIBUTEINPUTCALLBACK = "StringAttributeInputCallback"
    SUSPENDEDTEXTOUTPUTCALLBACK = "SuspendedTextOutputCallback"
    TERMSANDCONDITIONSCALLBACK = "TermsAndConditionsCallback"
    TEXTINPUTCALLBACK = "TextInputCallback"
    TEXTOUTPUTCALLBACK = "TextOutputCallback"
    VALIDATEDCREATEPASSWORDCALLBACK = "ValidatedCreatePasswordCallback"
    VALIDATEDCREATEUSERNAMECALLBACK = "ValidatedCreateUsernameCallback"
    X509CERTIFICATECALLBACK = "X509CertificateCallback"

    def __str__(self) -> str:
        return str(self.value)


CALLBACK_TYPE_BY_VALUE = {member.value: member for member in CallbackType}


@_attrs_define
class AccessTokenRequest:
    """A service account's request for an access token (the JWT bearer grant of RFC 7523)."""

    scope: str
    """The scopes wanted, separated by spaces. The session endpoints need `fr:am:*`."""
    assertion: str = _attrs_field(repr=redacted)
    """A JWT signed with the account's private key (RS256). `iss` and `sub` are the account's id, `aud` is the
    address of this endpoint with its port, `exp` is three minutes ahead, `jti` is new each time."""
    grant_type: Literal["urn:ietf:params:oauth:grant-type:jwt-bearer"] = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    """Always that of a JWT."""
    client_id: Literal["service-account"] = "service-account"
    """Always the client that all service accounts share; which account it is, the assertion says."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        grant_type = self.grant_type

        client_id = self.client_id

        scope = self.scope

        assertion = self.assertion

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "grant_type": grant_type,
                "client_id": client_id,
                "scope": scope,
                "assertion": assertion,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _grant_type = d.pop("grant_type", None)
        if _grant_type != "urn:ietf:params:oauth:grant-type:jwt-bearer":
            raise InvalidResponse("grant_type", "the documented value", missing="grant_type" not in src_dict)

        _client_id = d.pop("client_id", None)
        if _client_id != "service-account":
            raise InvalidResponse("client_id", "the documented value", missing="client_id" not in src_dict)

        _scope = d.pop("scope", None)
        if not isinstance(_scope, str):
            raise InvalidResponse("scope", "a string", missing="scope" not in src_dict)

        _assertion = d.pop("assertion", None)
        if not isinstance(_assertion, str):
            raise InvalidResponse("assertion", "a string", missing="assertion" not in src_dict)

        made = cls(
            grant_type=_grant_type,
            client_id=_client_id,
            scope=_scope,
            assertion=_assertion,
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


@_attrs_define
class AccessTokenResponse:
    """An access token for a service account."""

    access_token: str = _attrs_field(repr=redacted)
    """The token."""
    token_type: str
    """How the token is sent, `Bearer`."""
    expires_in: int
    """For how many seconds the token is valid; 899 was seen."""
    scope: str | None = None
    """The scopes granted, separated by spaces."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        access_token = self.access_token

        token_type = self.token_type

        expires_in = self.expires_in

        scope = self.scope

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "access_token": access_token,
                "token_type": token_type,
                "expires_in": expires_in,
            }
        )
        if scope is not None:
            field_dict["scope"] = scope

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _access_token = d.pop("access_token", None)
        if not isinstance(_access_token, str):
            raise InvalidResponse("access_token", "a string", missing="access_token" not in src_dict)

        _token_type = d.pop("token_type", None)
        if not isinstance(_token_type, str):
            raise InvalidResponse("token_type", "a string", missing="token_type" not in src_dict)

        _expires_in = d.pop("expires_in", None)
        if isinstance(_expires_in, bool) or not isinstance(_expires_in, int):
            raise InvalidResponse("expires_in", "an integer", missing="expires_in" not in src_dict)

        _scope = d.pop("scope", None)
        if _scope is not None and not isinstance(_scope, str):
            _scope = None
            d["scope"] = src_dict["scope"]

        made = cls(
            access_token=_access_token,
            token_type=_token_type,
            expires_in=_expires_in,
            scope=_scope,
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


@_attrs_define
class AuthenticationStep:
    """One step of a sign-in. An answer has either `tokenId` (signed in) or `authId` with `callbacks` (questions); the
    latter goes back to the server with its inputs filled in, unknown fields included.

    """

    token_id: str | None = _attrs_field(default=None, repr=redacted)
    """The token of the new session."""
    success_url: str | None = None
    """Where the server would send a browser now."""
    realm: str | None = None
    """The realm of the new session as a path, such as `/alpha`."""
    message: str | None = None
    """Says that the credentials are good when `noSession` was asked for (OpenAM)."""
    auth_id: str | None = _attrs_field(default=None, repr=redacted)
    """The state of the dialogue, signed by the server; good for about 15 minutes. Return the newest."""
    callbacks: list[Callback] | None = None
    """The questions of this step, and texts to show."""
    stage: str | None = None
    """A name for this step, which a page can choose its form by."""
    header: str | None = None
    """A heading for the form."""
    description: str | None = None
    """A text for the form."""
    template: str | None = None
    """A template for the form; of older modules, mostly empty."""
    info_text: list[str] | None = None
    """A text for each callback; of older modules."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        token_id = self.token_id

        success_url = self.success_url

        realm = self.realm

        message = self.message

        auth_id = self.auth_id

        callbacks: list[dict[str, Any]] | None = None
        if self.callbacks is not None:
            callbacks = []
            for callbacks_item_data in self.callbacks:
                callbacks_item = callbacks_item_data.to_dict()
                callbacks.append(callbacks_item)

        stage = self.stage

        header = self.header

        description = self.description

        template = self.template

        info_text: list[str] | None = None
        if self.info_text is not None:
            info_text = self.info_text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if token_id is not None:
            field_dict["tokenId"] = token_id
        if success_url is not None:
            field_dict["successUrl"] = success_url
        if realm is not None:
            field_dict["realm"] = realm
        if message is not None:
            field_dict["message"] = message
        if auth_id is not None:
            field_dict["authId"] = auth_id
        if callbacks is not None:
            field_dict["callbacks"] = callbacks
        if stage is not None:
            field_dict["stage"] = stage
        if header is not None:
            field_dict["header"] = header
        if description is not None:
            field_dict["description"] = description
        if template is not None:
            field_dict["template"] = template
        if info_text is not None:
            field_dict["infoText"] = info_text

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _token_id = d.pop("tokenId", None)
        if _token_id is not None and not isinstance(_token_id, str):
            _token_id = None
            d["tokenId"] = src_dict["tokenId"]

        _success_url = d.pop("successUrl", None)
        if _success_url is not None and not isinstance(_success_url, str):
            _success_url = None
            d["successUrl"] = src_dict["successUrl"]

        _realm = d.pop("realm", None)
        if _realm is not None and not isinstance(_realm, str):
            _realm = None
            d["realm"] = src_dict["realm"]

        _message = d.pop("message", None)
        if _message is not None and not isinstance(_message, str):
            _message = None
            d["message"] = src_dict["message"]

        _auth_id = d.pop("authId", None)
        if _auth_id is not None and not isinstance(_auth_id, str):
            _auth_id = None
            d["authId"] = src_dict["authId"]

        raw_callbacks: list[Any] | None = d.pop("callbacks", None)
        _callbacks: list[Callback] | None = None
        if isinstance(raw_callbacks, list):
            _callbacks = []
            for callbacks_item in raw_callbacks:
                try:
                    callbacks_item = Callback.from_dict(callbacks_item)
                except InvalidResponse:
                    _callbacks = None
                    break
                _callbacks.append(callbacks_item)

        if raw_callbacks is not None and _callbacks is None:
            d["callbacks"] = src_dict["callbacks"]

        _stage = d.pop("stage", None)
        if _stage is not None and not isinstance(_stage, str):
            _stage = None
            d["stage"] = src_dict["stage"]

        _header = d.pop("header", None)
        if _header is not None and not isinstance(_header, str):
            _header = None
            d["header"] = src_dict["header"]

        _description = d.pop("description", None)
        if _description is not None and not isinstance(_description, str):
            _description = None
            d["description"] = src_dict["description"]

        _template = d.pop("template", None)
        if _template is not None and not isinstance(_template, str):
            _template = None
            d["template"] = src_dict["template"]

        raw_info_text: list[Any] | None = d.pop("infoText", None)
        _info_text: list[str] | None = None
        if isinstance(raw_info_text, list):
            _info_text = []
            for info_text_item in raw_info_text:
                if not isinstance(info_text_item, str):
                    _info_text = None
                    break
                _info_text.append(info_text_item)

        if raw_info_text is not None and _info_text is None:
            d["infoText"] = src_dict["infoText"]

        made = cls(
            token_id=_token_id,
            success_url=_success_url,
            realm=_realm,
            message=_message,
            auth_id=_auth_id,
            callbacks=_callbacks,
            stage=_stage,
            header=_header,
            description=_description,
            template=_template,
            info_text=_info_text,
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


@_attrs_define
class Callback:
    """One question of a step, or one text to show."""

    type_: CallbackType | OtherValue
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
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _type_ = d.pop("type", None)
        if isinstance(_type_, str):
            _type_ = CALLBACK_TYPE_BY_VALUE.get(_type_, OtherValue(_type_))
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


@_attrs_define
class CallbackInput:
    """One answer to a question."""

    name: str
    """The server's name for it, such as `IDToken1`."""
    value: Any | None = _attrs_field(default=None, repr=redacted)
    """A value of any JSON type: a text, or the index of a choice or option. It may be a password or a one-time
    code."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        value = self.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if value is not None:
            field_dict["value"] = value

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _name = d.pop("name", None)
        if not isinstance(_name, str):
            raise InvalidResponse("name", "a string", missing="name" not in src_dict)

        _value = d.pop("value", None)
        if _value is None and "value" in src_dict:
            d["value"] = None

        made = cls(
            name=_name,
            value=_value,
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


@_attrs_define
class CallbackOutput:
    """One thing the server says about a question."""

    name: str
    """What it is, such as `prompt`, `choices`, `message` or `waitTime`."""
    value: Any | None = None
    """A value of any JSON type. A `waitTime` is in milliseconds."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        value = self.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if value is not None:
            field_dict["value"] = value

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _name = d.pop("name", None)
        if not isinstance(_name, str):
            raise InvalidResponse("name", "a string", missing="name" not in src_dict)

        _value = d.pop("value", None)
        if _value is None and "value" in src_dict:
            d["value"] = None

        made = cls(
            name=_name,
            value=_value,
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


@_attrs_define
class CrestError:
    """The body of an error, the same for all endpoints; only version 1 of `authenticate` has `errorMessage` instead."""

    code: int | None = None
    """The HTTP status, again."""
    reason: str | None = None
    """The phrase of that status."""
    message: str | None = None
    """What went wrong. OpenAM escapes it as HTML (`&quot;`, `&#39;`), and may repeat a token that was sent."""
    detail: Any | None = None
    """More about it: an object (`errorCode`, `failureUrl`) or a string (where the JSON is broken)."""
    cause: ErrorCause | None = None
    """What lay behind an error."""
    error_message: str | None = None
    """What went wrong, in version 1 of `authenticate`."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        reason = self.reason

        message = self.message

        detail = self.detail

        cause: dict[str, Any] | None = None
        if self.cause is not None:
            cause = self.cause.to_dict()

        error_message = self.error_message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if code is not None:
            field_dict["code"] = code
        if reason is not None:
            field_dict["reason"] = reason
        if message is not None:
            field_dict["message"] = message
        if detail is not None:
            field_dict["detail"] = detail
        if cause is not None:
            field_dict["cause"] = cause
        if error_message is not None:
            field_dict["errorMessage"] = error_message

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _code = d.pop("code", None)
        if _code is not None and (isinstance(_code, bool) or not isinstance(_code, int)):
            _code = None
            d["code"] = src_dict["code"]

        _reason = d.pop("reason", None)
        if _reason is not None and not isinstance(_reason, str):
            _reason = None
            d["reason"] = src_dict["reason"]

        _message = d.pop("message", None)
        if _message is not None and not isinstance(_message, str):
            _message = None
            d["message"] = src_dict["message"]

        _detail = d.pop("detail", None)
        if _detail is None and "detail" in src_dict:
            d["detail"] = None

        _cause = d.pop("cause", None)
        if _cause is not None:
            try:
                _cause = ErrorCause.from_dict(_cause)
            except InvalidResponse:
                _cause = None
                d["cause"] = src_dict["cause"]

        _error_message = d.pop("errorMessage", None)
        if _error_message is not None and not isinstance(_error_message, str):
            _error_message = None
            d["errorMessage"] = src_dict["errorMessage"]

        made = cls(
            code=_code,
            reason=_reason,
            message=_message,
            detail=_detail,
            cause=_cause,
            error_message=_error_message,
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


@_attrs_define
class ErrorCause:
    """What lay behind an error."""

    message: str | None = None
    """The message of the cause."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if message is not None:
            field_dict["message"] = message

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _message = d.pop("message", None)
        if _message is not None and not isinstance(_message, str):
            _message = None
            d["message"] = src_dict["message"]

        made = cls(
            message=_message,
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


@_attrs_define
class HandleResults:
    """For each handle that was sent, whether its session has ended. The names are secrets, as the handles are."""

    additional_properties: dict[str, bool] = _attrs_field(init=False, factory=lambda: {}, repr=redacted)

    def to_dict(self) -> dict[str, Any]:

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        for additional_property in d.values():
            if not isinstance(additional_property, bool):
                raise InvalidResponse("<unlisted field>", "true or false")

        made = cls()
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> bool:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: bool) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class ListedSession:
    """One session of a list."""

    username: str | None = None
    """The user's name; in AIC the UUID of the managed user."""
    universal_id: str | None = None
    """The user's distinguished name within the server."""
    realm: str | None = None
    """The realm as a path, such as `/alpha`, or `/` for the top-level one."""
    session_handle: str | None = _attrs_field(default=None, repr=redacted)
    """What `logoutByHandle` ends this session by."""
    latest_access_time: datetime.datetime | None = None
    """When the session was last used, in UTC; here with milliseconds."""
    max_idle_expiration_time: datetime.datetime | None = None
    """When the session ends if it stays idle, in UTC."""
    max_session_expiration_time: datetime.datetime | None = None
    """When the session ends in any case, in UTC."""
    id: str | None = None
    """An id within the answer, if the server sends one."""
    rev: str | None = None
    """A hash of the content."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        username = self.username

        universal_id = self.universal_id

        realm = self.realm

        session_handle = self.session_handle

        latest_access_time: str | None = None
        if self.latest_access_time is not None:
            latest_access_time = self.latest_access_time.isoformat()

        max_idle_expiration_time: str | None = None
        if self.max_idle_expiration_time is not None:
            max_idle_expiration_time = self.max_idle_expiration_time.isoformat()

        max_session_expiration_time: str | None = None
        if self.max_session_expiration_time is not None:
            max_session_expiration_time = self.max_session_expiration_time.isoformat()

        id = self.id

        rev = self.rev

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if username is not None:
            field_dict["username"] = username
        if universal_id is not None:
            field_dict["universalId"] = universal_id
        if realm is not None:
            field_dict["realm"] = realm
        if session_handle is not None:
            field_dict["sessionHandle"] = session_handle
        if latest_access_time is not None:
            field_dict["latestAccessTime"] = latest_access_time
        if max_idle_expiration_time is not None:
            field_dict["maxIdleExpirationTime"] = max_idle_expiration_time
        if max_session_expiration_time is not None:
            field_dict["maxSessionExpirationTime"] = max_session_expiration_time
        if id is not None:
            field_dict["_id"] = id
        if rev is not None:
            field_dict["_rev"] = rev

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _username = d.pop("username", None)
        if _username is not None and not isinstance(_username, str):
            _username = None
            d["username"] = src_dict["username"]

        _universal_id = d.pop("universalId", None)
        if _universal_id is not None and not isinstance(_universal_id, str):
            _universal_id = None
            d["universalId"] = src_dict["universalId"]

        _realm = d.pop("realm", None)
        if _realm is not None and not isinstance(_realm, str):
            _realm = None
            d["realm"] = src_dict["realm"]

        _session_handle = d.pop("sessionHandle", None)
        if _session_handle is not None and not isinstance(_session_handle, str):
            _session_handle = None
            d["sessionHandle"] = src_dict["sessionHandle"]

        _latest_access_time = d.pop("latestAccessTime", None)
        if _latest_access_time is not None:
            try:
                _latest_access_time = datetime.datetime.fromisoformat(_latest_access_time)
                _latest_access_time = (
                    _latest_access_time.astimezone(datetime.UTC) if _latest_access_time.tzinfo else None
                )
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = (
                    _latest_access_time.lstrip("+").partition("-")
                    if isinstance(_latest_access_time, str)
                    else ("", "", "")
                )
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _latest_access_time = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _latest_access_time is None:
                d["latestAccessTime"] = src_dict["latestAccessTime"]

        _max_idle_expiration_time = d.pop("maxIdleExpirationTime", None)
        if _max_idle_expiration_time is not None:
            try:
                _max_idle_expiration_time = datetime.datetime.fromisoformat(_max_idle_expiration_time)
                _max_idle_expiration_time = (
                    _max_idle_expiration_time.astimezone(datetime.UTC) if _max_idle_expiration_time.tzinfo else None
                )
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = (
                    _max_idle_expiration_time.lstrip("+").partition("-")
                    if isinstance(_max_idle_expiration_time, str)
                    else ("", "", "")
                )
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _max_idle_expiration_time = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _max_idle_expiration_time is None:
                d["maxIdleExpirationTime"] = src_dict["maxIdleExpirationTime"]

        _max_session_expiration_time = d.pop("maxSessionExpirationTime", None)
        if _max_session_expiration_time is not None:
            try:
                _max_session_expiration_time = datetime.datetime.fromisoformat(_max_session_expiration_time)
                _max_session_expiration_time = (
                    _max_session_expiration_time.astimezone(datetime.UTC)
                    if _max_session_expiration_time.tzinfo
                    else None
                )
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = (
                    _max_session_expiration_time.lstrip("+").partition("-")
                    if isinstance(_max_session_expiration_time, str)
                    else ("", "", "")
                )
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _max_session_expiration_time = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _max_session_expiration_time is None:
                d["maxSessionExpirationTime"] = src_dict["maxSessionExpirationTime"]

        _id = d.pop("_id", None)
        if _id is not None and not isinstance(_id, str):
            _id = None
            d["_id"] = src_dict["_id"]

        _rev = d.pop("_rev", None)
        if _rev is not None and not isinstance(_rev, str):
            _rev = None
            d["_rev"] = src_dict["_rev"]

        made = cls(
            username=_username,
            universal_id=_universal_id,
            realm=_realm,
            session_handle=_session_handle,
            latest_access_time=_latest_access_time,
            max_idle_expiration_time=_max_idle_expiration_time,
            max_session_expiration_time=_max_session_expiration_time,
            id=_id,
            rev=_rev,
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


@_attrs_define
class LogoutByHandleResult:
    """What became of each handle."""

    result: HandleResults
    """For each handle that was sent, whether its session has ended. The names are secrets, as the handles are."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        result = self.result.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "result": result,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        if "result" not in d:
            raise InvalidResponse("result", "an object", missing=True)
        _result = d.pop("result", None)
        try:
            _result = HandleResults.from_dict(_result)
        except InvalidResponse as error:
            error.prepend("result")
            raise

        made = cls(
            result=_result,
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


@_attrs_define
class LogoutByUserRequest:
    """Whose sessions to end."""

    username: str
    """The user's name; in AIC the UUID of the managed user."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        username = self.username

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "username": username,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _username = d.pop("username", None)
        if not isinstance(_username, str):
            raise InvalidResponse("username", "a string", missing="username" not in src_dict)

        made = cls(
            username=_username,
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


@_attrs_define
class LogoutByUserResult:
    """Whether the user's sessions were ended."""

    result: bool
    """`true`: the user has no server-side session in this realm any more."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        result = self.result

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "result": result,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _result = d.pop("result", None)
        if not isinstance(_result, bool):
            raise InvalidResponse("result", "true or false", missing="result" not in src_dict)

        made = cls(
            result=_result,
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


@_attrs_define
class LogoutResult:
    """What became of a session that was to end."""

    result: str
    """`Successfully logged out`, or `Token has expired` when it had ended before."""
    goto: str | None = None
    """Where the server wants the user to go now (OpenAM, when its post-processing says so)."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        result = self.result

        goto = self.goto

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "result": result,
            }
        )
        if goto is not None:
            field_dict["goto"] = goto

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _result = d.pop("result", None)
        if not isinstance(_result, str):
            raise InvalidResponse("result", "a string", missing="result" not in src_dict)

        _goto = d.pop("goto", None)
        if _goto is not None and not isinstance(_goto, str):
            _goto = None
            d["goto"] = src_dict["goto"]

        made = cls(
            result=_result,
            goto=_goto,
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


@_attrs_define
class OAuthError:
    """An error of the token endpoint (RFC 6749, section 5.2)."""

    error: str
    """The code, such as `invalid_client`, `invalid_grant`, `invalid_scope` or `invalid_request`."""
    error_description: str | None = None
    """What was wrong, for people."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        error = self.error

        error_description = self.error_description

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "error": error,
            }
        )
        if error_description is not None:
            field_dict["error_description"] = error_description

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _error = d.pop("error", None)
        if not isinstance(_error, str):
            raise InvalidResponse("error", "a string", missing="error" not in src_dict)

        _error_description = d.pop("error_description", None)
        if _error_description is not None and not isinstance(_error_description, str):
            _error_description = None
            d["error_description"] = src_dict["error_description"]

        made = cls(
            error=_error,
            error_description=_error_description,
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


@_attrs_define
class RefreshedSession:
    """How long a session may still live. Mind the units: two fields are in seconds, two in minutes."""

    uid: str | None = None
    """The user's name; in AIC the UUID of the managed user."""
    realm: str | None = None
    """The realm as a path, such as `/alpha`, or `/` for the top-level one."""
    idletime: int | None = None
    """How long the session has been idle, in seconds."""
    maxidletime: int | None = None
    """How long the session may be idle, in minutes."""
    maxsessiontime: int | None = None
    """How long the session may live in all, in minutes."""
    maxtime: int | None = None
    """How much longer the session may live, in seconds."""
    valid: bool | None = None
    """`false`, and nothing else, when the target is unknown or has ended."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        uid = self.uid

        realm = self.realm

        idletime = self.idletime

        maxidletime = self.maxidletime

        maxsessiontime = self.maxsessiontime

        maxtime = self.maxtime

        valid = self.valid

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if uid is not None:
            field_dict["uid"] = uid
        if realm is not None:
            field_dict["realm"] = realm
        if idletime is not None:
            field_dict["idletime"] = idletime
        if maxidletime is not None:
            field_dict["maxidletime"] = maxidletime
        if maxsessiontime is not None:
            field_dict["maxsessiontime"] = maxsessiontime
        if maxtime is not None:
            field_dict["maxtime"] = maxtime
        if valid is not None:
            field_dict["valid"] = valid

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _uid = d.pop("uid", None)
        if _uid is not None and not isinstance(_uid, str):
            _uid = None
            d["uid"] = src_dict["uid"]

        _realm = d.pop("realm", None)
        if _realm is not None and not isinstance(_realm, str):
            _realm = None
            d["realm"] = src_dict["realm"]

        _idletime = d.pop("idletime", None)
        if _idletime is not None and (isinstance(_idletime, bool) or not isinstance(_idletime, int)):
            _idletime = None
            d["idletime"] = src_dict["idletime"]

        _maxidletime = d.pop("maxidletime", None)
        if _maxidletime is not None and (isinstance(_maxidletime, bool) or not isinstance(_maxidletime, int)):
            _maxidletime = None
            d["maxidletime"] = src_dict["maxidletime"]

        _maxsessiontime = d.pop("maxsessiontime", None)
        if _maxsessiontime is not None and (isinstance(_maxsessiontime, bool) or not isinstance(_maxsessiontime, int)):
            _maxsessiontime = None
            d["maxsessiontime"] = src_dict["maxsessiontime"]

        _maxtime = d.pop("maxtime", None)
        if _maxtime is not None and (isinstance(_maxtime, bool) or not isinstance(_maxtime, int)):
            _maxtime = None
            d["maxtime"] = src_dict["maxtime"]

        _valid = d.pop("valid", None)
        if _valid is not None and not isinstance(_valid, bool):
            _valid = None
            d["valid"] = src_dict["valid"]

        made = cls(
            uid=_uid,
            realm=_realm,
            idletime=_idletime,
            maxidletime=_maxidletime,
            maxsessiontime=_maxsessiontime,
            maxtime=_maxtime,
            valid=_valid,
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


@_attrs_define
class ServerInfo:
    """The server's settings, as far as anybody may know them. Which fields there are depends on the server."""

    cookie_name: str | None = None
    """The name of the session cookie, and of the header that carries a token."""
    secure_cookie: bool | None = None
    """Whether the session cookie is for https only."""
    cookie_http_only: bool | None = None
    """Whether the session cookie is kept from scripts (OpenAM). If so, `authenticate` sends the token in `Set-
    Cookie` only, unless the server is configured otherwise."""
    cookie_same_site: str | None = None
    """The `SameSite` attribute of the session cookie, null if it has none (OpenAM)."""
    domains: list[str] | None = None
    """The domains that the session cookie is set for."""
    realm: str | None = None
    """The realm that was asked, as a path."""
    lang: str | None = None
    """The language the server chose."""
    protected_user_attributes: list[str] | None = None
    """Attributes that users must confirm with their password to change."""
    user_id_attributes: list[str] | None = None
    """The attributes that identify a user."""
    forgot_password: str | None = None
    """`true` if users can reset a forgotten password; a string."""
    forgot_username: str | None = None
    """`true` if users can recover a forgotten name; a string."""
    kba_enabled: str | None = None
    """`true` if security questions are in use; a string."""
    self_registration: str | None = None
    """`true` if users can register; a string."""
    successful_user_registration_destination: str | None = None
    """Where users go after they have registered."""
    social_implementations: list[Any] | None = None
    """Social sign-in providers. Their form depends on the server."""
    referrals_enabled: str | None = None
    """`true` if policies may be referred to other realms; a string."""
    zero_page_login: ZeroPageLogin | None = None
    """Whether credentials may be given in the URL of the sign-in page."""
    xui_user_session_validation_enabled: bool | None = None
    """Whether the user interface checks the session when the user comes back to the page."""
    file_based_configuration: bool | None = None
    """Whether the configuration is in files, as in AIC."""
    id: str | None = None
    """Always `*`."""
    rev: str | None = None
    """A hash of the content."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        cookie_name = self.cookie_name

        secure_cookie = self.secure_cookie

        cookie_http_only = self.cookie_http_only

        cookie_same_site = self.cookie_same_site

        domains: list[str] | None = None
        if self.domains is not None:
            domains = self.domains

        realm = self.realm

        lang = self.lang

        protected_user_attributes: list[str] | None = None
        if self.protected_user_attributes is not None:
            protected_user_attributes = self.protected_user_attributes

        user_id_attributes: list[str] | None = None
        if self.user_id_attributes is not None:
            user_id_attributes = self.user_id_attributes

        forgot_password = self.forgot_password

        forgot_username = self.forgot_username

        kba_enabled = self.kba_enabled

        self_registration = self.self_registration

        successful_user_registration_destination = self.successful_user_registration_destination

        social_implementations: list[Any] | None = None
        if self.social_implementations is not None:
            social_implementations = self.social_implementations

        referrals_enabled = self.referrals_enabled

        zero_page_login: dict[str, Any] | None = None
        if self.zero_page_login is not None:
            zero_page_login = self.zero_page_login.to_dict()

        xui_user_session_validation_enabled = self.xui_user_session_validation_enabled

        file_based_configuration = self.file_based_configuration

        id = self.id

        rev = self.rev

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if cookie_name is not None:
            field_dict["cookieName"] = cookie_name
        if secure_cookie is not None:
            field_dict["secureCookie"] = secure_cookie
        if cookie_http_only is not None:
            field_dict["cookieHttpOnly"] = cookie_http_only
        if cookie_same_site is not None:
            field_dict["cookieSameSite"] = cookie_same_site
        if domains is not None:
            field_dict["domains"] = domains
        if realm is not None:
            field_dict["realm"] = realm
        if lang is not None:
            field_dict["lang"] = lang
        if protected_user_attributes is not None:
            field_dict["protectedUserAttributes"] = protected_user_attributes
        if user_id_attributes is not None:
            field_dict["userIdAttributes"] = user_id_attributes
        if forgot_password is not None:
            field_dict["forgotPassword"] = forgot_password
        if forgot_username is not None:
            field_dict["forgotUsername"] = forgot_username
        if kba_enabled is not None:
            field_dict["kbaEnabled"] = kba_enabled
        if self_registration is not None:
            field_dict["selfRegistration"] = self_registration
        if successful_user_registration_destination is not None:
            field_dict["successfulUserRegistrationDestination"] = successful_user_registration_destination
        if social_implementations is not None:
            field_dict["socialImplementations"] = social_implementations
        if referrals_enabled is not None:
            field_dict["referralsEnabled"] = referrals_enabled
        if zero_page_login is not None:
            field_dict["zeroPageLogin"] = zero_page_login
        if xui_user_session_validation_enabled is not None:
            field_dict["xuiUserSessionValidationEnabled"] = xui_user_session_validation_enabled
        if file_based_configuration is not None:
            field_dict["fileBasedConfiguration"] = file_based_configuration
        if id is not None:
            field_dict["_id"] = id
        if rev is not None:
            field_dict["_rev"] = rev

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _cookie_name = d.pop("cookieName", None)
        if _cookie_name is not None and not isinstance(_cookie_name, str):
            _cookie_name = None
            d["cookieName"] = src_dict["cookieName"]

        _secure_cookie = d.pop("secureCookie", None)
        if _secure_cookie is not None and not isinstance(_secure_cookie, bool):
            _secure_cookie = None
            d["secureCookie"] = src_dict["secureCookie"]

        _cookie_http_only = d.pop("cookieHttpOnly", None)
        if _cookie_http_only is not None and not isinstance(_cookie_http_only, bool):
            _cookie_http_only = None
            d["cookieHttpOnly"] = src_dict["cookieHttpOnly"]

        _cookie_same_site = d.pop("cookieSameSite", None)
        if _cookie_same_site is not None and not isinstance(_cookie_same_site, str):
            _cookie_same_site = None
            d["cookieSameSite"] = src_dict["cookieSameSite"]

        raw_domains: list[Any] | None = d.pop("domains", None)
        _domains: list[str] | None = None
        if isinstance(raw_domains, list):
            _domains = []
            for domains_item in raw_domains:
                if not isinstance(domains_item, str):
                    _domains = None
                    break
                _domains.append(domains_item)

        if raw_domains is not None and _domains is None:
            d["domains"] = src_dict["domains"]

        _realm = d.pop("realm", None)
        if _realm is not None and not isinstance(_realm, str):
            _realm = None
            d["realm"] = src_dict["realm"]

        _lang = d.pop("lang", None)
        if _lang is not None and not isinstance(_lang, str):
            _lang = None
            d["lang"] = src_dict["lang"]

        raw_protected_user_attributes: list[Any] | None = d.pop("protectedUserAttributes", None)
        _protected_user_attributes: list[str] | None = None
        if isinstance(raw_protected_user_attributes, list):
            _protected_user_attributes = []
            for protected_user_attributes_item in raw_protected_user_attributes:
                if not isinstance(protected_user_attributes_item, str):
                    _protected_user_attributes = None
                    break
                _protected_user_attributes.append(protected_user_attributes_item)

        if raw_protected_user_attributes is not None and _protected_user_attributes is None:
            d["protectedUserAttributes"] = src_dict["protectedUserAttributes"]

        raw_user_id_attributes: list[Any] | None = d.pop("userIdAttributes", None)
        _user_id_attributes: list[str] | None = None
        if isinstance(raw_user_id_attributes, list):
            _user_id_attributes = []
            for user_id_attributes_item in raw_user_id_attributes:
                if not isinstance(user_id_attributes_item, str):
                    _user_id_attributes = None
                    break
                _user_id_attributes.append(user_id_attributes_item)

        if raw_user_id_attributes is not None and _user_id_attributes is None:
            d["userIdAttributes"] = src_dict["userIdAttributes"]

        _forgot_password = d.pop("forgotPassword", None)
        if _forgot_password is not None and not isinstance(_forgot_password, str):
            _forgot_password = None
            d["forgotPassword"] = src_dict["forgotPassword"]

        _forgot_username = d.pop("forgotUsername", None)
        if _forgot_username is not None and not isinstance(_forgot_username, str):
            _forgot_username = None
            d["forgotUsername"] = src_dict["forgotUsername"]

        _kba_enabled = d.pop("kbaEnabled", None)
        if _kba_enabled is not None and not isinstance(_kba_enabled, str):
            _kba_enabled = None
            d["kbaEnabled"] = src_dict["kbaEnabled"]

        _self_registration = d.pop("selfRegistration", None)
        if _self_registration is not None and not isinstance(_self_registration, str):
            _self_registration = None
            d["selfRegistration"] = src_dict["selfRegistration"]

        _successful_user_registration_destination = d.pop("successfulUserRegistrationDestination", None)
        if _successful_user_registration_destination is not None and not isinstance(
            _successful_user_registration_destination, str
        ):
            _successful_user_registration_destination = None
            d["successfulUserRegistrationDestination"] = src_dict["successfulUserRegistrationDestination"]

        raw_social_implementations: list[Any] | None = d.pop("socialImplementations", None)
        _social_implementations: list[Any] | None = None
        if isinstance(raw_social_implementations, list):
            _social_implementations = []
            for social_implementations_item in raw_social_implementations:
                _social_implementations.append(social_implementations_item)

        if raw_social_implementations is not None and _social_implementations is None:
            d["socialImplementations"] = src_dict["socialImplementations"]

        _referrals_enabled = d.pop("referralsEnabled", None)
        if _referrals_enabled is not None and not isinstance(_referrals_enabled, str):
            _referrals_enabled = None
            d["referralsEnabled"] = src_dict["referralsEnabled"]

        _zero_page_login = d.pop("zeroPageLogin", None)
        if _zero_page_login is not None:
            try:
                _zero_page_login = ZeroPageLogin.from_dict(_zero_page_login)
            except InvalidResponse:
                _zero_page_login = None
                d["zeroPageLogin"] = src_dict["zeroPageLogin"]

        _xui_user_session_validation_enabled = d.pop("xuiUserSessionValidationEnabled", None)
        if _xui_user_session_validation_enabled is not None and not isinstance(
            _xui_user_session_validation_enabled, bool
        ):
            _xui_user_session_validation_enabled = None
            d["xuiUserSessionValidationEnabled"] = src_dict["xuiUserSessionValidationEnabled"]

        _file_based_configuration = d.pop("fileBasedConfiguration", None)
        if _file_based_configuration is not None and not isinstance(_file_based_configuration, bool):
            _file_based_configuration = None
            d["fileBasedConfiguration"] = src_dict["fileBasedConfiguration"]

        _id = d.pop("_id", None)
        if _id is not None and not isinstance(_id, str):
            _id = None
            d["_id"] = src_dict["_id"]

        _rev = d.pop("_rev", None)
        if _rev is not None and not isinstance(_rev, str):
            _rev = None
            d["_rev"] = src_dict["_rev"]

        made = cls(
            cookie_name=_cookie_name,
            secure_cookie=_secure_cookie,
            cookie_http_only=_cookie_http_only,
            cookie_same_site=_cookie_same_site,
            domains=_domains,
            realm=_realm,
            lang=_lang,
            protected_user_attributes=_protected_user_attributes,
            user_id_attributes=_user_id_attributes,
            forgot_password=_forgot_password,
            forgot_username=_forgot_username,
            kba_enabled=_kba_enabled,
            self_registration=_self_registration,
            successful_user_registration_destination=_successful_user_registration_destination,
            social_implementations=_social_implementations,
            referrals_enabled=_referrals_enabled,
            zero_page_login=_zero_page_login,
            xui_user_session_validation_enabled=_xui_user_session_validation_enabled,
            file_based_configuration=_file_based_configuration,
            id=_id,
            rev=_rev,
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


@_attrs_define
class SessionHandles:
    """Handles of sessions to end."""

    session_handles: list[str] = _attrs_field(repr=redacted)
    """Handles as `querySessions` lists them, such as `shandle:...`."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        session_handles: list[str]
        session_handles = self.session_handles

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "sessionHandles": session_handles,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        raw_session_handles: list[Any] | None = d.pop("sessionHandles", None)
        if not isinstance(raw_session_handles, list):
            raise InvalidResponse("sessionHandles", "a list", missing="sessionHandles" not in src_dict)
        _session_handles: list[str]
        _session_handles = []
        for session_handles_item in raw_session_handles:
            if not isinstance(session_handles_item, str):
                raise InvalidResponse(f"sessionHandles[{len(_session_handles)}]", "a string")
            _session_handles.append(session_handles_item)

        made = cls(
            session_handles=_session_handles,
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


@_attrs_define
class SessionInfo:
    """Whose session it is, and when it will end."""

    username: str | None = None
    """The user's name; in AIC the UUID of the managed user."""
    universal_id: str | None = None
    """The user's distinguished name within the server."""
    realm: str | None = None
    """The realm as a path, such as `/alpha`, or `/` for the top-level one."""
    session_handle: str | None = _attrs_field(default=None, repr=redacted)
    """A handle of the session, for `logoutByHandle`. OpenAM sends it here; AIC and PingAM in `querySessions` only.
    """
    latest_access_time: datetime.datetime | None = None
    """When the session was last used, in UTC. Written at most once per 60 seconds."""
    max_idle_expiration_time: datetime.datetime | None = None
    """When the session ends if it stays idle, in UTC."""
    max_session_expiration_time: datetime.datetime | None = None
    """When the session ends in any case, in UTC."""
    properties: SessionProperties | None = None
    """Properties of a session by their names; a property that was never set is an empty string."""
    valid: bool | None = None
    """`false`, and nothing else, when the target is unknown or has ended."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        username = self.username

        universal_id = self.universal_id

        realm = self.realm

        session_handle = self.session_handle

        latest_access_time: str | None = None
        if self.latest_access_time is not None:
            latest_access_time = self.latest_access_time.isoformat()

        max_idle_expiration_time: str | None = None
        if self.max_idle_expiration_time is not None:
            max_idle_expiration_time = self.max_idle_expiration_time.isoformat()

        max_session_expiration_time: str | None = None
        if self.max_session_expiration_time is not None:
            max_session_expiration_time = self.max_session_expiration_time.isoformat()

        properties: dict[str, Any] | None = None
        if self.properties is not None:
            properties = self.properties.to_dict()

        valid = self.valid

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if username is not None:
            field_dict["username"] = username
        if universal_id is not None:
            field_dict["universalId"] = universal_id
        if realm is not None:
            field_dict["realm"] = realm
        if session_handle is not None:
            field_dict["sessionHandle"] = session_handle
        if latest_access_time is not None:
            field_dict["latestAccessTime"] = latest_access_time
        if max_idle_expiration_time is not None:
            field_dict["maxIdleExpirationTime"] = max_idle_expiration_time
        if max_session_expiration_time is not None:
            field_dict["maxSessionExpirationTime"] = max_session_expiration_time
        if properties is not None:
            field_dict["properties"] = properties
        if valid is not None:
            field_dict["valid"] = valid

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _username = d.pop("username", None)
        if _username is not None and not isinstance(_username, str):
            _username = None
            d["username"] = src_dict["username"]

        _universal_id = d.pop("universalId", None)
        if _universal_id is not None and not isinstance(_universal_id, str):
            _universal_id = None
            d["universalId"] = src_dict["universalId"]

        _realm = d.pop("realm", None)
        if _realm is not None and not isinstance(_realm, str):
            _realm = None
            d["realm"] = src_dict["realm"]

        _session_handle = d.pop("sessionHandle", None)
        if _session_handle is not None and not isinstance(_session_handle, str):
            _session_handle = None
            d["sessionHandle"] = src_dict["sessionHandle"]

        _latest_access_time = d.pop("latestAccessTime", None)
        if _latest_access_time is not None:
            try:
                _latest_access_time = datetime.datetime.fromisoformat(_latest_access_time)
                _latest_access_time = (
                    _latest_access_time.astimezone(datetime.UTC) if _latest_access_time.tzinfo else None
                )
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = (
                    _latest_access_time.lstrip("+").partition("-")
                    if isinstance(_latest_access_time, str)
                    else ("", "", "")
                )
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _latest_access_time = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _latest_access_time is None:
                d["latestAccessTime"] = src_dict["latestAccessTime"]

        _max_idle_expiration_time = d.pop("maxIdleExpirationTime", None)
        if _max_idle_expiration_time is not None:
            try:
                _max_idle_expiration_time = datetime.datetime.fromisoformat(_max_idle_expiration_time)
                _max_idle_expiration_time = (
                    _max_idle_expiration_time.astimezone(datetime.UTC) if _max_idle_expiration_time.tzinfo else None
                )
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = (
                    _max_idle_expiration_time.lstrip("+").partition("-")
                    if isinstance(_max_idle_expiration_time, str)
                    else ("", "", "")
                )
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _max_idle_expiration_time = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _max_idle_expiration_time is None:
                d["maxIdleExpirationTime"] = src_dict["maxIdleExpirationTime"]

        _max_session_expiration_time = d.pop("maxSessionExpirationTime", None)
        if _max_session_expiration_time is not None:
            try:
                _max_session_expiration_time = datetime.datetime.fromisoformat(_max_session_expiration_time)
                _max_session_expiration_time = (
                    _max_session_expiration_time.astimezone(datetime.UTC)
                    if _max_session_expiration_time.tzinfo
                    else None
                )
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = (
                    _max_session_expiration_time.lstrip("+").partition("-")
                    if isinstance(_max_session_expiration_time, str)
                    else ("", "", "")
                )
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _max_session_expiration_time = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _max_session_expiration_time is None:
                d["maxSessionExpirationTime"] = src_dict["maxSessionExpirationTime"]

        _properties = d.pop("properties", None)
        if _properties is not None:
            try:
                _properties = SessionProperties.from_dict(_properties)
            except InvalidResponse:
                _properties = None
                d["properties"] = src_dict["properties"]

        _valid = d.pop("valid", None)
        if _valid is not None and not isinstance(_valid, bool):
            _valid = None
            d["valid"] = src_dict["valid"]

        made = cls(
            username=_username,
            universal_id=_universal_id,
            realm=_realm,
            session_handle=_session_handle,
            latest_access_time=_latest_access_time,
            max_idle_expiration_time=_max_idle_expiration_time,
            max_session_expiration_time=_max_session_expiration_time,
            properties=_properties,
            valid=_valid,
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


@_attrs_define
class SessionList:
    """The sessions that a query found."""

    result: list[ListedSession]
    """The sessions, in no promised order."""
    result_count: int | None = None
    """How many sessions are in `result`."""
    paged_results_cookie: str | None = None
    """Always null; there is no paging."""
    total_paged_results_policy: str | None = None
    """Always `NONE`."""
    total_paged_results: int | None = None
    """Always -1."""
    remaining_paged_results: int | None = None
    """Always -1."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        result: list[dict[str, Any]]
        result = []
        for result_item_data in self.result:
            result_item = result_item_data.to_dict()
            result.append(result_item)

        result_count = self.result_count

        paged_results_cookie = self.paged_results_cookie

        total_paged_results_policy = self.total_paged_results_policy

        total_paged_results = self.total_paged_results

        remaining_paged_results = self.remaining_paged_results

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "result": result,
            }
        )
        if result_count is not None:
            field_dict["resultCount"] = result_count
        if paged_results_cookie is not None:
            field_dict["pagedResultsCookie"] = paged_results_cookie
        if total_paged_results_policy is not None:
            field_dict["totalPagedResultsPolicy"] = total_paged_results_policy
        if total_paged_results is not None:
            field_dict["totalPagedResults"] = total_paged_results
        if remaining_paged_results is not None:
            field_dict["remainingPagedResults"] = remaining_paged_results

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        raw_result: list[Any] | None = d.pop("result", None)
        if not isinstance(raw_result, list):
            raise InvalidResponse("result", "a list", missing="result" not in src_dict)
        _result: list[ListedSession]
        _result = []
        for result_item in raw_result:
            try:
                result_item = ListedSession.from_dict(result_item)
            except InvalidResponse as error:
                error.prepend(f"result[{len(_result)}]")
                raise
            _result.append(result_item)

        _result_count = d.pop("resultCount", None)
        if _result_count is not None and (isinstance(_result_count, bool) or not isinstance(_result_count, int)):
            _result_count = None
            d["resultCount"] = src_dict["resultCount"]

        _paged_results_cookie = d.pop("pagedResultsCookie", None)
        if _paged_results_cookie is not None and not isinstance(_paged_results_cookie, str):
            _paged_results_cookie = None
            d["pagedResultsCookie"] = src_dict["pagedResultsCookie"]

        _total_paged_results_policy = d.pop("totalPagedResultsPolicy", None)
        if _total_paged_results_policy is not None and not isinstance(_total_paged_results_policy, str):
            _total_paged_results_policy = None
            d["totalPagedResultsPolicy"] = src_dict["totalPagedResultsPolicy"]

        _total_paged_results = d.pop("totalPagedResults", None)
        if _total_paged_results is not None and (
            isinstance(_total_paged_results, bool) or not isinstance(_total_paged_results, int)
        ):
            _total_paged_results = None
            d["totalPagedResults"] = src_dict["totalPagedResults"]

        _remaining_paged_results = d.pop("remainingPagedResults", None)
        if _remaining_paged_results is not None and (
            isinstance(_remaining_paged_results, bool) or not isinstance(_remaining_paged_results, int)
        ):
            _remaining_paged_results = None
            d["remainingPagedResults"] = src_dict["remainingPagedResults"]

        made = cls(
            result=_result,
            result_count=_result_count,
            paged_results_cookie=_paged_results_cookie,
            total_paged_results_policy=_total_paged_results_policy,
            total_paged_results=_total_paged_results,
            remaining_paged_results=_remaining_paged_results,
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


@_attrs_define
class SessionProperties:
    """Properties of a session by their names; a property that was never set is an empty string."""

    additional_properties: dict[str, str] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        for additional_property in d.values():
            if not isinstance(additional_property, str):
                raise InvalidResponse("<unlisted field>", "a string")

        made = cls()
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> str:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: str) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class SessionPropertiesUpdate:
    """Properties to set by their names. One that is called `tokenId` cannot be set."""

    token_id: str | None = _attrs_field(default=None, repr=redacted)
    """The token of the session that is meant. Without it, the caller's own."""
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        token_id = self.token_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if token_id is not None:
            field_dict["tokenId"] = token_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _token_id = d.pop("tokenId", None)
        if _token_id is not None and not isinstance(_token_id, str):
            raise InvalidResponse("tokenId", "a string")

        for additional_property in d.values():
            if not isinstance(additional_property, str):
                raise InvalidResponse("<unlisted field>", "a string")

        made = cls(
            token_id=_token_id,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> str:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: str) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class SessionTarget:
    """Names the session that an action is about."""

    token_id: str | None = _attrs_field(default=None, repr=redacted)
    """The token of that session. Without it, the caller's own session is meant."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        token_id = self.token_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if token_id is not None:
            field_dict["tokenId"] = token_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _token_id = d.pop("tokenId", None)
        if _token_id is not None and not isinstance(_token_id, str):
            _token_id = None
            d["tokenId"] = src_dict["tokenId"]

        made = cls(
            token_id=_token_id,
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


@_attrs_define
class ValidatedSession:
    """Whether a session lives, and if so, whose it is."""

    valid: bool
    """Whether the session lives. If not, nothing else is sent."""
    uid: str | None = None
    """The user's name; in AIC the UUID of the managed user."""
    realm: str | None = None
    """The realm as a path, such as `/alpha`, or `/` for the top-level one."""
    session_uid: str | None = None
    """An id of the session for audit logs; it opens nothing. AIC and newer PingAM."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        valid = self.valid

        uid = self.uid

        realm = self.realm

        session_uid = self.session_uid

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "valid": valid,
            }
        )
        if uid is not None:
            field_dict["uid"] = uid
        if realm is not None:
            field_dict["realm"] = realm
        if session_uid is not None:
            field_dict["sessionUid"] = session_uid

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _valid = d.pop("valid", None)
        if not isinstance(_valid, bool):
            raise InvalidResponse("valid", "true or false", missing="valid" not in src_dict)

        _uid = d.pop("uid", None)
        if _uid is not None and not isinstance(_uid, str):
            _uid = None
            d["uid"] = src_dict["uid"]

        _realm = d.pop("realm", None)
        if _realm is not None and not isinstance(_realm, str):
            _realm = None
            d["realm"] = src_dict["realm"]

        _session_uid = d.pop("sessionUid", None)
        if _session_uid is not None and not isinstance(_session_uid, str):
            _session_uid = None
            d["sessionUid"] = src_dict["sessionUid"]

        made = cls(
            valid=_valid,
            uid=_uid,
            realm=_realm,
            session_uid=_session_uid,
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


@_attrs_define
class ZeroPageLogin:
    """Whether credentials may be given in the URL of the sign-in page."""

    enabled: bool | None = None
    """Whether it works at all."""
    referer_whitelist: list[str] | None = None
    """The pages that may do so."""
    allowed_without_referer: bool | None = None
    """Whether a request without a `Referer` may do so."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        enabled = self.enabled

        referer_whitelist: list[str] | None = None
        if self.referer_whitelist is not None:
            referer_whitelist = self.referer_whitelist

        allowed_without_referer = self.allowed_without_referer

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if enabled is not None:
            field_dict["enabled"] = enabled
        if referer_whitelist is not None:
            field_dict["refererWhitelist"] = referer_whitelist
        if allowed_without_referer is not None:
            field_dict["allowedWithoutReferer"] = allowed_without_referer

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _enabled = d.pop("enabled", None)
        if _enabled is not None and not isinstance(_enabled, bool):
            _enabled = None
            d["enabled"] = src_dict["enabled"]

        raw_referer_whitelist: list[Any] | None = d.pop("refererWhitelist", None)
        _referer_whitelist: list[str] | None = None
        if isinstance(raw_referer_whitelist, list):
            _referer_whitelist = []
            for referer_whitelist_item in raw_referer_whitelist:
                if not isinstance(referer_whitelist_item, str):
                    _referer_whitelist = None
                    break
                _referer_whitelist.append(referer_whitelist_item)

        if raw_referer_whitelist is not None and _referer_whitelist is None:
            d["refererWhitelist"] = src_dict["refererWhitelist"]

        _allowed_without_referer = d.pop("allowedWithoutReferer", None)
        if _allowed_without_referer is not None and not isinstance(_allowed_without_referer, bool):
            _allowed_without_referer = None
            d["allowedWithoutReferer"] = src_dict["allowedWithoutReferer"]

        made = cls(
            enabled=_enabled,
            referer_whitelist=_referer_whitelist,
            allowed_without_referer=_allowed_without_referer,
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
