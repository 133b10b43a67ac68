from enum import StrEnum


class AccessTokenType(StrEnum):
    BEARER = "Bearer"
    DPOP = "DPoP"

    def __str__(self) -> str:
        return str(self.value)


ACCESS_TOKEN_TYPE_BY_VALUE = {member.value: member for member in AccessTokenType}
