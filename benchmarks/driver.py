"""Sixteen citizens and officers at once: keep-alive HTTP clients lean enough not to be the bottleneck.

One asyncio loop and hand-made requests; ``ceiling`` says how many answers a second it can take at most.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

CLIENTS = 16
PATIENCE = 30.0
"""Seconds a client waits for one answer."""

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^=;\r]+)=([^;\r]*)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


class WrongAnswer(RuntimeError):
    """The server answered something that a measured flow must not meet."""


class Exhausted(Exception):
    """A flow has used up what was prepared for it; its client stops early."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, head and body as bytes."""

    status: int
    head: bytes
    body: bytes

    @property
    def location(self) -> str:
        """Where a redirect leads, as a path of this site."""
        found = _LOCATION.search(self.head)
        if found is None:
            return ""
        parts = urlsplit(found[1].decode())
        return f"{parts.path}?{parts.query}" if parts.query else parts.path


_HIDDEN = re.compile(rb'<input type="hidden" name="([^"]+)"[^>]*? value="([^"]*)"')


def hidden_fields(page: bytes, action: str) -> dict[str, str]:
    """What the form that posts to ``action`` carries along: token, keys, version."""
    start = page.find(b'action="%b' % action.encode())
    if start < 0:
        raise WrongAnswer(f"no form posts to {action}\n{page[-3000:].decode(errors='replace')}")
    form = page[start : page.find(b"</form>", start)]
    return {name.decode(): unescape(value.decode()) for name, value in _HIDDEN.findall(form)}


class _Wire(asyncio.Protocol):
    """One keep-alive connection with at most one request on the way."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.waiting: asyncio.Future[Answer] | None = None
        self.buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self.buffer[: end + 2])
        length = _LENGTH.search(head)
        total = end + 4 + (int(length[1]) if length else 0)
        if len(self.buffer) < total:
            return
        body = bytes(self.buffer[end + 4 : total])
        del self.buffer[:total]
        waiting, self.waiting = self.waiting, None
        if _CLOSES.search(head) and self.transport is not None:
            self.transport.close()
            self.transport = None
        if waiting is not None and not waiting.done():
            waiting.set_result(Answer(int(head[9:12]), head, body))

    def connection_lost(self, _error: Exception | None) -> None:
        self.transport = None
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(ConnectionError("the server hung up"))

    def send(self, request: bytes) -> asyncio.Future[Answer]:
        assert self.transport is not None
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.waiting


class Client:
    """A browser reduced to what costs the server something: cookies, forms, one open connection."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})
        self.kept: dict[str, str] = {}
        """What a flow wants to remember from one turn to the next, such as a form's token."""
        self.requests = 0
        self.marks: dict[str, list[float]] = {}
        self._wire: _Wire | None = None

    async def get(self, path: str, want: int = 200) -> Answer:
        """Fetch a page."""
        return await self._ask(b"GET", path, b"", want)

    async def post(
        self, path: str, fields: Mapping[str, str] | list[tuple[str, str]], want: int = 303
    ) -> Answer:
        """Send a form."""
        return await self._ask(b"POST", path, urlencode(fields).encode(), want)

    def mark(self, name: str, seconds: float) -> None:
        """Note how long a part of the flow took."""
        self.marks.setdefault(name, []).append(seconds)

    def become(self, cookies: Mapping[str, str]) -> None:
        """Another person sits down at this browser."""
        self.cookies = dict(cookies)
        self.kept.clear()

    def close(self) -> None:
        """Hang up."""
        if self._wire is not None and self._wire.transport is not None:
            self._wire.transport.close()

    async def _ask(self, method: bytes, path: str, body: bytes, want: int) -> Answer:
        request = self._request(method, path, body)
        if self._wire is None or self._wire.transport is None:
            await self._connect()
        assert self._wire is not None
        try:
            answer = await self._wire.send(request)
        except ConnectionError:
            # A kept connection may be closed just as it is used again; anything else is a fault.
            await self._connect()
            answer = await self._wire.send(request)
        self.requests += 1
        for name, value in _COOKIE.findall(answer.head):
            self.cookies[name.decode()] = value.decode()
        if answer.status != want:
            raise WrongAnswer(
                f"{method.decode()} {path}: {answer.status} instead of {want}\n"
                f"{answer.body[-3000:].decode(errors='replace')}"
            )
        return answer

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        _, self._wire = await loop.create_connection(_Wire, "127.0.0.1", self.port)

    def _request(self, method: bytes, path: str, body: bytes) -> bytes:
        lines = [
            b"%b %b HTTP/1.1" % (method, path.encode()),
            b"Host: 127.0.0.1:%d" % self.port,
            b"Accept-Language: zh-CN",
        ]
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            lines.append(b"Cookie: " + pairs.encode())
        if method == b"POST":
            lines.append(b"Content-Type: application/x-www-form-urlencoded")
            lines.append(b"Content-Length: %d" % len(body))
        return b"\r\n".join(lines) + b"\r\n\r\n" + body


Flow = Callable[[Client], Awaitable[None]]
"""What one person does, from the first page to the last."""


@dataclass(slots=True)
class Load:
    """What a period of load brought: how long each flow took, and each marked part."""

    seconds: float
    flows: list[float]
    requests: int
    marks: dict[str, list[float]] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Flows a second."""
        return len(self.flows) / self.seconds if self.seconds else 0.0


def run(
    flow: Flow,
    port: int,
    seconds: float,
    *,
    clients: int = CLIENTS,
    cookies: Mapping[str, str] | None = None,
) -> Load:
    """Let so many clients repeat a flow for so long. A wrong answer ends the run."""
    return asyncio.run(_run(flow, port, seconds, clients, cookies))


async def _run(
    flow: Flow, port: int, seconds: float, count: int, cookies: Mapping[str, str] | None
) -> Load:
    clients = [Client(port, cookies) for _ in range(count)]
    flows: list[float] = []
    began = time.perf_counter()
    end = began + seconds

    async def repeat(client: Client) -> None:
        while (start := time.perf_counter()) < end:
            try:
                await asyncio.wait_for(flow(client), PATIENCE)
            except Exhausted:
                return
            flows.append(time.perf_counter() - start)

    async with asyncio.TaskGroup() as group:
        for client in clients:
            group.create_task(repeat(client))
    took = time.perf_counter() - began
    load = Load(took, flows, sum(client.requests for client in clients))
    for client in clients:
        client.close()
        for name, times in client.marks.items():
            load.marks.setdefault(name, []).extend(times)
    return load


def percentile(times: list[float], share: float) -> float:
    """The time that ``share`` of the flows stayed below, in milliseconds."""
    if not times:
        return float("nan")
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000
