"""Figures as tables: Markdown that reads as well on a terminal."""

from __future__ import annotations

import os
import platform
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import Result

HEAD = (
    "", "flow", "ours/s", "floor/s", "share", "promised", "p50", "p95", "p99", "floor p50",
    "CPU ms", "floor CPU",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure that is no rate: what was found beside what is promised."""

    id: str
    title: str
    found: str
    promised: str
    kept: bool | None = None


def busy() -> float:
    """How much else this machine does: its load of the last minute."""
    return os.getloadavg()[0]


def head(plan: Any, load: float, ceiling: float) -> str:
    """Where and how it was measured."""
    return (
        f"## {plan.engine}\n\n"
        f"{plan.cases:,} cases · {plan.clients} keep-alive clients · medians of {plan.rounds} interleaved"
        f" rounds of {plan.seconds:g} s · {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load before the run {load:.2f} · the driver alone takes {ceiling:,.0f} answers/s\n"
    )


def rates(results: Sequence[Result]) -> str:
    """One line for each errand; times in milliseconds of a whole flow."""
    rows = []
    for each in results:
        ours, floor, share = each.office, each.floor, each.share
        promise = each.errand.promise
        rows.append(
            (
                each.errand.id,
                f"{each.errand.title} ({ours.requests:.0f} req)",
                f"{ours.rate:.1f}",
                f"{floor.rate:.1f}" if floor else "",
                f"{share:.0%}" if share is not None else "",
                ""
                if promise is None or share is None
                else f"≥ {promise:.0%} {_mark(share >= promise)}",
                f"{ours.p50:.1f}",
                f"{ours.p95:.1f}",
                f"{ours.p99:.1f}",
                f"{floor.p50:.1f}" if floor else "",
                f"{ours.cpu:.2f}",
                f"{floor.cpu:.2f}" if floor else "",
            )
        )
    return table(HEAD, rows)


def facts(found: Sequence[Fact]) -> str:
    """The other promises."""
    rows = [
        (
            each.id,
            each.title,
            each.found,
            each.promised,
            "" if each.kept is None else _mark(each.kept),
        )
        for each in found
    ]
    return table(("", "what", "found", "promised", ""), rows)


def table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns stand under each other."""
    widths = [max(_width(row[column]) for row in (names, *rows)) for column in range(len(names))]
    lines = [
        _line(names, widths),
        "| " + " | ".join("-" * max(width, 3) for width in widths) + " |",
    ]
    return "\n".join(lines + [_line(row, widths) for row in rows]) + "\n"


def write(text: str, out: Path | None) -> None:
    """Print, and keep it if a file is named."""
    print(text)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(f"# Benchmarks\n\n{text}", "utf-8")


def _mark(kept: bool) -> str:
    return "✓" if kept else "✗"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell + " " * (max(width, 3) - _width(cell))
        for cell, width in zip(cells, widths, strict=True)
    ]
    return "| " + " | ".join(padded) + " |"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
