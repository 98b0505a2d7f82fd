"""Accounts: one asks, the security administrator approves, withdrawal needs one person (S-10, S-20, S-21)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from petitions.actions.approve_grant import approve_grant
from petitions.actions.ask_account import ask_account
from petitions.actions.ask_reset import ask_reset
from petitions.actions.change_account import change_account
from petitions.actions.errors import Missing, NotAllowed, NotFound, Refused
from petitions.actions.manage_officers import add_officer
from petitions.actions.refuse_grant import refuse_grant
from petitions.models import Accused, AuditEntry, Grant, Officer
from petitions.models.exchange import Decision
from petitions.models.session import db
from petitions.rules.permissions import RIGHTS, Actor
from petitions.rules.terms import PetitionClass, Role, Status
from tests.conftest import NOW
from tests.factories import PASSWORD, Town, a_case, a_submission, actor_of
from tests.factories.officers import changed, waiting
from tests.staff.browser import Browser
from tests.staff.conftest import Case, Opens
from tests.staff.test_sign_in import signs_in
from web.commands.verify import faults

REASON = "新调入一名工作人员。"
CLERK_HAS_LEFT: dict[str, Any] = {"reason": "调到城建局。", "active": "y", "email": ""}


def new_clerk(town: Town) -> dict[str, str]:
    return {
        "username": "new_clerk",
        "name": "新来的",
        "role": "clerk",
        "unit_id": str(town.office.id),
        "email": "new@office.example.cn",
        "reason": REASON,
    }


def officer(number: int) -> Officer:
    db.session.rollback()
    return db.session.get_one(Officer, number)


def test_a_new_account_opens_only_after_a_second_person(
    staff_app: Flask, town: Town, browser_of: Opens
) -> None:
    admin, guard = browser_of("administrator"), browser_of("security")
    page = admin.post("/directory/officers/new", new_clerk(town))
    assert page.location == "/staff/directory/grants/"
    number = db.session.scalars(select(Officer.id).where(Officer.username == "new_clerk")).one()
    assert not officer(number).active
    assert signs_in(Browser(staff_app), "new_clerk", PASSWORD).status == 422
    request = waiting()
    assert admin.get(f"/directory/grants/{request}").status == 403
    assert admin.post(f"/directory/grants/{request}", {"decision": "approve"}).status == 403
    assert "有账户申请等您核准" in guard.get("/").text
    assert REASON in guard.get(f"/directory/grants/{request}").text
    page = guard.post(f"/directory/grants/{request}", {"decision": "approve"})
    assert page.status == 200
    first = page.id("first-password")
    assert page.headers["Cache-Control"] == "no-store"
    assert first not in guard.get("/directory/grants/").text
    newcomer = Browser(staff_app)
    assert signs_in(newcomer, "new_clerk", first).status == 303
    assert newcomer.get("/").location == "/staff/account/password"
    again = admin.post("/directory/officers/new", new_clerk(town))
    assert (again.status, again.errors()) == (422, ["用户名 new_clerk 已经有人使用。"])
    assert not list(faults(db.session()))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"username": ""}, "请填写用户名。"),
        ({"username": "two words"}, "中间不能有空格。"),
        ({"name": ""}, "请填写姓名。"),
        ({"role": "citizen"}, "请从列出的选项中选一项。"),
        ({"role": "king"}, "请从列出的选项中选一项。"),
        ({"unit_id": ""}, "请选择单位。"),
        ({"reason": " "}, "请写明理由，安全管理员要据此核准。"),
    ],
)
def test_faults_of_an_officer_are_named(
    town: Town, browser_of: Opens, changes: dict[str, str], fault: str
) -> None:
    given = {**new_clerk(town), **changes}
    page = browser_of("administrator").post("/directory/officers/new", given)
    assert (page.status, page.errors()) == (422, [fault])


def test_the_staff_number_is_how_a_petitioner_names_an_officer(
    town: Town, browser_of: Opens
) -> None:
    """It is written with the account and changed at once; who is named by it is found (§30)."""
    admin = browser_of("administrator")
    admin.post("/directory/officers/new", {**new_clerk(town), "badge": "Ｘ０１２３"})
    number = db.session.scalars(select(Officer.id).where(Officer.username == "new_clerk")).one()
    assert officer(number).badge == "Ｘ０１２３"
    path = f"/directory/officers/{number}"
    assert admin.get(path).value("badge") == "Ｘ０１２３"
    long = admin.post(path, {**new_clerk(town), "badge": "9" * 41})
    assert (long.status, len(long.errors()), long.value("badge")) == (422, 1, "9" * 41)
    kept = {**new_clerk(town), "badge": "X0999"}
    assert admin.edit(path, kept).status == 303
    about = a_submission(complained_about="窗口的 x0999", petition_class=PetitionClass.ACCUSATION)
    a_case(town, Status.RECEIVED, now=NOW, submission=about)
    assert db.session.scalars(select(Accused.officer_id)).all() == [number]


def test_a_new_role_waits_and_then_ends_the_session(town: Town, browser_of: Opens) -> None:
    admin, guard, clerk = (browser_of(n) for n in ("administrator", "security", "clerk"))
    path = f"/directory/officers/{town.clerk.id}"
    assert admin.get(path).value("name") == "李文书"
    asked = {
        **CLERK_HAS_LEFT,
        "name": "李文",
        "role": "handler",
        "unit_id": str(town.works.id),
        "username": "stolen",
        "password_hash": "x",
        "totp_secret": "x",
    }
    assert admin.edit(path, asked).location == "/staff/directory/grants/"
    now_is = officer(town.clerk.id)
    assert (now_is.name, now_is.role, now_is.unit_id) == ("李文", Role.CLERK, town.office.id)
    assert (now_is.username, now_is.totp_secret) == ("clerk", None)
    assert clerk.get("/").status == 200, "nothing has been granted yet"
    assert "等待安全管理员核准" in admin.get(path).text
    assert guard.post(f"/directory/grants/{waiting()}", {"decision": "approve"}).status == 303
    now_is = officer(town.clerk.id)
    assert (now_is.role, now_is.unit_id) == (Role.HANDLER, town.works.id)
    assert clerk.get("/").status == 303


def test_a_new_role_without_a_reason_is_refused_and_kept_on_the_page(
    town: Town, browser_of: Opens
) -> None:
    asked = {**CLERK_HAS_LEFT, "name": "李文", "role": "handler", "unit_id": str(town.works.id)}
    page = browser_of("administrator").edit(
        f"/directory/officers/{town.clerk.id}", {**asked, "reason": ""}
    )
    assert page.status == 422
    assert page.tree.select_one("#reason-error") is not None
    assert page.value("name") == "李文"
    assert officer(town.clerk.id).name == "李文书", "all or nothing"


def test_what_is_refused_stays_as_it_was(town: Town, browser_of: Opens) -> None:
    guard = browser_of("security")
    asked: dict[str, Any] = {
        "role": Role.OFFICE_HEAD,
        "name": "李文书",
        "email": "",
        "active": True,
    }
    change_account(
        town.clerk.id, **asked, unit_id=town.office.id, reason="一",
        by=actor_of(town.administrator), now=NOW,
    )  # fmt: skip
    path = f"/directory/grants/{waiting()}"
    page = guard.post(path, {"decision": "refuse", "comment": " "})
    assert (page.status, page.errors()) == (422, ["请填写这一项。"])
    assert guard.post(path, {"decision": "refuse", "comment": "没有任命文件。"}).status == 303
    assert officer(town.clerk.id).role is Role.CLERK
    assert "没有任命文件。" in browser_of("administrator").get("/directory/grants/").text
    late = guard.post(path, {"decision": "approve"})
    assert (late.status, late.errors()) == (422, ["这项申请已经有了决定，请刷新页面。"])


def test_a_withdrawal_needs_one_person_and_acts_at_once(town: Town, browser_of: Opens) -> None:
    for who, gone in (("administrator", "clerk"), ("security", "handler")):
        victim = town.officers[gone]
        browser = browser_of(gone)
        given = {"name": victim.name, "role": victim.role.value, "unit_id": str(victim.unit_id)}
        page = browser_of(who).edit(f"/directory/officers/{victim.id}", {**given, "email": ""})
        assert page.location == "/staff/directory/officers/"
        assert browser.get("/").status == 303, "signed out within the same second"
        assert not officer(victim.id).active
    assert db.session.scalars(select(Grant)).all() == []


def test_to_open_it_again_needs_two(town: Town) -> None:
    by = actor_of(town.administrator)
    clerk = town.clerk
    given: dict[str, Any] = {
        "name": clerk.name, "role": clerk.role, "unit_id": clerk.unit_id, "email": "",
    }  # fmt: skip
    assert not change_account(clerk.id, **given, active=False, by=by, now=NOW)
    assert change_account(clerk.id, **given, active=True, reason=REASON, by=by, now=NOW)
    assert not officer(clerk.id).active
    assert approve_grant(waiting(), by=actor_of(town.security), now=NOW) is None
    assert officer(clerk.id).active


def test_a_reset_waits_and_then_gives_a_first_password(
    staff_app: Flask, town: Town, browser_of: Opens
) -> None:
    admin, guard, clerk = (browser_of(n) for n in ("administrator", "security", "clerk"))
    path = f"/directory/officers/{town.clerk.id}/reset"
    assert admin.post(path, {"reason": ""}).status == 422
    assert admin.post(path, {"reason": "忘记了密码。"}).status == 303
    assert signs_in(Browser(staff_app), "clerk", PASSWORD).status == 303, "the old one still opens"
    page = guard.post(f"/directory/grants/{waiting()}", {"decision": "approve"})
    first = page.id("first-password")
    assert clerk.get("/").status == 303
    assert signs_in(Browser(staff_app), "clerk", PASSWORD).status == 422
    assert signs_in(Browser(staff_app), "clerk", first).status == 303


def another_guard(town: Town) -> Actor:
    """A second security administrator, from the command line."""
    number, _ = add_officer(
        "guard2", name="第二名", role=Role.SECURITY, unit_id=town.government.id, by=None, now=NOW
    )
    return actor_of(officer(number))


def test_nobody_approves_what_he_asked_or_what_is_about_himself(town: Town) -> None:
    guard, other = actor_of(town.security), another_guard(town)
    ask_reset(town.clerk.id, reason="一", by=guard, now=NOW)
    with pytest.raises(NotAllowed, match="own_grant"):
        approve_grant(waiting(), by=guard, now=NOW)
    with pytest.raises(NotAllowed, match="own_grant"):
        refuse_grant(waiting(), by=guard, now=NOW, comment="一")
    assert approve_grant(waiting(), by=other, now=NOW)
    ask_reset(town.security.id, reason="一", by=actor_of(town.administrator), now=NOW)
    with pytest.raises(NotAllowed, match="grant_to_oneself"):
        approve_grant(waiting(), by=guard, now=NOW)
    assert approve_grant(waiting(), by=other, now=NOW)


def test_the_database_itself_refuses_one_person(town: Town) -> None:
    ask_reset(town.clerk.id, reason="一", by=actor_of(town.administrator), now=NOW)
    number = waiting()
    for one in (town.administrator.id, town.clerk.id):
        with pytest.raises(IntegrityError):
            db.session.execute(text(f"UPDATE grants SET decided_by_id = {one} WHERE id = {number}"))
        db.session.rollback()


@pytest.mark.parametrize("who", ["administrator", "security"])
def test_nobody_changes_his_own_role_or_shuts_himself_out(
    town: Town, browser_of: Opens, who: str
) -> None:
    mine = town.officers[who]
    given = {"name": mine.name, "unit_id": str(mine.unit_id), "reason": "一", "email": ""}
    for more in ({"role": who}, {"role": "clerk", "active": "y"}, {"role": "office_head"}):
        page = browser_of(who).edit(f"/directory/officers/{mine.id}", {**given, **more})
        assert page.status == 422
        assert "自己" in page.errors()[0]
    assert (officer(mine.id).role, officer(mine.id).active) == (mine.role, True)


def test_one_request_at_a_time(town: Town) -> None:
    by = actor_of(town.administrator)
    ask_reset(town.clerk.id, reason="一", by=by, now=NOW)
    with pytest.raises(Refused, match="grant_waiting"):
        ask_reset(town.clerk.id, reason="二", by=by, now=NOW)
    change_account(
        town.handler.id, name="赵", role=Role.HANDLER, unit_id=town.works.id, email="",
        active=False, by=by, now=NOW,
    )  # fmt: skip
    with pytest.raises(Refused, match="account_shut"):
        ask_reset(town.handler.id, reason="一", by=by, now=NOW)


def test_only_the_administration_asks_and_only_security_decides(town: Town) -> None:
    ask_reset(town.colleague.id, reason="一", by=actor_of(town.administrator), now=NOW)
    number = waiting()
    for name, each in town.officers.items():
        by = actor_of(each)
        if each.role not in (Role.ADMINISTRATOR, Role.SECURITY):
            with pytest.raises(NotAllowed):
                ask_reset(town.clerk.id, reason="一", by=by, now=NOW)
            with pytest.raises(NotAllowed):
                ask_account("x", name="x", role=Role.CLERK, unit_id=1, reason="一", by=by, now=NOW)
        if each.role is not Role.SECURITY:
            with pytest.raises(NotAllowed):
                approve_grant(number, by=by, now=NOW)
            with pytest.raises(NotAllowed):
                refuse_grant(number, by=by, now=NOW, comment=name)
    with pytest.raises(NotAllowed):
        add_officer("x", name="x", role=Role.CLERK, unit_id=1, by=actor_of(town.security), now=NOW)


def test_what_is_not_there_is_not_found(town: Town, browser_of: Opens) -> None:
    admin, guard = browser_of("administrator"), browser_of("security")
    assert admin.get("/directory/officers/9999").status == 404
    assert admin.post("/directory/officers/9999/reset", {"reason": "一"}).status == 404
    assert guard.get("/directory/grants/9999").status == 404
    with pytest.raises(NotFound):
        approve_grant(9999, by=actor_of(town.security), now=NOW)
    with pytest.raises(Missing):
        ask_reset(town.clerk.id, reason=" ", by=actor_of(town.administrator), now=NOW)


def test_every_act_is_written_down(town: Town) -> None:
    changed(town, town.clerk, now=NOW, role=Role.OFFICE_HEAD)
    ask_reset(town.handler.id, reason="一", by=actor_of(town.administrator), now=NOW)
    refuse_grant(waiting(), by=actor_of(town.security), now=NOW, comment="本人没有来。")
    db.session.rollback()
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.what, entry.officer_id) for entry in entries] == [
        ("change_officer", town.administrator.id),
        ("ask_grant", town.administrator.id),
        ("approve_grant", town.security.id),
        ("ask_grant", town.administrator.id),
        ("refuse_grant", town.security.id),
    ]
    assert {entry.facts["officer_id"] for entry in entries} == {town.clerk.id, town.handler.id}
    kept = db.session.scalars(select(Grant).order_by(Grant.id)).all()
    assert [row.decision for row in kept] == [Decision.APPROVED, Decision.REFUSED]
    assert not list(faults(db.session()))


# The three administrators apart ------------------------------------------------------------------------------


THREE = ("administrator", "security", "auditor")
MARKS = ("栗子巷七十七号", "青石板失踪案", "标记姓名甲")


def test_their_rooms_do_not_overlap_where_it_matters() -> None:
    for room in ("queue", "intake", "outbox", "looks", "punctuality", "feed", "retaliation"):
        assert not RIGHTS[room] & {Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR}, room
    assert RIGHTS["audit"] == {Role.AUDITOR}
    assert RIGHTS["grants"] == {Role.SECURITY}
    assert RIGHTS["directory"] == {Role.ADMINISTRATOR}
    assert Role.AUDITOR not in RIGHTS["officers"] | RIGHTS["directory"] | RIGHTS["rules"]
    assert Role.SECURITY not in RIGHTS["directory"] | RIGHTS["rules"]


@pytest.mark.parametrize("who", THREE)
def test_none_of_them_reads_a_word_of_a_petition_anywhere(
    staff_app: Flask, town: Town, browser_of: Opens, case_in: Case, who: str
) -> None:
    """Every page of the console that needs no secret, with marked words in every text of a case."""
    from tests.factories import a_person

    marked = a_submission(
        title=MARKS[0],
        request=MARKS[1],
        facts=MARKS[1],
        reasons=MARKS[0],
        problem_place=MARKS[0],
        complained_about=MARKS[1],
        persons=(a_person(name=MARKS[2], address=MARKS[0]),),
    )
    number = case_in(Status.ANSWERED, marked)
    browser_of("clerk").get(f"/cases/{number}")  # so that the audit has something to tell
    browser, opened = browser_of(who), 0
    values = {
        "case_id": number, "attachment_id": 1, "notice_id": 1, "unit_id": town.works.id,
        "officer_id": town.clerk.id, "grant_id": 1, "report_id": 1, "action": "note",
        "code": "T1", "name": "zhejiang", "year": 2026, "kind": "csv",
    }  # fmt: skip
    adapter = staff_app.url_map.bind("localhost")
    for rule in staff_app.url_map.iter_rules():
        if not rule.arguments <= set(values) or rule.endpoint == "sign_in.leave":
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            given = {name: values[name] for name in rule.arguments}
            path = adapter.build(rule.endpoint, given, method=method)
            # A rule of the responsibility map shows the words that were typed for it.
            search = {} if rule.endpoint.startswith("routing_rules.") else {"words": MARKS[2]}
            page = browser.get(path) if method == "GET" else browser.post(path, search)
            opened += page.status == 200
            for mark in MARKS:
                assert mark.encode() not in page.data, (who, method, path)
    assert opened > 5
