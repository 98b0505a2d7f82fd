"""Receipts and books: every case has a number that is right, and the books have no gap."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models.counter import Counter
from petitions.models.petition import Case
from petitions.models.unit import Unit
from petitions.rules.numbering import BadNumber, parse_receipt
from petitions.rules.terms import Status
from web.checks.faults import Fault

PREFIX = "registration:"
_HASH = re.compile(r"[0-9a-f]{64}")
_REGISTERED = re.compile(r"(\S+)-(\d{4})-(\d{6,})")
UNREGISTERED = frozenset({Status.RECEIVED, Status.WITHDRAWN})


def check_numbers(session: Session) -> Iterator[Fault]:
    """Receipts against cases, and each year's book against its counter."""
    books = set(session.scalars(select(Unit.code)))
    taken: dict[tuple[str, int], list[int]] = defaultdict(list)
    rows = session.execute(
        select(
            Case.id,
            Case.receipt_number,
            Case.query_code_hash,
            Case.registration_number,
            Case.status,
        ).order_by(Case.id)
    )
    for case_id, receipt, code_hash, registered, status in rows:
        subject = f"case {case_id} ({registered or receipt[:8]})"
        if not _is_receipt(receipt):
            yield Fault("receipt", subject, "its receipt number is none")
        if not _HASH.fullmatch(code_hash):
            yield Fault("receipt", subject, "no query code can open it")
        if registered is None:
            if status not in UNREGISTERED:
                yield Fault("receipt", subject, f"is {status} without a registration number")
            continue
        parts = _REGISTERED.fullmatch(registered)
        if parts is None or parts[1] not in books:
            # A case that left its office (§30) keeps the number of the book it was entered in.
            yield Fault("receipt", subject, "its registration number is of no office's book")
            continue
        taken[parts[1], int(parts[2])].append(int(parts[3]))
    yield from _check_books(session, taken)


def _is_receipt(text: str) -> bool:
    try:
        return parse_receipt(text) == text
    except BadNumber:
        return False


def _check_books(session: Session, taken: dict[tuple[str, int], list[int]]) -> Iterator[Fault]:
    last = {
        (row.series.removeprefix(PREFIX), row.year): row.last
        for row in session.scalars(select(Counter))
        if row.series.startswith(PREFIX)
    }
    for code, year in sorted({*taken, *last}):
        numbers, end = set(taken[code, year]), last.get((code, year), 0)
        subject = f"book {code}-{year}"
        missing = sorted(set(range(1, max([end, *numbers]) + 1)) - numbers)
        if missing:
            yield Fault("receipt", subject, f"lacks {_ranges(missing)}")
        if numbers and max(numbers) > end:
            yield Fault("receipt", subject, f"has number {max(numbers)}, its counter says {end}")


def _ranges(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:10])
    return shown if len(numbers) <= 10 else f"{shown} and {len(numbers) - 10} more"
