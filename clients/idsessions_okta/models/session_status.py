from enum import StrEnum


class SessionStatus(StrEnum):
    ACTIVE = "ACTIVE"
    MFA_ENROLL = "MFA_ENROLL"
    MFA_REQUIRED = "MFA_REQUIRED"

    def __str__(self) -> str:
        return str(self.value)
