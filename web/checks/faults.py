"""One thing that does not hold, in words without personal data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """``kind`` is the check that found it, ``subject`` what it is about (never a name or a text)."""

    kind: str
    subject: str
    words: str

    def line(self) -> str:
        """As it is printed."""
        return f"{self.kind}: {self.subject}: {self.words}"
