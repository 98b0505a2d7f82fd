"""``python -m benchmarks.routing DATA``: suggested categories and units against the labels of real messages.

The words of ``category_words.toml`` suggest a category, and a map with one rule for each category the unit. The
messages carry labels of an older list of fifteen names; ``ACCEPTED`` says which of our twenty each may be. The words
were weeded by looking at errors of the training half alone (by the hash of a message's number); errors of the other
half were never looked at. No text is printed or kept. The floor is a search of the same words, one by one.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from petitions.rules import categories, categorising
from petitions.rules.routing import RoutingFacts, RoutingRule, RuleMap, comparable

ACCEPTED: Mapping[str, frozenset[str]] = {
    "城乡建设": frozenset({"城乡建设", "房产物业"}),
    "劳动和社会保障": frozenset({"劳动和社会保障"}),
    "教育文体": frozenset({"教育", "文体旅游"}),
    "商贸旅游": frozenset({"市场监督", "文体旅游"}),
    "环境保护": frozenset({"生态环境"}),
    "卫生计生": frozenset({"卫生健康"}),
    "交通运输": frozenset({"交通运输"}),
}
"""The list of 2018 parted housing from construction, and tourism from trade; the label cannot say which."""
LEAST = 5000
"""Messages a figure is made of."""
FILE = "petitions/messages_train.jsonl"


@dataclass(slots=True)
class Tally:
    """How one group of messages did."""

    messages: int = 0
    suggested: int = 0
    agreed: int = 0

    def add(self, suggested: bool, agreed: bool) -> None:
        self.messages += 1
        self.suggested += suggested
        self.agreed += agreed

    def line(self, name: str) -> str:
        coverage = 100 * self.suggested / max(1, self.messages)
        agreement = 100 * self.agreed / max(1, self.suggested)
        return f"| {name} | {self.messages:,} | {coverage:.1f} % | {agreement:.1f} % |"


@dataclass(frozen=True, slots=True)
class Message:
    """A labelled message."""

    held_out: bool
    title: str
    body: str
    label: str


@click.command()
@click.argument("data", type=click.Path(path_type=Path, exists=True, file_okay=False))
def main(data: Path) -> None:
    """Measure coverage, agreement and time."""
    found = list(messages(data / FILE))
    if len(found) < LEAST:
        raise click.ClickException(f"{len(found):,} messages are fewer than {LEAST:,}")
    click.echo("\n".join(report(found)))


def messages(path: Path) -> Iterator[Message]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            yield Message(held_out(row["id"]), row["title"], row["body"], row["label"])


def held_out(number: str) -> bool:
    """Which half a message belongs to, for ever the same."""
    return int(hashlib.sha256(number.encode()).hexdigest(), 16) % 2 == 1


def map_of_categories() -> tuple[RuleMap, Mapping[int, str]]:
    """A rule for each first-level name, each to a unit of its own; and the names by unit."""
    names = [each for each in categories.shipped().all if each.level == 1]
    rules = [
        RoutingRule(number, each.name, unit_id=number, category=each.code)
        for number, each in enumerate(names, start=1)
    ]
    return RuleMap(rules), {number: each.name for number, each in enumerate(names, start=1)}


def report(found: list[Message]) -> list[str]:
    """The tables."""
    words, known = categorising.shipped(), categories.shipped()
    rules, unit_names = map_of_categories()
    halves = {False: Tally(), True: Tally()}
    labels = {label: Tally() for label in ACCEPTED}
    mistaken: Counter[tuple[str, str]] = Counter()
    began = time.perf_counter()
    for each in found:
        advice = words.advice(each.title, each.body)
        chain = known.chain(advice.name) if advice else ()
        best = rules.suggest(RoutingFacts(f"{each.title}\n{each.body}", "", chain)).best
        name = unit_names[best.unit_id] if best else ""
        agreed = name in ACCEPTED[each.label]
        halves[each.held_out].add(bool(name), agreed)
        if each.held_out:
            labels[each.label].add(bool(name), agreed)
            if name and not agreed:
                mistaken[each.label, name] += 1
    ours = (time.perf_counter() - began) / len(found) * 1000
    floor = floor_of(found, words)
    lines = [
        f"{len(found):,} labelled messages, {sum(map(len, words.weights.values())):,} words,"
        f" {len(rules.rules)} rules",
        "",
        "| half | messages | coverage | agreement of what is suggested |",
        "| --- | --- | --- | --- |",
        halves[False].line("looked at while the words were chosen"),
        halves[True].line("held out"),
        "",
        "| label (held out) | messages | coverage | agreement |",
        "| --- | --- | --- | --- |",
        *(tally.line(label) for label, tally in labels.items()),
        "",
        "| most frequent disagreements (held out): label → suggestion | messages |",
        "| --- | --- |",
        *(f"| {label} → {name} | {count} |" for (label, name), count in mistaken.most_common(8)),
        "",
        f"{ours:.2f} ms a message; a bare search of the same words {floor:.2f} ms: {ours / floor:.1f} ×",
    ]
    return lines


def floor_of(found: list[Message], words: categorising.CategoryWords) -> float:
    """Milliseconds a message for nothing but looking for every word once."""
    every = [word for own in words.weights.values() for word in own]
    began = time.perf_counter()
    for each in found:
        text = comparable(f"{each.title}{each.body}")
        sum(word in text for word in every)
    return (time.perf_counter() - began) / len(found) * 1000


if __name__ == "__main__":
    main()
