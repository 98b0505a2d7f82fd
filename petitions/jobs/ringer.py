"""Rings for the worker from a web process, so that a receipt leaves in a second and not in a minute."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import structlog

REST_SECONDS = 0.1
"""Between two rings, so that a rush of petitions does not ring for each."""

log = structlog.get_logger("worker")


class Ringer:
    """Puts a bell into the queue, from a thread of its own: a request never waits for the queue."""

    def __init__(self, url: str, data_dir: Path) -> None:
        self._url, self._data_dir = url, data_dir
        self._pid = 0
        self._lock = threading.Lock()
        self._rung = threading.Event()

    def ring(self) -> None:
        """Have the worker woken soon; many rings at once are one."""
        with self._lock:
            if self._pid != os.getpid():
                # The first ring of this process; a server forks after the office was opened.
                self._pid, self._rung = os.getpid(), threading.Event()
                threading.Thread(target=self._keep_ringing, daemon=True, name="bell").start()
        self._rung.set()

    def _keep_ringing(self) -> None:
        ring: Callable[[], None] | None = None
        while True:
            self._rung.wait()
            self._rung.clear()
            try:
                ring = ring or self._first_ring()
                ring()
            except Exception as error:
                # The worker finds the notice by itself within a minute.
                log.warning("bell_silent", error_kind=type(error).__name__)
            time.sleep(REST_SECONDS)

    def _first_ring(self) -> Callable[[], None]:
        # Imported here: the first page need not wait for Huey.
        from petitions.jobs import engine

        return engine.enlist(engine.build(self._url, self._data_dir), _elsewhere)


def _elsewhere() -> None:
    """The work is the worker's; a web process only rings."""
