"""Counts what is sent to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

FRAME = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET ")
"""What opens and closes a transaction is no question."""


class Sent(list[str]):
    """The statements of a block, in order; shown in full where a count is wrong."""

    @property
    def writes(self) -> Sent:
        """Those that change something."""
        return Sent(each for each in self if not each.lstrip().upper().startswith("SELECT"))

    def __repr__(self) -> str:
        return "\n".join(
            f"{number}. {' '.join(each.split())[:160]}" for number, each in enumerate(self, 1)
        )


@contextmanager
def counted() -> Iterator[Sent]:
    """Every statement sent while the block runs, by whatever session and connection."""
    sent = Sent()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.lstrip().upper().startswith(FRAME):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
