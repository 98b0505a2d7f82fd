"""The access matrix: every endpoint and every step, as every role, on what is his, foreign and missing (S-06, S-10).

What is expected stands in ``access.toml`` and nowhere else; it repeats the rules on purpose, so that a change
of the rules that opens a door is a change of two places. All requests of one engine share an app and a town.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from petitions.actions.ask_reset import ask_reset
from petitions.actions.draft_routing import open_draft
from petitions.actions.manage_places import PlaceFacts, add_place
from petitions.actions.manage_posts import PostFacts, add_post
from petitions.actions.report_retaliation import report_retaliation
from petitions.models import OutboxNotice, RetaliationReport
from petitions.models.session import db
from petitions.queries.routing_sets import draft, rules_of
from petitions.rules.erasure import WAIT
from petitions.rules.permissions import RIGHTS
from petitions.rules.reviews import ReviewOutcome
from petitions.rules.terms import STAFF_ROLES, Action, ReplyKind, Status
from staff.rights import OPEN
from staff.steps import PAGES
from tests.actions.test_routing import drains, live
from tests.conftest import NOW
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    barred,
    do,
    petitioner_of,
    staged,
    version_of,
)
from tests.staff.browser import BASE, Browser, Page
from tests.staff.conftest import Opens

TABLE: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("access.toml").read_text(encoding="utf-8")
)
ROLES = tuple(role.value for role in STAFF_ROLES)
"""The town has an officer of each role under the name of the role."""
THE_OFFICE = {"clerk", "office_head", "leader", "supervisor"}
"""For whom of ``ROLES`` a case of the town's letters office exists."""
THE_UNIT = {"handler", "unit_head"}
"""For whom it exists besides, once the works department has it."""
NOT_SENT = {Status.RECEIVED, Status.REGISTERED, Status.WITHDRAWN, Status.JOINED}
"""Where the cases of this walk stand while no unit has them."""
OUTSIDE = ("other_handler", "other_head", "street_handler", "foreign_clerk", "foreign_leader")
"""Officers who may enter the rooms of cases, and for whom that case does not exist; and one recused from it."""
HELPERS = {"other_handler", "other_head"}
"""For whom it exists while the education department helps."""
MISSING = "2147483646"
BEFORE: dict[Action, tuple[tuple[Action, str], ...]] = {
    Action.APPROVE_EXTENSION: ((Action.REQUEST_EXTENSION, "handler"),),
    Action.REFUSE_EXTENSION: ((Action.REQUEST_EXTENSION, "handler"),),
    Action.APPROVE_CORRECTION: ((Action.REQUEST_CORRECTION, "clerk"),),
    Action.REFUSE_CORRECTION: ((Action.REQUEST_CORRECTION, "clerk"),),
    Action.VOICE_JOINT: ((Action.OPEN_JOINT, "clerk"),),
    Action.SETTLE_JOINT: ((Action.OPEN_JOINT, "clerk"),),
    Action.DECIDE_REVIEW: ((Action.DRAFT_REVIEW, "clerk"),),
    Action.DECIDE_REREVIEW: ((Action.DRAFT_REVIEW, "clerk"),),
    Action.END_RECUSAL: ((Action.ORDER_RECUSAL, "clerk"),),
    Action.FILE_CO_OPINION: ((Action.INVITE_CO_HANDLER, "clerk"),),
    Action.END_CO_HANDLING: ((Action.INVITE_CO_HANDLER, "clerk"),),
    Action.ACCEPT_CLOSING_REPORT: ((Action.FILE_CLOSING_REPORT, "unit_head"),),
    Action.RETURN_CLOSING_REPORT: ((Action.FILE_CLOSING_REPORT, "unit_head"),),
    Action.CLOSE: (
        (Action.FILE_CLOSING_REPORT, "unit_head"),
        (Action.ACCEPT_CLOSING_REPORT, "clerk"),
    ),
    Action.UNLINK_CASES: ((Action.LINK_CASES, "clerk"),),
    Action.REQUEST_EXCEPTION: ((Action.NAME_ACCUSED, "clerk"),),
    Action.APPROVE_EXCEPTION: ((Action.NAME_ACCUSED, "clerk"), (Action.REQUEST_EXCEPTION, "clerk")),
    Action.REFUSE_EXCEPTION: ((Action.NAME_ACCUSED, "clerk"), (Action.REQUEST_EXCEPTION, "clerk")),
    Action.GRANT_RECUSAL: ((Action.REQUEST_RECUSAL, ""),),
    Action.REFUSE_RECUSAL: ((Action.REQUEST_RECUSAL, ""),),
    Action.APPROVE_ERASURE: ((Action.REQUEST_ERASURE, "clerk"),),
    Action.REFUSE_ERASURE: ((Action.REQUEST_ERASURE, "clerk"),),
    Action.REISSUE_CODE: ((Action.REQUEST_CODE, "clerk"),),
    Action.REFUSE_CODE: ((Action.REQUEST_CODE, "clerk"),),
}
"""What somebody has to have done before a step is open to anybody."""
LAID_BACK = {Action.APPROVE_ERASURE, Action.REFUSE_ERASURE}
"""Steps that wait for days after the one before."""


@dataclass(frozen=True)
class Thing:
    """What the number in an address may be: one that is there, one of others, one that nobody has."""

    argument: str
    own: str
    foreign: str | None
    missing: str | None


@dataclass(frozen=True)
class Row:
    """One endpoint and method, and what is expected there."""

    endpoint: str
    method: str
    room: str
    thing: str
    inside: int | str
    own: tuple[str, ...] = ROLES
    others: int = 404


def rows() -> Iterator[Row]:
    """The table of pages, line by line."""
    for endpoint, said in {**TABLE["open"], **TABLE["pages"]}.items():
        for method in ("GET", "POST"):
            if method in said:
                room = said.get("room", OPEN)
                own = tuple(said.get("own", ROLES))
                others = said.get("others", 404)
                yield Row(endpoint, method, room, said.get("id", ""), said[method], own, others)


def test_every_endpoint_stands_in_the_matrix_and_every_row_has_one(staff_app: Flask) -> None:
    served = {
        (rule.endpoint, method)
        for rule in staff_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {(row.endpoint, row.method) for row in rows()}
    assert served - told == set(), "say in tests/staff/access.toml who gets what there"
    assert told - served == set(), "rows of access.toml without an endpoint"


def test_every_step_of_an_officer_stands_in_the_matrix() -> None:
    told, served = set(TABLE["steps"]), {*PAGES, Action.REVEAL.value}
    assert served - told == set(), "say in tests/staff/access.toml who takes it"
    assert told - served == set(), "steps of access.toml without a page"


def test_the_rooms_of_the_matrix_are_those_of_the_rules(staff_app: Flask) -> None:
    rules = {name: {role.value for role in roles} for name, roles in RIGHTS.items()}
    assert {name: set(roles) for name, roles in TABLE["rooms"].items()} == rules
    for row in rows():
        assert getattr(staff_app.view_functions[row.endpoint], "room", None) == row.room, row


def test_numbers_in_addresses_are_of_a_known_kind(staff_app: Flask) -> None:
    """A new kind of number needs a foreign and a missing one of it."""
    for rule in staff_app.url_map.iter_rules():
        said = TABLE["pages"].get(rule.endpoint)
        if said is not None and rule.arguments - {"action", "year"}:
            assert said.get("id"), f"{rule.endpoint}: say what {rule.arguments} is"


class Walk:
    """The walk over the matrix: asks, compares, and keeps every difference for one report."""

    def __init__(self, app: Flask, opens: Opens) -> None:
        self.app = app
        self.opens = opens
        self.kept: dict[str, Browser] = {}
        self.faults: list[str] = []
        self.adapter = app.url_map.bind("localhost")

    def browser(self, name: str) -> Browser:
        """The one browser of an officer."""
        if name not in self.kept:
            self.kept[name] = self.opens(name)
            self.kept[name].token()
        return self.kept[name]

    def asks(self, browser: Browser, row: Row, **values: str) -> Page:
        """One request."""
        # The first case of the walk is the one others are laid beside.
        every = {"year": "2026", "token": "nobodys", "case_id": "1", **values}
        rule = next(iter(self.app.url_map.iter_rules(row.endpoint)))
        given = {name: every[name] for name in rule.arguments}
        path = self.adapter.build(
            row.endpoint, {n: self.typed(n, v) for n, v in given.items()}, row.method
        )
        return browser.get(path) if row.method == "GET" else browser.post(path)

    @staticmethod
    def typed(name: str, value: str) -> str | int:
        """As the converter of the address wants it."""
        return int(value) if name.endswith("_id") or name == "year" else value

    def expect(self, what: str, page: Page, status: object) -> None:
        """Note a difference."""
        wanted = status if isinstance(status, tuple) else (status,)
        if page.status not in wanted:
            self.faults.append(f"{what}: {page.status}, not {status}")

    def same(self, what: str, foreign: Page, missing: Page, number: str, absent: str) -> None:
        """A foreign thing and a missing one: the same status, headers and bytes."""
        if foreign.status != missing.status or foreign.status != 404:
            self.faults.append(f"{what}: foreign {foreign.status}, missing {missing.status}")
        if list(foreign.headers.keys()) != list(missing.headers.keys()):
            self.faults.append(f"{what}: other headers for foreign and missing")
        if bare(foreign, number) != bare(missing, absent):
            self.faults.append(f"{what}: other bytes for foreign and missing")


def bare(page: Page, number: str) -> str:
    """An answer without what differs on every answer: tokens, nonces, and the address that was asked for."""
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", page.text)
    text = re.sub(r'nonce="[^"]*"', "", text)
    return re.sub(rf"(/\w+/){number}(?=[/\"&%])", r"\1", text)


@pytest.fixture
def walk(staff_app: Flask, town: Town, browser_of: Opens) -> Iterator[Walk]:
    """The walk; at its end nothing may have been noted."""
    walk = Walk(staff_app, browser_of)
    yield walk
    assert not walk.faults, "\n".join(walk.faults)


def abroad(town: Town) -> int:
    """A case of the neighbouring office, registered there."""
    from petitions.actions.submit import submit

    number = submit(
        a_submission(), submission_key="matrix-abroad", now=NOW, office_id=town.foreign_office.id
    ).case_id
    do(town, Action.REGISTER, number, by=actor_of(town.foreign_clerk), now=NOW)
    return number


def a_file(town: Town, case_id: int, who: str) -> int:
    """A file an officer put on a case."""
    by = actor_of(town.officers[who])
    number = staged(by, NOW)
    do(town, Action.ATTACH, case_id, by=by, now=NOW, attachment_ids=[number])
    return number


def a_notice(case_id: int) -> int:
    """A notice of a case."""
    wanted = select(OutboxNotice.id).where(OutboxNotice.case_id == case_id)
    return db.session.scalars(wanted.order_by(OutboxNotice.id)).first() or 0


def a_grant(town: Town) -> int:
    """A request about an account that waits."""
    by = actor_of(town.administrator)
    return ask_reset(town.colleague.id, reason="忘记了密码。", by=by, now=NOW)


def a_place(town: Town) -> int:
    """A place of reception."""
    return add_place(PlaceFacts(town.office.id, "接待大厅", "人民路1号"), by=None, now=NOW)


def a_post(town: Town) -> int:
    """Somebody's post."""
    return add_post(town.clerk.id, PostFacts("科员", NOW.date()), by=None, now=NOW)


def a_line(town: Town) -> int:
    """A rule in force, and the same in a draft that was begun after it."""
    by = actor_of(town.office_head)
    live(town, drains(town))
    open_draft(by=by, now=NOW)
    db.session.rollback()
    found = draft()
    assert found is not None
    return rules_of(found.id)[0].key


def a_report(case_id: int) -> int:
    """A report of retaliation on a case."""
    report_retaliation(
        case_id, by=petitioner_of(case_id), now=NOW, text="有人威胁我。", submission_key="matrix"
    )
    wanted = select(RetaliationReport.id).where(RetaliationReport.case_id == case_id)
    return db.session.scalars(wanted).one()


@pytest.fixture
def things(town: Town) -> dict[str, Thing]:
    """Everything that has a number, once here, once with others and once nowhere."""
    case_id, other = a_case(town, Status.ACCEPTED, now=NOW), abroad(town)
    own_file = a_file(town, case_id, "handler")
    foreign_file = a_file(town, other, "foreign_clerk")
    return {
        "": Thing("", "", None, None),
        "case": Thing("case_id", str(case_id), str(other), MISSING),
        "file": Thing("attachment_id", str(own_file), str(foreign_file), MISSING),
        "notice": Thing("notice_id", str(a_notice(case_id)), str(a_notice(other)), MISSING),
        # The house is one: who may enter these rooms may read all of it, so nothing is foreign.
        "unit": Thing("unit_id", str(town.works.id), None, MISSING),
        "officer": Thing("officer_id", str(town.second_clerk.id), None, MISSING),
        "report": Thing("report_id", str(a_report(case_id)), str(a_report(other)), MISSING),
        "grant": Thing("grant_id", str(a_grant(town)), None, MISSING),
        "pair": Thing("other_id", str(a_case(town, Status.ACCEPTED, now=NOW)), str(other), MISSING),
        "place": Thing("place_id", str(a_place(town)), None, MISSING),
        "post": Thing("post_id", str(a_post(town)), None, MISSING),
        "category": Thing("code", "04", None, "nowhere"),
        "line": Thing("key", str(a_line(town)), None, MISSING),
        "version": Thing("number", "1", None, MISSING),
        "rule": Thing("code", "T1", None, "T99"),
        "profile": Thing("name", "zhejiang", None, "nowhere"),
        "format": Thing("kind", "csv", None, "exe"),
    }


def test_every_role_gets_what_the_matrix_says_on_every_endpoint(
    walk: Walk, things: dict[str, Thing]
) -> None:
    for row in rows():
        if row.room == OPEN or row.inside == "steps":
            continue
        thing = things[row.thing]
        for role in ROLES:
            browser, what = walk.browser(role), f"{role} {row.method} {row.endpoint}"
            page = walk.asks(browser, row, **{thing.argument: thing.own})
            if role not in TABLE["rooms"][row.room]:
                walk.expect(what, page, 403)
                if thing.missing is not None:
                    none = walk.asks(browser, row, **{thing.argument: thing.missing})
                    walk.expect(f"{what} (missing)", none, 403)
                continue
            walk.expect(what, page, row.inside if role in row.own else row.others)
            if thing.missing is None:
                continue
            none = walk.asks(browser, row, **{thing.argument: thing.missing})
            walk.expect(f"{what} (missing)", none, 404)
            if thing.foreign is not None:
                theirs = walk.asks(browser, row, **{thing.argument: thing.foreign})
                walk.same(what, theirs, none, thing.foreign, thing.missing)


def signed_out(walk: Walk) -> Browser:
    """A browser nobody signed in with."""
    return Browser(walk.app)


def a_citizen(walk: Walk) -> Browser:
    """A browser that brings what a citizen's has at the other counter: a case that is open there."""
    browser = Browser(walk.app)
    with browser.client.session_transaction(base_url=BASE) as cookie:
        cookie["opened"] = [1, "stamp", 4_000_000_000]
    return browser


def at_the_door(browser: Browser) -> Browser:
    """With the token that the page of the door gave it."""
    field = browser.get("/sign-in").tree.select_one('[name="csrf_token"]')
    assert field is not None
    browser._token = str(field["value"])
    return browser


@pytest.mark.parametrize("who", [signed_out, a_citizen])
def test_who_is_not_signed_in_gets_past_no_door(
    walk: Walk, things: dict[str, Thing], who: Callable[[Walk], Browser]
) -> None:
    browser = at_the_door(who(walk))
    for row in rows():
        what = f"{row.method} {row.endpoint}"
        if row.room == OPEN:
            # The door ends the session it was asked from, so it gets a browser of its own.
            walk.expect(what, walk.asks(at_the_door(who(walk)), row), row.inside)
            continue
        thing = things[row.thing]
        answers = [
            walk.asks(browser, row, **{thing.argument: number, "action": "note"})
            for number in (thing.own, thing.foreign, thing.missing)
            if number is not None
        ]
        for page in answers:
            walk.expect(what, page, 303 if row.method == "GET" else 401)
            if row.method == "GET" and not page.location.startswith("/staff/sign-in"):
                walk.faults.append(f"{what}: leads to {page.location}")


def standing(town: Town, action: Action, status: Status) -> int:
    """A case of the town on which somebody may take the step."""
    if action is Action.ISSUE_INTERIM_REPLY:
        number = a_case(town, Status.ACCEPTED, now=NOW)
        handler = actor_of(town.handler)
        interim: dict[str, Any] = {"kind": ReplyKind.INTERIM, "outcome": None}
        do(town, Action.DRAFT_REPLY, number, by=handler, now=NOW, **interim)
        do(town, Action.APPROVE_REPLY, number, by=actor_of(town.unit_head), now=NOW)
        return number
    if action is Action.TURN_ORDINARY:
        number = a_case(town, Status.ROUTED, now=NOW)
        do(town, Action.ACCEPT, number, by=actor_of(town.handler), now=NOW, simple=True)
        return number
    if action is Action.RECALL:
        return barred(town, now=NOW)
    earlier = WAIT if action in LAID_BACK else timedelta()
    written = a_submission(confidential=True) if action is Action.REDACT else None
    number = a_case(town, status, now=NOW - earlier, submission=written)
    if action is Action.REMAND:
        revoked = {"outcome": ReviewOutcome.REMAND}
        do(town, Action.DRAFT_REVIEW, number, by=actor_of(town.clerk), now=NOW, **revoked)
    for before, who in BEFORE.get(action, ()):
        by = actor_of(town.officers[who]) if who else petitioner_of(number)
        do(town, before, number, by=by, now=NOW - earlier)
    return number


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_step_is_open_to_whom_the_matrix_says(walk: Walk, town: Town, method: str) -> None:
    for name, said in TABLE["steps"].items():
        action = Action(name)
        status = Status(said["on"])
        away = status in NOT_SENT or action is Action.RECALL
        sees = THE_OFFICE | (set() if away else THE_UNIT)
        if action in (Action.FILE_CO_OPINION, Action.END_CO_HANDLING):
            sees |= HELPERS
        number = str(standing(town, action, status))
        if action in (Action.VOICE_JOINT, Action.SETTLE_JOINT):
            sees |= THE_UNIT | {"other_handler", "other_head"}
        endpoint = {
            ("GET", True): "reveal.ask", ("POST", True): "reveal.show",
            ("GET", False): "steps.ask", ("POST", False): "steps.act",
        }[method, action is Action.REVEAL]  # fmt: skip
        row = Row(endpoint, method, "queue", "case", "steps")
        before = version_of(int(number))
        for who in (*ROLES, *OUTSIDE):
            what, browser = f"{who} {method} {name}", walk.browser(who)
            page = walk.asks(browser, row, case_id=number, action=name)
            if who in ROLES and who not in TABLE["rooms"]["queue"]:
                walk.expect(what, page, 403)
            elif who not in sees:
                none = walk.asks(browser, row, case_id=MISSING, action=name)
                walk.same(what, page, none, number, MISSING)
            elif method == "GET":
                walk.expect(what, page, 200 if who in said["by"] else 403)
            else:
                # An empty form: told what is missing, or that it is not his to take.
                walk.expect(what, page, (409, 422) if who in said["by"] else (403, 409, 422))
        if version_of(int(number)) != before:
            walk.faults.append(f"{method} {name}: an empty form of somebody moved the case")


def test_who_is_recused_is_a_stranger_to_the_case(walk: Walk, town: Town) -> None:
    """The same officer before and after: pages, files, steps and the looks (信访工作条例 §28)."""
    number = a_case(town, Status.ACCEPTED, now=NOW)
    file = a_file(town, number, "clerk")
    browser = walk.browser("colleague")
    case, paper = (
        Row("case.show", "GET", "queue", "case", 200),
        Row("files.download", "GET", "queue", "file", 200),
    )
    walk.expect("colleague sees the case", walk.asks(browser, case, case_id=str(number)), 200)
    do(town, Action.ORDER_RECUSAL, number, by=actor_of(town.clerk), now=NOW)
    for row, argument, own in ((case, "case_id", number), (paper, "attachment_id", file)):
        theirs = walk.asks(browser, row, **{argument: str(own)})
        none = walk.asks(browser, row, **{argument: MISSING})
        walk.same(f"recused {row.endpoint}", theirs, none, str(own), MISSING)


@pytest.mark.parametrize("who", OUTSIDE)
def test_lists_counts_searches_and_exports_say_nothing_of_foreign_cases(
    town: Town, browser_of: Opens, who: str
) -> None:
    """What they answer is the same to the byte whether the foreign case is there or not."""
    browser = browser_of(who)
    number = "XF-2026-000001"

    def everything() -> list[str]:
        asked = [browser.get("/queue/"), browser.get("/"), browser.get("/punctuality/")]
        asked += [browser.get("/punctuality/cases/"), browser.get("/notices/")]
        asked += [browser.post("/search/", {"q": words}) for words in (number, "张建国", "下水道")]
        asked += [browser.post("/queue/export/csv"), browser.post("/punctuality/export/csv")]
        return [bare(page, "-") for page in asked]

    before = everything()
    a_case(town, Status.ACCEPTED, now=NOW)
    assert everything() == before


def test_the_calendar_feed_serves_the_cases_of_its_owner_alone(
    town: Town, browser_of: Opens
) -> None:
    a_case(town, Status.ACCEPTED, now=NOW)
    served = {}
    for who in ("handler", "other_handler", "foreign_clerk"):
        browser = browser_of(who)
        page = browser.post("/account/feed")
        found = re.search(r"/staff(/feed/[\w-]+\.ics)", page.text)
        assert found, who
        served[who] = browser.get(found[1]).text
    assert "BEGIN:VEVENT" in served["handler"]
    assert "BEGIN:VEVENT" not in served["other_handler"]
    assert "BEGIN:VEVENT" not in served["foreign_clerk"]
