"""The chained register against itself: no line changed, gone, out of its place, or cut off at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from petitions.models.erasure import Erasure
from petitions.models.exchange import Decision
from petitions.models.keyring import derived
from petitions.models.proof import (
    RegisterEnd,
    RegisterEntry,
    SignedReceipt,
    TreeHead,
)
from petitions.models.registered import KINDS, PURPOSE, Registered, counts, digest_of
from petitions.rules import proof
from web.checks.faults import Fault

KIND = "register"
BATCH = 2_000
UNREADABLE = (InvalidToken, LookupError, TypeError, ValueError)
"""What a value raises that no column of its kind can hold."""
GUARDED = (
    "case_events",
    "audit_entries",
    "register_entries",
    "signed_receipts",
    "signing_keys",
    "tree_heads",
    "rule_changes",
)
"""Tables whose lines the database itself refuses to change."""
VERBS = ("update", "delete")
ENABLED_TRIGGERS = """
SELECT t.tgname, c.relname, p.prosrc FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"""
ERASABLE = ("case_events", "audit_entries", "signed_receipts")
"""Of these, those that let their words go while the tombstone of their case stands."""


def check_register(session: Session) -> Iterator[Fault]:
    """All that the chain can tell."""
    for words in (*_guards(session), *_chain(session)):
        yield Fault(KIND, "the chain", words)
    erased = erased_cases(session)
    upto: dict[str, int] = session.scalar(select(RegisterEnd.earlier)) or {}
    for registered in KINDS.values():
        for ref, words in _rows(session, registered, upto.get(registered.kind, 0), erased):
            yield Fault(KIND, f"{registered.kind} {ref}", words)


def _guards(session: Session) -> Iterator[str]:
    """The triggers are there; without them a change is found but not refused."""
    if session.get_bind().dialect.name == "sqlite":
        found = session.execute(
            text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        )
        wanted = {(f"tr_{table}_no_{verb}", table) for table in GUARDED for verb in VERBS}
    else:
        found = session.execute(text(ENABLED_TRIGGERS))
        wanted = {(f"tr_{table}_append_only", table) for table in GUARDED}
        wanted |= {(f"tr_{table}_erasure_only", table) for table in ERASABLE}
    there = {(name, table) for name, table, does in found if "append-only" in does}
    for name, _ in sorted(wanted - there):
        yield f"trigger {name} is missing or hollow: the database would let lines be changed"


def _chain(session: Session) -> Iterator[str]:
    """Line by line from the first; the end as it is sealed; the heads as they were signed."""
    key, last, seq = derived(PURPOSE), proof.NOTHING, 0
    signed = {row.entries: row for row in session.scalars(select(TreeHead))}
    met = {0: proof.NOTHING}
    for entry in _entries(session):
        if entry.seq != seq + 1:
            yield f"after entry {seq} comes entry {entry.seq}"
        expected = proof.link(key, last, entry.seq, entry.kind, entry.ref, entry.digest)
        if entry.hash != expected:
            yield f"entry {entry.seq} does not fit what is before it"
        seq, last = entry.seq, entry.hash
        if seq in signed:
            met[seq] = last
    yield from _end(session, key, seq, last)
    for number, head in sorted(signed.items()):
        if met.get(number) != head.entry:
            yield f"entry {number} is not the one that the head of {head.day} was signed over"


def _entries(session: Session) -> Iterator[Any]:
    """Every line by its number, some thousand at a time."""
    last = -(2**31)
    wanted = select(
        RegisterEntry.seq,
        RegisterEntry.kind,
        RegisterEntry.ref,
        RegisterEntry.digest,
        RegisterEntry.hash,
    ).order_by(RegisterEntry.seq)
    while rows := session.execute(wanted.where(RegisterEntry.seq > last).limit(BATCH)).all():
        yield from rows
        last = rows[-1].seq


def _end(session: Session, key: bytes, seq: int, last: bytes) -> Iterator[str]:
    ends = session.execute(
        select(
            RegisterEnd.id,
            RegisterEnd.seq,
            RegisterEnd.leaves,
            RegisterEnd.hash,
            RegisterEnd.earlier,
            RegisterEnd.seal,
        )
    ).all()
    if [end.id for end in ends] != [1]:
        yield f"has {len(ends)} ends"
        return
    (end,) = ends
    if (end.seq, end.hash) != (seq, last):
        yield f"ends with entry {seq}, its end says {end.seq}"
    receipts = session.scalar(select(func.count(SignedReceipt.id))) or 0
    if end.leaves != receipts:
        yield f"there are {receipts} receipts, its end says {end.leaves}"
    untouched = (end.seq, end.leaves, end.hash, end.seal) == (0, 0, proof.NOTHING, b"")
    if not untouched and end.seal != proof.seal(key, end.seq, end.leaves, end.hash, end.earlier):
        yield "the seal at its end is broken: something was taken off it, or put on"


def erased_cases(session: Session) -> frozenset[int]:
    """Those with a tombstone: what was written once of them was written again without its words."""
    approved = select(Erasure.case_id).where(Erasure.decision == Decision.APPROVED)
    return frozenset(session.scalars(approved))


def _rows(
    session: Session, registered: Registered, upto: int, erased: frozenset[int]
) -> Iterator[tuple[int, str]]:
    """Each row against its lines, and each line against its row."""
    key, last = registered.model.__table__.c.id, 0
    while numbers := session.scalars(
        select(key).where(key > last).order_by(key).limit(BATCH)
    ).all():
        lines = _lines(session, registered.kind, numbers[0], numbers[-1])
        rows = _loaded(session, registered, numbers)
        for number in numbers:
            row = rows.get(number)
            again = registered.once and getattr(row, "case_id", None) in erased
            if words := _differs(registered, row, lines.get(number, []), number > upto, again):
                yield number, words
        last = numbers[-1]
        session.expunge_all()
    orphans = (
        select(RegisterEntry.ref)
        .where(RegisterEntry.kind == registered.kind)
        .where(RegisterEntry.ref.not_in(select(key)))
        .distinct()
        .order_by(RegisterEntry.ref)
    )
    for ref in session.scalars(orphans):
        yield ref, "was registered and is gone"


def _differs(registered: Registered, row: Any, lines: list[bytes], later: bool, again: bool) -> str:
    """What is wrong with a row, or nothing; ``later``: it came after the register was chained; ``again``:
    its case was erased."""
    if row is None:
        return "cannot be read"
    if not lines:
        unknown = counts(row) and later
        return "is not in the register: nobody's transaction wrote it" if unknown else ""
    if registered.once and len(lines) > 1 + again:
        return "was registered more than once"
    return "" if digest_of(registered, row) == lines[-1] else "is not as it was registered"


def _loaded(session: Session, registered: Registered, numbers: Sequence[int]) -> dict[int, Any]:
    """Rows by number; those whose values mean nothing any more are left out."""
    model, key = registered.model, registered.model.__table__.c.id
    try:
        rows = session.scalars(select(model).where(key.between(numbers[0], numbers[-1]))).all()
    except UNREADABLE:
        if len(numbers) == 1:
            return {}
        half = len(numbers) // 2
        return _loaded(session, registered, numbers[:half]) | _loaded(
            session, registered, numbers[half:]
        )
    return {_number(row): row for row in rows}


def _lines(session: Session, kind: str, first: int, last: int) -> dict[int, list[bytes]]:
    """The digests registered of some rows, oldest first."""
    found: dict[int, list[bytes]] = {}
    for ref, digest in session.execute(
        select(RegisterEntry.ref, RegisterEntry.digest)
        .where(RegisterEntry.kind == kind, RegisterEntry.ref.between(first, last))
        .order_by(RegisterEntry.ref, RegisterEntry.seq)
    ):
        found.setdefault(ref, []).append(digest)
    return found


def _number(row: Any) -> int:
    identity: Sequence[Any] = inspect(row).identity
    return int(identity[0])
