"""``python -m benchmarks.proof``: what signing, chaining and the tree cost a submission, on both databases.

Submissions with and without the proof take turns in one process and one run, so that whatever else the
machine does falls on both. The floor is the same submission with nothing signed and nothing chained.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from unittest.mock import patch

import click
from werkzeug.test import Client

from benchmarks.citizens import CHECK, STAGES
from benchmarks.databases import ENGINES, databases
from benchmarks.driver import hidden_fields
from benchmarks.office import Office, office
from petitions.actions import _unit, enter, submit
from petitions.actions.sign_head import sign_head
from petitions.adapters import clock
from petitions.models import SignedReceipt
from petitions.models.session import db
from web import logs
from web.dispatch import create_counter


@click.command()
@click.option("--engine", type=click.Choice([*ENGINES, "both"]), default="both", show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=300, show_default=True)
@click.option("--each", type=click.IntRange(1), default=1, show_default=True, help="A round.")
def main(engine: str, rounds: int, each: int) -> None:
    """Measure submissions with and without the proof."""
    for one in ENGINES if engine == "both" else (engine,):
        with (
            databases(one) as given,
            office(given.folder / "office", given.url("office"), 100) as made,
        ):
            click.echo(measured(one, made, rounds, each))


def measured(engine: str, made: Office, rounds: int, each: int) -> str:
    """The figures of one engine: milliseconds a submission, and how much the proof adds."""
    made.enter()
    counter = create_counter("portal", made._loaded)
    logs.configure("warning")
    whole: dict[bool, list[float]] = {True: [], False: []}
    press: dict[bool, list[float]] = {True: [], False: []}
    for number in range(2 * rounds):
        proved = number % 2 == 0
        with bare(not proved):
            for _ in range(each):
                one, last = submitted(counter)
                whole[proved].append(one)
                press[proved].append(last)
    with made.inside():
        began = time.perf_counter()
        sign_head(clock.now())
        head = time.perf_counter() - began
        leaves = db.session.query(SignedReceipt).count()
    lines = [f"{engine}: {rounds * each} submissions each way, one client"]
    for name, figures in (("whole form", whole), ("check, press, receipt", press)):
        with_it, without = (median(figures[way]) * 1000 for way in (True, False))
        lines.append(
            f"  {name:22} {without:6.1f} ms without, {with_it:6.1f} ms with:"
            f" {100 * (with_it / without - 1):+.1f} %"
        )
    lines.append(f"  tree head over {leaves:,} receipts: {head * 1000:.1f} ms, once a day")
    return "\n".join(lines)


@contextmanager
def bare(wanted: bool) -> Iterator[None]:
    """Submissions without signature, chain and tree."""
    if not wanted:
        yield
        return

    def nothing(*_given: object) -> None:
        return None

    with (
        patch.object(_unit, "seal", nothing),
        patch.object(submit, "promise_receipt", nothing),
        patch.object(enter, "promise_receipt", nothing),
    ):
        yield


def submitted(counter: object) -> tuple[float, float]:
    """Seconds of one whole submission, and of its last press with the pages around it."""
    client = Client(counter)  # type: ignore[arg-type]
    began, path = time.perf_counter(), STAGES[0][0]
    for own_path, answers in STAGES:
        page = client.get(path).data
        answer = client.post(own_path, data={**hidden_fields(page, own_path), **answers})
        path = answer.headers["Location"]
    last = time.perf_counter()
    page = client.get(CHECK).data
    answer = client.post(CHECK, data=hidden_fields(page, CHECK))
    receipt = client.get(answer.headers["Location"])
    if b'id="query-code"' not in receipt.data:
        raise AssertionError("the receipt shows no query code")
    end = time.perf_counter()
    return end - began, end - last


if __name__ == "__main__":
    main()
