"""QR codes as one path of an SVG, drawn row by row: small, sharp in print, and without inline style."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno

QUIET_ZONE = 4
MASK = 3
"""The pattern laid over a signed line. Trying all eight takes five times as long, and on a text that is as
good as random none of them reads better than another; whoever scans is told which one it is."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A QR code as one path of an SVG, ``side`` modules wide."""

    side: int
    path: str


@lru_cache(maxsize=4)
def picture(text: str) -> Picture:
    """The QR code of a short text that is always the same one, such as an address."""
    return _drawn(segno.make(text, error="m", micro=False))


def line_picture(line: str) -> Picture:
    """The QR code of a signed line: some 85 modules wide; one in seven may be unreadable (level M)."""
    return _drawn(segno.make(line, error="m", micro=False, boost_error=False, mask=MASK))


def svg(drawn: Picture) -> str:
    """A picture as a file of its own, dark on white whatever is behind it."""
    side = drawn.side
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path fill="#000" d="{drawn.path}"/></svg>'
    )


def _drawn(code: segno.QRCode) -> Picture:
    rows = [bytes(row) for row in code.matrix_iter(border=QUIET_ZONE)]
    return Picture(len(rows), "".join(_runs(y, row) for y, row in enumerate(rows)))


def _runs(y: int, row: bytes) -> str:
    """The dark stretches of a row, each as one rectangle."""
    found, x = "", row.find(1)
    while x >= 0:
        end = row.find(0, x)  # the quiet zone ends each row
        found += f"M{x} {y}h{end - x}v1h-{end - x}z"
        x = row.find(1, end)
    return found
