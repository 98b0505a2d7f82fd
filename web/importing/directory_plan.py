"""What a workbook of the directory would do, row by row, before anything is done: add, change, nothing, refused."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from petitions.queries import directory, posts
from web.importing.columns import Columns
from web.importing.directory_cells import COLUMNS, NEEDED, TITLES, CellFault, Sheet, read_cells
from web.importing.reading import BadRow, FileFault, Source, open_sheets

MOST_ROWS = 5_000
MOST_UNPACKED = 30 * 1024 * 1024
"""Bytes; a directory of 5,000 rows unpacks to a tenth of it."""

FAULTS: Mapping[str, str] = {
    "formula": "holds a formula; paste the value in its place",
    "missing": "is blank",
    "too_long": "is too long",
    "spaces": "has spaces inside",
    "unknown_kind": "is no kind of unit",
    "not_yes_no": "is neither yes nor no",
    "no_day": "is no day such as 2026-03-05",
    "bad_email": "is no e-mail address",
    "twice": "the same row stands above already",
    "no_such_parent": "there is no unit with this code",
    "unit_below_itself": "the unit would stand below itself",
    "no_such_unit": "there is no unit with this code",
    "no_such_officer": "there is no account with this user name",
    "post_ends_early": "the last day is before the first",
}
"""Why a row is refused, for the terminal; the console has its own words for the same codes."""


class Verdict(StrEnum):
    """What becomes of a row."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    REFUSED = "refused"


@dataclass(slots=True)
class Planned:
    """One row: ``line`` in its sheet, what it is about, and the values it gives.

    ``target`` is the row of ours it changes; ``changes`` the fields that become other ones.
    """

    sheet: Sheet
    line: int
    key: tuple[str, ...]
    values: dict[str, Any]
    verdict: Verdict = Verdict.SAME
    target: int | None = None
    changes: tuple[str, ...] = ()
    fault: str = ""
    field: str = ""
    depth: int = 0
    """How far down a unit will stand: those above it are done first."""

    def refuse(self, code: str, name: str) -> None:
        """Say why it cannot be taken."""
        self.verdict, self.fault, self.field, self.changes = Verdict.REFUSED, code, name, ()


@dataclass(slots=True)
class Plan:
    """Every row in the order of the file, and what was not looked at."""

    rows: list[Planned] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    """Sheets and columns that nobody asked for."""

    @property
    def counts(self) -> Counter[Verdict]:
        """How many rows of each kind."""
        return Counter(row.verdict for row in self.rows)

    @property
    def does_something(self) -> bool:
        """Whether the directory would be another afterwards."""
        return bool(self.counts[Verdict.ADD] + self.counts[Verdict.CHANGE])

    @property
    def mark(self) -> str:
        """The same for the same work on the same directory."""
        said = [
            (row.sheet.value, row.line, row.key, row.verdict.value, row.target, row.changes)
            for row in self.rows
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def plan_of(path: Path) -> Plan:
    """Read a workbook and compare it with the directory as it is. Raises FileFault."""
    plan = Plan()
    sources = _sheets(path, plan)
    for sheet in Sheet:
        if sheet in sources:
            plan.rows.extend(_rows(sheet, sources[sheet], plan))
    _plan_units([row for row in plan.rows if row.sheet is Sheet.UNITS])
    codes = {each.code: each.id for each in directory.units(active_only=False)}
    new = {row.key[0] for row in plan.rows if row.sheet is Sheet.UNITS and _stands(row)}
    _plan_posts([row for row in plan.rows if row.sheet is Sheet.POSTS])
    _plan_places([row for row in plan.rows if row.sheet is Sheet.PLACES], codes.keys() | new)
    return plan


def _stands(row: Planned) -> bool:
    return row.verdict is not Verdict.REFUSED


def _sheets(path: Path, plan: Plan) -> dict[Sheet, Source]:
    """The sheets that are ours, by their names; a single nameless one is taken for units."""
    opened = open_sheets(path, most_unpacked=MOST_UNPACKED)
    found: dict[Sheet, Source] = {}
    for name, source in opened.items():
        plain = name.strip().casefold()
        sheet = next((each for each in Sheet if plain in TITLES[each]), None)
        if sheet is None and len(opened) == 1:
            sheet = Sheet.UNITS
        if sheet is None or sheet in found:
            plan.ignored.append(name)
        elif source.rows:
            found[sheet] = source
    if not found:
        raise FileFault(
            f"{path.name} has no rows in a sheet called units, posts or places (单位、职务、接待场所)"
        )
    if sum(source.rows for source in found.values()) > MOST_ROWS:
        raise FileFault(f"{path.name} has more than {MOST_ROWS:,} rows; divide it")
    return found


def _rows(sheet: Sheet, source: Source, plan: Plan) -> Iterator[Planned]:
    columns = _matched(sheet, source)
    plan.ignored.extend(columns.ignored)
    for row in source.read():
        if isinstance(row, BadRow):
            planned = Planned(sheet, row.line, (), {})
            planned.refuse("formula", row.field)
            yield planned
            continue
        given = columns.taken(row.cells)
        planned = Planned(sheet, row.line, tuple(given.get(each, "") for each in NEEDED[sheet]), {})
        try:
            planned.values = read_cells(given)
            planned.key = tuple(str(planned.values.get(each, "")) for each in NEEDED[sheet])
        except CellFault as fault:
            planned.refuse(fault.code, fault.field)
        blank = next((each for each in NEEDED[sheet] if each not in given), None)
        if blank is not None:
            planned.refuse("missing", blank)
        yield planned


def _matched(sheet: Sheet, source: Source) -> Columns:
    plain = {name.casefold(): name for name in reversed(source.columns)}
    found: dict[str, str] = {}
    for name, words in COLUMNS[sheet].items():
        column = next((plain[word] for word in words if word in plain), None)
        if column is not None and column not in found.values():
            found[name] = column
    absent = [COLUMNS[sheet][name][0] for name in NEEDED[sheet] if name not in found]
    if absent:
        raise FileFault(
            f"sheet {TITLES[sheet][0]}: no column is called {', '.join(absent)}."
            f" Columns here: {', '.join(source.columns)}"
        )
    ignored = tuple(name for name in source.columns if name not in found.values())
    return Columns(found, ignored)


def _once(rows: list[Planned]) -> Iterator[Planned]:
    """Rows that are not refused yet, each key once."""
    seen: set[tuple[str, ...]] = set()
    for row in filter(_stands, rows):
        if row.key in seen:
            row.refuse("twice", "")
        else:
            seen.add(row.key)
            yield row


def _compare(row: Planned, known: Any, needed: tuple[str, ...], names: Mapping[str, Any]) -> None:
    """Against what is there, or as something new, which needs more."""
    if known is None:
        blank = next((name for name in needed if name not in row.values), None)
        if blank is not None:
            row.refuse("missing", blank)
        else:
            row.verdict = Verdict.ADD
        return
    row.target = known.id
    own = NEEDED[row.sheet]
    row.changes = tuple(
        name
        for name, value in row.values.items()
        if name not in own and value != names.get(name, getattr(known, name, None))
    )
    row.verdict = Verdict.CHANGE if row.changes else Verdict.SAME


def _plan_units(rows: list[Planned]) -> None:
    known = {each.code: each for each in directory.units(active_only=False)}
    by_id = {each.id: each.code for each in known.values()}
    ours = list(_once(rows))
    for row in ours:
        unit = known.get(row.key[0])
        parent = by_id.get(unit.parent_id or 0, "") if unit else ""
        # What stands in place of a missing English name is the Chinese one.
        english = unit.name_en if unit and unit.name_en != unit.name else ""
        _compare(row, unit, ("name", "kind"), {"parent": parent, "name_en": english})
    above = {code: by_id.get(unit.parent_id or 0, "") for code, unit in known.items()}
    while True:
        standing = [row for row in ours if _stands(row)]
        tree = above | {
            row.key[0]: row.values.get("parent", above.get(row.key[0], "")) for row in standing
        }
        wrong = [row for row in standing if _refused_place(row, tree)]
        if not wrong:
            break
    for row in ours:
        row.depth = len(_line_of(row.key[0], tree))


def _refused_place(row: Planned, tree: Mapping[str, str]) -> bool:
    parent = row.values.get("parent", "")
    if parent and parent not in tree:
        row.refuse("no_such_parent", "parent")
    elif parent and row.key[0] in _line_of(parent, tree):
        row.refuse("unit_below_itself", "parent")
    return not _stands(row)


def _line_of(code: str, tree: Mapping[str, str]) -> list[str]:
    """A code and all above it; a ring ends where it closes."""
    line: list[str] = []
    while code and code not in line:
        line.append(code)
        code = tree.get(code, "")
    return line


def _plan_posts(rows: list[Planned]) -> None:
    accounts = {each.username: each.id for each in directory.officers()}
    known = {(each.username, each.title): each for each in posts.posts()}
    for row in _once(rows):
        if row.key[0] not in accounts:
            row.refuse("no_such_officer", "username")
            continue
        post = known.get((row.key[0], row.key[1]))
        _compare(row, post, ("from_on",), {})
        first = row.values.get("from_on", post.from_on if post else None)
        last = row.values.get("until_on", post.until_on if post else None)
        if _stands(row) and first and last and last < first:
            row.refuse("post_ends_early", "until_on")


def _plan_places(rows: list[Planned], codes: frozenset[str] | set[str]) -> None:
    by_id = {each.id: each.code for each in directory.units(active_only=False)}
    known = {(by_id[each.unit_id], each.name): each for each in posts.places()}
    for row in _once(rows):
        if row.key[0] not in codes:
            row.refuse("no_such_unit", "unit")
        else:
            _compare(row, known.get((row.key[0], row.key[1])), ("address",), {})
