"""What a long command shows while it runs, and how it stops: between two steps, never inside one."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

LINE_SECONDS = 10.0
"""Without a terminal one line is written this often."""


class Stopped(Exception):
    """Somebody pressed Ctrl-C (or the service was told to stop); what was begun is finished."""


class Watch:
    """Counts the steps of one long piece of work; ``step`` raises Stopped when told to stop."""

    def __init__(self, title: str, total: int, bar: Progress | None, task: TaskID | None) -> None:
        self.title, self.total = title, total
        self.done = 0
        self.began = time.monotonic()
        self._bar, self._task = bar, task
        self._told = self.began
        self._stop = False

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return max(time.monotonic() - self.began, 1e-6)

    @property
    def rate(self) -> float:
        """Steps a second so far."""
        return self.done / self.seconds

    @property
    def speed(self) -> str:
        """The rate as it is shown: a slow one with a decimal."""
        return f"{self.rate:,.0f}" if self.rate >= 10 else f"{self.rate:.1f}"

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ask for a stop after the present step; asked twice, stop at once."""
        if self._stop:
            raise KeyboardInterrupt
        self._stop = True

    def step(self, count: int = 1) -> None:
        """One step (or several) is whole."""
        self.done += count
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self.done, rate=f"{self.speed}/s")
        elif time.monotonic() - self._told > LINE_SECONDS:
            self._told = time.monotonic()
            print(self.line(), file=sys.stderr, flush=True)  # noqa: T201
        if self._stop:
            raise Stopped

    def line(self) -> str:
        """How far it is, in one line."""
        return f"{self.title}: {self.done:,} of {self.total:,} ({self.speed}/s)"


@contextmanager
def watched(title: str, total: int) -> Iterator[Watch]:
    """A bar on a terminal, lines elsewhere; Ctrl-C and SIGTERM stop between two steps."""
    console = Console(stderr=True)
    bar: Progress | None = None
    task: TaskID | None = None
    if console.is_terminal:
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
        )
        task = bar.add_task(title, total=total, rate="")
        bar.start()
    watch = Watch(title, total, bar, task)
    kept = [(each, signal.signal(each, watch.stop)) for each in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield watch
    finally:
        for each, before in kept:
            signal.signal(each, before)
        if bar is not None:
            bar.stop()
