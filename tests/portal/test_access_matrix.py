"""The access matrix of the citizens' counter: each endpoint from the street, with a case open, and for an officer.

What is expected stands in ``access.toml``. The numbers in addresses are those of files and letters: another
petitioner's must look like one that nobody has (S-06).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextvars import Context
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from petitions.actions.submit import submit
from petitions.adapters import clock, codes
from petitions.models import Reply, Review, StaffSession
from petitions.models.session import db
from petitions.rules.terms import Action, Status
from tests.factories import Town, a_submission, actor_of, do, petitioner_of, staged, stored
from tests.portal.citizen import Citizen
from tests.portal.conftest import Made

TABLE: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    Path(__file__).with_name("access.toml").read_text(encoding="utf-8")
)
MISSING = 2147483646
_keys = count(1)


@dataclass(frozen=True)
class Row:
    """One endpoint and method; what the street and the petitioner get there."""

    endpoint: str
    method: str
    street: int
    petitioner: int
    thing: str


def rows() -> Iterator[Row]:
    """The table, line by line."""
    for endpoint, said in TABLE.items():
        for method in ("GET", "POST"):
            if method in said:
                street, petitioner = said[method]
                yield Row(endpoint, method, street, petitioner, said.get("id", ""))


def test_every_endpoint_stands_in_the_matrix_and_every_row_has_one(app: Flask) -> None:
    served = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {(row.endpoint, row.method) for row in rows()}
    assert served - told == set(), "say in tests/portal/access.toml who gets what there"
    assert told - served == set(), "rows of access.toml without an endpoint"


def test_numbers_in_addresses_are_of_a_known_kind(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.arguments - {"name"}:
            assert TABLE[rule.endpoint].get("id"), f"{rule.endpoint}: say what {rule.arguments} is"


THINGS = {"file": "file_id", "letter": "reply_id", "review": "review_id"}
"""What an address may name, and what its number is called there."""


def asks(app: Flask, citizen: Citizen, row: Row, **values: Any) -> TestResponse:
    """One request."""
    rule = next(iter(app.url_map.iter_rules(row.endpoint)))
    every = {"kind": "json", "name": "what", "file_id": 1, "reply_id": 1, "review_id": 1, **values}
    given = {name: every[name] for name in rule.arguments}
    path = app.url_map.bind("localhost").build(row.endpoint, given, row.method)
    if row.method == "POST":
        return citizen.post(path).answer
    return Context().run(citizen.client.open, path, environ_base={"REMOTE_ADDR": "127.0.0.1"})


def an_answered_case(town: Town) -> tuple[int, str, dict[str, int]]:
    """A case with a file of the petitioner, a letter and a review opinion: its id, key, and the numbers of those."""
    key, now = f"matrix-{next(_keys)}", clock.now()
    number = submit(a_submission(), submission_key=key, now=now, office_id=town.office.id).case_id
    file = staged(petitioner_of(number), now, case_id=number)
    for action, who in (
        (Action.REGISTER, town.clerk),
        (Action.ASSIGN, town.clerk),
        (Action.ACCEPT, town.handler),
        (Action.DRAFT_REPLY, town.handler),
        (Action.APPROVE_REPLY, town.unit_head),
        (Action.ISSUE_REPLY, town.handler),
        (Action.REQUEST_REVIEW, None),
        (Action.DRAFT_REVIEW, town.clerk),
        (Action.DECIDE_REVIEW, town.office_head),
    ):
        by = actor_of(who) if who else petitioner_of(number)
        do(town, action, number, by=by, now=now)
    letter = db.session.scalars(select(Reply.id).where(Reply.case_id == number)).one()
    review = db.session.scalars(select(Review.id).where(Review.case_id == number)).one()
    return number, key, {"file_id": file, "reply_id": letter, "review_id": review}


def opened(app: Flask, number: int, key: str) -> Citizen:
    """A browser in which a case is open."""
    citizen = Citizen(app)
    assert citizen.opens_case(number, key).status == 200
    return citizen


def an_officer(app: Flask, town: Town) -> Citizen:
    """A browser that brings what an officer's has at the other counter."""
    token = codes.new_key()
    now = clock.now()
    db.session.add(
        StaffSession(
            token_hash=codes.token_hash(token),
            officer_id=town.clerk.id,
            created_at=now,
            last_seen_at=now,
        )
    )
    db.session.commit()
    citizen = Citizen(app)
    with citizen.client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return citizen


@pytest.mark.parametrize("who", ["street", "officer"])
def test_who_opened_no_case_gets_no_case(app: Flask, town: Town, who: str) -> None:
    _number, _key, papers = an_answered_case(town)
    faults = []
    for row in rows():
        citizen = Citizen(app) if who == "street" else an_officer(app, town)
        answers = [
            asks(app, citizen, row, **numbers)
            for numbers in (papers, dict.fromkeys(papers, MISSING))
        ]
        for answer in answers[: 2 if row.thing in THINGS else 1]:
            if answer.status_code != row.street:
                faults.append(f"{who} {row.method} {row.endpoint}: {answer.status_code}")
    assert not faults, "\n".join(faults)


def test_the_petitioner_gets_what_the_matrix_says(
    app: Flask, town: Town, case_in: Callable[..., Made]
) -> None:
    answered, key, papers = an_answered_case(town)
    underway, other_key = case_in(Status.ACCEPTED)
    faults = []
    for row in rows():
        # What is written to an open case is tried on one that is under way.
        at_work = row.endpoint.startswith("withdraw.")
        number, code = (underway, other_key) if at_work else (answered, key)
        citizen = opened(app, number, code)
        answer = asks(app, citizen, row, **papers)
        if answer.status_code != row.petitioner:
            faults.append(f"{row.method} {row.endpoint}: {answer.status_code}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("thing", THINGS)
def test_another_petitioners_papers_look_like_missing_ones(
    app: Flask, town: Town, thing: str
) -> None:
    number, key, _papers = an_answered_case(town)
    _number, _key, papers = an_answered_case(town)
    citizen = opened(app, number, key)
    row = next(row for row in rows() if row.thing == thing)
    theirs = asks(app, citizen, row, **papers)
    none = asks(app, citizen, row, **dict.fromkeys(papers, MISSING))
    assert theirs.status_code == none.status_code == 404
    assert list(theirs.headers.keys()) == list(none.headers.keys())
    assert bare(theirs, papers[THINGS[thing]]) == bare(none, MISSING)


def test_a_wrong_code_and_a_missing_number_look_the_same(
    app: Flask, town: Town, case_in: Callable[..., Made]
) -> None:
    number, _key = case_in(Status.ACCEPTED)
    code = codes.query_code_for("nobodys-key")
    there, nowhere = stored(number).receipt_number, codes.new_receipt_number(clock.today())
    answers = [Citizen(app).track(each, code) for each in (there, nowhere)]
    assert answers[0].status == answers[1].status
    assert list(answers[0].headers.keys()) == list(answers[1].headers.keys())
    assert answers[0].errors == answers[1].errors != {}


def bare(answer: TestResponse, number: int) -> str:
    """An answer without what differs on every answer: tokens, nonces, and the address asked for."""
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", answer.get_data(as_text=True))
    text = re.sub(r'nonce="[^"]*"', "", text)
    return re.sub(rf"(/\w+/){number}(?=[/\"&%])", r"\1", text)
