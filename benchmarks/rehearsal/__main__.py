"""``make rehearsal DATA=file``: real petitions through the real office, and the table of what happened."""

from __future__ import annotations

import csv
import json
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import click
import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.rehearsal import citizens
from benchmarks.rehearsal.books import Books, read_books, waiting_notices
from benchmarks.rehearsal.browser import Surprise, Tally
from benchmarks.rehearsal.house import PASSWORD, House, house
from benchmarks.rehearsal.officers import (
    CaseWork,
    Offices,
    find_begun,
    find_work,
    finish,
    units,
)
from benchmarks.rehearsal.plans import Plan, plans
from petitions.rules.terms import Action, NoticeState
from web.importing.columns import match_columns
from web.importing.reading import Row, open_source
from web.progress import Stopped, watched
from web.town.running import TOLD_TO_STOP

DRAINING = 300.0
"""Seconds the worker has to send what is left."""
INTERRUPTED = 130
TELLING = 12
"""Faults told in full at the end."""


@dataclass(slots=True)
class Course:
    """What happened while the rehearsal ran."""

    tally: Tally = field(default_factory=Tally)
    done: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    held: dict[str, citizens.Held] = field(default_factory=dict)
    """What the petitioners of the imported texts hold, by receipt number."""

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Time a part."""
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began


@click.command()
@click.argument("data", type=click.Path(exists=True, path_type=Path))
@click.option("--petitions", default=2000, show_default=True, type=click.IntRange(2))
@click.option("--handle", default=300, show_default=True, type=click.IntRange(1))
@click.option("--file", "filed", default=30, show_default=True, type=click.IntRange(1))
@click.option("--workers", default=3, show_default=True, type=click.IntRange(1, 16))
@click.option("--keep", type=click.Path(path_type=Path), help="Keep the house in this folder.")
def main(
    data: Path, petitions: int, handle: int, filed: int, workers: int, keep: Path | None
) -> None:
    """Take the texts of DATA (.jsonl, .csv, .xlsx, or a folder with one) through the whole office."""
    source = _file_of(data.resolve())
    with tempfile.TemporaryDirectory() as scratch:
        folder = (keep or Path(scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        course = Course()
        for told_to_stop in TOLD_TO_STOP:
            # Whoever says it, everything is shut as by Ctrl-C.
            signal.signal(told_to_stop, signal.default_int_handler)
        try:
            with house(folder) as home:
                _bring_in(home, source, petitions, folder, course)
                _go_through(home, course, handle, workers, folder)
                _citizens(home, source, filed, folder, course, workers)
                with course.part("last mails"):
                    _drain(home, course)
                verified = home.run("verify")
                books = read_books()
        except (Stopped, KeyboardInterrupt):
            onward = f"; the same command goes on from {folder}" if keep else ""
            click.echo(f"stopped{onward}", err=True)
            sys.exit(INTERRUPTED)
        sys.exit(0 if _report(course, books, home, verified, petitions, handle) else 1)


def _file_of(data: Path) -> Path:
    if data.is_file():
        return data
    found = sorted(data.rglob("messages_train.jsonl")) or sorted(data.rglob("*.jsonl"))
    if not found:
        raise click.BadParameter(f"no texts in {data}", param_hint="DATA")
    return found[0]


def _bring_in(home: House, source: Path, count: int, folder: Path, course: Course) -> None:
    """Half the texts come online, half as letters entered by a clerk."""
    online = count // 2
    report = str(folder / "refused.csv")
    texts = _addressed(source, count, folder / "texts.jsonl")
    with course.part("import"):
        for channel, limit, offset in (("online", online, 0), ("letter", count - online, online)):
            click.echo(
                home.run(
                    *("import", str(texts), "--channel", channel, "--source", channel),
                    *("--limit", str(limit), "--offset", str(offset), "--report", report),
                    *("--receipts", str(folder / f"{channel}.csv")),
                )
            )


def _addressed(source: Path, count: int, texts: Path) -> Path:
    """The texts as they come in today, two of three petitioners with an invented mail address."""
    found = open_source(source)
    columns = match_columns(found.columns, ("received_at=",))
    rows = (row for row in found.read() if isinstance(row, Row))
    with texts.open("w", encoding="utf-8") as out:
        for turn, row in enumerate(islice(rows, count)):
            given = columns.taken(row.cells)
            if turn % 3:
                given["email"] = f"citizen{turn}@example.test"
            out.write(json.dumps(given, ensure_ascii=False) + "\n")
    return texts


def _go_through(home: House, course: Course, handle: int, workers: int, folder: Path) -> None:
    """Officers take cases from the queue to the issued reply; begun ones of an earlier run first."""
    desk = Offices(home.address, PASSWORD, course.tally)
    begun = find_begun(desk)
    answered = read_books().actions.get(Action.ISSUE_REPLY, 0)
    script = plans(max(0, handle - answered - len(begun)), units())
    work = find_work(desk, len(script))
    desk.close()
    if len(work) < len(script):
        course.faults.append(f"the queue showed {len(work)} cases, {len(script)} were wanted")
    course.held = {
        held.number: held
        for channel in ("online", "letter")
        for held in _receipts(folder / f"{channel}.csv")
    }
    todo = [(path, None) for path in begun] + list(zip(work, script, strict=False))
    shares = [todo[turn::workers] for turn in range(workers)]
    with (
        course.part("handling"),
        watched("cases through the office", len(todo)) as watch,
        ThreadPoolExecutor(workers) as pool,
    ):
        list(pool.map(lambda share: _handle(home, share, course, watch.step), shares))


def _handle(
    home: House, share: Sequence[tuple[str, Plan | None]], course: Course, told: Callable[[], None]
) -> None:
    offices = Offices(home.address, PASSWORD, course.tally)

    def answer(number: str) -> None:
        held = course.held.get(number)
        if held is not None:
            citizens.follow(home.address, course.tally, held, course.done)
            course.done["questions answered"] += 1

    for path, plan in share:
        try:
            if plan is None:
                status = finish(offices, path, course.done)
            else:
                status = CaseWork(offices, path, plan, course.done, answer).play()
            course.done[f"ended: {status}"] += 1
        except (Surprise, OSError, KeyError, httpx.HTTPError) as fault:
            course.faults.append(f"{plan.way if plan else 'begun'}: {fault!r}")
        told()
    offices.close()


def _citizens(
    home: House, source: Path, filed: int, folder: Path, course: Course, workers: int
) -> None:
    """New petitions by the form; then everybody follows, some add something, some withdraw."""
    texts = list(_texts(source, filed))

    def whole(item: tuple[int, tuple[str, str]]) -> None:
        turn, (title, text) = item
        try:
            held = citizens.file_one(home.address, course.tally, title, text, course.done)
            withdraws = turn % 5 == 0
            citizens.follow(home.address, course.tally, held, course.done, withdraws=withdraws)
        except (Surprise, OSError, KeyError, httpx.HTTPError) as fault:
            course.faults.append(f"citizen {turn}: {fault!r}")

    with course.part("citizens"), ThreadPoolExecutor(workers) as pool:
        list(pool.map(whole, enumerate(texts)))
        for row in list(_receipts(folder / "online.csv"))[:filed]:
            try:
                citizens.follow(home.address, course.tally, row, course.done)
                course.done["followed by code"] += 1
            except (Surprise, OSError, KeyError, httpx.HTTPError) as fault:
                course.faults.append(f"following: {fault!r}")


def _texts(source: Path, count: int) -> Iterator[tuple[str, str]]:
    found = open_source(source)
    columns = match_columns(found.columns, ())
    rows = (row for row in found.read() if isinstance(row, Row))
    for row in islice(rows, count):
        given = columns.taken(row.cells)
        title = given.get("title", "反映问题")
        yield title, given.get("facts", title)


def _receipts(path: Path) -> Iterator[citizens.Held]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            numbers = [cell for cell in row if cell.count("-") == 2 and cell[:8].isdigit()]
            codes = [cell for cell in row if cell.count("-") == 3 and len(cell) == 19]
            if numbers and codes:
                yield citizens.Held(numbers[0], codes[0])


def _drain(home: House, course: Course) -> None:
    end = time.monotonic() + DRAINING
    while (left := waiting_notices()) and time.monotonic() < end:
        time.sleep(1)
    if left:
        course.faults.append(f"{left} notices were not sent in time")
    if home.processes.ended():
        course.faults.append(f"a process of the office ended by itself: {home.processes.ended()}")


def _report(
    course: Course, books: Books, home: House, verified: str, wanted: int, handle: int
) -> bool:
    """Print the table of what happened; whether all is well."""
    sent = books.notices.get(NoticeState.SENT, 0)
    arrived, unique = home.letterbox.arrived.total(), len(home.letterbox.arrived)
    _check(course, books, unique, sent, wanted, handle)
    table = Table("what", "how many", title="rehearsal")
    rows: list[tuple[str, object]] = [
        ("petitions in the register", books.cases),
        ("with a registration number", books.registered),
        ("different receipt numbers", books.receipts),
        ("attachments", books.attachments),
        *((f"state: {status.value}", books.statuses[status]) for status in sorted(books.statuses)),
        ("open and past the last day", books.overdue),
        *((f"step: {action.value}", books.actions[action]) for action in sorted(books.actions)),
        *((f"done: {name}", course.done[name]) for name in sorted(course.done)),
        *((f"notices {state.value}", books.notices[state]) for state in sorted(books.notices)),
        ("mails received by the mail server", arrived),
        ("… of them different", unique),
        ("HTTP requests", course.tally.requests()),
        *(
            (f"answers {status}", course.tally.statuses[status])
            for status in sorted(course.tally.statuses)
        ),
        *((f"seconds: {name}", f"{seconds:.1f}") for name, seconds in course.seconds.items()),
        ("verify", verified.strip().splitlines()[-1] if verified.strip() else "nothing said"),
        ("errors", len(course.faults)),
    ]
    for name, value in rows:
        table.add_row(name, str(value))
    Console(width=100).print(table)
    for fault in course.faults[:TELLING]:
        click.echo(fault, err=True)
    return not course.faults


def _check(course: Course, books: Books, unique: int, sent: int, wanted: int, handle: int) -> None:
    """What must agree after a good rehearsal; each disagreement is an error."""
    issued = sum(books.actions.get(each, 0) for each in books.actions if each == "issue_reply")
    demands = (
        (not course.tally.faults, f"answers of 500 and more: {course.tally.faults[:3]}"),
        (books.receipts == books.cases, "two petitions share a receipt number"),
        (unique == sent, f"{sent} notices are marked as sent, {unique} arrived"),
        (not books.notices.get(NoticeState.FAILED), "notices failed"),
        (issued >= handle, f"{issued} replies were issued, {handle} were wanted"),
        (books.cases >= wanted * 0.98, f"{books.cases} petitions, {wanted} were wanted"),
    )
    course.faults += [words for good, words in demands if not good]


if __name__ == "__main__":
    main()
