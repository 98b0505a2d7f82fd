"""Several people acting at the same moment, each in his own thread and app context."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from flask import Flask


def at_once(app: Flask, *people: Callable[[], Any]) -> Sequence[Any]:
    """What each of them got: the value returned, or the exception raised."""
    results: list[Any] = [None] * len(people)
    start = Barrier(len(people))

    def act(place: int, person: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait(timeout=30)
            try:
                results[place] = person()
            except Exception as error:
                results[place] = error

    threads = [Thread(target=act, args=each, daemon=True) for each in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return results
