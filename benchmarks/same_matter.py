"""``python -m benchmarks.same_matter FOLDER``: how well and how fast the same matter is found.

Judged pairs of real messages give precision and recall of the likeness; hand-made groups, filed in a real
database, tell how many of their members the look-up finds; each look-up is timed beside a floor, the bare
statement that reads as many cases by their key. No text of a message is printed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import click
from sqlalchemy import select

from benchmarks.databases import ENGINES, databases
from benchmarks.office import office
from petitions.actions.submit import submit
from petitions.adapters import clock, word_index
from petitions.models import Case
from petitions.models.session import db
from petitions.queries.same_matter import MOST, POOL, same_as
from petitions.rules.actors import Actor
from petitions.rules.completeness import FACTS_MAX, TITLE_MAX
from petitions.rules.same_matter import (
    FROM_OTHERS,
    FROM_SAME_PERSON,
    OTHER_PLACE_FACTOR,
    Matter,
    Sign,
    place_sign,
    similarity,
)
from petitions.rules.submission import Submission
from petitions.rules.terms import PetitionClass, Role

Message = Mapping[str, Any]
Answer = TypeVar("Answer")


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--engine", type=click.Choice([*ENGINES, "both"]), default="both", show_default=True)
def main(data: Path, engine: str) -> None:
    """Measure the likeness on judged pairs, and the look-up on groups."""
    folder = data / "petitions"
    messages = {each["id"]: each for each in _lines(folder / "hot_topics_raw.jsonl")}
    click.echo(judged(list(_lines(folder / "similar_pairs_dev.jsonl")), messages))
    groups = list(_lines(folder / "hot_clusters_dev.jsonl"))
    for one in ENGINES if engine == "both" else (engine,):
        with (
            databases(one) as given,
            office(given.folder / "office", given.url("office"), 20) as made,
        ):
            made.enter()
            with made.inside():
                click.echo(looked_up(one, messages, groups))


def _lines(path: Path) -> Iterator[Message]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def _matter(message: Message) -> Matter:
    return Matter(word_index.folded(message["title"]), word_index.folded(message["body"]))


def judged(pairs: Sequence[Message], messages: Mapping[str, Message]) -> str:
    """Precision and recall around the thresholds, as a Markdown table."""
    scores = []
    for pair in pairs:
        one, other = _matter(messages[pair["a"]]), _matter(messages[pair["b"]])
        apart = place_sign(one, other) is Sign.OTHER_PLACE
        scores.append(
            (similarity(one, other) * (OTHER_PLACE_FACTOR if apart else 1), bool(pair["same"]))
        )
    lines = [
        f"{len(pairs)} judged pairs, persons not compared",
        "",
        "| least likeness | precision | recall | F1 |",
        "| --- | --- | --- | --- |",
    ]
    for least in sorted({FROM_SAME_PERSON, 0.24, FROM_OTHERS, 0.32, 0.36, 0.4}):
        hits = sum(same for score, same in scores if score >= least)
        shown = sum(score >= least for score, _ in scores)
        precision, recall = hits / max(1, shown), hits / sum(same for _, same in scores)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        mark = {FROM_OTHERS: " (others)", FROM_SAME_PERSON: " (same person)"}.get(least, "")
        lines.append(f"| {least:.2f}{mark} | {precision:.3f} | {recall:.3f} | {f1:.3f} |")
    return "\n".join([*lines, ""])


def looked_up(
    engine: str, messages: Mapping[str, Message], groups: Sequence[Mapping[str, Any]]
) -> str:
    """How many members of each group are found from each of them, and what a look-up costs."""
    numbers = {key: _filed(message, key) for key, message in messages.items()}
    office_id = db.session().scalars(
        select(Case.office_id).where(Case.id == numbers[next(iter(numbers))])
    )
    clerk = Actor(Role.CLERK, officer_id=1, unit_id=office_id.one())
    found = wanted = shown = right = 0
    cost: list[float] = []
    floor: list[float] = []
    for group in groups:
        members = {numbers[each] for each in group["ids"] if each in numbers}
        spared = {numbers[each] for each in group["ignore"] if each in numbers}
        for member in sorted(members):
            hints, took = _timed(partial(same_as, member, actor=clerk))
            cost.append(took)
            floor.append(_timed(_floor)[1])
            seen = {hint.case.id for hint in hints} - spared
            found += len(seen & members)
            wanted += min(MOST, len(members) - 1)
            shown, right = shown + len(seen), right + len(seen & members)
    ordered = sorted(cost)
    return "\n".join(
        (
            f"{engine}: {len(numbers)} cases, {len(groups)} groups, {len(cost)} look-ups",
            "",
            "| | |",
            "| --- | --- |",
            f"| members of the group found (of at most {MOST}) | {found / max(1, wanted):.3f} |",
            f"| hints that are of the group | {right / max(1, shown):.3f} |",
            f"| look-up, median | {median(cost):.1f} ms |",
            f"| look-up, 95 of 100 | {ordered[int(len(ordered) * 0.95)]:.1f} ms |",
            f"| floor: {POOL} cases read by key, median | {median(floor):.1f} ms |",
            "",
        )
    )


def _filed(message: Message, key: str) -> int:
    """A case without persons, so that words alone are measured."""
    submission = Submission(
        petition_class=PetitionClass.APPEAL,
        title=message["title"][:TITLE_MAX],
        request="",
        facts=message["body"][:FACTS_MAX],
        anonymous=True,
    )
    return submit(submission, submission_key=f"bench-{key}", now=clock.now()).case_id


def _floor() -> None:
    db.session().execute(
        select(Case.id, Case.title, Case.request, Case.facts, Case.problem_place).where(
            Case.id.in_(range(1, POOL + 1))
        )
    ).all()


def _timed(ask: Callable[[], Answer]) -> tuple[Answer, float]:
    """The answer, and the milliseconds it took."""
    db.session().rollback()
    begun = time.perf_counter()
    answer = ask()
    return answer, (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
