"""The demonstration's mailbox: every message the office sent, as a file in a folder, for a page to show."""

import email
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path

FOLDER = "mailbox"
"""Below the data folder."""
MOST_KEPT = 2000
PAGE = 50

_NAME = re.compile(r"([0-9]{8}T[0-9]{12})-[0-9a-f]{8}")
_HEADERS = BytesHeaderParser(policy=default)
_TIME = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class MailHead:
    """A message in the list; ``name`` finds it again."""

    name: str
    at: datetime
    to: str
    subject: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as it arrived."""

    head: MailHead
    sender: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class MailPage:
    """Some messages, newest first; ``older`` is blank on the last page."""

    mails: tuple[MailHead, ...]
    older: str = ""


def keep(folder: Path, content: bytes, *, now: datetime) -> str:
    """Keep a message, whole or not at all; beyond ``MOST_KEPT`` the oldest go."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{now.astimezone(UTC):{_TIME}}-{secrets.token_hex(4)}"
    beside = folder / f"{name}.part"
    beside.write_bytes(content)
    beside.replace(folder / f"{name}.eml")
    for old in _names(folder)[MOST_KEPT:]:
        (folder / f"{old}.eml").unlink(missing_ok=True)
    return name


def mails(folder: Path, *, before: str = "", size: int = PAGE) -> MailPage:
    """A page of the mailbox, beginning after the message ``before``."""
    names = [name for name in _names(folder) if not before or name < before]
    found = tuple(head for head in (_head(folder, name) for name in names[:size]) if head)
    return MailPage(found, names[size - 1] if len(names) > size else "")


def mail(folder: Path, name: str) -> Mail | None:
    """One message, or None."""
    content = _content(folder, name)
    if content is None:
        return None
    message = email.message_from_bytes(content, policy=default)
    return Mail(
        _head_of(name, message),
        str(message["From"] or ""),
        _part(message, "plain"),
        _part(message, "html"),
    )


def _names(folder: Path) -> list[str]:
    """Newest first."""
    return sorted(_known(folder), reverse=True)


def _known(folder: Path) -> Iterator[str]:
    for path in folder.glob("*.eml"):
        if _NAME.fullmatch(path.stem):
            yield path.stem


def _head(folder: Path, name: str) -> MailHead | None:
    content = _content(folder, name)
    return _head_of(name, _HEADERS.parsebytes(content)) if content is not None else None


def _head_of(name: str, message: Message) -> MailHead:
    at = datetime.strptime(name.partition("-")[0], _TIME).replace(tzinfo=UTC)
    return MailHead(name, at, str(message["To"] or ""), str(message["Subject"] or ""))


def _content(folder: Path, name: str) -> bytes | None:
    if not _NAME.fullmatch(name):
        return None
    try:
        return (folder / f"{name}.eml").read_bytes()
    except FileNotFoundError:
        return None


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
