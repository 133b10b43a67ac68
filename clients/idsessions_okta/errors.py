"""Contains shared errors types that can be raised from API functions"""


class UnexpectedStatus(Exception):
    """The status code of a response is not documented, and ``client.raise_on_unexpected_status`` is true."""

    def __init__(self, status_code: int, content: bytes):
        self.status_code = status_code
        self.content = content

        super().__init__(f"Unexpected status code: {status_code} ({len(content)} bytes of content)")


class InvalidResponse(ValueError):
    """A response is not what the document describes. The error never holds a value that was received."""

    field: str
    """The path of the field, such as ``a[0].n``; "" for the body. The name of an undocumented field is not shown."""
    expected: str
    """What the field must be, such as "a string"."""
    missing: bool
    """Whether the field is missing."""

    def __init__(self, field: str, expected: str, *, missing: bool = False) -> None:
        super().__init__(field, expected)
        self.field = field
        self.expected = expected
        self.missing = missing

    def __str__(self) -> str:
        name = f"`{self.field}`" if self.field else "the body"
        return f"{name} is missing" if self.missing else f"{name} must be {self.expected}"

    def prepend(self, outer: str) -> None:
        """Put the path of the field that holds this one in front of ``field``."""
        self.field = outer + ("." if self.field and self.field[0] != "[" else "") + self.field
        super().__init__(self.field, self.expected)


__all__ = ["InvalidResponse", "UnexpectedStatus"]
