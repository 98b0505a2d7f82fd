"""Starts the processes that are measured, and reads from /proc what they cost."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Server:
    """A running server: its port, its master process, and how long its first page took."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    cold_start: float
    """Seconds from the start of the process to the end of its first page."""

    def workers(self) -> list[int]:
        """The processes that do the work."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in found.split()]

    def cpu(self) -> float:
        """Seconds of processor time the workers have used."""
        return sum(_cpu(pid) for pid in self.workers())

    def memory(self) -> float:
        """MiB the workers hold (PSS: what they share with each other is counted once)."""
        return sum(_pss(pid) for pid in self.workers())


@contextmanager
def serving(
    name: str, command: list[str], settings: Mapping[str, str], page: str
) -> Iterator[Server]:
    """A server in a process of its own, up when its first page came. ``PORT`` in the command is replaced."""
    port = _free_port()
    log = Path(settings["HUIYIN_DATA_DIR"]) / f"{name}.log"
    command = [str(port) if part == "PORT" else part for part in command]
    with log.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(settings), stdout=out, stderr=out
        )
    try:
        cold = _await_page(process, f"http://127.0.0.1:{port}{page}", began, log)
        yield Server(name, port, process, cold)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without its own ``HUIYIN_*``, and with the given settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUIYIN_")}
    return {**kept, **settings}


def office_command() -> list[str]:
    """The real ``huiyin serve``."""
    return [str(Path(sys.executable).with_name("huiyin")), "serve", "--port", "PORT"]


def trivial_command() -> list[str]:
    """A server that does nothing."""
    return [sys.executable, "-m", "benchmarks.ceiling", "PORT"]


def floor_command(url: str) -> list[str]:
    """The floor on the same server."""
    return [sys.executable, "-m", "benchmarks.floor", "--port", "PORT", "--url", url]


def _await_page(process: subprocess.Popen[bytes], address: str, began: float, log: Path) -> float:
    while time.perf_counter() - began < PATIENCE:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                answer.read()
            return time.perf_counter() - began
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{address} answers {error.code}; see {log}") from error
        except OSError:
            time.sleep(0.005)
    raise RuntimeError(f"{address} does not answer:\n{log.read_text(errors='replace')[-4000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _pss(pid: int) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss: +(\d+) kB", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else float("nan")
