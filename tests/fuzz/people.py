"""Everybody who stands at a counter: strangers, citizens half-way through, officers of every role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from benchmarks.citizens import STAGES, TRACK
from petitions.actions.ask_reset import ask_reset
from petitions.actions.enter import enter
from petitions.actions.manage_places import PlaceFacts, add_place
from petitions.actions.manage_posts import PostFacts, add_post
from petitions.actions.private_feed import make_feed
from petitions.actions.publish_routing import record_trial
from petitions.actions.report_retaliation import report_retaliation
from petitions.actions.sign_head import sign_head
from petitions.actions.submit import submit
from petitions.adapters import clock, codes
from petitions.models import Officer, StaffSession
from petitions.models.session import db
from petitions.queries.own_receipt import line_of
from petitions.rules.erasure import WAIT
from petitions.rules.reviews import ReviewOutcome
from petitions.rules.terms import Action, Channel, ReplyKind, Role, Status
from tests.actions.test_routing import drafted, drains, edits
from tests.factories import Town, a_case, a_submission, actor_of, barred, do, petitioner_of
from tests.fuzz.forms import Form, forms_on, links_on
from tests.fuzz.shots import Answer, Shot, fire, multipart, urlencoded
from web.tables import xlsx_bytes

Office = Callable[..., Iterable[bytes]]
PAPER = ("材料.txt", "证据".encode())


@dataclass
class Person:
    """One browser with its cookies."""

    name: str
    office: Office
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def cookie(self) -> str:
        """The header a browser would send."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, address: str) -> Answer:
        """Fetch a page and keep its cookies."""
        parts = urlsplit(address)
        return self._send(Shot("GET", parts.path, parts.query.encode()))

    def post(
        self, form: Form, files: Iterable[tuple[str, str, bytes]] = (), **typed: str
    ) -> Answer:
        """Send a form, with what is typed in place of what stood there."""
        pairs = list({**form.filled(), **typed}.items())
        files = list(files)
        return self._send(
            Shot(
                "POST",
                form.path,
                form.query.encode(),
                "multipart/form-data; boundary=hyb"
                if files
                else "application/x-www-form-urlencoded",
                multipart(pairs, files) if files else urlencoded(pairs),
            )
        )

    def form(self, address: str, to: str | None = None) -> Form:
        """The form of a page that goes to an address."""
        answer = self.get(address)
        assert answer.status == 200, f"{self.name}: {address} answered {answer.status}"
        found = [form for form in forms_on(answer.body, address) if form.path == (to or address)]
        assert found, f"{self.name}: no form to {to or address} on {address}"
        return found[0]

    def _send(self, shot: Shot) -> Answer:
        answer = fire(self.office, shot.but(cookie=self.cookie))
        assert answer.error is None, f"{shot}: {answer.error!r}"
        self.cookies.update(answer.cookies)
        return answer


@dataclass(frozen=True)
class World:
    """The town with a case in every state, and all that its addresses may hold."""

    town: Town
    ids: Mapping[str, tuple[int, ...]]
    """Numbers that exist, by the name of the argument in an address."""
    receipt: str
    """A signed line that is in the published tree."""


def make_world(town: Town) -> World:
    """A case in every state; one with a question, an extension and a correction
    asked for, and files; one half answered."""
    now = clock.now()
    cases = {status: a_case(town, status, now=now) for status in Status}
    busy, answering = cases[Status.ACCEPTED], a_case(town, Status.ACCEPTED, now=now)
    handler, head = actor_of(town.handler), actor_of(town.unit_head)
    interim = {"kind": ReplyKind.INTERIM, "outcome": None}
    do(town, Action.DRAFT_REPLY, answering, by=handler, now=now, **interim)
    do(town, Action.APPROVE_REPLY, answering, by=head, now=now)
    do(town, Action.ASK_MORE, busy, by=handler, now=now)
    do(town, Action.ATTACH, busy, by=handler, now=now)
    do(town, Action.REQUEST_EXTENSION, busy, by=handler, now=now)
    do(town, Action.REQUEST_CORRECTION, busy, by=handler, now=now)
    do(town, Action.ORDER_RECUSAL, busy, by=actor_of(town.clerk), now=now)
    do(town, Action.REQUEST_RECUSAL, busy, by=petitioner_of(busy), now=now)
    do(town, Action.NAME_ACCUSED, busy, by=actor_of(town.clerk), now=now)
    do(town, Action.REQUEST_EXCEPTION, busy, by=actor_of(town.second_clerk), now=now)
    named = a_case(town, Status.REGISTERED, now=now)
    do(town, Action.NAME_ACCUSED, named, by=actor_of(town.clerk), now=now)
    told = a_case(town, Status.ANSWERED, now=now)
    do(town, Action.FILE_CLOSING_REPORT, told, by=head, now=now)
    drafted(town, drains(town))
    record_trial(seen=edits(), by=actor_of(town.office_head), now=now, cases=0)
    simple = a_case(town, Status.ROUTED, now=now)
    do(town, Action.ACCEPT, simple, by=handler, now=now, simple=True)
    do(town, Action.FOLLOW_UP, answering, by=handler, now=now)
    do(town, Action.LINK_CASES, answering, by=handler, now=now, other_id=simple)
    helped, clerk = a_case(town, Status.REGISTERED, now=now), actor_of(town.clerk)
    do(town, Action.TRANSFER, helped, by=clerk, now=now, unit_id=town.education.id)
    do(town, Action.INVITE_CO_HANDLER, helped, by=clerk, now=now, unit_id=town.works.id)
    revoked, remand = a_case(town, Status.IN_REVIEW, now=now), {"outcome": ReviewOutcome.REMAND}
    do(town, Action.DRAFT_REVIEW, revoked, by=clerk, now=now, **remand)
    for under in (cases[Status.IN_REVIEW], cases[Status.IN_REREVIEW]):
        do(town, Action.DRAFT_REVIEW, under, by=clerk, now=now)
    joint = a_case(town, Status.REGISTERED, now=now)
    do(town, Action.OPEN_JOINT, joint, by=clerk, now=now)
    asked = a_case(town, Status.REGISTERED, now=now)
    do(town, Action.REQUEST_CODE, asked, by=actor_of(town.clerk), now=now)
    over, before = a_case(town, Status.WITHDRAWN, now=now - WAIT), now - WAIT
    do(town, Action.REQUEST_ERASURE, over, by=actor_of(town.clerk), now=before)
    ask_reset(town.colleague.id, reason="忘记了密码。", by=actor_of(town.administrator), now=now)
    report_retaliation(
        busy, by=petitioner_of(busy), now=now, text="有人威胁我。", submission_key="fuzz"
    )
    make_feed(by=handler, now=now)
    admin = actor_of(town.administrator)
    post = PostFacts("信访信息员", now.date(), contact_clerk=True)
    post_id = add_post(town.second_clerk.id, post, by=admin, now=now)
    place_id = add_place(PlaceFacts(town.health.id, "接待室", "人民路3号"), by=admin, now=now)
    sign_head(now)
    receipt = line_of(busy)
    assert receipt is not None
    db.session.rollback()
    return World(
        town,
        {
            "case_id": (
                *cases.values(),
                answering,
                simple,
                asked,
                over,
                named,
                barred(town, now=now),
                told,
                helped,
                joint,
                revoked,
            ),
            "officer_id": (town.second_clerk.id,),
            "unit_id": (town.health.id,),
            "post_id": (post_id,),
            "place_id": (place_id,),
            "notice_id": (1, 2),
            "other_id": (answering, simple),
            "attachment_id": (1,),
            "grant_id": (1,),
            "report_id": (1,),
            "year": (2027,),
            "key": (1,),
        },
        receipt,
    )


def citizens(office: Office, world: World) -> list[Person]:
    """A stranger; two who fill in the form; one who has just sent it; owners of cases."""
    stranger = Person("stranger", office)
    stranger.get("/")
    return [
        stranger,
        _filling(office, "a group", {"together": "several", "persons_count": "7"}),
        _filling(office, "an accuser", {}, petition_class="accusation", legal_status="court"),
        _sender(office),
        _newcomer(office, world),
        *(
            _owner(office, world, status)
            for status in (Status.RECEIVED, Status.ROUTED, Status.ANSWERED)
        ),
    ]


def _filling(office: Office, name: str, who: Mapping[str, str], **answers: str) -> Person:
    person = Person(name, office)
    for path, typed in STAGES[:-1]:
        form = person.form(path)
        own = {key: value for key, value in answers.items() if key in form.names}
        given = {**typed, **own, **(who if path.endswith("/who") else {})}
        if "complained_about" in form.names:
            given["complained_about"] = "某单位某人"
        person.post(form, **given)
    if person.get("/submit/group").status == 200:
        person.post(person.form("/submit/group"), name_1="王一", phone_1="13812345678")
    form = person.form("/submit/files/")
    person.post(form, [("files", *PAPER)], do="upload")
    return person


def _sender(office: Office) -> Person:
    person = _filling(office, "a sender", {})
    answer = person.post(person.form("/submit/check"))
    assert answer.status == 303, answer.status
    return person


def _owner(office: Office, world: World, status: Status) -> Person:
    town, now = world.town, clock.now()
    key = codes.new_key()
    receipt = submit(a_submission(), submission_key=key, now=now, office_id=town.office.id)
    _bring(town, receipt.case_id, status)
    db.session.rollback()
    person = Person(f"the owner of a case that is {status.value}", office)
    form = person.form(TRACK)
    answer = person.post(form, number=receipt.receipt_number, code=receipt.query_code)
    assert answer.status == 303, answer.status
    begun = person.form("/track/case/add/")
    person.post(begun, [("files", *PAPER)], text="补充", do="upload")
    return person


def _newcomer(office: Office, world: World) -> Person:
    """Who wrote a letter and opens his case for the first time, with the code on the slip."""
    letter = a_submission(channel=Channel.LETTER)
    clerk = actor_of(world.town.clerk)
    receipt = enter(letter, submission_key=codes.new_key(), by=clerk, now=clock.now())
    db.session.rollback()
    person = Person("who has a slip", office)
    form = person.form(TRACK)
    answer = person.post(form, number=receipt.receipt_number, code=receipt.query_code)
    assert answer.status == 303, answer.status
    return person


def _bring(town: Town, case_id: int, status: Status) -> None:
    """Take a filed case further, with a question and a paper of the petitioner on the way."""
    now = clock.now()
    clerk, handler, head = map(actor_of, (town.clerk, town.handler, town.unit_head))
    if status is Status.RECEIVED:
        return
    do(town, Action.REGISTER, case_id, by=clerk, now=now)
    do(town, Action.ASSIGN, case_id, by=clerk, now=now)
    do(town, Action.ASK_MORE, case_id, by=handler, now=now)
    if status is Status.ROUTED:
        return
    do(town, Action.SUPPLEMENT, case_id, by=petitioner_of(case_id), now=now)
    do(town, Action.ACCEPT, case_id, by=handler, now=now)
    do(town, Action.DRAFT_REPLY, case_id, by=handler, now=now)
    do(town, Action.APPROVE_REPLY, case_id, by=head, now=now)
    do(town, Action.ISSUE_REPLY, case_id, by=handler, now=now)


ROLES = (
    "clerk",
    "office_head",
    "handler",
    "unit_head",
    "leader",
    "supervisor",
    "auditor",
    "administrator",
    "security",
)


def officers(office: Office, world: World, app: Flask) -> list[Person]:
    """Somebody before the door; officers of every role; one with a first password, one before the code."""
    stranger = Person("stranger", office)
    stranger.get("/staff/sign-in")
    found = [stranger]
    for name in ROLES:
        found.append(_admitted(office, app, world.town.officers[name], name))
    newcomer, guarded = world.town.other_handler, world.town.other_head
    held = db.session.get_one(Officer, newcomer.id)
    held.must_change_password = True
    db.session.get_one(Officer, guarded.id).totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    db.session.commit()
    found.append(_admitted(office, app, newcomer, "a newcomer"))
    found.append(_admitted(office, app, guarded, "one before the code"))
    assert {Role(world.town.officers[name].role) for name in ROLES} == set(Role) - {Role.CITIZEN}
    return found


def _admitted(office: Office, app: Flask, officer: Officer, name: str) -> Person:
    token, now = codes.new_key(), clock.now()
    session = db.session()
    session.add(
        StaffSession(
            token_hash=codes.token_hash(token),
            officer_id=officer.id,
            created_at=now,
            # Seen a little later than now: no request of this run is a heartbeat.
            last_seen_at=now + timedelta(minutes=10),
        )
    )
    session.commit()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    value = signer.dumps({"_user_id": token})
    text = value if isinstance(value, str) else value.decode()
    return Person(name, office, {app.config["SESSION_COOKIE_NAME"]: text})


@dataclass(frozen=True)
class Found:
    """A form, who found it, and where."""

    person: Person
    form: Form
    page: str

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes two forms the same: where they lead, numbers aside, and what they ask."""
        return (re.sub(r"/\d+", "/0", self.form.path), tuple(sorted(self.form.names)))


def walk(person: Person, starts: Iterable[str], inside: str) -> tuple[list[Found], set[str]]:
    """Every form a person reaches by links from these pages, and the pages where they are."""
    waiting, seen, shapes = list(starts), set[str](), set[str]()
    found: dict[tuple[Any, ...], Found] = {}
    while waiting:
        address = waiting.pop(0)
        shape = _shape(address)
        if address in seen or (shape in shapes and address not in starts):
            continue
        seen.add(address)
        answer = person.get(address)
        if answer.status in {302, 303}:
            waiting.append(_local(answer.header("Location")))
            continue
        assert answer.status < 500, f"{person.name}: GET {address} answered {answer.status}"
        if answer.status != 200 or "html" not in answer.header("Content-Type"):
            continue
        shapes.add(shape)
        for form in forms_on(answer.body, address):
            each = Found(person, form, address)
            found.setdefault(each.key, each)
        waiting += [link for link in sorted(links_on(answer.body)) if _inside(link, inside)]
    return list(found.values()), seen


PREVIEWS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "/staff/rules/T1": ("/staff/rules/T1/preview", {"length": "7", "reason": "文件"}),
    "/staff/rules/profiles/zhejiang": (
        "/staff/rules/profiles/zhejiang/preview",
        {"reason": "文件"},
    ),
    "/staff/calendar/2027/edit": ("/staff/calendar/2027/preview", {"reason": "公布"}),
    "/staff/intake/": (
        "/staff/intake/",
        {
            "petition_class": "appeal",
            "name": "王小明",
            "title": "公园长椅断了",
            "request": "请换掉断裂的木板。",
            "facts": "人民公园东门的长椅有三块木板断裂。",
        },
    ),
}
"""Pages whose form leads to another one: where, and what is typed."""


def previewed(person: Person) -> list[Found]:
    """The forms that confirm what was looked at before, which no link leads to."""
    found = []
    for page, (to, typed) in PREVIEWS.items():
        answer = person.post(person.form(page, to), **typed)
        assert answer.status == 200, f"{person.name}: {to} answered {answer.status}"
        found += [Found(person, form, page) for form in forms_on(answer.body, to)]
    return found


def imported(person: Person) -> list[Found]:
    """The form that confirms a workbook of the directory."""
    page = "/staff/directory/import/"
    new = xlsx_bytes("单位", ("代码", "名称", "种类"), [("YL", "园林局", "政府部门")])
    answer = person.post(person.form(page), [("file", "units.xlsx", new)])
    assert answer.status == 200, f"{person.name}: the workbook was answered {answer.status}"
    return [Found(person, form, page) for form in forms_on(answer.body, page)]


def brought(person: Person, receipt: str) -> list[Found]:
    """The forms of the page that says what a receipt is worth."""
    answer = person.post(person.form("/proof/"), line=receipt)
    assert answer.status == 200, f"{person.name}: the receipt was answered {answer.status}"
    return [Found(person, form, "/proof/") for form in forms_on(answer.body, "/proof/")]


def _shape(address: str) -> str:
    """Pages that differ in numbers alone hold the same forms; filters and places in a list too."""
    return re.sub(r"/\d+", "/0", urlsplit(address).path)


def _local(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _inside(link: str, counter: str) -> bool:
    if link.startswith("/static/"):
        return False
    return link.startswith("/staff") == (counter == "staff")
