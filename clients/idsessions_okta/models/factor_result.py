from enum import StrEnum


class FactorResult(StrEnum):
    CANCELLED = "CANCELLED"
    ERROR = "ERROR"
    PASSCODE_REPLAYED = "PASSCODE_REPLAYED"
    REJECTED = "REJECTED"
    TIMEOUT = "TIMEOUT"
    TIME_WINDOW_EXCEEDED = "TIME_WINDOW_EXCEEDED"
    WAITING = "WAITING"

    def __str__(self) -> str:
        return str(self.value)


FACTOR_RESULT_BY_VALUE = {member.value: member for member in FactorResult}
