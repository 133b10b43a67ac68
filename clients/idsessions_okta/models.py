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
    "AccessTokenType",
    "AuthenticationContext",
    "AuthenticationEmbedded",
    "AuthenticationFactor",
    "AuthenticationFactorEmbedded",
    "AuthenticationFactorLinks",
    "AuthenticationFactorProfile",
    "AuthenticationLinks",
    "AuthenticationOptions",
    "AuthenticationPolicy",
    "AuthenticationRequest",
    "AuthenticationStatus",
    "AuthenticationStep",
    "AuthenticationTransaction",
    "AuthenticationUser",
    "AuthenticationUserProfile",
    "CancelledAuthentication",
    "CreateSessionRequest",
    "Error",
    "ErrorCause",
    "FactorActivation",
    "FactorProfile",
    "FactorResult",
    "GlobalTokenRevocationRequest",
    "KeepCurrent",
    "Link",
    "LinkHints",
    "OAuthError",
    "PasswordAge",
    "PasswordComplexity",
    "PasswordExpiration",
    "RecoveryQuestion",
    "Session",
    "SessionAuthenticationMethod",
    "SessionIdentityProvider",
    "SessionIdentityProviderType",
    "SessionLinks",
    "SessionStatus",
    "SubjectIdentifier",
)


class AccessTokenType(StrEnum):
    BEARER = "Bearer"
    DPOP = "DPoP"

    def __str__(self) -> str:
        return str(self.value)


ACCESS_TOKEN_TYPE_BY_VALUE = {member.value: member for member in AccessTokenType}


class AuthenticationStatus(StrEnum):
    LOCKED_OUT = "LOCKED_OUT"
    MFA_CHALLENGE = "MFA_CHALLENGE"
    MFA_ENROLL = "MFA_ENROLL"
    MFA_ENROLL_ACTIVATE = "MFA_ENROLL_ACTIVATE"
    MFA_REQUIRED = "MFA_REQUIRED"
    PASSWORD_EXPIRED = "PASSWORD_EXPIRED"
    PASSWORD_RESET = "PASSWORD_RESET"
    PASSWORD_WARN = "PASSWORD_WARN"
    RECOVERY = "RECOVERY"
    RECOVERY_CHALLENGE = "RECOVERY_CHALLENGE"
    SUCCESS = "SUCCESS"
    UNAUTHENTICATED = "UNAUTHENTICATED"

    def __str__(self) -> str:
        return str(self.value)


AUTHENTICATION_STATUS_BY_VALUE = {member.value: member for member in AuthenticationStatus}


class FactorResult(StrEnum):
    CANCELLED = "CANCELLED"
    CHALLENGE = "CHALLENGE"
    ERROR = "ERROR"
    PASSCODE_REPLAYED = "PASSCODE_REPLAYED"
    REJECTED = "REJECTED"
    TIMEOUT = "TIMEOUT"
    TIME_WINDOW_EXCEEDED = "TIME_WINDOW_EXCEEDED"
    WAITING = "WAITING"

    def __str__(self) -> str:
        return str(self.value)


FACTOR_RESULT_BY_VALUE = {member.value: member for member in FactorResult}


class SessionAuthenticationMethod(StrEnum):
    FPT = "fpt"
    GEO = "geo"
    HWK = "hwk"
    KBA = "kba"
    MCA = "mca"
    MFA = "mfa"
    OTP = "otp"
    PWD = "pwd"
    SC = "sc"
    SMS = "sms"
    SWK = "swk"
    TEL = "tel"

    def __str__(self) -> str:
        return str(self.value)


SESSION_AUTHENTICATION_METHOD_BY_VALUE = {member.value: member for member in SessionAuthenticationMethod}


class SessionIdentityProviderType(StrEnum):
    ACTIVE_DIRECTORY = "ACTIVE_DIRECTORY"
    FEDERATION = "FEDERATION"
    LDAP = "LDAP"
    OKTA = "OKTA"
    SOCIAL = "SOCIAL"

    def __str__(self) -> str:
        return str(self.value)


SESSION_IDENTITY_PROVIDER_TYPE_BY_VALUE = {member.value: member for member in SessionIdentityProviderType}


class SessionStatus(StrEnum):
    ACTIVE = "ACTIVE"
    MFA_ENROLL = "MFA_ENROLL"
    MFA_REQUIRED = "MFA_REQUIRED"

    def __str__(self) -> str:
        return str(self.value)


SESSION_STATUS_BY_VALUE = {member.value: member for member in SessionStatus}


@_attrs_define
class AccessTokenRequest:
    """A service app's request for an access token."""

    scope: str
    """The scopes wanted, separated by spaces."""
    client_assertion: str = _attrs_field(repr=redacted)
    """A JWT signed with the app's private key (RS256, RS384, RS512, ES256, ES384 or ES512). `iss` and `sub` are
    the client id, `aud` is this endpoint's whole address, `exp` is at most an hour ahead, `jti` is new each time.
    The header has `kid` if the app has several keys."""
    grant_type: Literal["client_credentials"] = "client_credentials"
    """Always `client_credentials`."""
    client_assertion_type: Literal["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"] = (
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    )
    """Always that of a JWT (RFC 7523)."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        grant_type = self.grant_type

        scope = self.scope

        client_assertion_type = self.client_assertion_type

        client_assertion = self.client_assertion

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "grant_type": grant_type,
                "scope": scope,
                "client_assertion_type": client_assertion_type,
                "client_assertion": client_assertion,
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
        if _grant_type != "client_credentials":
            raise InvalidResponse("grant_type", "the documented value", missing="grant_type" not in src_dict)

        _scope = d.pop("scope", None)
        if not isinstance(_scope, str):
            raise InvalidResponse("scope", "a string", missing="scope" not in src_dict)

        _client_assertion_type = d.pop("client_assertion_type", None)
        if _client_assertion_type != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer":
            raise InvalidResponse(
                "client_assertion_type", "the documented value", missing="client_assertion_type" not in src_dict
            )

        _client_assertion = d.pop("client_assertion", None)
        if not isinstance(_client_assertion, str):
            raise InvalidResponse("client_assertion", "a string", missing="client_assertion" not in src_dict)

        made = cls(
            grant_type=_grant_type,
            scope=_scope,
            client_assertion_type=_client_assertion_type,
            client_assertion=_client_assertion,
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
    """An access token for a service app."""

    access_token: str = _attrs_field(repr=redacted)
    """The token."""
    token_type: AccessTokenType | OtherValue
    """How the token is sent."""
    expires_in: int
    """For how many seconds the token is valid. One hour, always."""
    scope: str | None = None
    """The scopes granted, separated by spaces."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        access_token = self.access_token

        token_type: str
        if isinstance(self.token_type, AccessTokenType):
            token_type = self.token_type.value
        else:
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
        if isinstance(_token_type, str):
            _token_type = ACCESS_TOKEN_TYPE_BY_VALUE.get(_token_type, OtherValue(_token_type))
        else:
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
class AuthenticationContext:
    """What a trusted application knows of the user's device. Ignored without an API token."""

    device_token: str | None = _attrs_field(default=None, repr=redacted)
    """An id of the user's device or browser, at most 32 characters, the same on every sign-in. Who has it may be
    spared the second factor."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        device_token = self.device_token

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if device_token is not None:
            field_dict["deviceToken"] = device_token

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _device_token = d.pop("deviceToken", None)
        if _device_token is not None and not isinstance(_device_token, str):
            _device_token = None
            d["deviceToken"] = src_dict["deviceToken"]

        made = cls(
            device_token=_device_token,
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
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
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


@_attrs_define
class AuthenticationFactor:
    """A factor besides the password."""

    id: str | None = None
    """The factor's id; none before it is enrolled."""
    factor_type: str | None = None
    """The kind of factor, such as `push`, `sms`, `question`, `webauthn` or `token:software:totp`."""
    provider: str | None = None
    """Who provides it, such as `OKTA`, `GOOGLE` or `FIDO`."""
    vendor_name: str | None = None
    """The provider's name as the administrator set it."""
    status: str | None = None
    """Whether it is set up, in `MFA_ENROLL`; for instance `NOT_SETUP`."""
    enrollment: str | None = None
    """Whether it must be set up, in `MFA_ENROLL`; `OPTIONAL` or `REQUIRED`."""
    profile: AuthenticationFactorProfile | None = None
    """What tells a factor from others of its kind. The members depend on the kind; numbers and addresses are
    masked."""
    embedded: AuthenticationFactorEmbedded | None = None
    """What is needed to activate or answer a factor. More members come with single kinds of factor."""
    links: AuthenticationFactorLinks | None = None
    """What can be done with a factor."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        factor_type = self.factor_type

        provider = self.provider

        vendor_name = self.vendor_name

        status = self.status

        enrollment = self.enrollment

        profile: dict[str, Any] | None = None
        if self.profile is not None:
            profile = self.profile.to_dict()

        embedded: dict[str, Any] | None = None
        if self.embedded is not None:
            embedded = self.embedded.to_dict()

        links: dict[str, Any] | None = None
        if self.links is not None:
            links = self.links.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not None:
            field_dict["id"] = id
        if factor_type is not None:
            field_dict["factorType"] = factor_type
        if provider is not None:
            field_dict["provider"] = provider
        if vendor_name is not None:
            field_dict["vendorName"] = vendor_name
        if status is not None:
            field_dict["status"] = status
        if enrollment is not None:
            field_dict["enrollment"] = enrollment
        if profile is not None:
            field_dict["profile"] = profile
        if embedded is not None:
            field_dict["_embedded"] = embedded
        if links is not None:
            field_dict["_links"] = links

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _id = d.pop("id", None)
        if _id is not None and not isinstance(_id, str):
            _id = None
            d["id"] = src_dict["id"]

        _factor_type = d.pop("factorType", None)
        if _factor_type is not None and not isinstance(_factor_type, str):
            _factor_type = None
            d["factorType"] = src_dict["factorType"]

        _provider = d.pop("provider", None)
        if _provider is not None and not isinstance(_provider, str):
            _provider = None
            d["provider"] = src_dict["provider"]

        _vendor_name = d.pop("vendorName", None)
        if _vendor_name is not None and not isinstance(_vendor_name, str):
            _vendor_name = None
            d["vendorName"] = src_dict["vendorName"]

        _status = d.pop("status", None)
        if _status is not None and not isinstance(_status, str):
            _status = None
            d["status"] = src_dict["status"]

        _enrollment = d.pop("enrollment", None)
        if _enrollment is not None and not isinstance(_enrollment, str):
            _enrollment = None
            d["enrollment"] = src_dict["enrollment"]

        _profile = d.pop("profile", None)
        if _profile is not None:
            try:
                _profile = AuthenticationFactorProfile.from_dict(_profile)
            except InvalidResponse:
                _profile = None
                d["profile"] = src_dict["profile"]

        _embedded = d.pop("_embedded", None)
        if _embedded is not None:
            try:
                _embedded = AuthenticationFactorEmbedded.from_dict(_embedded)
            except InvalidResponse:
                _embedded = None
                d["_embedded"] = src_dict["_embedded"]

        _links = d.pop("_links", None)
        if _links is not None:
            try:
                _links = AuthenticationFactorLinks.from_dict(_links)
            except InvalidResponse:
                _links = None
                d["_links"] = src_dict["_links"]

        made = cls(
            id=_id,
            factor_type=_factor_type,
            provider=_provider,
            vendor_name=_vendor_name,
            status=_status,
            enrollment=_enrollment,
            profile=_profile,
            embedded=_embedded,
            links=_links,
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
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
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


@_attrs_define
class AuthenticationFactorLinks:
    """What can be done with a factor."""

    verify: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    enroll: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    questions: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        verify: dict[str, Any] | None = None
        if self.verify is not None:
            verify = self.verify.to_dict()

        enroll: dict[str, Any] | None = None
        if self.enroll is not None:
            enroll = self.enroll.to_dict()

        questions: dict[str, Any] | None = None
        if self.questions is not None:
            questions = self.questions.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if verify is not None:
            field_dict["verify"] = verify
        if enroll is not None:
            field_dict["enroll"] = enroll
        if questions is not None:
            field_dict["questions"] = questions

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _verify = d.pop("verify", None)
        if _verify is not None:
            try:
                _verify = Link.from_dict(_verify)
            except InvalidResponse:
                _verify = None
                d["verify"] = src_dict["verify"]

        _enroll = d.pop("enroll", None)
        if _enroll is not None:
            try:
                _enroll = Link.from_dict(_enroll)
            except InvalidResponse:
                _enroll = None
                d["enroll"] = src_dict["enroll"]

        _questions = d.pop("questions", None)
        if _questions is not None:
            try:
                _questions = Link.from_dict(_questions)
            except InvalidResponse:
                _questions = None
                d["questions"] = src_dict["questions"]

        made = cls(
            verify=_verify,
            enroll=_enroll,
            questions=_questions,
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
class AuthenticationFactorProfile:
    """What tells a factor from others of its kind. The members depend on the kind; numbers and addresses are masked."""

    credential_id: str | None = None
    """The account that the token or key belongs to."""
    phone_number: str | None = None
    """The masked telephone number."""
    email: str | None = None
    """The masked e-mail address."""
    question: str | None = None
    """The key of the security question."""
    question_text: str | None = None
    """The wording of the security question."""
    name: str | None = None
    """The name of the device."""
    device_type: str | None = None
    """The kind of device."""
    platform: str | None = None
    """The platform of the device."""
    version: str | None = None
    """The version of the device's platform."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        credential_id = self.credential_id

        phone_number = self.phone_number

        email = self.email

        question = self.question

        question_text = self.question_text

        name = self.name

        device_type = self.device_type

        platform = self.platform

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if credential_id is not None:
            field_dict["credentialId"] = credential_id
        if phone_number is not None:
            field_dict["phoneNumber"] = phone_number
        if email is not None:
            field_dict["email"] = email
        if question is not None:
            field_dict["question"] = question
        if question_text is not None:
            field_dict["questionText"] = question_text
        if name is not None:
            field_dict["name"] = name
        if device_type is not None:
            field_dict["deviceType"] = device_type
        if platform is not None:
            field_dict["platform"] = platform
        if version is not None:
            field_dict["version"] = version

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _credential_id = d.pop("credentialId", None)
        if _credential_id is not None and not isinstance(_credential_id, str):
            _credential_id = None
            d["credentialId"] = src_dict["credentialId"]

        _phone_number = d.pop("phoneNumber", None)
        if _phone_number is not None and not isinstance(_phone_number, str):
            _phone_number = None
            d["phoneNumber"] = src_dict["phoneNumber"]

        _email = d.pop("email", None)
        if _email is not None and not isinstance(_email, str):
            _email = None
            d["email"] = src_dict["email"]

        _question = d.pop("question", None)
        if _question is not None and not isinstance(_question, str):
            _question = None
            d["question"] = src_dict["question"]

        _question_text = d.pop("questionText", None)
        if _question_text is not None and not isinstance(_question_text, str):
            _question_text = None
            d["questionText"] = src_dict["questionText"]

        _name = d.pop("name", None)
        if _name is not None and not isinstance(_name, str):
            _name = None
            d["name"] = src_dict["name"]

        _device_type = d.pop("deviceType", None)
        if _device_type is not None and not isinstance(_device_type, str):
            _device_type = None
            d["deviceType"] = src_dict["deviceType"]

        _platform = d.pop("platform", None)
        if _platform is not None and not isinstance(_platform, str):
            _platform = None
            d["platform"] = src_dict["platform"]

        _version = d.pop("version", None)
        if _version is not None and not isinstance(_version, str):
            _version = None
            d["version"] = src_dict["version"]

        made = cls(
            credential_id=_credential_id,
            phone_number=_phone_number,
            email=_email,
            question=_question,
            question_text=_question_text,
            name=_name,
            device_type=_device_type,
            platform=_platform,
            version=_version,
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
class AuthenticationLinks:
    """What can be done next in an authentication."""

    next_: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    prev: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    skip: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    cancel: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    resend: Any | None = None
    """Send the code again: one link as an object, or a list of such objects with one name each. Of no one type,
    and therefore kept as it came."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        next_: dict[str, Any] | None = None
        if self.next_ is not None:
            next_ = self.next_.to_dict()

        prev: dict[str, Any] | None = None
        if self.prev is not None:
            prev = self.prev.to_dict()

        skip: dict[str, Any] | None = None
        if self.skip is not None:
            skip = self.skip.to_dict()

        cancel: dict[str, Any] | None = None
        if self.cancel is not None:
            cancel = self.cancel.to_dict()

        resend = self.resend

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if next_ is not None:
            field_dict["next"] = next_
        if prev is not None:
            field_dict["prev"] = prev
        if skip is not None:
            field_dict["skip"] = skip
        if cancel is not None:
            field_dict["cancel"] = cancel
        if resend is not None:
            field_dict["resend"] = resend

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _next_ = d.pop("next", None)
        if _next_ is not None:
            try:
                _next_ = Link.from_dict(_next_)
            except InvalidResponse:
                _next_ = None
                d["next"] = src_dict["next"]

        _prev = d.pop("prev", None)
        if _prev is not None:
            try:
                _prev = Link.from_dict(_prev)
            except InvalidResponse:
                _prev = None
                d["prev"] = src_dict["prev"]

        _skip = d.pop("skip", None)
        if _skip is not None:
            try:
                _skip = Link.from_dict(_skip)
            except InvalidResponse:
                _skip = None
                d["skip"] = src_dict["skip"]

        _cancel = d.pop("cancel", None)
        if _cancel is not None:
            try:
                _cancel = Link.from_dict(_cancel)
            except InvalidResponse:
                _cancel = None
                d["cancel"] = src_dict["cancel"]

        _resend = d.pop("resend", None)
        if _resend is None and "resend" in src_dict:
            d["resend"] = None

        made = cls(
            next_=_next_,
            prev=_prev,
            skip=_skip,
            cancel=_cancel,
            resend=_resend,
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
class AuthenticationOptions:
    """Steps that an authentication has only on demand."""

    multi_optional_factor_enroll: bool | None = None
    """After a factor was enrolled, offer the other optional ones (`MFA_ENROLL` again)."""
    warn_before_password_expired: bool | None = None
    """Stop at `PASSWORD_WARN` before `SUCCESS` if the password expires soon."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        multi_optional_factor_enroll = self.multi_optional_factor_enroll

        warn_before_password_expired = self.warn_before_password_expired

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if multi_optional_factor_enroll is not None:
            field_dict["multiOptionalFactorEnroll"] = multi_optional_factor_enroll
        if warn_before_password_expired is not None:
            field_dict["warnBeforePasswordExpired"] = warn_before_password_expired

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _multi_optional_factor_enroll = d.pop("multiOptionalFactorEnroll", None)
        if _multi_optional_factor_enroll is not None and not isinstance(_multi_optional_factor_enroll, bool):
            _multi_optional_factor_enroll = None
            d["multiOptionalFactorEnroll"] = src_dict["multiOptionalFactorEnroll"]

        _warn_before_password_expired = d.pop("warnBeforePasswordExpired", None)
        if _warn_before_password_expired is not None and not isinstance(_warn_before_password_expired, bool):
            _warn_before_password_expired = None
            d["warnBeforePasswordExpired"] = src_dict["warnBeforePasswordExpired"]

        made = cls(
            multi_optional_factor_enroll=_multi_optional_factor_enroll,
            warn_before_password_expired=_warn_before_password_expired,
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
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
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
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
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


@_attrs_define
class AuthenticationStep:
    """What a further step of an authentication carries; each step has a few of these members."""

    state_token: str | None = _attrs_field(default=None, repr=redacted)
    """The token of the transaction. None where a recovery starts."""
    pass_code: str | None = _attrs_field(default=None, repr=redacted)
    """A one-time password, or the code that was sent."""
    next_pass_code: str | None = _attrs_field(default=None, repr=redacted)
    """The passcode after that one, to enroll a hard token."""
    answer: str | None = _attrs_field(default=None, repr=redacted)
    """The answer to a security question."""
    password: str | None = _attrs_field(default=None, repr=redacted)
    """The password, where it is the factor."""
    old_password: str | None = _attrs_field(default=None, repr=redacted)
    """The password until now."""
    new_password: str | None = _attrs_field(default=None, repr=redacted)
    """The password from now on."""
    revoke_sessions: bool | None = None
    """End the other sessions of the user too."""
    username: str | None = None
    """Whose recovery starts."""
    recovery_token: str | None = _attrs_field(default=None, repr=redacted)
    """The token of the link in an e-mail."""
    factor_type: str | None = None
    """The factor to enroll, or how a recovery is confirmed (`EMAIL`, `SMS` or `CALL`)."""
    provider: str | None = None
    """Who provides the factor to enroll, such as `OKTA`."""
    profile: FactorProfile | None = None
    """What a factor to enroll is about. The members depend on its kind."""
    client_data: str | None = _attrs_field(default=None, repr=redacted)
    """What a browser signed (WebAuthn), in base64."""
    authenticator_data: str | None = _attrs_field(default=None, repr=redacted)
    """What the key said (WebAuthn), in base64."""
    signature_data: str | None = _attrs_field(default=None, repr=redacted)
    """The signature of the key (WebAuthn), in base64."""
    attestation: str | None = _attrs_field(default=None, repr=redacted)
    """What a new key said (WebAuthn), in base64."""
    relay_state: str | None = None
    """A value of the caller."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        state_token = self.state_token

        pass_code = self.pass_code

        next_pass_code = self.next_pass_code

        answer = self.answer

        password = self.password

        old_password = self.old_password

        new_password = self.new_password

        revoke_sessions = self.revoke_sessions

        username = self.username

        recovery_token = self.recovery_token

        factor_type = self.factor_type

        provider = self.provider

        profile: dict[str, Any] | None = None
        if self.profile is not None:
            profile = self.profile.to_dict()

        client_data = self.client_data

        authenticator_data = self.authenticator_data

        signature_data = self.signature_data

        attestation = self.attestation

        relay_state = self.relay_state

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if state_token is not None:
            field_dict["stateToken"] = state_token
        if pass_code is not None:
            field_dict["passCode"] = pass_code
        if next_pass_code is not None:
            field_dict["nextPassCode"] = next_pass_code
        if answer is not None:
            field_dict["answer"] = answer
        if password is not None:
            field_dict["password"] = password
        if old_password is not None:
            field_dict["oldPassword"] = old_password
        if new_password is not None:
            field_dict["newPassword"] = new_password
        if revoke_sessions is not None:
            field_dict["revokeSessions"] = revoke_sessions
        if username is not None:
            field_dict["username"] = username
        if recovery_token is not None:
            field_dict["recoveryToken"] = recovery_token
        if factor_type is not None:
            field_dict["factorType"] = factor_type
        if provider is not None:
            field_dict["provider"] = provider
        if profile is not None:
            field_dict["profile"] = profile
        if client_data is not None:
            field_dict["clientData"] = client_data
        if authenticator_data is not None:
            field_dict["authenticatorData"] = authenticator_data
        if signature_data is not None:
            field_dict["signatureData"] = signature_data
        if attestation is not None:
            field_dict["attestation"] = attestation
        if relay_state is not None:
            field_dict["relayState"] = relay_state

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _state_token = d.pop("stateToken", None)
        if _state_token is not None and not isinstance(_state_token, str):
            _state_token = None
            d["stateToken"] = src_dict["stateToken"]

        _pass_code = d.pop("passCode", None)
        if _pass_code is not None and not isinstance(_pass_code, str):
            _pass_code = None
            d["passCode"] = src_dict["passCode"]

        _next_pass_code = d.pop("nextPassCode", None)
        if _next_pass_code is not None and not isinstance(_next_pass_code, str):
            _next_pass_code = None
            d["nextPassCode"] = src_dict["nextPassCode"]

        _answer = d.pop("answer", None)
        if _answer is not None and not isinstance(_answer, str):
            _answer = None
            d["answer"] = src_dict["answer"]

        _password = d.pop("password", None)
        if _password is not None and not isinstance(_password, str):
            _password = None
            d["password"] = src_dict["password"]

        _old_password = d.pop("oldPassword", None)
        if _old_password is not None and not isinstance(_old_password, str):
            _old_password = None
            d["oldPassword"] = src_dict["oldPassword"]

        _new_password = d.pop("newPassword", None)
        if _new_password is not None and not isinstance(_new_password, str):
            _new_password = None
            d["newPassword"] = src_dict["newPassword"]

        _revoke_sessions = d.pop("revokeSessions", None)
        if _revoke_sessions is not None and not isinstance(_revoke_sessions, bool):
            _revoke_sessions = None
            d["revokeSessions"] = src_dict["revokeSessions"]

        _username = d.pop("username", None)
        if _username is not None and not isinstance(_username, str):
            _username = None
            d["username"] = src_dict["username"]

        _recovery_token = d.pop("recoveryToken", None)
        if _recovery_token is not None and not isinstance(_recovery_token, str):
            _recovery_token = None
            d["recoveryToken"] = src_dict["recoveryToken"]

        _factor_type = d.pop("factorType", None)
        if _factor_type is not None and not isinstance(_factor_type, str):
            _factor_type = None
            d["factorType"] = src_dict["factorType"]

        _provider = d.pop("provider", None)
        if _provider is not None and not isinstance(_provider, str):
            _provider = None
            d["provider"] = src_dict["provider"]

        _profile = d.pop("profile", None)
        if _profile is not None:
            try:
                _profile = FactorProfile.from_dict(_profile)
            except InvalidResponse:
                _profile = None
                d["profile"] = src_dict["profile"]

        _client_data = d.pop("clientData", None)
        if _client_data is not None and not isinstance(_client_data, str):
            _client_data = None
            d["clientData"] = src_dict["clientData"]

        _authenticator_data = d.pop("authenticatorData", None)
        if _authenticator_data is not None and not isinstance(_authenticator_data, str):
            _authenticator_data = None
            d["authenticatorData"] = src_dict["authenticatorData"]

        _signature_data = d.pop("signatureData", None)
        if _signature_data is not None and not isinstance(_signature_data, str):
            _signature_data = None
            d["signatureData"] = src_dict["signatureData"]

        _attestation = d.pop("attestation", None)
        if _attestation is not None and not isinstance(_attestation, str):
            _attestation = None
            d["attestation"] = src_dict["attestation"]

        _relay_state = d.pop("relayState", None)
        if _relay_state is not None and not isinstance(_relay_state, str):
            _relay_state = None
            d["relayState"] = src_dict["relayState"]

        made = cls(
            state_token=_state_token,
            pass_code=_pass_code,
            next_pass_code=_next_pass_code,
            answer=_answer,
            password=_password,
            old_password=_old_password,
            new_password=_new_password,
            revoke_sessions=_revoke_sessions,
            username=_username,
            recovery_token=_recovery_token,
            factor_type=_factor_type,
            provider=_provider,
            profile=_profile,
            client_data=_client_data,
            authenticator_data=_authenticator_data,
            signature_data=_signature_data,
            attestation=_attestation,
            relay_state=_relay_state,
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
class AuthenticationTransaction:
    """The state an authentication has reached. Which members are there depends on `status`: `SUCCESS` has `sessionToken`
    (unless it completes a step-up to an app), most others have `stateToken`, `LOCKED_OUT` has neither.

    """

    status: AuthenticationStatus | OtherValue
    """The state that the authentication has reached."""
    session_token: str | None = _attrs_field(default=None, repr=redacted)
    """With `SUCCESS` only. Works once, within five minutes."""
    state_token: str | None = _attrs_field(default=None, repr=redacted)
    """The transaction's token, to be sent with each further step."""
    expires_at: datetime.datetime | None = None
    """When the session token or state token expires. A state token lives on with every step."""
    relay_state: str | None = None
    """The `relayState` of the request."""
    factor_result: FactorResult | OtherValue | None = None
    """How the last attempt with a factor went, in `MFA_CHALLENGE` and `RECOVERY_CHALLENGE`."""
    factor_type: str | None = None
    """The kind of factor that a recovery uses, such as `EMAIL` or `SMS`."""
    recovery_token: str | None = _attrs_field(default=None, repr=redacted)
    """In `RECOVERY`, for trusted applications only. Who has it can reset the password."""
    recovery_type: str | None = None
    """What the recovery is for, such as `PASSWORD`, `UNLOCK` or `ACCOUNT_ACTIVATION`."""
    type_: str | None = None
    """How a step-up authentication began, such as `SESSION_STEP_UP`."""
    embedded: AuthenticationEmbedded | None = None
    """What an authentication's answer tells besides its state. More members come with single states."""
    links: AuthenticationLinks | None = None
    """What can be done next in an authentication."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        status: str
        if isinstance(self.status, AuthenticationStatus):
            status = self.status.value
        else:
            status = self.status

        session_token = self.session_token

        state_token = self.state_token

        expires_at: str | None = None
        if self.expires_at is not None:
            expires_at = self.expires_at.isoformat()

        relay_state = self.relay_state

        factor_result: str | None
        if self.factor_result is None:
            factor_result = None
        elif isinstance(self.factor_result, FactorResult):
            factor_result = self.factor_result.value
        else:
            factor_result = self.factor_result

        factor_type = self.factor_type

        recovery_token = self.recovery_token

        recovery_type = self.recovery_type

        type_ = self.type_

        embedded: dict[str, Any] | None = None
        if self.embedded is not None:
            embedded = self.embedded.to_dict()

        links: dict[str, Any] | None = None
        if self.links is not None:
            links = self.links.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "status": status,
            }
        )
        if session_token is not None:
            field_dict["sessionToken"] = session_token
        if state_token is not None:
            field_dict["stateToken"] = state_token
        if expires_at is not None:
            field_dict["expiresAt"] = expires_at
        if relay_state is not None:
            field_dict["relayState"] = relay_state
        if factor_result is not None:
            field_dict["factorResult"] = factor_result
        if factor_type is not None:
            field_dict["factorType"] = factor_type
        if recovery_token is not None:
            field_dict["recoveryToken"] = recovery_token
        if recovery_type is not None:
            field_dict["recoveryType"] = recovery_type
        if type_ is not None:
            field_dict["type"] = type_
        if embedded is not None:
            field_dict["_embedded"] = embedded
        if links is not None:
            field_dict["_links"] = links

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _status = d.pop("status", None)
        if isinstance(_status, str):
            _status = AUTHENTICATION_STATUS_BY_VALUE.get(_status, OtherValue(_status))
        else:
            raise InvalidResponse("status", "a string", missing="status" not in src_dict)

        _session_token = d.pop("sessionToken", None)
        if _session_token is not None and not isinstance(_session_token, str):
            _session_token = None
            d["sessionToken"] = src_dict["sessionToken"]

        _state_token = d.pop("stateToken", None)
        if _state_token is not None and not isinstance(_state_token, str):
            _state_token = None
            d["stateToken"] = src_dict["stateToken"]

        _expires_at = d.pop("expiresAt", None)
        if _expires_at is not None:
            try:
                _expires_at = datetime.datetime.fromisoformat(_expires_at)
                _expires_at = _expires_at.astimezone(datetime.UTC) if _expires_at.tzinfo else None
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = _expires_at.lstrip("+").partition("-") if isinstance(_expires_at, str) else ("", "", "")
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _expires_at = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _expires_at is None:
                d["expiresAt"] = src_dict["expiresAt"]

        _relay_state = d.pop("relayState", None)
        if _relay_state is not None and not isinstance(_relay_state, str):
            _relay_state = None
            d["relayState"] = src_dict["relayState"]

        _factor_result = d.pop("factorResult", None)
        if isinstance(_factor_result, str):
            _factor_result = FACTOR_RESULT_BY_VALUE.get(_factor_result, OtherValue(_factor_result))
        elif _factor_result is not None:
            _factor_result = None
            d["factorResult"] = src_dict["factorResult"]

        _factor_type = d.pop("factorType", None)
        if _factor_type is not None and not isinstance(_factor_type, str):
            _factor_type = None
            d["factorType"] = src_dict["factorType"]

        _recovery_token = d.pop("recoveryToken", None)
        if _recovery_token is not None and not isinstance(_recovery_token, str):
            _recovery_token = None
            d["recoveryToken"] = src_dict["recoveryToken"]

        _recovery_type = d.pop("recoveryType", None)
        if _recovery_type is not None and not isinstance(_recovery_type, str):
            _recovery_type = None
            d["recoveryType"] = src_dict["recoveryType"]

        _type_ = d.pop("type", None)
        if _type_ is not None and not isinstance(_type_, str):
            _type_ = None
            d["type"] = src_dict["type"]

        _embedded = d.pop("_embedded", None)
        if _embedded is not None:
            try:
                _embedded = AuthenticationEmbedded.from_dict(_embedded)
            except InvalidResponse:
                _embedded = None
                d["_embedded"] = src_dict["_embedded"]

        _links = d.pop("_links", None)
        if _links is not None:
            try:
                _links = AuthenticationLinks.from_dict(_links)
            except InvalidResponse:
                _links = None
                d["_links"] = src_dict["_links"]

        made = cls(
            status=_status,
            session_token=_session_token,
            state_token=_state_token,
            expires_at=_expires_at,
            relay_state=_relay_state,
            factor_result=_factor_result,
            factor_type=_factor_type,
            recovery_token=_recovery_token,
            recovery_type=_recovery_type,
            type_=_type_,
            embedded=_embedded,
            links=_links,
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
class AuthenticationUser:
    """What an authentication's answer tells of the user."""

    id: str | None = None
    """The id of the user."""
    password_changed: datetime.datetime | None = None
    """When the password was last changed."""
    profile: AuthenticationUserProfile | None = None
    """The user's name and place."""
    recovery_question: RecoveryQuestion | None = None
    """The question that a recovery asks the user."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        password_changed: str | None = None
        if self.password_changed is not None:
            password_changed = self.password_changed.isoformat()

        profile: dict[str, Any] | None = None
        if self.profile is not None:
            profile = self.profile.to_dict()

        recovery_question: dict[str, Any] | None = None
        if self.recovery_question is not None:
            recovery_question = self.recovery_question.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not None:
            field_dict["id"] = id
        if password_changed is not None:
            field_dict["passwordChanged"] = password_changed
        if profile is not None:
            field_dict["profile"] = profile
        if recovery_question is not None:
            field_dict["recovery_question"] = recovery_question

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _id = d.pop("id", None)
        if _id is not None and not isinstance(_id, str):
            _id = None
            d["id"] = src_dict["id"]

        _password_changed = d.pop("passwordChanged", None)
        if _password_changed is not None:
            try:
                _password_changed = datetime.datetime.fromisoformat(_password_changed)
                _password_changed = _password_changed.astimezone(datetime.UTC) if _password_changed.tzinfo else None
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = (
                    _password_changed.lstrip("+").partition("-") if isinstance(_password_changed, str) else ("", "", "")
                )
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _password_changed = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _password_changed is None:
                d["passwordChanged"] = src_dict["passwordChanged"]

        _profile = d.pop("profile", None)
        if _profile is not None:
            try:
                _profile = AuthenticationUserProfile.from_dict(_profile)
            except InvalidResponse:
                _profile = None
                d["profile"] = src_dict["profile"]

        _recovery_question = d.pop("recovery_question", None)
        if _recovery_question is not None:
            try:
                _recovery_question = RecoveryQuestion.from_dict(_recovery_question)
            except InvalidResponse:
                _recovery_question = None
                d["recovery_question"] = src_dict["recovery_question"]

        made = cls(
            id=_id,
            password_changed=_password_changed,
            profile=_profile,
            recovery_question=_recovery_question,
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
class AuthenticationUserProfile:
    """The user's name and place."""

    login: str | None = None
    """The user's login."""
    first_name: str | None = None
    """The given name."""
    last_name: str | None = None
    """The family name."""
    locale: str | None = None
    """The user's locale, such as `en_US`."""
    time_zone: str | None = None
    """The user's time zone, such as `Europe/London`."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        login = self.login

        first_name = self.first_name

        last_name = self.last_name

        locale = self.locale

        time_zone = self.time_zone

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if login is not None:
            field_dict["login"] = login
        if first_name is not None:
            field_dict["firstName"] = first_name
        if last_name is not None:
            field_dict["lastName"] = last_name
        if locale is not None:
            field_dict["locale"] = locale
        if time_zone is not None:
            field_dict["timeZone"] = time_zone

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _login = d.pop("login", None)
        if _login is not None and not isinstance(_login, str):
            _login = None
            d["login"] = src_dict["login"]

        _first_name = d.pop("firstName", None)
        if _first_name is not None and not isinstance(_first_name, str):
            _first_name = None
            d["firstName"] = src_dict["firstName"]

        _last_name = d.pop("lastName", None)
        if _last_name is not None and not isinstance(_last_name, str):
            _last_name = None
            d["lastName"] = src_dict["lastName"]

        _locale = d.pop("locale", None)
        if _locale is not None and not isinstance(_locale, str):
            _locale = None
            d["locale"] = src_dict["locale"]

        _time_zone = d.pop("timeZone", None)
        if _time_zone is not None and not isinstance(_time_zone, str):
            _time_zone = None
            d["timeZone"] = src_dict["timeZone"]

        made = cls(
            login=_login,
            first_name=_first_name,
            last_name=_last_name,
            locale=_locale,
            time_zone=_time_zone,
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
class CancelledAuthentication:
    """What is left of an authentication that was cancelled."""

    relay_state: str | None = None
    """The `relayState` of the first request."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        relay_state = self.relay_state

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if relay_state is not None:
            field_dict["relayState"] = relay_state

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _relay_state = d.pop("relayState", None)
        if _relay_state is not None and not isinstance(_relay_state, str):
            _relay_state = None
            d["relayState"] = src_dict["relayState"]

        made = cls(
            relay_state=_relay_state,
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
class CreateSessionRequest:
    """What a session is made from."""

    session_token: str = _attrs_field(repr=redacted)
    """The one-time token of a completed authentication. It lives for five minutes."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        session_token = self.session_token

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "sessionToken": session_token,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _session_token = d.pop("sessionToken", None)
        if not isinstance(_session_token, str):
            raise InvalidResponse("sessionToken", "a string", missing="sessionToken" not in src_dict)

        made = cls(
            session_token=_session_token,
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
class Error:
    """An error of the Okta API. Only `errorCode` is meant for programs; the wording may change."""

    error_code: str
    """The code, `E` and seven digits."""
    error_summary: str | None = None
    """What was wrong, for people. May repeat what the request had, a session id for instance."""
    error_link: str | None = None
    """The same as `errorCode`."""
    error_id: str | None = None
    """Okta's name for this error."""
    error_causes: list[ErrorCause] | None = None
    """What was wrong in detail; often empty."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        error_code = self.error_code

        error_summary = self.error_summary

        error_link = self.error_link

        error_id = self.error_id

        error_causes: list[dict[str, Any]] | None = None
        if self.error_causes is not None:
            error_causes = []
            for error_causes_item_data in self.error_causes:
                error_causes_item = error_causes_item_data.to_dict()
                error_causes.append(error_causes_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "errorCode": error_code,
            }
        )
        if error_summary is not None:
            field_dict["errorSummary"] = error_summary
        if error_link is not None:
            field_dict["errorLink"] = error_link
        if error_id is not None:
            field_dict["errorId"] = error_id
        if error_causes is not None:
            field_dict["errorCauses"] = error_causes

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _error_code = d.pop("errorCode", None)
        if not isinstance(_error_code, str):
            raise InvalidResponse("errorCode", "a string", missing="errorCode" not in src_dict)

        _error_summary = d.pop("errorSummary", None)
        if _error_summary is not None and not isinstance(_error_summary, str):
            _error_summary = None
            d["errorSummary"] = src_dict["errorSummary"]

        _error_link = d.pop("errorLink", None)
        if _error_link is not None and not isinstance(_error_link, str):
            _error_link = None
            d["errorLink"] = src_dict["errorLink"]

        _error_id = d.pop("errorId", None)
        if _error_id is not None and not isinstance(_error_id, str):
            _error_id = None
            d["errorId"] = src_dict["errorId"]

        raw_error_causes: list[Any] | None = d.pop("errorCauses", None)
        _error_causes: list[ErrorCause] | None = None
        if isinstance(raw_error_causes, list):
            _error_causes = []
            for error_causes_item in raw_error_causes:
                try:
                    error_causes_item = ErrorCause.from_dict(error_causes_item)
                except InvalidResponse:
                    _error_causes = None
                    break
                _error_causes.append(error_causes_item)

        if raw_error_causes is not None and _error_causes is None:
            d["errorCauses"] = src_dict["errorCauses"]

        made = cls(
            error_code=_error_code,
            error_summary=_error_summary,
            error_link=_error_link,
            error_id=_error_id,
            error_causes=_error_causes,
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
    """One detail of an error."""

    error_summary: str | None = None
    """What was wrong, for people."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        error_summary = self.error_summary

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if error_summary is not None:
            field_dict["errorSummary"] = error_summary

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _error_summary = d.pop("errorSummary", None)
        if _error_summary is not None and not isinstance(_error_summary, str):
            _error_summary = None
            d["errorSummary"] = src_dict["errorSummary"]

        made = cls(
            error_summary=_error_summary,
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
class FactorActivation:
    """What is needed to activate a factor."""

    expires_at: datetime.datetime | None = None
    """Until when it can be activated."""
    shared_secret: str | None = _attrs_field(default=None, repr=redacted)
    """The secret of a time-based one-time password (RFC 6238)."""
    encoding: str | None = None
    """The encoding of `sharedSecret`, `base32` or `base64`."""
    key_length: int | None = None
    """How many digits a one-time password has."""
    time_step: int | str | None = None
    """How many seconds a one-time password lasts. Documented as a string, shown as a number."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        expires_at: str | None = None
        if self.expires_at is not None:
            expires_at = self.expires_at.isoformat()

        shared_secret = self.shared_secret

        encoding = self.encoding

        key_length = self.key_length

        time_step: int | str | None
        if self.time_step is None:
            time_step = None
        else:
            time_step = self.time_step

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if expires_at is not None:
            field_dict["expiresAt"] = expires_at
        if shared_secret is not None:
            field_dict["sharedSecret"] = shared_secret
        if encoding is not None:
            field_dict["encoding"] = encoding
        if key_length is not None:
            field_dict["keyLength"] = key_length
        if time_step is not None:
            field_dict["timeStep"] = time_step

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _expires_at = d.pop("expiresAt", None)
        if _expires_at is not None:
            try:
                _expires_at = datetime.datetime.fromisoformat(_expires_at)
                _expires_at = _expires_at.astimezone(datetime.UTC) if _expires_at.tzinfo else None
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = _expires_at.lstrip("+").partition("-") if isinstance(_expires_at, str) else ("", "", "")
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _expires_at = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _expires_at is None:
                d["expiresAt"] = src_dict["expiresAt"]

        _shared_secret = d.pop("sharedSecret", None)
        if _shared_secret is not None and not isinstance(_shared_secret, str):
            _shared_secret = None
            d["sharedSecret"] = src_dict["sharedSecret"]

        _encoding = d.pop("encoding", None)
        if _encoding is not None and not isinstance(_encoding, str):
            _encoding = None
            d["encoding"] = src_dict["encoding"]

        _key_length = d.pop("keyLength", None)
        if _key_length is not None and (isinstance(_key_length, bool) or not isinstance(_key_length, int)):
            _key_length = None
            d["keyLength"] = src_dict["keyLength"]

        _time_step = d.pop("timeStep", None)
        if _time_step is not None and (isinstance(_time_step, bool) or not isinstance(_time_step, (int, str))):
            _time_step = None
            d["timeStep"] = src_dict["timeStep"]

        made = cls(
            expires_at=_expires_at,
            shared_secret=_shared_secret,
            encoding=_encoding,
            key_length=_key_length,
            time_step=_time_step,
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
class FactorProfile:
    """What a factor to enroll is about. The members depend on its kind."""

    phone_number: str | None = None
    """The telephone number."""
    phone_extension: str | None = None
    """The extension of a call."""
    email: str | None = None
    """The e-mail address."""
    question: str | None = None
    """The key of the security question."""
    answer: str | None = _attrs_field(default=None, repr=redacted)
    """Its answer."""
    credential_id: str | None = None
    """The account of a hard token."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        phone_number = self.phone_number

        phone_extension = self.phone_extension

        email = self.email

        question = self.question

        answer = self.answer

        credential_id = self.credential_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if phone_number is not None:
            field_dict["phoneNumber"] = phone_number
        if phone_extension is not None:
            field_dict["phoneExtension"] = phone_extension
        if email is not None:
            field_dict["email"] = email
        if question is not None:
            field_dict["question"] = question
        if answer is not None:
            field_dict["answer"] = answer
        if credential_id is not None:
            field_dict["credentialId"] = credential_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _phone_number = d.pop("phoneNumber", None)
        if _phone_number is not None and not isinstance(_phone_number, str):
            _phone_number = None
            d["phoneNumber"] = src_dict["phoneNumber"]

        _phone_extension = d.pop("phoneExtension", None)
        if _phone_extension is not None and not isinstance(_phone_extension, str):
            _phone_extension = None
            d["phoneExtension"] = src_dict["phoneExtension"]

        _email = d.pop("email", None)
        if _email is not None and not isinstance(_email, str):
            _email = None
            d["email"] = src_dict["email"]

        _question = d.pop("question", None)
        if _question is not None and not isinstance(_question, str):
            _question = None
            d["question"] = src_dict["question"]

        _answer = d.pop("answer", None)
        if _answer is not None and not isinstance(_answer, str):
            _answer = None
            d["answer"] = src_dict["answer"]

        _credential_id = d.pop("credentialId", None)
        if _credential_id is not None and not isinstance(_credential_id, str):
            _credential_id = None
            d["credentialId"] = src_dict["credentialId"]

        made = cls(
            phone_number=_phone_number,
            phone_extension=_phone_extension,
            email=_email,
            question=_question,
            answer=_answer,
            credential_id=_credential_id,
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
class GlobalTokenRevocationRequest:
    """Whose sessions and tokens are revoked."""

    sub_id: SubjectIdentifier
    """A user, by the id in Okta (`opaque`), or by issuer and subject of an outside identity provider (`iss_sub`).
    """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        sub_id = self.sub_id.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "sub_id": sub_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        if "sub_id" not in d:
            raise InvalidResponse("sub_id", "an object", missing=True)
        _sub_id = d.pop("sub_id", None)
        try:
            _sub_id = SubjectIdentifier.from_dict(_sub_id)
        except InvalidResponse as error:
            error.prepend("sub_id")
            raise

        made = cls(
            sub_id=_sub_id,
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
class KeepCurrent:
    """Whether the current session survives when a user's sessions are ended."""

    keep_current: bool | None = True
    """True ends all but the current session; false ends that one too."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        keep_current = self.keep_current

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if keep_current is not None:
            field_dict["keepCurrent"] = keep_current

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _keep_current = d.pop("keepCurrent", None)
        if _keep_current is not None and not isinstance(_keep_current, bool):
            _keep_current = None
            d["keepCurrent"] = src_dict["keepCurrent"]

        made = cls(
            keep_current=_keep_current,
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
class Link:
    """A link of HAL, the convention by which Okta's answers say what can be done next."""

    href: str = _attrs_field(repr=redacted)
    """The address. An id in it may stand for a session."""
    name: str | None = None
    """What the link is for. In an authentication, the name of the next step."""
    type_: str | None = None
    """The media type that waits there."""
    templated: bool | None = None
    """Whether `href` has parts to fill in."""
    hints: LinkHints | None = None
    """How a link can be called."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        href = self.href

        name = self.name

        type_ = self.type_

        templated = self.templated

        hints: dict[str, Any] | None = None
        if self.hints is not None:
            hints = self.hints.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "href": href,
            }
        )
        if name is not None:
            field_dict["name"] = name
        if type_ is not None:
            field_dict["type"] = type_
        if templated is not None:
            field_dict["templated"] = templated
        if hints is not None:
            field_dict["hints"] = hints

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _href = d.pop("href", None)
        if not isinstance(_href, str):
            raise InvalidResponse("href", "a string", missing="href" not in src_dict)

        _name = d.pop("name", None)
        if _name is not None and not isinstance(_name, str):
            _name = None
            d["name"] = src_dict["name"]

        _type_ = d.pop("type", None)
        if _type_ is not None and not isinstance(_type_, str):
            _type_ = None
            d["type"] = src_dict["type"]

        _templated = d.pop("templated", None)
        if _templated is not None and not isinstance(_templated, bool):
            _templated = None
            d["templated"] = src_dict["templated"]

        _hints = d.pop("hints", None)
        if _hints is not None:
            try:
                _hints = LinkHints.from_dict(_hints)
            except InvalidResponse:
                _hints = None
                d["hints"] = src_dict["hints"]

        made = cls(
            href=_href,
            name=_name,
            type_=_type_,
            templated=_templated,
            hints=_hints,
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
class LinkHints:
    """How a link can be called."""

    allow: list[str] | None = None
    """The methods that are allowed."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        allow: list[str] | None = None
        if self.allow is not None:
            allow = self.allow

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if allow is not None:
            field_dict["allow"] = allow

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        raw_allow: list[Any] | None = d.pop("allow", None)
        _allow: list[str] | None = None
        if isinstance(raw_allow, list):
            _allow = []
            for allow_item in raw_allow:
                if not isinstance(allow_item, str):
                    _allow = None
                    break
                _allow.append(allow_item)

        if raw_allow is not None and _allow is None:
            d["allow"] = src_dict["allow"]

        made = cls(
            allow=_allow,
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
    """An error of the token endpoint. It has `error`, or, where Okta answers before its OAuth code does, the members of
    `Error`.

    """

    error: str | None = None
    """The code (RFC 6749, RFC 9449), such as `invalid_client`, `invalid_scope`, `invalid_request`,
    `use_dpop_nonce` or `invalid_dpop_proof`."""
    error_description: str | None = None
    """What was wrong, for people."""
    error_code: str | None = None
    """The code, in an answer of the other kind."""
    error_summary: str | None = None
    """What was wrong, in an answer of the other kind."""
    error_link: str | None = None
    """The same as `errorCode`."""
    error_id: str | None = None
    """Okta's name for this error."""
    error_causes: list[ErrorCause] | None = None
    """What was wrong in detail."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        error = self.error

        error_description = self.error_description

        error_code = self.error_code

        error_summary = self.error_summary

        error_link = self.error_link

        error_id = self.error_id

        error_causes: list[dict[str, Any]] | None = None
        if self.error_causes is not None:
            error_causes = []
            for error_causes_item_data in self.error_causes:
                error_causes_item = error_causes_item_data.to_dict()
                error_causes.append(error_causes_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if error is not None:
            field_dict["error"] = error
        if error_description is not None:
            field_dict["error_description"] = error_description
        if error_code is not None:
            field_dict["errorCode"] = error_code
        if error_summary is not None:
            field_dict["errorSummary"] = error_summary
        if error_link is not None:
            field_dict["errorLink"] = error_link
        if error_id is not None:
            field_dict["errorId"] = error_id
        if error_causes is not None:
            field_dict["errorCauses"] = error_causes

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _error = d.pop("error", None)
        if _error is not None and not isinstance(_error, str):
            _error = None
            d["error"] = src_dict["error"]

        _error_description = d.pop("error_description", None)
        if _error_description is not None and not isinstance(_error_description, str):
            _error_description = None
            d["error_description"] = src_dict["error_description"]

        _error_code = d.pop("errorCode", None)
        if _error_code is not None and not isinstance(_error_code, str):
            _error_code = None
            d["errorCode"] = src_dict["errorCode"]

        _error_summary = d.pop("errorSummary", None)
        if _error_summary is not None and not isinstance(_error_summary, str):
            _error_summary = None
            d["errorSummary"] = src_dict["errorSummary"]

        _error_link = d.pop("errorLink", None)
        if _error_link is not None and not isinstance(_error_link, str):
            _error_link = None
            d["errorLink"] = src_dict["errorLink"]

        _error_id = d.pop("errorId", None)
        if _error_id is not None and not isinstance(_error_id, str):
            _error_id = None
            d["errorId"] = src_dict["errorId"]

        raw_error_causes: list[Any] | None = d.pop("errorCauses", None)
        _error_causes: list[ErrorCause] | None = None
        if isinstance(raw_error_causes, list):
            _error_causes = []
            for error_causes_item in raw_error_causes:
                try:
                    error_causes_item = ErrorCause.from_dict(error_causes_item)
                except InvalidResponse:
                    _error_causes = None
                    break
                _error_causes.append(error_causes_item)

        if raw_error_causes is not None and _error_causes is None:
            d["errorCauses"] = src_dict["errorCauses"]

        made = cls(
            error=_error,
            error_description=_error_description,
            error_code=_error_code,
            error_summary=_error_summary,
            error_link=_error_link,
            error_id=_error_id,
            error_causes=_error_causes,
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
class PasswordAge:
    """How often passwords may change and return."""

    min_age_minutes: int | None = None
    """How many minutes a password must have been in use before it may be changed."""
    history_count: int | None = None
    """How many earlier passwords must not be used again."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        min_age_minutes = self.min_age_minutes

        history_count = self.history_count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if min_age_minutes is not None:
            field_dict["minAgeMinutes"] = min_age_minutes
        if history_count is not None:
            field_dict["historyCount"] = history_count

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _min_age_minutes = d.pop("minAgeMinutes", None)
        if _min_age_minutes is not None and (
            isinstance(_min_age_minutes, bool) or not isinstance(_min_age_minutes, int)
        ):
            _min_age_minutes = None
            d["minAgeMinutes"] = src_dict["minAgeMinutes"]

        _history_count = d.pop("historyCount", None)
        if _history_count is not None and (isinstance(_history_count, bool) or not isinstance(_history_count, int)):
            _history_count = None
            d["historyCount"] = src_dict["historyCount"]

        made = cls(
            min_age_minutes=_min_age_minutes,
            history_count=_history_count,
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
class PasswordComplexity:
    """What a new password must be like."""

    min_length: int | None = None
    """How many characters at least."""
    min_lower_case: int | None = None
    """How many of them lower case."""
    min_upper_case: int | None = None
    """How many of them upper case."""
    min_number: int | None = None
    """How many of them digits."""
    min_symbol: int | None = None
    """How many of them symbols."""
    exclude_username: bool | str | None = None
    """Whether the login must not occur in it. Documented as a boolean, shown as a string."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        min_length = self.min_length

        min_lower_case = self.min_lower_case

        min_upper_case = self.min_upper_case

        min_number = self.min_number

        min_symbol = self.min_symbol

        exclude_username: bool | str | None
        if self.exclude_username is None:
            exclude_username = None
        else:
            exclude_username = self.exclude_username

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if min_length is not None:
            field_dict["minLength"] = min_length
        if min_lower_case is not None:
            field_dict["minLowerCase"] = min_lower_case
        if min_upper_case is not None:
            field_dict["minUpperCase"] = min_upper_case
        if min_number is not None:
            field_dict["minNumber"] = min_number
        if min_symbol is not None:
            field_dict["minSymbol"] = min_symbol
        if exclude_username is not None:
            field_dict["excludeUsername"] = exclude_username

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _min_length = d.pop("minLength", None)
        if _min_length is not None and (isinstance(_min_length, bool) or not isinstance(_min_length, int)):
            _min_length = None
            d["minLength"] = src_dict["minLength"]

        _min_lower_case = d.pop("minLowerCase", None)
        if _min_lower_case is not None and (isinstance(_min_lower_case, bool) or not isinstance(_min_lower_case, int)):
            _min_lower_case = None
            d["minLowerCase"] = src_dict["minLowerCase"]

        _min_upper_case = d.pop("minUpperCase", None)
        if _min_upper_case is not None and (isinstance(_min_upper_case, bool) or not isinstance(_min_upper_case, int)):
            _min_upper_case = None
            d["minUpperCase"] = src_dict["minUpperCase"]

        _min_number = d.pop("minNumber", None)
        if _min_number is not None and (isinstance(_min_number, bool) or not isinstance(_min_number, int)):
            _min_number = None
            d["minNumber"] = src_dict["minNumber"]

        _min_symbol = d.pop("minSymbol", None)
        if _min_symbol is not None and (isinstance(_min_symbol, bool) or not isinstance(_min_symbol, int)):
            _min_symbol = None
            d["minSymbol"] = src_dict["minSymbol"]

        _exclude_username = d.pop("excludeUsername", None)
        if _exclude_username is not None and not isinstance(_exclude_username, (bool, str)):
            _exclude_username = None
            d["excludeUsername"] = src_dict["excludeUsername"]

        made = cls(
            min_length=_min_length,
            min_lower_case=_min_lower_case,
            min_upper_case=_min_upper_case,
            min_number=_min_number,
            min_symbol=_min_symbol,
            exclude_username=_exclude_username,
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
class PasswordExpiration:
    """When a password expires."""

    password_expire_days: int | None = None
    """In how many days. 0 means that it has expired."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        password_expire_days = self.password_expire_days

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if password_expire_days is not None:
            field_dict["passwordExpireDays"] = password_expire_days

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _password_expire_days = d.pop("passwordExpireDays", None)
        if _password_expire_days is not None and (
            isinstance(_password_expire_days, bool) or not isinstance(_password_expire_days, int)
        ):
            _password_expire_days = None
            d["passwordExpireDays"] = src_dict["passwordExpireDays"]

        made = cls(
            password_expire_days=_password_expire_days,
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
class RecoveryQuestion:
    """The question that a recovery asks the user."""

    question: str | None = None
    """The wording."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        question = self.question

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if question is not None:
            field_dict["question"] = question

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _question = d.pop("question", None)
        if _question is not None and not isinstance(_question, str):
            _question = None
            d["question"] = src_dict["question"]

        made = cls(
            question=_question,
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
class Session:
    """A session of a user in an Okta org. Okta requires none of its members; only a session without `id` is of no use."""

    id: str = _attrs_field(repr=redacted)
    """The session's id, and the value of the user's `sid` cookie. Who has it has the session."""
    user_id: str | None = None
    """The id of the user."""
    login: str | None = None
    """The user's login, usually an e-mail address."""
    status: SessionStatus | OtherValue | None = None
    """Whether the session can be used, or waits for a further factor."""
    created_at: datetime.datetime | None = None
    """When the session began. Left out of the current session by some orgs."""
    expires_at: datetime.datetime | None = None
    """When the session will end unless it is refreshed."""
    last_password_verification: datetime.datetime | None = None
    """When the user last gave the password; null if never in this session."""
    last_factor_verification: datetime.datetime | None = None
    """When the user last used a further factor; null if never in this session."""
    amr: list[SessionAuthenticationMethod | OtherValue] | None = None
    """How the user has authenticated (RFC 8176 and Okta's own values)."""
    idp: SessionIdentityProvider | None = None
    """The identity provider that authenticated the user."""
    mfa_active: bool | None = None
    """Whether the user has a further factor. Deprecated by Okta, and still sent."""
    links: SessionLinks | None = None
    """What can be done with a session. A session that was just created points at `/sessions/me`; one that was
    looked up by id points at its external id."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        user_id = self.user_id

        login = self.login

        status: str | None
        if self.status is None:
            status = None
        elif isinstance(self.status, SessionStatus):
            status = self.status.value
        else:
            status = self.status

        created_at: str | None = None
        if self.created_at is not None:
            created_at = self.created_at.isoformat()

        expires_at: str | None = None
        if self.expires_at is not None:
            expires_at = self.expires_at.isoformat()

        last_password_verification: str | None = None
        if self.last_password_verification is not None:
            last_password_verification = self.last_password_verification.isoformat()

        last_factor_verification: str | None = None
        if self.last_factor_verification is not None:
            last_factor_verification = self.last_factor_verification.isoformat()

        amr: list[str] | None = None
        if self.amr is not None:
            amr = []
            for amr_item_data in self.amr:
                amr_item: str
                if isinstance(amr_item_data, SessionAuthenticationMethod):
                    amr_item = amr_item_data.value
                else:
                    amr_item = amr_item_data
                amr.append(amr_item)

        idp: dict[str, Any] | None = None
        if self.idp is not None:
            idp = self.idp.to_dict()

        mfa_active = self.mfa_active

        links: dict[str, Any] | None = None
        if self.links is not None:
            links = self.links.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
            }
        )
        if user_id is not None:
            field_dict["userId"] = user_id
        if login is not None:
            field_dict["login"] = login
        if status is not None:
            field_dict["status"] = status
        if created_at is not None:
            field_dict["createdAt"] = created_at
        if expires_at is not None:
            field_dict["expiresAt"] = expires_at
        if last_password_verification is not None:
            field_dict["lastPasswordVerification"] = last_password_verification
        if last_factor_verification is not None:
            field_dict["lastFactorVerification"] = last_factor_verification
        if amr is not None:
            field_dict["amr"] = amr
        if idp is not None:
            field_dict["idp"] = idp
        if mfa_active is not None:
            field_dict["mfaActive"] = mfa_active
        if links is not None:
            field_dict["_links"] = links

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _id = d.pop("id", None)
        if not isinstance(_id, str):
            raise InvalidResponse("id", "a string", missing="id" not in src_dict)

        _user_id = d.pop("userId", None)
        if _user_id is not None and not isinstance(_user_id, str):
            _user_id = None
            d["userId"] = src_dict["userId"]

        _login = d.pop("login", None)
        if _login is not None and not isinstance(_login, str):
            _login = None
            d["login"] = src_dict["login"]

        _status = d.pop("status", None)
        if isinstance(_status, str):
            _status = SESSION_STATUS_BY_VALUE.get(_status, OtherValue(_status))
        elif _status is not None:
            _status = None
            d["status"] = src_dict["status"]

        _created_at = d.pop("createdAt", None)
        if _created_at is not None:
            try:
                _created_at = datetime.datetime.fromisoformat(_created_at)
                _created_at = _created_at.astimezone(datetime.UTC) if _created_at.tzinfo else None
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = _created_at.lstrip("+").partition("-") if isinstance(_created_at, str) else ("", "", "")
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _created_at = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _created_at is None:
                d["createdAt"] = src_dict["createdAt"]

        _expires_at = d.pop("expiresAt", None)
        if _expires_at is not None:
            try:
                _expires_at = datetime.datetime.fromisoformat(_expires_at)
                _expires_at = _expires_at.astimezone(datetime.UTC) if _expires_at.tzinfo else None
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = _expires_at.lstrip("+").partition("-") if isinstance(_expires_at, str) else ("", "", "")
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _expires_at = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _expires_at is None:
                d["expiresAt"] = src_dict["expiresAt"]

        _last_password_verification = d.pop("lastPasswordVerification", None)
        if _last_password_verification is not None:
            try:
                _last_password_verification = datetime.datetime.fromisoformat(_last_password_verification)
                _last_password_verification = (
                    _last_password_verification.astimezone(datetime.UTC) if _last_password_verification.tzinfo else None
                )
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = (
                    _last_password_verification.lstrip("+").partition("-")
                    if isinstance(_last_password_verification, str)
                    else ("", "", "")
                )
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _last_password_verification = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _last_password_verification is None:
                d["lastPasswordVerification"] = src_dict["lastPasswordVerification"]

        _last_factor_verification = d.pop("lastFactorVerification", None)
        if _last_factor_verification is not None:
            try:
                _last_factor_verification = datetime.datetime.fromisoformat(_last_factor_verification)
                _last_factor_verification = (
                    _last_factor_verification.astimezone(datetime.UTC) if _last_factor_verification.tzinfo else None
                )
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = (
                    _last_factor_verification.lstrip("+").partition("-")
                    if isinstance(_last_factor_verification, str)
                    else ("", "", "")
                )
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _last_factor_verification = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _last_factor_verification is None:
                d["lastFactorVerification"] = src_dict["lastFactorVerification"]

        raw_amr: list[Any] | None = d.pop("amr", None)
        _amr: list[SessionAuthenticationMethod | OtherValue] | None = None
        if isinstance(raw_amr, list):
            _amr = []
            for amr_item in raw_amr:
                if isinstance(amr_item, str):
                    amr_item = SESSION_AUTHENTICATION_METHOD_BY_VALUE.get(amr_item, OtherValue(amr_item))
                else:
                    _amr = None
                    break
                _amr.append(amr_item)

        if raw_amr is not None and _amr is None:
            d["amr"] = src_dict["amr"]

        _idp = d.pop("idp", None)
        if _idp is not None:
            try:
                _idp = SessionIdentityProvider.from_dict(_idp)
            except InvalidResponse:
                _idp = None
                d["idp"] = src_dict["idp"]

        _mfa_active = d.pop("mfaActive", None)
        if _mfa_active is not None and not isinstance(_mfa_active, bool):
            _mfa_active = None
            d["mfaActive"] = src_dict["mfaActive"]

        _links = d.pop("_links", None)
        if _links is not None:
            try:
                _links = SessionLinks.from_dict(_links)
            except InvalidResponse:
                _links = None
                d["_links"] = src_dict["_links"]

        made = cls(
            id=_id,
            user_id=_user_id,
            login=_login,
            status=_status,
            created_at=_created_at,
            expires_at=_expires_at,
            last_password_verification=_last_password_verification,
            last_factor_verification=_last_factor_verification,
            amr=_amr,
            idp=_idp,
            mfa_active=_mfa_active,
            links=_links,
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
class SessionIdentityProvider:
    """The identity provider that authenticated the user."""

    id: str | None = None
    """The org's id if the type is `OKTA`, else the identity provider's."""
    type_: SessionIdentityProviderType | OtherValue | None = None
    """What kind of identity provider it is."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        type_: str | None
        if self.type_ is None:
            type_ = None
        elif isinstance(self.type_, SessionIdentityProviderType):
            type_ = self.type_.value
        else:
            type_ = self.type_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not None:
            field_dict["id"] = id
        if type_ is not None:
            field_dict["type"] = type_

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _id = d.pop("id", None)
        if _id is not None and not isinstance(_id, str):
            _id = None
            d["id"] = src_dict["id"]

        _type_ = d.pop("type", None)
        if isinstance(_type_, str):
            _type_ = SESSION_IDENTITY_PROVIDER_TYPE_BY_VALUE.get(_type_, OtherValue(_type_))
        elif _type_ is not None:
            _type_ = None
            d["type"] = src_dict["type"]

        made = cls(
            id=_id,
            type_=_type_,
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
class SessionLinks:
    """What can be done with a session. A session that was just created points at `/sessions/me`; one that was looked up by
    id points at its external id.

    """

    self_: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    refresh: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    user: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        self_: dict[str, Any] | None = None
        if self.self_ is not None:
            self_ = self.self_.to_dict()

        refresh: dict[str, Any] | None = None
        if self.refresh is not None:
            refresh = self.refresh.to_dict()

        user: dict[str, Any] | None = None
        if self.user is not None:
            user = self.user.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if self_ is not None:
            field_dict["self"] = self_
        if refresh is not None:
            field_dict["refresh"] = refresh
        if user is not None:
            field_dict["user"] = user

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _self_ = d.pop("self", None)
        if _self_ is not None:
            try:
                _self_ = Link.from_dict(_self_)
            except InvalidResponse:
                _self_ = None
                d["self"] = src_dict["self"]

        _refresh = d.pop("refresh", None)
        if _refresh is not None:
            try:
                _refresh = Link.from_dict(_refresh)
            except InvalidResponse:
                _refresh = None
                d["refresh"] = src_dict["refresh"]

        _user = d.pop("user", None)
        if _user is not None:
            try:
                _user = Link.from_dict(_user)
            except InvalidResponse:
                _user = None
                d["user"] = src_dict["user"]

        made = cls(
            self_=_self_,
            refresh=_refresh,
            user=_user,
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
class SubjectIdentifier:
    """A user, by the id in Okta (`opaque`), or by issuer and subject of an outside identity provider (`iss_sub`)."""

    format_: str
    """`opaque` or `iss_sub`."""
    id: str | None = None
    """The user's id in Okta, with `opaque`."""
    iss: str | None = None
    """The issuer, with `iss_sub`."""
    sub: str | None = None
    """The user's name at the issuer, with `iss_sub`."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        format_ = self.format_

        id = self.id

        iss = self.iss

        sub = self.sub

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "format": format_,
            }
        )
        if id is not None:
            field_dict["id"] = id
        if iss is not None:
            field_dict["iss"] = iss
        if sub is not None:
            field_dict["sub"] = sub

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _format_ = d.pop("format", None)
        if not isinstance(_format_, str):
            raise InvalidResponse("format", "a string", missing="format" not in src_dict)

        _id = d.pop("id", None)
        if _id is not None and not isinstance(_id, str):
            _id = None
            d["id"] = src_dict["id"]

        _iss = d.pop("iss", None)
        if _iss is not None and not isinstance(_iss, str):
            _iss = None
            d["iss"] = src_dict["iss"]

        _sub = d.pop("sub", None)
        if _sub is not None and not isinstance(_sub, str):
            _sub = None
            d["sub"] = src_dict["sub"]

        made = cls(
            format_=_format_,
            id=_id,
            iss=_iss,
            sub=_sub,
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
