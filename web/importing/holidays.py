"""Reads the days of a holiday notice from typed lines, a CSV file or an iCal file, into rows for the calendar."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from icalendar import Calendar

from petitions.rules.calendar import RawRow

MOST_ROWS = 800
"""Two years of days and some; a file with more is no notice."""
OFF = ("off", "休", "放假", "holiday")
WORK = ("work", "班", "上班", "补班", "调休上班", "workday")
_GAP = re.compile(r"[\s,，;；\t]+")
_WORKED = re.compile(r"班|work", re.IGNORECASE)
_ENCODINGS = ("utf-8-sig", "gb18030")
_HEADS = {"date", "日期", "day"}


class UnreadableNotice(ValueError):
    """A file or text that holds no notice: code encoding, too_many, line or calendar; ``row`` from 1."""

    def __init__(self, code: str, row: int = 0) -> None:
        super().__init__(f"{code} {row}".strip())
        self.code = code
        self.row = row


def from_lines(text: str) -> list[RawRow]:
    """One day a line: date, 休 or 班 (off or work), and what it is called. Raises UnreadableNotice."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    return _few([_line(number, line) for number, line in lines if line])


def from_file(name: str, content: bytes) -> list[RawRow]:
    """The days in a CSV (date, kind, name) or an .ics file. Raises UnreadableNotice."""
    if name.lower().endswith((".ics", ".ical")) or content.lstrip()[:15] == b"BEGIN:VCALENDAR":
        return _few(list(_events(content)))
    table = csv.reader(io.StringIO(_decoded(content)))
    rows = [(number, [cell.strip() for cell in row]) for number, row in enumerate(table, start=1)]
    given = [(number, row) for number, row in rows if any(row) and row[0].lower() not in _HEADS]
    return _few([_cells(number, row) for number, row in given])


def as_lines(rows: list[RawRow]) -> str:
    """Rows as they are typed, a day a line."""
    return "\n".join(
        f"{day} {'休' if kind == 'off' else '班'} {name}".rstrip() for day, kind, name in rows
    )


def _line(number: int, line: str) -> RawRow:
    return _cells(number, _GAP.split(line, maxsplit=2))


def _cells(number: int, cells: list[str]) -> RawRow:
    """A row of a table; a leading sign that makes a formula of a cell is no part of a date or a kind."""
    if len(cells) < 2:
        raise UnreadableNotice("line", number)
    kind = cells[1].lower()
    known = "off" if kind in OFF else "work" if kind in WORK else ""
    day = cells[0].replace("/", "-").replace(".", "-")
    try:
        read = date.fromisoformat("-".join(part.zfill(2) for part in day.split("-")))
    except ValueError:
        raise UnreadableNotice("line", number) from None
    if not known:
        raise UnreadableNotice("line", number)
    return read.isoformat(), known, cells[2][:40] if len(cells) > 2 else ""


def _events(content: bytes) -> Iterator[RawRow]:
    """Every day of every event; several days of one event are several rows."""
    try:
        events = Calendar.from_ical(content).walk("VEVENT")
        for number, event in enumerate(events, start=1):
            first = _day(event.decoded("DTSTART"))
            last = _day(event.decoded("DTEND")) if "DTEND" in event else first + timedelta(days=1)
            name = str(event.get("SUMMARY", ""))[:40]
            kind = "work" if _WORKED.search(name) else "off"
            if not 0 < (last - first).days <= 40:
                raise UnreadableNotice("line", number)
            for offset in range((last - first).days):
                yield (first + timedelta(days=offset)).isoformat(), kind, name
    except UnreadableNotice:
        raise
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise UnreadableNotice("calendar") from error


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _decoded(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableNotice("encoding")


def _few(rows: list[RawRow]) -> list[RawRow]:
    if len(rows) > MOST_ROWS:
        raise UnreadableNotice("too_many")
    return rows
