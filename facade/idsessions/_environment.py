"""Reads settings from the environment, for those who ask for it; an error names the variable."""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Final

from ._json import as_mapping
from .errors import UsageError

_WORDS: Final = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class Environment:
    """The variables of a process, or of a mapping in their place. One that is empty counts as not set."""

    def __init__(self, given: Mapping[str, str] | None) -> None:
        variables = os.environ if given is None else as_mapping(given)
        if variables is None:
            raise UsageError("`environ` must be a mapping of names to values, or None for the environment")
        self._variables: Mapping[str, str] = variables

    def get(self, *names: str) -> str | None:
        """The first of these variables that is set."""
        return next((value for name in names if (value := self._variables.get(name, "").strip())), None)

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise UsageError(f"the environment variable {name} is not set")
        return value

    @contextmanager
    def named(self, **variables: str) -> Generator[None]:
        """Let errors about parameters name the variables that they come from; ``secret`` is "the secret"."""
        try:
            yield
        except UsageError as error:
            for parameter, name in variables.items():
                error.message = error.message.replace(f"`{parameter}`", name).replace(f"the {parameter} ", f"{name} ")
            error.args = (error.message,)
            raise

    def words(self, name: str) -> list[str]:
        """The words of a variable, between blanks or commas; both are in use."""
        return [word for word in re.split(r"[\s,]+", self[name]) if word]

    def flag(self, name: str) -> bool:
        """Whether a variable says yes; False if it is not set."""
        value = self.get(name)
        if value is None:
            return False
        if value.lower() not in _WORDS:
            raise UsageError(f"the environment variable {name} must be true or false")
        return _WORDS[value.lower()]
