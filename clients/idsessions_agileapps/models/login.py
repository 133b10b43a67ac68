from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import masked, names_only

if TYPE_CHECKING:
    from ..models.reference import Reference


T = TypeVar("T", bound="Login")


@_attrs_define
class Login:
    """A session that was just begun, and its user. No field is certain to be there: the documentation has one sample
    and no table, and older servers send fewer. Ids are opaque.

    """

    user_id: str | None = None
    """The user's id."""
    email: str | None = None
    """The user's e-mail address."""
    user_name: str | None = None
    """The user's login name."""
    first_name: str | None = None
    """The user's first name."""
    last_name: str | None = None
    """The user's last name."""
    is_force_change_password: bool | None = None
    """Whether the user must choose a new password. To be looked at after every login, which succeeds all the same.
    Absent from servers older than December 2022.
     """
    organization_name: str | None = None
    """The name of the user's organization."""
    organization_id: str | None = None
    """The id of the user's organization."""
    time_zone: str | None = None
    """The user's time zone: a numeric code of the platform's own, not a zone name."""
    primary_team_id: str | None = None
    """The id of the user's primary team."""
    employee_number: str | None = None
    """The user's employee number, if there is one."""
    session_id: str | None = _attrs_field(default=None, repr=masked)
    """The id of the session, which is also the value of the cookie `JSESSIONID`."""
    cookie_string: str | None = _attrs_field(default=None, repr=masked)
    """What to send as `Cookie` from now on. Absent from servers older than about 2015. Unverified: its exact
    syntax, taken to be that of the header.
     """
    starting_app_id: Reference | None = None
    """A pointer to another record. On the wire the id is the text of the element and the rest are its attributes.
    Where the id in `uri` differs from `content`, go by `content`.
     """
    user_locale: str | None = None
    """The user's language, such as `en`."""
    user_date_format: str | None = None
    """How the user writes dates, as a pattern of Java's SimpleDateFormat."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        user_id = self.user_id

        email = self.email

        user_name = self.user_name

        first_name = self.first_name

        last_name = self.last_name

        is_force_change_password = self.is_force_change_password

        organization_name = self.organization_name

        organization_id = self.organization_id

        time_zone = self.time_zone

        primary_team_id = self.primary_team_id

        employee_number = self.employee_number

        session_id = self.session_id

        cookie_string = self.cookie_string

        starting_app_id: dict[str, Any] | None = None
        if self.starting_app_id is not None:
            starting_app_id = self.starting_app_id.to_dict()

        user_locale = self.user_locale

        user_date_format = self.user_date_format

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if user_id is not None:
            field_dict["userId"] = user_id
        if email is not None:
            field_dict["email"] = email
        if user_name is not None:
            field_dict["userName"] = user_name
        if first_name is not None:
            field_dict["firstName"] = first_name
        if last_name is not None:
            field_dict["lastName"] = last_name
        if is_force_change_password is not None:
            field_dict["isForceChangePassword"] = is_force_change_password
        if organization_name is not None:
            field_dict["organizationName"] = organization_name
        if organization_id is not None:
            field_dict["organizationId"] = organization_id
        if time_zone is not None:
            field_dict["timeZone"] = time_zone
        if primary_team_id is not None:
            field_dict["primaryTeamId"] = primary_team_id
        if employee_number is not None:
            field_dict["employeeNumber"] = employee_number
        if session_id is not None:
            field_dict["sessionId"] = session_id
        if cookie_string is not None:
            field_dict["cookieString"] = cookie_string
        if starting_app_id is not None:
            field_dict["startingAppId"] = starting_app_id
        if user_locale is not None:
            field_dict["userLocale"] = user_locale
        if user_date_format is not None:
            field_dict["userDateFormat"] = user_date_format

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.reference import Reference  # noqa: PLC0415

        d = dict(src_dict)
        user_id = d.pop("userId", None)

        email = d.pop("email", None)

        user_name = d.pop("userName", None)

        first_name = d.pop("firstName", None)

        last_name = d.pop("lastName", None)

        is_force_change_password = d.pop("isForceChangePassword", None)

        organization_name = d.pop("organizationName", None)

        organization_id = d.pop("organizationId", None)

        time_zone = d.pop("timeZone", None)

        primary_team_id = d.pop("primaryTeamId", None)

        employee_number = d.pop("employeeNumber", None)

        session_id = d.pop("sessionId", None)

        cookie_string = d.pop("cookieString", None)

        _starting_app_id = d.pop("startingAppId", None)
        starting_app_id: Reference | None
        if _starting_app_id is None:
            starting_app_id = None
        else:
            starting_app_id = Reference.from_dict(_starting_app_id)

        user_locale = d.pop("userLocale", None)

        user_date_format = d.pop("userDateFormat", None)

        _made = cls(
            user_id=user_id,
            email=email,
            user_name=user_name,
            first_name=first_name,
            last_name=last_name,
            is_force_change_password=is_force_change_password,
            organization_name=organization_name,
            organization_id=organization_id,
            time_zone=time_zone,
            primary_team_id=primary_team_id,
            employee_number=employee_number,
            session_id=session_id,
            cookie_string=cookie_string,
            starting_app_id=starting_app_id,
            user_locale=user_locale,
            user_date_format=user_date_format,
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
