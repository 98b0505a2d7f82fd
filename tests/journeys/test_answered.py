"""An appeal from the telephone of a citizen to its answer, and every officer it passes through."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.journeys.people import Citizen, Clerk, Handler, UnitHead
from tests.journeys.running import Office, until


def test_an_appeal_goes_its_whole_way_and_gets_its_answer(
    office: Office,
    citizen: Citizen,
    clerk: Clerk,
    handler: Handler,
    unit_head: UnitHead,
    photo: Path,
) -> None:
    # A citizen without JavaScript files it, with a photograph.
    citizen.files_a_petition(photo)
    assert citizen.window.text("#due-date")

    # The office registers it and assigns it to the housing bureau.
    clerk.finds(citizen.number)
    assert clerk.window.text("#attachment-count") == "1"
    clerk.registers()
    clerk.assigns_to(office.town.works.id, days=90)
    assert clerk.status == "已转交承办单位"
    assert not clerk.may("accept")

    # The bureau objects; the office overrules; it may not object again.
    handler.finds(citizen.number)
    handler.objects("按照本市职责划分，排水归水务部门管理和维修，请转水务部门。")
    clerk.finds(citizen.number)
    clerk.overrules_the_objection("按三定规定，小区外支管由住建部门负责，请办理。")
    handler.finds(citizen.number)
    assert not handler.may("object")

    # A handler takes it up and asks; the citizen answers from the telephone, with a paper.
    handler.takes_it()
    handler.accepts()
    handler.asks("请补充四次报修的时间。")
    citizen.opens_the_case()
    assert citizen.status == "已受理，办理中"
    assert citizen.window.reads("请补充四次报修的时间。")
    citizen.answers_the_question("一月五日、一月二十日、二月八日、三月二日。", photo)
    handler.finds(citizen.number)
    assert handler.window.reads("一月二十日")
    assert handler.window.text("#attachment-count") == "2"

    # It takes longer than the law's sixty days: the head grants thirty more, and the day moves.
    due = handler.window.text("#due-date")
    handler.asks_for_more_time(30, "需要等管道检测结果。")
    assert not handler.may("approve_extension")
    unit_head.finds(citizen.number)
    unit_head.approves_more_time()
    assert unit_head.window.text("#due-date") != due
    citizen.opens_the_case()
    assert citizen.window.reads("需要等管道检测结果。")

    # The answer is drafted, sent back, drafted again, signed by the head and issued.
    handler.finds(citizen.number)
    handler.drafts_the_answer("已疏通管道。")
    assert not handler.may("approve_reply")
    unit_head.finds(citizen.number)
    unit_head.returns_the_draft("请写明今后由谁养护。")
    citizen.opens_the_case()
    assert not citizen.window.reads("已疏通管道。")
    handler.finds(citizen.number)
    handler.drafts_the_answer("已疏通管道，今后由市排水管理所每季度养护。")
    unit_head.finds(citizen.number)
    unit_head.approves_the_answer()
    handler.finds(citizen.number)
    handler.issues_the_answer()

    # The citizen reads it, with the day until which a review may be asked for.
    citizen.opens_the_case()
    assert citizen.status == "已答复"
    assert citizen.window.reads("复查")
    citizen.reads_the_answer()
    assert citizen.window.reads("今后由市排水管理所每季度养护")
    assert not citizen.window.reads("请写明今后由谁养护。")

    # An assigned case owes a closing report to the office; then the handler closes it.
    handler.finds(citizen.number)
    assert not handler.may("close")
    unit_head.finds(citizen.number)
    unit_head.reports_back("已于现场疏通，信访人确认不再倒灌。")
    clerk.finds(citizen.number)
    clerk.accepts_the_report()
    handler.finds(citizen.number)
    handler.closes()
    assert handler.status == "已办结"

    _every_step_was_announced(office, citizen)


def _every_step_was_announced(office: Office, citizen: Citizen) -> None:
    """Received, registered, forwarded, accepted, question, extended, reply, closed: eight mails.

    Each says that there is news, at most for which number, and never what it is about.
    """
    assert until(lambda: len(office.mail.to(citizen.story.email)) >= 8), office.log("worker")
    told = office.mail.to(citizen.story.email)
    assert len(told) == 8
    assert len({mail["Message-ID"] for mail in told}) == 8
    for mail in told:
        whole = f"{mail['Subject']} {mail['From']} {mail.get_body(('plain',))}"
        for secret in (*citizen.story.secrets - {citizen.story.email}, citizen.code):
            assert secret not in whole, f"{mail['Subject']} tells {secret}"


def test_a_photograph_tells_neither_place_nor_camera(
    citizen: Citizen, clerk: Clerk, photo: Path
) -> None:
    citizen.files_a_petition(photo)
    clerk.finds(citizen.number)
    kept = Image.open(BytesIO(clerk.downloads(photo.name)))
    assert kept.size == (320, 240)
    assert not dict(kept.getexif())
    assert "Telltale" not in str(kept.info)
