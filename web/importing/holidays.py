"""Reads the days of a holiday notice from typed lines, a CSV file or an iCal file, into rows for the calendar."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from petitions.adapters import clock
from petitions.rules.calendar import RawRow
from web.importing.decoding import decoded

MOST_ROWS = 800
"""Two years of days and some; a file with more is no notice."""
OFF = ("off", "休", "放假", "holiday")
WORK = ("work", "班", "上班", "补班", "调休上班", "workday")
_GAP = re.compile(r"[\s,，;；\t]+")
_PARTS = re.compile(r"[/.年月日]")
_WORKED = re.compile(r"(?<!不)(?:补|上)?班|\bwork(?:ing)?\s*day\b|^work$", re.IGNORECASE)
MOST_BYTES = 200_000
"""A calendar file larger than this is no holiday notice, and would take its time to read."""
_FREE = re.compile(r"休|假|\boff\b|holiday", re.IGNORECASE)
LONGEST_NAME, LONGEST_EVENT = 40, 40
_BROKEN = (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError)
"""What a broken iCal file makes its reader raise."""
_HEADS = {"date", "日期", "day"}


class UnreadableNotice(ValueError):
    """A file or text that holds no notice: code encoding, too_many, line, twice, event or calendar.

    ``row`` is the line, or the event, from 1.
    """

    def __init__(self, code: str, row: int = 0) -> None:
        super().__init__(f"{code} {row}".strip())
        self.code = code
        self.row = row


def from_lines(text: str) -> list[RawRow]:
    """One day a line: date, 休 or 班 (off or work), and what it is called. Raises UnreadableNotice."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    return _few((number, _line(number, line)) for number, line in lines if line)


def from_file(name: str, content: bytes) -> list[RawRow]:
    """The days in a CSV (date, kind, name) or an .ics file. Raises UnreadableNotice."""
    if name.lower().endswith((".ics", ".ical")) or content.lstrip()[:15] == b"BEGIN:VCALENDAR":
        return _few(_events(content))
    rows = [(number, row) for number, row in _table(_decoded(content)) if any(row)]
    days = ((number, row) for number, row in rows if row[0].lower() not in _HEADS)
    return _few((number, _cells(number, row)) for number, row in days)


def _table(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV by the line they end on, in the line ends of any system."""
    table = csv.reader(io.StringIO(text, newline=None), delimiter=_delimiter(text), strict=True)
    try:
        for row in table:
            yield table.line_num, [cell.strip() for cell in row]
    except csv.Error as error:  # a cell larger than any notice, or a quote that never ends
        raise UnreadableNotice("line", table.line_num) from error


def _delimiter(text: str) -> str:
    """What stands between the cells of the first line: spreadsheets of some countries write semicolons."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


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
    day = _PARTS.sub("-", cells[0]).strip("-")
    try:
        read = date.fromisoformat("-".join(part.zfill(2) for part in day.split("-")))
    except ValueError:
        raise UnreadableNotice("line", number) from None
    if not known:
        raise UnreadableNotice("line", number)
    return read.isoformat(), known, _name(cells[2]) if len(cells) > 2 else ""


def _name(text: str) -> str:
    """A day's name in one line: a line end in it would make another day of the rest."""
    return " ".join(text.split())[:LONGEST_NAME]


def _events(content: bytes) -> Iterator[tuple[int, RawRow]]:
    """Every day of every event, by the event's place; several days of one event are several rows."""
    if len(content) > MOST_BYTES:
        raise UnreadableNotice("too_many")
    text = _decoded(content)
    try:
        found = Calendar.from_ical(text).walk("VEVENT")
        events = [event for event in found if isinstance(event, Event)]
        for number, event in enumerate(events, start=1):
            if {"RRULE", "RDATE", "RECURRENCE-ID"} & set(event):
                raise UnreadableNotice("event", number)  # days that are not written out
            if str(event.get("STATUS", "")).upper() == "CANCELLED":
                continue
            first, after = _day(event.start), _day_after(event.end)
            name = _name(str(event.get("SUMMARY", "")))
            if not 0 < (after - first).days <= LONGEST_EVENT:
                raise UnreadableNotice("event", number)
            for offset in range((after - first).days):
                day = first + timedelta(days=offset)
                yield number, (day.isoformat(), _kind(name, number), name)
    except UnreadableNotice:
        raise
    except _BROKEN as error:
        raise UnreadableNotice("calendar") from error


def _kind(summary: str, number: int) -> str:
    """Off or work, as an event says it; one that says neither is no holiday (somebody's own calendar)."""
    if _WORKED.search(summary):
        return "work"
    if _FREE.search(summary):
        return "off"
    raise UnreadableNotice("event", number)


def _day(moment: date | datetime) -> date:
    """The office's day: midnight in Beijing is the evening before in UTC."""
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(clock.zone()) if moment.tzinfo else moment).date()


def _day_after(end: date | datetime) -> date:
    """The first day that is not part of the event any more; an end within a day takes the day along."""
    if not isinstance(end, datetime):
        return end
    return _day(end - timedelta(microseconds=1)) + timedelta(days=1)


def _decoded(content: bytes) -> str:
    text = decoded(content)
    if text is None:
        raise UnreadableNotice("encoding")
    return text


def _few(numbered: Iterable[tuple[int, RawRow]]) -> list[RawRow]:
    """The rows, each day once and no more than a notice has."""
    days: dict[date | str, RawRow] = {}
    for number, row in numbered:
        if row[0] in days:
            raise UnreadableNotice("twice", number)
        if len(days) == MOST_ROWS:
            raise UnreadableNotice("too_many")
        days[row[0]] = row
    return list(days.values())
