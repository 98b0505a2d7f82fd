"""Starts the office's processes side by side, watches them, and stops all of them together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import IO, Self
from urllib.parse import urlsplit

HUIYIN = (sys.executable, "-c", "from web.commands import main; main()")
"""The ``huiyin`` command of this very installation."""
GRACE = 12.0
"""Seconds a process has to finish what it is doing, before it is killed."""
PAUSE = 0.2
TOLD_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, a service manager, and a terminal that is closed."""


class Processes:
    """A handful of ``huiyin`` commands; leaving the block stops them, newest first."""

    def __init__(self, env: Mapping[str, str] | None = None, logs: Path | None = None) -> None:
        self._env = {**os.environ, **(env or {})}
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self, name: str, *command: str) -> None:
        """Start ``huiyin <command>`` in a group of its own, so that Ctrl-C reaches us alone."""
        log: IO[bytes] | None = None
        if self._logs is not None:
            log = (self._logs / f"{name}.log").open("ab")
        try:
            self._running[name] = subprocess.Popen(
                [*HUIYIN, *command],
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        finally:
            if log is not None:
                log.close()

    def ended(self) -> tuple[str, int] | None:
        """The first process that is not running any more, and its exit code."""
        for name, process in self._running.items():
            code = process.poll()
            if code is not None:
                return name, code
        return None

    def watch(self, each_round: Callable[[], object] = lambda: None) -> tuple[str, int] | None:
        """Wait until told to stop (None), or for a process that ends by itself."""
        kept = [(each, signal.signal(each, self._ask)) for each in TOLD_TO_STOP]
        try:
            while not self._stopping:
                ended = self.ended()
                if ended is not None:
                    return ended
                each_round()
                time.sleep(PAUSE)
            return None
        finally:
            for each, before in kept:
                signal.signal(each, before)

    def _ask(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def end(self, name: str, sign: signal.Signals = signal.SIGTERM) -> None:
        """Stop one process and wait for it."""
        process = self._running.pop(name)
        _signal_group(process, sign)
        _wait(process, time.monotonic() + GRACE)

    def stop(self) -> None:
        """Ask all to finish, wait, and kill what does not."""
        processes = list(self._running.values())
        self._running.clear()
        for process in reversed(processes):
            _signal_group(process, signal.SIGTERM)
        end = time.monotonic() + GRACE
        for process in processes:
            _wait(process, end)


def _signal_group(process: subprocess.Popen[bytes], sign: signal.Signals) -> None:
    if process.poll() is None:
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            return


def _wait(process: subprocess.Popen[bytes], end: float) -> None:
    try:
        process.wait(max(0.1, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        _signal_group(process, signal.SIGKILL)
        process.wait()


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether we could listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    """Whether the office there says that it is alive."""
    place = urlsplit(address)
    connection = HTTPConnection(place.hostname or "127.0.0.1", place.port or 80, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def run_to_end(command: Sequence[str], env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run ``huiyin <command>`` to its end and keep what it says."""
    return subprocess.run(
        [*HUIYIN, *command],
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
