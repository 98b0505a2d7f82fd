"""One request as a server would hand it on, and the answer: nothing here refuses to send what is malformed."""

from __future__ import annotations

import gc
import io
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote_from_bytes, unquote_to_bytes

from web import errors

HOST = "localhost"
Pairs = Sequence[tuple[str, "str | bytes"]]


def as_bytes(value: str | bytes) -> bytes:
    """A value as it is sent; lone surrogates too."""
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


def urlencoded(pairs: Pairs) -> bytes:
    """A form's body."""
    return b"&".join(
        quote_from_bytes(as_bytes(name), b"").encode()
        + b"="
        + quote_from_bytes(as_bytes(value), b"").encode()
        for name, value in pairs
    )


def multipart(pairs: Pairs, files: Iterable[tuple[str, str, bytes]]) -> bytes:
    """The body of a form with files: field, file name, content."""
    parts = [
        b'--hyb\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
        % (_quoted(name), as_bytes(value))
        for name, value in pairs
    ]
    parts += [
        b'--hyb\r\nContent-Disposition: form-data; name="%b"; filename="%b"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n%b\r\n"
        % (_quoted(name), _quoted(filename), content)
        for name, filename, content in files
    ]
    return b"".join([*parts, b"--hyb--\r\n"])


def _quoted(name: str) -> bytes:
    plain = as_bytes(name).replace(b'"', b"%22").replace(b"\r", b"%0D").replace(b"\n", b"%0A")
    return plain


@dataclass(frozen=True)
class Shot:
    """A request; ``path`` is percent-encoded as in a request line."""

    method: str
    path: str
    query: bytes = b""
    content_type: str | None = None
    body: bytes = b""
    cookie: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    note: str = ""
    """What is nasty about it, for the report."""

    def but(self, **changes: Any) -> Shot:
        """The same with something else."""
        return replace(self, **changes)

    def __str__(self) -> str:
        return (
            f"{self.method} {self.path[:200]} ?{self.query[:200]!r} {self.content_type}"
            f" {self.headers!r:.300} body={self.body[:300]!r} ({len(self.body)} bytes): {self.note}"
        )


@dataclass
class Answer:
    """What came back, and how many seconds of work it took."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    seconds: float
    error: BaseException | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    raised: list[str] = field(default_factory=list)

    def header(self, name: str) -> str:
        """A header's value, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


_raised: list[BaseException] = []


@contextmanager
def watched() -> Iterator[None]:
    """Note what the hall catches and turns into an error page, so that a report can name it; it is still logged."""
    real = errors.log

    class Noting:
        def error(self, event: str, exc_info: BaseException | None = None, **more: Any) -> None:
            if exc_info is not None:
                _raised.append(exc_info)
            real.error(event, exc_info=exc_info, **more)

        exception = error

    with patch.object(errors, "log", Noting()):
        yield


def _trace(error: BaseException) -> str:
    """Where it was raised, in our own code."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "site-packages" not in frame.filename][-3:]
    places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in own)
    return f"{type(error).__name__}({str(error)[:200]!r}) at {places}"


def fire(office: Callable[..., Iterable[bytes]], shot: Shot) -> Answer:
    """Hand a request to a WSGI application."""
    got: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], _exc: Any = None) -> Any:
        got.update(status=int(status[:3]), headers=headers)
        return lambda data: None

    _raised.clear()
    gc.disable()  # its time goes through all that the suite holds, and is not the office's
    began = time.process_time()
    try:
        chunks = office(_environ(shot), start_response)
        try:
            body = b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
    except Exception as error:
        return Answer(500, [], b"", time.process_time() - began, error)
    finally:
        gc.enable()
    took = time.process_time() - began
    raised = [_trace(error) for error in _raised]
    answer = Answer(got["status"], got["headers"], body, took, raised=raised)
    for name, value in answer.headers:
        if name.lower() == "set-cookie":
            key, _, rest = value.partition("=")
            answer.cookies[key] = rest.partition(";")[0]
    return answer


def _environ(shot: Shot) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": shot.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(as_bytes(shot.path)).decode("latin-1"),
        "RAW_URI": shot.path,
        "QUERY_STRING": shot.query.decode("latin-1"),
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": HOST,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(shot.body),
        "wsgi.input_terminated": False,
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if shot.body or shot.method == "POST":
        environ["CONTENT_LENGTH"] = str(len(shot.body))
    if shot.content_type is not None:
        environ["CONTENT_TYPE"] = shot.content_type
    if shot.cookie:
        environ["HTTP_COOKIE"] = shot.cookie
    for name, value in shot.headers:
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return environ
