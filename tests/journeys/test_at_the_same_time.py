"""Two windows, two officers, two presses: one case, and nobody's words are lost."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, update

from petitions.adapters import clock
from petitions.models.officer import Officer, StaffSession
from petitions.models.petition import Case
from tests.journeys.conftest import OpenWindow
from tests.journeys.people import Citizen, Handler
from tests.journeys.running import Office
from tests.journeys.window import DESK


def cases(office: Office) -> int:
    """How many cases the register holds."""
    with office.books() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def test_a_double_press_and_the_back_button_file_one_petition(
    office: Office, citizen: Citizen
) -> None:
    citizen.begins()
    citizen.answers_every_question()
    citizen.goes_on_from_the_files()
    before = cases(office)

    citizen.window.press_twice(
        'main form:has([name="submission_key"]) button', until="#receipt-number"
    )
    citizen.copies_the_receipt()
    assert cases(office) == before + 1

    number, code = citizen.number, citizen.code
    citizen.window.back()
    citizen.window.open("/submit/receipt")
    citizen.copies_the_receipt()
    assert (citizen.number, citizen.code) == (number, code)
    assert cases(office) == before + 1


def test_two_tabs_of_one_citizen_get_the_same_receipt(office: Office, citizen: Citizen) -> None:
    citizen.begins()
    citizen.answers_every_question()
    citizen.goes_on_from_the_files()
    before = cases(office)

    again = Citizen(citizen.window.another_tab())
    again.window.open("/submit/check")
    citizen.sends()
    again.sends()
    assert (again.number, again.code) == (citizen.number, citizen.code)
    assert cases(office) == before + 1


def test_the_second_of_two_officers_sees_what_the_first_did_and_keeps_his_text(
    office: Office, citizen: Citizen, open_window: OpenWindow, handler: Handler
) -> None:
    citizen.files_a_petition()
    office.sends_to_the_bureau(citizen.number)
    colleague = Handler(open_window(DESK), "colleague").signs_in()
    handler.finds(citizen.number)
    colleague.finds(citizen.number)
    handler.chooses("ask_more")
    colleague.chooses("ask_more")

    handler.writes(question="请补充报修的日期。")
    handler.presses("ask_more")
    colleague.writes(question="请补充现场照片，并说明水从哪里来。")
    colleague.presses("ask_more")

    assert colleague.window.status == 409
    assert colleague.window.reads("请补充报修的日期。")
    assert colleague.window.value("question") == "请补充现场照片，并说明水从哪里来。"

    colleague.presses("ask_more")
    assert colleague.window.reads("请补充现场照片")
    citizen.opens_the_case()
    assert citizen.window.reads("请补充报修的日期。")
    assert citizen.window.reads("请补充现场照片")


def test_what_was_typed_survives_a_session_that_ended(
    office: Office, citizen: Citizen, open_window: OpenWindow
) -> None:
    citizen.files_a_petition()
    office.sends_to_the_bureau(citizen.number)
    colleague = Handler(open_window(DESK), "colleague").signs_in()
    colleague.finds(citizen.number)
    colleague.chooses("note")
    colleague.writes(text="与信访人通话，约定周五到现场。")
    _leave_alone_for_an_hour(office, "colleague")

    colleague.presses("note")
    assert colleague.window.status == 401
    assert colleague.window.reads("与信访人通话，约定周五到现场。")
    Handler(colleague.window.another_tab(), "colleague").signs_in()
    for _ in range(2):
        # The page before the log-in carries a token of that time: it is asked for once more.
        colleague.window.send("main form")
        if colleague.window.status == 200:
            break
    assert colleague.window.path.startswith("/staff/cases/")
    assert colleague.window.reads("与信访人通话，约定周五到现场。")
    assert colleague.status == "已转交承办单位"


def _leave_alone_for_an_hour(office: Office, account: str) -> None:
    """Nobody touches the console of this officer: his session has been idle for too long."""
    with office.books() as session:
        officer = select(Officer.id).where(Officer.username == account).scalar_subquery()
        session.execute(
            update(StaffSession)
            .where(StaffSession.officer_id == officer)
            .values(last_seen_at=clock.now() - timedelta(hours=1))
        )
        session.commit()
