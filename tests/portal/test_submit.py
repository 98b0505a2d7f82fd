"""A petition from the first page to the receipt, and every way in which it could be lost or doubled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.models import Attachment, Case, Petitioner
from petitions.models.session import db
from petitions.rules.terms import Legal, PetitionClass, Status
from tests.factories import Town
from tests.portal.citizen import ANONYMOUS, NAMED, WHAT, WHERE, Citizen, Page
from tests.portal.conftest import cases_filed


def the_case() -> Case:
    db.session.rollback()
    return db.session.scalars(select(Case)).one()


def people(case: Case) -> list[Petitioner]:
    rows = select(Petitioner).where(Petitioner.case_id == case.id).order_by(Petitioner.position)
    return list(db.session.scalars(rows))


def test_the_whole_way(citizen: Citizen) -> None:
    assert citizen.follow(citizen.notice()).by_id("legal_status")
    assert citizen.post("/submit/legal", {"legal_status": "none"}).path == "/submit/who"
    group = {
        **NAMED,
        "together": "several",
        "persons_count": "１２",
        "phone": "１３８１２３４５６７８",
    }
    assert citizen.post("/submit/who", group).path == "/submit/group"
    named = {"name_1": "张建国", "name_2": "李四", "phone_2": "13900001111"}
    assert citizen.post("/submit/group", named).path == "/submit/what"
    assert citizen.post("/submit/what", {**WHAT, "reasons": "影响居民"}).path == "/submit/where"
    assert citizen.post("/submit/where", WHERE).path == "/submit/files/"
    sent = citizen.post("/submit/files/", {"do": "continue"}, files=[("照片.txt", b"text")])
    assert sent.path == "/submit/check"
    page = citizen.get("/submit/check")
    for shown in (
        "张建国",
        "13812345678",
        "李四",
        "12",
        "柳林路下水道堵塞",
        "报修无人处理。",
        "照片.txt",
    ):
        assert shown in page.text
    assert page.id_text("attachment-count") == "1"
    receipt = citizen.send()
    assert receipt.status == 200
    case = the_case()
    assert receipt.id_text("receipt-number") == case.receipt_number
    assert (case.status, case.petition_class) == (Status.RECEIVED, PetitionClass.APPEAL)
    assert (case.title, case.reasons) == (WHAT["title"], "影响居民")
    assert (case.persons_count, case.legal_status) == (12, Legal.NONE)
    assert [row.name for row in people(case)] == ["张建国", "李四"]
    assert people(case)[0].phone == "13812345678"
    opened = citizen.opens(case.receipt_number, receipt.id_text("query-code"))
    assert opened.id_text("attachment-count") == "1"


FAULTS: tuple[tuple[str, dict[str, str], str, str, str], ...] = (
    ("", {"petition_class": "appeal"}, "read", "请先阅读须知", "Read the notice"),
    ("", {"read": "y"}, "petition_class", "属于哪一类", "Choose the kind"),
    ("", {"read": "y", "petition_class": "x"}, "petition_class", "选一项", "Choose"),
    ("legal", {}, "legal_status", "其他程序", "another procedure"),
    ("who", {"together": "alone"}, "named", "请选择实名还是匿名", "Choose whether"),
    ("who", {**NAMED, "name": " "}, "name", "请填写您的姓名", "Enter your name"),
    ("who", {**NAMED, "name": "名" * 61}, "name", "最多 60 个字", "60"),
    ("who", {**NAMED, "address": ""}, "address", "请填写住址", "postal address"),
    ("who", {**NAMED, "phone": "123"}, "phone", "完整的电话号码", "telephone number"),
    ("who", {**NAMED, "email": "不是邮箱"}, "email", "电子邮箱地址", "e-mail address"),
    (
        "who",
        {**NAMED, "id_number": "110101198001010019"},
        "id_number",
        "逐位核对",
        "identity number",
    ),
    ("who", {**NAMED, "together": ""}, "together", "几个人一起提出", "alone or together"),
    ("who", {**NAMED, "together": "several"}, "persons_count", "一共多少人", "how many"),
    (
        "who",
        {**NAMED, "together": "several", "persons_count": "1"},
        "persons_count",
        "2 到 99999",
        "2",
    ),
    (
        "who",
        {**NAMED, "confidential": "y", "publish_consent": "y"},
        "publish_consent",
        "只选一项",
        "Choose one",
    ),
    ("group", {"phone_3": "13812345678"}, "name_3", "第 3 位代表", "representative 3"),
    ("what", {**WHAT, "title": ""}, "title", "一句话", "one sentence"),
    ("what", {**WHAT, "title": "题" * 61}, "title", "现在多了 1 个字", "60"),
    ("what", {**WHAT, "request": ""}, "request", "您的请求", "what you request"),
    ("what", {**WHAT, "facts": "事" * 5001}, "facts", "最多 5000 个字", "5000"),
    ("what", {**WHAT, "reasons": "理" * 5003}, "reasons", "现在多了 3 个字", "5000"),
    ("where", {"problem_place": "地" * 201}, "problem_place", "最多 200 个字", "200"),
)
"""Stage, what is sent, the field at fault, words of its message in Chinese and English."""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_fault_is_named_and_everything_typed_is_kept(
    app: Flask, town: Town, lang: str
) -> None:
    reader = Citizen(app, lang)
    reader.notice()
    for stage, sent, field, zh, en in FAULTS:
        page = reader.post(f"/submit/{stage}", sent)
        assert page.status == 422, (stage, sent)
        assert list(page.errors) == [field], page.errors
        assert (zh if lang == "zh" else en) in page.errors[field], page.errors
        assert page.by_id(field)
        typed = {
            name: value
            for name, value in sent.items()
            if name != "petition_class" and value.strip()
        }
        assert typed == {name: page.value(name) for name in typed}
        again = reader.get(f"/submit/{stage}")
        if again.status == 200:
            assert typed == {name: again.value(name) for name in typed}
        reader.notice()


def test_lengths_are_counted_in_characters_and_line_ends_once(citizen: Citizen) -> None:
    citizen.notice()
    assert (
        citizen.post("/submit/what", {**WHAT, "facts": "事" * 4998 + "\r\n" + "事"}).status == 303
    )
    assert citizen.post("/submit/what", {**WHAT, "title": "😀" * 60}).status == 303


@pytest.mark.parametrize("stage", ["legal", "who", "what", "where", "check", "advice", "files/"])
def test_nobody_begins_in_the_middle(citizen: Citizen, stage: str) -> None:
    page = citizen.get(f"/submit/{stage}")
    assert (page.status, page.path) == (303, "/submit/")


def test_a_skipped_stage_comes_back(citizen: Citizen) -> None:
    citizen.notice()
    citizen.post("/submit/legal", {"legal_status": "none"})
    citizen.post("/submit/what", WHAT)
    page = citizen.get("/submit/check")
    assert page.path == "/submit/who?return=check"
    page = citizen.follow(page)
    assert "还没有填完" in page.text
    assert citizen.post("/submit/who?return=check", NAMED).path == "/submit/check"
    key = citizen.key()
    # Somebody changes the class in another window: an accusation must say whom it accuses.
    citizen.notice("accusation")
    assert citizen.post("/submit/check", {"submission_key": key}).path == "/submit/check"
    assert citizen.get("/submit/check").path == "/submit/where?return=check"
    assert cases_filed() == 0


def test_changes_return_to_the_check_page(citizen: Citizen) -> None:
    citizen.fill_in()
    page = citizen.get("/submit/check")
    links = [str(link["href"]) for link in page.soup.select(".govuk-summary-list__actions a")]
    assert len(links) > 12
    for link in links:
        assert "return=check" in link
        anchor = link.partition("#")[2]
        there = citizen.get(link)
        assert there.status == 200
        if anchor:
            assert there.by_id(anchor)
        back = there.soup.select_one(".govuk-back-link")
        assert back is not None
        assert back["href"] == "/submit/check"
    answer = citizen.post("/submit/what?return=check", {**WHAT, "title": "新的标题"})
    assert answer.path == "/submit/check"
    assert "新的标题" in citizen.get("/submit/check").text
    several = {**NAMED, "together": "several", "persons_count": "3"}
    assert citizen.post("/submit/who?return=check", several).path == "/submit/group?return=check"
    assert citizen.post("/submit/group?return=check", {}).path == "/submit/check"


def test_a_suggestion_asks_less(citizen: Citizen) -> None:
    citizen.notice("suggestion")
    page = citizen.get("/submit/who")
    assert page.soup.find(attrs={"name": "id_number"}) is None
    citizen.fill_in("suggestion", who={"id_number": "110101198001010018"})
    citizen.send()
    assert people(the_case())[0].id_number is None


def test_an_accusation_is_always_confidential(citizen: Citizen) -> None:
    citizen.notice("accusation")
    page = citizen.get("/submit/who")
    assert page.soup.find(attrs={"name": "publish_consent"}) is None
    assert "检举控告一律保密" in page.text
    refused = citizen.post("/submit/where", {"problem_place": "河东区"})
    assert list(refused.errors) == ["complained_about"]
    citizen.fill_in("accusation", who={"publish_consent": "y"})
    citizen.send()
    case = the_case()
    assert (case.confidential, case.publish_consent) == (True, False)
    assert case.complained_about == "市政公司"


def test_an_anonymous_petition_keeps_no_name(citizen: Citizen) -> None:
    citizen.notice()
    citizen.post("/submit/who", {**NAMED, "phone": "13812345678"})
    citizen.fill_in(who={**ANONYMOUS, "reply_email": "somebody@example.cn"})
    assert "张建国" not in citizen.get("/submit/check").text
    citizen.send()
    case = the_case()
    assert case.anonymous
    assert [(row.name, row.email, row.phone) for row in people(case)] == [
        (None, "somebody@example.cn", None)
    ]


@pytest.mark.parametrize(
    ("legal", "words"),
    [
        ("court", "6 个月"),
        ("arbitration", "仲裁委员会"),
        ("reconsideration", "60 日"),
        ("review", "复查、复核"),
        ("unsure", "工作人员会帮您判断"),
    ],
)
def test_advice_never_stops_anybody(citizen: Citizen, legal: str, words: str) -> None:
    citizen.notice()
    answer = citizen.post("/submit/legal", {"legal_status": legal})
    assert answer.path == "/submit/advice"
    page = citizen.follow(answer)
    assert words in page.text
    assert "不会中断或者延长" in page.text
    onward = page.soup.select_one("a.govuk-button")
    assert onward is not None
    assert onward["href"] == "/submit/who"
    citizen.notice("suggestion")
    assert citizen.post("/submit/legal", {"legal_status": legal}).path == "/submit/who"


def test_the_same_key_however_one_goes_about(citizen: Citizen) -> None:
    citizen.fill_in()
    key = citizen.key()
    citizen.get("/submit/what")
    citizen.post("/submit/what?return=check", WHAT)
    assert citizen.key() == key
    assert len(key) >= 22


def test_pressing_again_gives_the_same_receipt(citizen: Citizen) -> None:
    citizen.fill_in()
    key = citizen.key()
    first = citizen.follow(citizen.post("/submit/check", {"submission_key": key}))
    # The draft is gone now; a cut connection would press again from the old page.
    second = citizen.follow(citizen.post("/submit/check", {"submission_key": key}))
    for name in ("receipt-number", "query-code"):
        assert first.id_text(name) == second.id_text(name)
    assert cases_filed() == 1
    # The back button, and a reload of the receipt.
    assert citizen.get("/submit/check").path == "/submit/receipt"
    third = citizen.get("/submit/receipt")
    assert third.id_text("query-code") == first.id_text("query-code")


def test_eight_presses_at_once(app: Flask, citizen: Citizen) -> None:
    citizen.fill_in()
    page = citizen.get("/submit/check")
    key, token = page.value("submission_key"), page.token
    cookie = citizen.client.get_cookie("huiyin_portal")
    assert cookie is not None

    def press(_number: int) -> tuple[str, str]:
        other = Citizen(app)
        other.client.set_cookie("huiyin_portal", cookie.value)
        answer = other.post("/submit/check", {"submission_key": key}, token=token)
        assert answer.status == 303, answer.text
        receipt = other.follow(answer)
        return receipt.id_text("receipt-number"), receipt.id_text("query-code")

    with ThreadPoolExecutor(8) as pool:
        seen = set(pool.map(press, range(8)))
    assert len(seen) == 1
    assert cases_filed() == 1


def test_lost_cookies_lose_neither_text_nor_case(app: Flask, citizen: Citizen) -> None:
    citizen.notice()
    # The browser forgot everything: the form is refused once, its text kept and offered again.
    stranger = Citizen(app)
    refused = stranger.post("/submit/what", WHAT, token="old")
    assert refused.status == 400
    assert WHAT["title"] in refused.raw.decode()
    answer = stranger.post("/submit/what", WHAT)
    assert answer.path == "/submit/"
    assert "已经保存" in stranger.follow(answer).text
    assert stranger.get("/submit/what").value("title") == WHAT["title"]
    # A second petition after the first gets a number of its own.
    citizen.file()
    citizen.file()
    assert cases_filed() == 2


def test_another_window_changed_the_content(citizen: Citizen) -> None:
    citizen.fill_in()
    page = citizen.get("/submit/check")
    citizen.post("/submit/what", {**WHAT, "title": "另一个标题"})
    sent = {"submission_key": page.value("submission_key"), "seen": page.value("seen")}
    again = citizen.post("/submit/check", sent)
    assert again.status == 409
    assert "另一个标题" in again.text
    assert cases_filed() == 0
    now = {"submission_key": again.value("submission_key"), "seen": again.value("seen")}
    assert citizen.post("/submit/check", now).path == "/submit/receipt"


def test_an_expired_draft_says_so(citizen: Citizen) -> None:
    citizen.fill_in()
    key = citizen.key()
    with time_machine.travel(clock.now() + timedelta(hours=23, minutes=59)):
        assert citizen.get("/submit/check").status == 200
    with citizen.client.session_transaction() as cookie:
        cookie["begun:submit"] = "a-token-whose-draft-is-gone"
    sent = {"submission_key": key}
    for page in (citizen.get("/submit/what"), citizen.post("/submit/check", sent)):
        assert page.status == 410
        assert "还没有提交" in page.text
    answer = citizen.post("/submit/what", WHAT)
    assert answer.path == "/submit/"
    assert citizen.get("/submit/what").value("title") == WHAT["title"]


def test_a_draft_of_yesterday_is_not_shown(citizen: Citizen) -> None:
    citizen.fill_in()
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        assert citizen.get("/submit/what").path == "/submit/"
        assert citizen.get("/submit/").value("petition_class") == ""


def test_a_key_nobody_filed_under_opens_nothing(citizen: Citizen) -> None:
    citizen.file()
    page = citizen.post("/submit/check", {"submission_key": "x" * 22})
    assert page.status == 410
    assert citizen.post("/submit/check", {"submission_key": ""}).status == 410


def test_what_was_begun_can_be_thrown_away(citizen: Citizen) -> None:
    citizen.fill_in()
    citizen.post("/submit/files/", {"do": "upload"}, files=[("a.txt", b"mine")])
    answer = citizen.post("/submit/discard")
    assert answer.path == "/"
    assert "已经清除" in citizen.follow(answer).text
    assert citizen.get("/submit/what").path == "/submit/"
    assert citizen.get("/submit/").value("petition_class") == ""
    db.session.rollback()
    assert db.session.scalars(select(Attachment)).all() == []


def test_a_draft_cleared_away_at_the_last_moment(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_given: object, **_named: object) -> None:
        raise Refused("draft_gone")

    citizen.fill_in()
    key = citizen.key()
    monkeypatch.setattr("portal.submit.submit", gone)
    assert citizen.post("/submit/check", {"submission_key": key}).status == 410
    assert cases_filed() == 0


def test_extra_fields_change_nothing(citizen: Citizen) -> None:
    extra = {"status": "closed", "id": "7", "registration_number": "XF-1", "office_id": "99"}
    citizen.fill_in(who=extra, what=extra, where=extra)
    citizen.post("/submit/check", {"submission_key": citizen.key(), **extra})
    case = the_case()
    assert case.status is Status.RECEIVED
    assert case.registration_number is None


def test_without_an_office_nothing_is_lost(app: Flask) -> None:
    citizen = Citizen(app)
    citizen.fill_in()
    assert citizen.post("/submit/check", {"submission_key": citizen.key()}).status == 503
    assert citizen.get("/submit/check").status == 200


def test_every_post_needs_its_token(app: Flask, citizen: Citizen) -> None:
    paths: list[str] = [
        str(rule.rule).replace("<any(legal, who, group, what, where):name>", "who")
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
    ]
    assert len(paths) > 10
    for path in paths:
        for token in ("", "forged"):
            assert citizen.post(path, {"a": "b"}, token=token).status == 400, path


def test_pages_are_not_stored_and_titles_are_neutral(citizen: Citizen) -> None:
    citizen.fill_in()
    pages: list[Page] = [citizen.get(f"/submit/{each}") for each in ("", "who", "what", "check")]
    pages.append(citizen.send())
    for page in pages:
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        title = page.soup.title
        assert title is not None
        assert WHAT["title"] not in title.get_text()
        assert "2026" not in title.get_text()
        assert len(page.soup.find_all("h1")) == 1
