"""A login begins once, and forgets how."""

from __future__ import annotations

import gc
import weakref

import pytest
from attrs import define

from idsessions import Login, UsageError


@define
class _Session:
    ended: int = 0

    async def is_alive(self) -> bool:
        return not self.ended

    async def end(self) -> None:
        self.ended += 1


class _Password:
    """Stands for a password: something whose life can be watched."""


async def test_what_it_begins_with_is_forgotten_when_it_has_begun() -> None:
    password = _Password()
    watched = weakref.ref(password)

    async def begin(given: _Password = password) -> _Session:
        return _Session()

    login = Login(begin)
    del password, begin
    async with login as session:
        gc.collect()
        assert watched() is None
    assert session.ended == 1


async def test_it_cannot_begin_twice() -> None:
    async def begin() -> _Session:
        return _Session()

    login = Login(begin)
    await login
    with pytest.raises(UsageError, match="used before"):
        await login
    with pytest.raises(UsageError, match="used before"):
        async with login:
            pass
