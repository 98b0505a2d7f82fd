"""Every page of both counters in every state of a case, for every role, errors included, is looked at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload

from petitions.rules.terms import FINAL_STATUSES, STAFF_ROLES, Role, Status
from tests.journeys.crawl import Crawler
from tests.journeys.inspection import Inspector
from tests.journeys.people import Citizen, Officer
from tests.journeys.running import Office, demonstration
from tests.journeys.window import DESK, PHONE, Window
from web.town.directory import officer_facts
from web.town.seed import PASSWORD

LISTS = [
    f"/staff/queue/?status={each.value}" + ("&closed=1" if each in FINAL_STATUSES else "")
    for each in Status
]
WITH_CASES = (Role.CLERK, Role.OFFICE_HEAD, Role.HANDLER, Role.UNIT_HEAD)
BROKEN = FilePayload(name="photo.jpg", mimeType="image/jpeg", buffer=b"no picture at all")
LANGUAGES = ("zh-CN", "en-GB")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """What ``make run`` shows: at least one case in every state."""
    with demonstration(tmp_path_factory.mktemp("town") / "data") as office:
        yield office


@pytest.fixture(scope="module")
def eyes(town: Office, shapes: set[str]) -> Inspector:
    """Who looks at every page of the town."""
    return Inspector(town.url.split("//")[1], seen=shapes)


@pytest.fixture
def window(
    browser: Browser, town: Office, eyes: Inspector, request: pytest.FixtureRequest
) -> Iterator[Window]:
    """A desk, or what the test asks for; afterwards nothing may have been wrong on any page."""
    look, language = getattr(request, "param", (DESK, "zh-CN"))
    eyes.faults.clear()
    window = Window(browser, town.url, eyes, look, language=language)
    yield window
    window.close()
    assert not eyes.faults, "\n".join(["pages with faults:", *eyes.faults])


def somebody(role: Role) -> str:
    """The user name of an officer of the town with this role."""
    return next(each.username for each in officer_facts() if each.role is role)


both = pytest.mark.parametrize(
    "window", [(PHONE, each) for each in LANGUAGES], indirect=True, ids=LANGUAGES
)


@both
def test_every_page_of_the_portal(window: Window) -> None:
    crawler = Crawler(window)
    crawler.walk("/")
    crawler.walk("/mailbox/", within="/mailbox/")
    for path in ("/no-such-page", "/submit/check", "/track/case/", "/submit/receipt"):
        crawler.open(path)
    for path in ("/submit/", "/track/", "/offices/", "/mailbox/"):
        assert any(path in each for each in crawler.done), f"no way leads to {path}"


@both
def test_every_question_of_the_form(window: Window) -> None:
    citizen, crawler = Citizen(window), Crawler(window)
    citizen.begins()
    citizen.reads_the_notice()
    for stage in ("", "legal", "who", "what", "where"):
        crawler.open(f"/submit/{stage}")
    window.open("/submit/")
    citizen.reads_the_notice()
    window.choose(legal_status="court")
    window.send()
    assert window.path == "/submit/advice"
    window.open("/submit/who")
    window.choose(named="named", together="several")
    window.fill(name="林晚舟", address="柳林路8号", persons_count="12")
    window.send()
    assert window.path == "/submit/group"
    window.fill(phone_1="13800001234")
    window.send()
    assert window.status == 422
    window.fill(name_1="林晚舟")
    window.send()
    citizen.tells_the_matter()
    citizen.says_where()
    window.attach("files", BROKEN)
    window.press_value("do", "upload")
    assert window.status == 422
    citizen.goes_on_from_the_files()


@both
def test_a_case_in_every_state_as_its_petitioner_sees_it(window: Window, town: Office) -> None:
    receipts = town.receipts()
    assert set(receipts) == set(Status), "the town lacks a case in some state"
    citizen = Citizen(window)
    for number, code in receipts.values():
        citizen.asks(number)
        citizen.number, citizen.code = number, code
        citizen.opens_the_case()
        town.own_codes[number] = citizen.code
        assert citizen.status
        Crawler(window).walk("/track/case/", within="/track/case/")


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_every_page_of_the_console(role: Role, window: Window) -> None:
    crawler = Crawler(window)
    window.open("/staff/sign-in")
    Officer(window, somebody(role)).signs_in(PASSWORD)
    if role in WITH_CASES:
        crawler.open_cases(LISTS)
    crawler.walk("/staff/", within="/staff/")
    for path in (
        "/staff/no-such-page",
        "/staff/cases/2147483647",
        "/staff/intake/",
        "/staff/audit/",
    ):
        crawler.open(path)


@pytest.mark.parametrize("window", [(DESK, "en-GB")], indirect=True)
@pytest.mark.parametrize("role", [Role.OFFICE_HEAD, Role.UNIT_HEAD, Role.ADMINISTRATOR])
def test_the_console_in_english(role: Role, window: Window) -> None:
    crawler = Crawler(window)
    Officer(window, somebody(role)).signs_in(PASSWORD)
    if role in WITH_CASES:
        crawler.open_cases(LISTS)
    crawler.walk("/staff/", within="/staff/")
