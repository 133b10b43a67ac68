from enum import StrEnum


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
