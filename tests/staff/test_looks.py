"""Who opened a case: written wherever its text is shown, with a purpose, and read by supervision alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from petitions.models import AuditEntry
from petitions.models.session import db
from petitions.queries.looks import looks_at
from petitions.rules.terms import Action, PetitionClass, Status
from staff.rights import OPEN
from staff.steps import PAGES
from tests.conftest import NOW
from tests.factories import Town, a_submission, actor_of, do, staged
from tests.staff import conftest
from tests.staff.browser import Browser, Page
from tests.staff.conftest import Opens

READERS = ("supervisor", "office_head")
SECRET = "绝密的事实"
FILE = b"the words of the paper"


def looks(case_id: int) -> list[AuditEntry]:
    """What is on record of a case, oldest first."""
    db.session.rollback()
    return list(
        db.session.scalars(
            select(AuditEntry).where(AuditEntry.case_id == case_id).order_by(AuditEntry.id)
        )
    )


def lines(page: Page) -> list[str]:
    assert page.status == 200
    return [" ".join(row.get_text(" ").split()) for row in page.tree.select("main tbody tr")]


def test_each_look_says_who_when_what_and_for_what(
    town: Town,
    browser_of: Opens,
    case_in: conftest.Case,
    clock: time_machine.Coordinates,
) -> None:
    case_id = case_in(Status.ACCEPTED)
    handler = browser_of("handler")
    handler.get(f"/cases/{case_id}")
    handler.post(f"/cases/{case_id}/reveal", {"reason": "电话核实"})
    number = staged(actor_of(town.clerk), NOW)
    do(town, Action.ATTACH, case_id, by=actor_of(town.clerk), now=NOW, attachment_ids=[number])
    clock.shift(timedelta(hours=1))
    browser_of("clerk").get(f"/files/{number}")
    browser_of("leader").get(f"/cases/{case_id}")

    found = lines(browser_of("supervisor").get(f"/cases/{case_id}/looks"))

    assert [re.sub(r"^\S+ \S+ ", "", line) for line in found] == [
        "蒋督查 督查人员 回音市人民政府 查看查阅记录 督查",
        "卫市长 分管领导 回音市人民政府 查看信访件 领导过问",
        f"李文书 信访机构经办人 回音市信访局 下载附件 附件 {number} 信访机构登记、分送、跟踪",
        "赵经办 承办人 回音市住房和城乡建设局 查看身份信息 本人承办 电话核实",
        "赵经办 承办人 回音市住房和城乡建设局 查看信访件 本人承办",
    ]


def test_role_and_unit_are_those_of_that_time(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    from petitions.models import Officer
    from petitions.rules.terms import Role

    case_id = case_in(Status.ACCEPTED)
    browser_of("handler").get(f"/cases/{case_id}")
    moved = db.session.get_one(Officer, town.handler.id)
    moved.unit_id, moved.role = town.education.id, Role.UNIT_HEAD
    db.session.commit()

    line = lines(browser_of("supervisor").get(f"/cases/{case_id}/looks"))[-1]
    assert "承办人 回音市住房和城乡建设局" in line
    assert "教育局" not in line


def test_a_head_with_a_reply_to_approve_looks_for_that(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.REPLY_DRAFTED)
    browser_of("unit_head").get(f"/cases/{case_id}/approve_reply")
    (entry,) = looks(case_id)
    assert entry.facts == {"purpose": "approval", "role": "unit_head"}


def test_a_unit_that_gave_it_back_is_told_apart(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.OBJECTED)
    do(town, Action.UPHOLD_OBJECTION, case_id, by=actor_of(town.clerk), now=NOW)
    browser_of("handler").get(f"/cases/{case_id}")
    (entry,) = looks(case_id)
    assert entry.facts["purpose"] == "former_unit"


def test_an_export_is_a_look_at_each_case_it_takes(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    taken, drafted = case_in(Status.ACCEPTED), case_in(Status.REPLY_DRAFTED)
    left = case_in(Status.RECEIVED)
    assert browser_of("unit_head").post("/queue/export/csv").status == 200
    for case_id, purpose in ((taken, "unit"), (drafted, "approval")):
        (entry,) = looks(case_id)
        assert (entry.what, entry.officer_id) == ("taken", town.unit_head.id)
        assert entry.facts == {"purpose": purpose, "role": "unit_head"}
    assert looks(left) == []
    assert "列入导出的表格" in lines(browser_of("supervisor").get(f"/cases/{taken}/looks"))[1]

    auditor = browser_of("auditor")
    assert [line for line in lines(auditor.get("/audit/")) if "列入导出" in line] == []
    rows = lines(auditor.get("/audit/?what=taken"))
    assert ["列入导出" in line for line in rows] == [True, True]
    assert "2 行" in " ".join(lines(auditor.get("/audit/?what=export")))


def test_an_export_of_nothing_is_recorded_too(browser_of: Opens, town: Town) -> None:
    assert browser_of("handler").post("/queue/export/csv").status == 200
    db.session.rollback()
    assert [each.facts for each in db.session.scalars(select(AuditEntry))] == [{"rows": 0}]


def test_only_supervision_and_the_head_of_the_office_read_it(
    browser_of: Opens, case_in: conftest.Case, town: Town
) -> None:
    case_id = case_in(Status.ACCEPTED)
    address = f"/cases/{case_id}/looks"
    for name in town.officers:
        browser = browser_of(name)
        allowed = name in READERS
        foreign = name == "foreign_leader"
        assert browser.get(address).status == (200 if allowed else 403), name
        file = browser.get(f"/cases/{case_id}")
        if file.status == 200:
            assert (file.tree.select_one(f'a[href="/staff{address}"]') is not None) == allowed, name
        assert not (foreign and file.status == 200)
        assert browser.post(address).status in {403, 404}, name


def test_a_foreign_case_is_a_missing_one(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    from petitions.models import Officer
    from petitions.rules.terms import Role
    from tests.staff.test_rights import without_tokens

    case_id = case_in(Status.ACCEPTED)
    browser_of("handler").get(f"/cases/{case_id}")
    for officer, role in (
        (town.foreign_leader, Role.SUPERVISOR),
        (town.foreign_clerk, Role.OFFICE_HEAD),
    ):
        db.session.get_one(Officer, officer.id).role = role
        db.session.commit()
        browser = browser_of(officer.username)
        browser.token()
        foreign = browser.get(f"/cases/{case_id}/looks")
        missing = browser.get("/cases/9999/looks")
        assert foreign.status == missing.status == 404
        assert without_tokens(foreign.text) == without_tokens(missing.text)
        actor = actor_of(db.session.get_one(Officer, officer.id))
        assert looks_at(case_id, actor=actor).lines == ()
    assert [entry.officer_id for entry in looks(case_id)] == [town.handler.id]


def test_the_page_is_a_look_itself(town: Town, browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.ACCEPTED)
    supervisor = browser_of("supervisor")
    for times in (1, 2, 3):
        assert len(lines(supervisor.get(f"/cases/{case_id}/looks"))) == times
    assert {each.what for each in looks(case_id)} == {"looks"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?what=look", 2),
        ("?what=reveal", 1),
        ("?what=download", 0),
        ("?what=looks", 1),
        ("?what=nonsense", 4),
        ("?what=sign_in", 4),
        ("?after=nonsense", 4),
        ("?after=2026-03-10T02:00:00_5", 4),
        ("?after=0001-01-01T00:00:00%2B09:00_5", 4),
        ("?after=9999-12-31T23:59:59%2B00:00_99999999999", 4),
        ("?after=2020-01-01T00:00:00%2B00:00_5", 0),
        ("?after=%00_%00&what=%00", 4),
    ],
)
def test_filters_and_places(
    browser_of: Opens, case_in: conftest.Case, query: str, expected: int
) -> None:
    case_id = case_in(Status.ACCEPTED)
    handler = browser_of("handler")
    handler.get(f"/cases/{case_id}")
    handler.get(f"/cases/{case_id}/reveal")
    handler.post(f"/cases/{case_id}/reveal", {"reason": "核实"})
    supervisor = browser_of("supervisor")
    assert len(lines(supervisor.get(f"/cases/{case_id}/looks{query}"))) == expected


def test_pages_have_no_gaps_and_no_doubles_while_others_look(
    town: Town, browser_of: Opens, case_in: conftest.Case, clock: time_machine.Coordinates
) -> None:
    case_id, handler = case_in(Status.ACCEPTED), browser_of("handler")
    for number in range(12):
        handler.get(f"/cases/{case_id}")
        clock.shift(timedelta(minutes=number % 3))  # several at one instant
    wanted = [each.id for each in reversed(looks(case_id))]
    actor = actor_of(town.supervisor)
    seen: list[int] = []
    cursor = ""
    while True:
        page = looks_at(case_id, actor=actor, cursor=cursor, size=5)
        seen += [line.id for line in page.lines]
        cursor = page.next_cursor
        if not cursor:
            break
        handler.get(f"/cases/{case_id}")
        db.session.rollback()
    assert seen == wanted


def test_the_way_to_the_next_page(town: Town, browser_of: Opens, case_in: conftest.Case) -> None:
    case_id, handler = case_in(Status.ACCEPTED), browser_of("handler")
    for _ in range(55):
        handler.get(f"/cases/{case_id}")
    supervisor = browser_of("supervisor")
    first = supervisor.get(f"/cases/{case_id}/looks?what=look")
    assert len(lines(first)) == 50
    link = first.tree.select_one('.govuk-pagination a[rel="next"]')
    assert link is not None
    assert len(lines(supervisor.get(str(link["href"])))) == 5


def test_nobody_is_counted_or_ranked(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.ACCEPTED)
    for _ in range(3):
        browser_of("handler").get(f"/cases/{case_id}")
    page = browser_of("supervisor").get(f"/cases/{case_id}/looks")
    assert [str(field["name"]) for field in page.tree.select("main form [name]")] == ["what"]
    assert "/looks?officer" not in page.text
    heads = [head.get_text(strip=True) for head in page.tree.select("main thead th")]
    assert heads == ["时间", "人员", "做了什么", "目的或者理由"]


def test_entries_of_before_are_shown_as_they_are(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.ACCEPTED)
    db.session.add(
        AuditEntry(
            at=NOW,
            what="look",
            officer_id=town.handler.id,
            unit_id=town.works.id,
            case_id=case_id,
            facts={},
        )
    )
    db.session.commit()
    assert "没有记下" in lines(browser_of("supervisor").get(f"/cases/{case_id}/looks"))[-1]


def test_a_typed_reason_is_text(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id, reason = case_in(Status.ACCEPTED), "<b>核实</b>\u202e & 再看"
    assert browser_of("handler").post(f"/cases/{case_id}/reveal", {"reason": reason}).status == 200
    page = browser_of("supervisor").get(f"/cases/{case_id}/looks")
    assert "<b>" not in page.text
    assert "<b>核实</b> & 再看" in lines(page)[1]


def test_it_can_be_read_in_english(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.ACCEPTED, a_submission(petition_class=PetitionClass.ACCUSATION))
    supervisor = browser_of("supervisor")
    supervisor.client.set_cookie("lang", "en")
    page = supervisor.get(f"/cases/{case_id}/looks")
    assert page.status == 200
    assert "Supervision" in lines(page)[0]


def every_page(app: Flask, case_id: int, number: int, reply_id: int) -> Iterator[tuple[str, str]]:
    """Endpoint and address of every page that is fetched, each step's own page included."""
    adapter = app.url_map.bind("localhost")
    values = {
        "case_id": case_id,
        "attachment_id": number,
        "notice_id": 1,
        "unit_id": 1,
        "officer_id": 1,
        "reply_id": reply_id,
        **dict.fromkeys(("other_id", "place_id", "post_id", "key", "number"), 1),
        **dict.fromkeys(("grant_id", "report_id"), 1),
        "code": "T1",
        "name": "zhejiang",
        "year": 2026,
        "kind": "csv",
    }
    for rule in app.url_map.iter_rules():
        room = getattr(app.view_functions[rule.endpoint], "room", OPEN)
        if "GET" not in (rule.methods or ()) or room == OPEN:
            continue
        for action in PAGES if "action" in rule.arguments else ("",):
            wanted = {**values, "action": action}
            yield (
                rule.endpoint,
                adapter.build(rule.endpoint, {name: wanted[name] for name in rule.arguments}),
            )


PEOPLE = ("clerk", "office_head", "handler", "unit_head", "leader", "supervisor", "auditor")


@pytest.mark.parametrize(
    "status",
    [Status.RECEIVED, Status.OBJECTED, Status.ACCEPTED, Status.REPLY_APPROVED, Status.ANSWERED],
)
def test_nothing_of_a_case_is_shown_without_a_look_on_record(
    staff_app: Flask, town: Town, browser_of: Opens, case_in: conftest.Case, status: Status
) -> None:
    """Whatever page shows the text of a case or a file, fetched or refused, has written it down (S-09)."""
    case_id = case_in(status, a_submission(facts=f"{SECRET}。"))
    by = actor_of(town.clerk)
    number = staged(by, NOW, content=FILE, name="纸.txt")
    do(town, Action.ATTACH, case_id, by=by, now=NOW, attachment_ids=[number])
    do(town, Action.NOTE, case_id, by=by, now=NOW, text=f"{SECRET}，记一笔")
    shown = set[str]()
    for name in PEOPLE:
        browser = browser_of(name)
        for endpoint, address in every_page(staff_app, case_id, number, 1):
            posted = endpoint in {"steps.ask", "reveal.ask"}
            for method in ("GET", "POST") if posted else ("GET",):
                before = len(looks(case_id))
                given = {"version": "999"}
                page = browser.get(address) if method == "GET" else browser.post(address, given)
                if SECRET.encode() in page.data or FILE in page.data:
                    shown.add(endpoint)
                    assert len(looks(case_id)) > before, f"{name}: {method} {address}"
    assert {"case.show", "files.download"} <= shown


def test_a_search_shows_no_text(town: Town, browser_of: Opens, case_in: conftest.Case) -> None:
    """A line of a list is number, title and state: it opens nothing, so it is no look."""
    case_id = case_in(Status.ACCEPTED, a_submission(title="路灯不亮", facts=f"{SECRET}。"))
    page = browser_of("handler").post("/search/", {"words": SECRET})
    assert "路灯不亮" in page.text
    tree = page.tree
    for field in tree.select("input, title"):
        field.decompose()
    assert SECRET not in str(tree)
    assert looks(case_id) == []


def test_each_browser_writes_its_own_look(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    """Two at once, and a double press: each request is on record, none is lost."""
    from concurrent.futures import ThreadPoolExecutor

    case_id = case_in(Status.ACCEPTED)
    browsers: list[Browser] = [
        browser_of(name) for name in ("handler", "handler", "unit_head", "clerk")
    ]
    with ThreadPoolExecutor(len(browsers)) as pool:
        pages = list(pool.map(lambda each: each.get(f"/cases/{case_id}").status, browsers))
    assert pages == [200] * 4
    assert sorted(each.officer_id for each in looks(case_id)) == sorted(
        [town.handler.id, town.handler.id, town.unit_head.id, town.clerk.id]
    )
