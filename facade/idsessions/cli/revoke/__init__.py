"""``idsessions revoke``: ends the sessions of many users, and knows who is out."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final

from idsessions import BulkOutcome, BulkStopped, Clock, RateLimit, SystemClock

from .._connect import Ask, ask_on_terminal, complete, connected_forgerock, connected_okta, settings_of, url_of
from .._failure import DONE, CannotStart
from .._output import say
from ._journal import Journal, JournalError
from ._progress import Progress
from ._report import Result, as_json, in_words
from ._users import read_users

__all__ = ["run_revoke"]

# A person started it, and waits: rather a long pause than users who stay signed in.
_MAX_WAIT: Final = 3600.0
# How long requests under way have to end after the first Ctrl-C.
_GRACE_SECONDS: Final = 5.0
_SETTLED: Final = ("ended", "unknown")


def run_revoke(given: argparse.Namespace, *, clock: Clock | None = None, ask: Ask = ask_on_terminal) -> int:
    """Run the command.

    Args:
        given: The arguments.
        clock: The clock to wait by.
        ask: Asks a person for what is missing.

    Returns:
        The exit status.

    Raises:
        CannotStart: Something is missing, or cannot be used.
    """
    for option, provider in (("oauth_tokens", "okta"), ("verify", "forgerock")):
        if getattr(given, option) and given.provider != provider:
            raise CannotStart(f"--{option.replace('_', '-')} is for {provider} only: leave it out")
    users, source = read_users(given.users, given.file, form=given.format, column=given.column)
    settings = settings_of(given.env_file)
    complete(settings, given.provider, ask, credential=not given.dry_run)
    url = url_of(settings, given.provider)
    path = Path(given.journal or f"idsessions-{given.provider}.jsonl")
    if given.dry_run:
        print(f"{len(users):,} users from {source} would be signed out of {url or 'a server that is not set yet'}.")
        print("Nothing was sent.")
        return DONE
    run: dict[str, object] = {"provider": given.provider, "url": url}
    if given.provider == "okta":
        run["oauth_tokens"] = given.oauth_tokens
    else:
        run["realm"] = settings.get("FRODO_REALM") or "/"
    journal = Journal.open(path, run, resume=given.resume)
    try:
        if journal.unreadable:
            print(f"{journal.unreadable} cut-off lines of the journal are ignored.", file=sys.stderr)
        command = _Command(given, settings, url, users, journal, clock or SystemClock())
        result = asyncio.run(command.run())
    finally:
        journal.close()
    say(as_json(result) if given.json else in_words(result))
    return result.status


class _Command:
    def __init__(
        self,
        given: argparse.Namespace,
        settings: dict[str, str],
        url: str,
        users: Sequence[str],
        journal: Journal,
        clock: Clock,
    ) -> None:
        self._given, self._settings, self._url, self._users = given, settings, url, users
        self._journal, self._clock = journal, clock
        self._left = [user for user in users if journal.states.get(user, ("",))[0] not in _SETTLED]
        self._progress = Progress(len(users), len(users) - len(self._left), clock, quiet=given.quiet)
        self._stopping = False

    async def run(self) -> Result:
        started = self._clock.monotonic()
        stopped, interrupted = "", False
        with _signals() as (first, second):
            working = asyncio.create_task(self._work())
            showing = asyncio.create_task(self._show())
            interrupting = asyncio.create_task(self._interrupt(working, first, second))
            try:
                stopped = await working
            except asyncio.CancelledError:
                if not first.is_set():
                    raise
            finally:
                for task in (showing, interrupting):
                    task.cancel()
                await asyncio.gather(showing, interrupting, return_exceptions=True)
                self._progress.clear()
            interrupted = first.is_set()
        return Result(
            provider=self._given.provider,
            url=self._url,
            users=self._users,
            states=self._journal.states,
            journal=self._journal.path,
            seconds=self._clock.monotonic() - started,
            stopped=stopped,
            interrupted=interrupted,
        )

    async def _work(self) -> str:
        """Deal with all users; returns why it stopped for all, if it did."""
        if not self._left:
            return ""
        try:
            async with self._outcomes() as outcomes:
                async for outcome in outcomes:
                    self._journal.write(outcome)
                    self._progress.done += 1
                    self._progress.failed += outcome.state != "ended"
        except BulkStopped as error:
            return str(error.reason)
        except JournalError as error:
            return str(error)
        return ""

    @asynccontextmanager
    async def _outcomes(self) -> AsyncGenerator[AsyncGenerator[BulkOutcome[str], None]]:
        given = self._given
        limit = RateLimit(max_wait=_MAX_WAIT, on_pause=self._progress.paused, reserve=given.reserve)
        options: dict[str, Any] = {"rate_limit": limit, "max_concurrency": given.concurrency, "clock": self._clock}
        if given.provider == "okta":
            async with (
                connected_okta(self._settings, **options) as okta,
                aclosing(okta.revoke_many(self._next(), oauth_tokens=given.oauth_tokens)) as outcomes,
            ):
                yield outcomes
        else:
            connected = connected_forgerock(
                self._settings, profile=given.profile, admin_realm=given.admin_realm, **options
            )
            async with connected as am, aclosing(am.logout_many(self._next(), verify=given.verify)) as outcomes:
                yield outcomes

    def _next(self) -> Iterator[str]:
        """The users that are left, until the run is interrupted."""
        for user in self._left:
            if self._stopping:
                return
            yield user

    async def _show(self) -> None:
        while True:
            if self._progress.on_terminal:
                self._progress.show()
            await self._clock.sleep(self._progress.seconds)
            if not self._progress.on_terminal:
                self._progress.show()

    async def _interrupt(self, working: asyncio.Task[str], first: asyncio.Event, second: asyncio.Event) -> None:
        """Let the requests under way end after the first signal; cancel them after the second, or after a while."""
        await first.wait()
        self._stopping = True
        self._progress.clear()
        with contextlib.suppress(OSError):  # Nobody may read it any more.
            print(
                "Interrupted: waiting for the requests under way. Ctrl-C again ends at once.",
                file=sys.stderr,
                flush=True,
            )
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(second.wait(), _GRACE_SECONDS)
        working.cancel()


@contextmanager
def _signals() -> Generator[tuple[asyncio.Event, asyncio.Event]]:
    """Events that the first and the second SIGINT or SIGTERM set while the context lasts."""
    first, second, loop = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()

    def take(_: int, __: FrameType | None) -> None:
        loop.call_soon_threadsafe((second if first.is_set() else first).set)

    before = {number: signal.signal(number, take) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield first, second
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
