"""Every address takes anything: methods, numbers, queries, headers, cookies; and no GET writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle
from random import Random

import pytest
from werkzeug.routing import Rule

from staff.rights import LOOKS
from tests.fuzz import nasty
from tests.fuzz.conftest import House
from tests.fuzz.judge import faults
from tests.fuzz.people import Person
from tests.fuzz.shots import Shot, fire, urlencoded
from tests.fuzz.test_forms import COUNTERS, report, shown

HEALTH = ("/readyz",)
"""May say 503: that is what it is for."""
ARGUMENT = re.compile(r"<(?:[^:<>]*(?:\([^)]*\))?:)?(\w+)>")
IN_ADDRESSES = (
    "after", "late", "status", "petition_class", "channel", "urgency", "unit", "received_from", "received_to",
    "mine", "closed", "before", "next", "return", "question", "state", "page", "who", "what", "from", "to", "until",
)  # fmt: skip
"""Names that pages of ours read from an address."""


def rules(house: House, counter: str) -> list[Rule]:
    found = [
        rule
        for rule in house.apps[counter].url_map.iter_rules()
        if not rule.rule.startswith(HEALTH)
    ]
    return sorted(found, key=lambda rule: (rule.rule, rule.endpoint))


def filled(house: House, counter: str, rule: Rule, chance: Random) -> str:
    """An address of a rule that leads somewhere."""

    def put(match: re.Match[str]) -> str:
        known = house.world.ids.get(match[1])
        listed = re.search(rf"<any\(([^)]*)\):{match[1]}>", rule.rule)
        words = listed[1].split(", ") if listed else ["csv", "note", "1"]
        return str(chance.choice(known)) if known else chance.choice(words)

    path = ARGUMENT.sub(put, rule.rule)
    return f"/staff{path}" if counter == "staff" else path


def somebody(house: House, counter: str, chance: Random) -> Person:
    return chance.choice(house.people[counter])


@pytest.mark.parametrize("counter", COUNTERS)
def test_methods(house: House, counter: str, seed: int) -> None:
    chance = Random(seed)
    wrong = []
    for rule in rules(house, counter):
        method = chance.choice(nasty.METHODS)
        person = somebody(house, counter, chance)
        path = filled(house, counter, rule, chance)
        for each in {method, "PUT", "DELETE"}:
            wrong += report(house, Shot(each, path, cookie=person.cookie, note="method"))
    house.restore()

    assert not wrong, shown(wrong)


@pytest.mark.parametrize("counter", COUNTERS)
def test_numbers_and_names_in_addresses(house: House, counter: str, seed: int) -> None:
    """Ids that are zero, negative, beyond what a table holds, or no numbers; with GET and with POST."""
    chance = Random(seed)
    wrong = []
    tokens = {form.person.name: form.form.token for form in house.forms[counter] if form.form.token}
    for rule in rules(house, counter):
        if not rule.arguments:
            continue
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        for number in nasty.NUMBERS:
            person = somebody(house, counter, chance)
            path = ARGUMENT.sub(lambda _match, it=number: it, rule.rule)
            path = f"/staff{path}" if counter == "staff" else path
            body = urlencoded([("csrf_token", tokens.get(person.name, "")), ("file", number)])
            shot = Shot(method, path, cookie=person.cookie, note="number in the address")
            if method == "POST":
                shot = shot.but(content_type=nasty.FORM, body=body)
            wrong += report(house, shot)
    house.restore()

    assert not wrong, shown(wrong)


def test_paths(house: House) -> None:
    wrong = []
    for prefix in ("", "/staff"):
        for path in nasty.PATHS:
            for method in ("GET", "POST"):
                wrong += report(house, Shot(method, prefix + path, note="path"))
    house.restore()

    assert not wrong, shown(wrong)


@pytest.mark.parametrize("counter", COUNTERS)
def test_queries(house: House, counter: str, seed: int) -> None:
    """Whole nasty queries on every page, and nasty values under every name a page knows."""
    chance = Random(seed)
    wrong = []
    for person, address, query in _queries(house, counter, chance):
        shot = Shot("GET", address, query, cookie=person.cookie, note="query")
        wrong += report(house, shot, chance.choice(["zh", "en"]))
    house.restore()

    assert not wrong, shown(wrong)


def _queries(house: House, counter: str, chance: Random) -> Iterator[tuple[Person, str, bytes]]:
    texts = cycle(chance.sample(nasty.TEXTS, len(nasty.TEXTS)))
    asking = [each for each in house.forms[counter] if each.form.method == "GET"]
    pages = [(person, address.partition("?")[0]) for person, address in house.pages[counter]]
    for person, address in _once(pages):
        yield person, address, chance.choice(nasty.QUERIES)
        names = chance.sample(IN_ADDRESSES, 3)
        yield person, address, urlencoded([(name, next(texts)) for name in names])
    for form in asking:
        for name in form.form.names:
            for _ in range(4):
                yield form.person, form.form.path, urlencoded([(name, next(texts))])


def _once(pages: list[tuple[Person, str]]) -> list[tuple[Person, str]]:
    """Each address with the first person who saw it."""
    first: dict[str, Person] = {}
    for person, address in pages:
        first.setdefault(address, person)
    return [(person, address) for address, person in first.items()]


@pytest.mark.parametrize("counter", COUNTERS)
def test_headers_and_cookies(house: House, counter: str, seed: int) -> None:
    chance = Random(seed)
    pages = _once(house.pages[counter])
    wrong = []
    for headers in nasty.HEADERS:
        for person, address in chance.sample(pages, 3):
            path, _, query = address.partition("?")
            shot = Shot(
                "GET", path, query.encode(), cookie=person.cookie, headers=headers, note="header"
            )
            wrong += [
                f"{fault}\n    {shot}" for fault in faults(shot, fire(house.office, shot), "zh")
            ]
            post = shot.but(method="POST", content_type=nasty.FORM, body=b"title=x")
            wrong += [
                f"{fault}\n    {post}" for fault in faults(post, fire(house.office, post), "zh")
            ]
    for cookie in nasty.COOKIES:
        for _person, address in chance.sample(pages, 3):
            shot = Shot("GET", address.partition("?")[0], cookie=cookie, note="cookie")
            wrong += [
                f"{fault}\n    {shot}" for fault in faults(shot, fire(house.office, shot), "zh")
            ]
    house.restore()

    assert not wrong, shown(wrong)


@pytest.mark.parametrize("counter", COUNTERS)
def test_no_get_writes(house: House, counter: str) -> None:
    """Only the pages that write down who looked (S-09) may write; see ``staff/rights.py``."""
    adapter = house.apps[counter].url_map.bind("localhost")
    wrong = []
    for person, address in house.pages[counter]:
        path, _, query = address.partition("?")
        own = path.removeprefix("/staff") if counter == "staff" else path
        endpoint = adapter.match(own or "/", method="GET")[0]
        before = house.touched()
        fire(house.office, Shot("GET", path, query.encode(), cookie=person.cookie))
        if house.touched() != before and endpoint not in LOOKS:
            wrong.append(f"GET {address} ({endpoint}) wrote something for {person.name}")
    house.restore()

    assert not wrong, shown(wrong)
