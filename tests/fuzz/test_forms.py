"""Every form takes anything: no failure, no delay, an error page in the reader's language, no step without a token."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from werkzeug.exceptions import HTTPException

from petitions.rules.lifecycle import STEPS
from petitions.rules.terms import Action, Role
from tests.fuzz.conftest import House
from tests.fuzz.judge import faults
from tests.fuzz.mutations import Mutator
from tests.fuzz.people import Found, Person
from tests.fuzz.shots import Shot, fire, urlencoded

COUNTERS = ("portal", "staff")
MOST_SHOWN = 12
BY_SCRIPT = {"account.here", "routing_rules.begin"}
"""Endpoints that a script of the page calls, and the form that is there while no draft is: the world has one."""
OWN_PAGES = {Action.SUBMIT, Action.ENTER}
"""Steps that begin a case; they have forms without a number in the address."""


def posts(house: House, counter: str) -> dict[str, str]:
    """Every endpoint that takes a post, and an address of it."""
    found = {}
    for rule in house.apps[counter].url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            values = {
                name: house.world.ids.get(name, (None,))[0] or _word(rule.rule, name)
                for name in rule.arguments
            }
            path = _built(rule.rule, values)
            found[rule.endpoint] = f"/staff{path}" if counter == "staff" else path
    return found


def _word(rule: str, name: str) -> str:
    listed = re.search(rf"<any\(([^)]*)\):{name}>", rule)
    words = {"kind": "csv", "action": "note", "code": "T1", "name": "zhejiang"}
    return listed[1].split(",")[0] if listed else words.get(name, "x")


def _built(rule: str, values: dict[str, object]) -> str:
    return re.sub(r"<(?:[^:<>]*(?:\([^)]*\))?:)?(\w+)>", lambda found: str(values[found[1]]), rule)


def endpoint_of(house: House, counter: str, found: Found) -> str:
    path = found.form.path.removeprefix("/staff") if counter == "staff" else found.form.path
    adapter = house.apps[counter].url_map.bind("localhost")
    try:
        return adapter.match(path or "/", method=found.form.method)[0]
    except HTTPException:
        return f"nothing ({found.form.method} {found.form.path} on {found.page})"


@pytest.mark.parametrize("counter", COUNTERS)
def test_somebody_reaches_every_form(house: House, counter: str) -> None:
    reached = {
        endpoint_of(house, counter, each)
        for each in house.forms[counter]
        if each.form.method == "POST"
    }
    missing = set(posts(house, counter)) - reached - BY_SCRIPT

    assert not missing, (
        f"nobody in tests/fuzz/people.py comes upon a form for {sorted(missing)}; let somebody"
    )


def test_somebody_reaches_every_step_of_an_officer(house: House) -> None:
    reached = {each.form.path.rpartition("/")[2] for each in house.forms["staff"]}
    wanted = {
        action.value
        for action, step in STEPS.items()
        if any(role is not Role.CITIZEN for role, _ in step.who) and action not in OWN_PAGES
    }

    missing = sorted(wanted - reached)
    assert not missing, f"no case of tests/fuzz/people.py is open for {missing}"


@pytest.mark.parametrize("counter", COUNTERS)
def test_forms_take_anything(house: House, counter: str, form_shots: int, seed: int) -> None:
    forms = house.forms[counter]
    each_gets = -(-form_shots // len(forms))
    wrong: list[str] = []
    fired = 0
    for found in forms:
        house.restore()
        for number, shot in enumerate(Mutator(found, seed).shots(each_gets)):
            language = "en" if number % 4 == 3 else "zh"
            fired += 1
            wrong += report(house, shot, language)
    house.restore()

    assert fired >= form_shots
    assert not wrong, shown(wrong)


@pytest.mark.parametrize("counter", COUNTERS)
def test_no_post_without_its_token(house: House, counter: str) -> None:
    """Absent, empty, made up, and another person's: 400 or 403, and nothing is written (S-11)."""
    foreign = next(form.form.token for form in house.forms[counter] if form.form.token)
    person = house.people[counter][1]
    wrong = []
    for endpoint, path in posts(house, counter).items():
        for token in (None, "", "x", foreign):
            shot = _bare(person, path, token)
            before = house.touched()
            answer = fire(house.office, shot)
            if answer.status not in {400, 403}:
                wrong.append(f"{endpoint} takes the token {token!r:.40}: {answer.status}")
            if house.touched() != before:
                wrong.append(f"{endpoint} wrote something for the token {token!r:.40}")
            wrong += [f"{endpoint}: {fault}" for fault in faults(shot, answer)]

    assert not wrong, shown(wrong)


@pytest.mark.parametrize("counter", COUNTERS)
def test_no_post_from_elsewhere(house: House, counter: str) -> None:
    """The browser says that another site sent it: refused, though the token is right."""
    wrong = []
    for found in house.forms[counter]:
        if found.form.method != "POST":
            continue
        shot = _bare(found.person, found.form.path, found.form.token)
        for site in ("cross-site", "same-site", "nonsense"):
            before = house.touched()
            answer = fire(house.office, shot.but(headers=(("Sec-Fetch-Site", site),)))
            if answer.status not in {400, 403} or house.touched() != before:
                wrong.append(f"{found.form.path} from {site}: {answer.status}")

    assert not wrong, shown(wrong)


def _bare(person: Person, path: str, token: str | None) -> Shot:
    pairs = [("title", "x")] if token is None else [("csrf_token", token), ("title", "x")]
    return Shot(
        "POST",
        path,
        content_type="application/x-www-form-urlencoded",
        body=urlencoded(pairs),
        cookie=person.cookie,
    )


def report(house: House, shot: Shot, language: str = "zh") -> list[str]:
    """Fire, and say what is wrong."""
    sent = shot.but(cookie=f"{shot.cookie}; lang={language}".lstrip("; "))
    answer = fire(house.office, sent)
    return [f"{fault}\n    {shot}" for fault in faults(sent, answer, language)]


def shown(wrong: Iterable[str]) -> str:
    """One of each kind."""
    kinds: dict[str, list[str]] = {}
    for each in wrong:
        kinds.setdefault(each.partition("\n")[0], []).append(each)
    lines = [f"{len(found)} × {found[0]}" for found in kinds.values()]
    return "\n".join(["wrong answers:", *lines[:MOST_SHOWN]])
