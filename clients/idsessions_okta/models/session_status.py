from enum import StrEnum


class SessionStatus(StrEnum):
    ACTIVE = "ACTIVE"
    MFA_ENROLL = "MFA_ENROLL"
    MFA_REQUIRED = "MFA_REQUIRED"

    def __str__(self) -> str:
        return str(self.value)


SESSION_STATUS_BY_VALUE = {member.value: member for member in SessionStatus}
