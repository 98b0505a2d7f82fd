"""The officers of a rehearsal: they find their cases in the queue and press the buttons drawn on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.rehearsal.browser import Browser, Files, Page, Surprise, Tally, option_named
from benchmarks.rehearsal.plans import UNITS, Plan, Way
from web.town.directory import unit_names

CLERK, OFFICE_HEAD = "xf-clerk1", "xf-head"
SCAN: Files = (
    ("files", ("现场照片说明.txt", "现场已经查看，情况属实。".encode(), "text/plain")),
    ("files", ("办理记录.pdf", b"%PDF-1.4\n%minutes of the visit\n%%EOF\n", "application/pdf")),
)
REPORT: Mapping[str, str] = {
    "done": "现场核查，更换管道。",
    "result": "已经疏通，处理意见正在落实。",
    "told": "书面答复已经送达信访人。",
}
REPLY: Mapping[str, str] = {
    "kind": "final",
    "facts_found": "经现场调查并核对有关材料，您反映的主要情况属实。",
    "opinion": "对您反映的问题，我单位已经制定处理办法，将在一个月内落实，并向您反馈结果。",
    "legal_basis": "《信访工作条例》第三十一条、第三十二条。",
    "outcome": "support",
}


class Offices:
    """Everybody's browser in one thread; an officer signs in when first needed."""

    def __init__(self, address: str, password: str, tally: Tally) -> None:
        self._address, self._password, self._tally = address, password, tally
        self._browsers: dict[str, Browser] = {}

    def of(self, username: str) -> Browser:
        """The officer's browser, signed in."""
        if username not in self._browsers:
            browser = Browser(self._address, self._tally)
            page = browser.open("/staff/sign-in")
            answers = {"username": username, "password": self._password}
            page = browser.send(page, "/staff/sign-in", answers)
            if page.path.startswith("/staff/sign-in"):
                raise Surprise(f"{username} cannot sign in: {page.complaints()}")
            self._browsers[username] = browser
        return self._browsers[username]

    def close(self) -> None:
        """Everybody goes home."""
        for browser in self._browsers.values():
            browser.close()


class CaseWork:
    """One case on its way through the house."""

    def __init__(
        self,
        offices: Offices,
        path: str,
        plan: Plan,
        done: Counter[str],
        answer: Callable[[str], None] = lambda number: None,
    ) -> None:
        """``answer`` lets the petitioner of a receipt number answer what he was asked."""
        self._offices, self._path, self._plan, self._done = offices, path, plan, done
        self._answer_asked = answer
        self._handler = f"{plan.unit[1]}-1"
        self._head = f"{plan.unit[1]}-head"

    def play(self) -> str:
        """Take the case along its way; returns the status shown at the end."""
        self._register()
        way = self._plan.way
        if way in (Way.DECLINED, Way.NO_LONGER, Way.REDIRECTED):
            self._end_early(CLERK, way)
            return self._status(CLERK)
        self._route()
        if way is Way.DECLINED_BY_UNIT:
            self._end_early(self._handler, way)
            return self._status(CLERK)
        self._handle()
        self._answer()
        return self._status(CLERK)

    def _step(
        self, who: str, action: str, answers: Mapping[str, Any] | None = None, files: Files = ()
    ) -> Page:
        page = take_step(self._offices.of(who), self._path, action, answers or {}, files)
        self._done[action] += 1
        return page

    def _status(self, who: str) -> str:
        return self._offices.of(who).open(self._path).text_of("case-status")

    def _register(self) -> None:
        page = self._offices.of(CLERK).open(self._path)
        if page.soup.select('[data-step="register"]'):
            self._step(CLERK, "register")

    def _end_early(self, who: str, way: Way) -> None:
        explanation = "经审查，这件事依法应当通过其他途径解决，请按下面的指引提出。"
        if way is Way.NO_LONGER:
            answers = {"earlier_number": "XF-2019-000123", "explanation": explanation}
            self._step(who, "no_longer_accept", answers)
        elif way is Way.REDIRECTED:
            answers = {"way": "lawsuit", "body": "", "explanation": explanation}
            self._step(who, "redirect", answers)
        else:
            answers = {
                "ground": "out_of_scope",
                "explanation": explanation,
                "where_to_go": "事项发生地的街道办事处",
            }
            self._step(who, "decline", answers)

    def _route(self) -> None:
        plan = self._plan
        reasons = "所反映的事项不属于本单位的职责，按照职责分工应当由其他部门办理。"
        if plan.way is Way.OBJECTION_UPHELD:
            self._send_to(plan.wrong_unit, "transfer")
            self._step(
                f"{plan.wrong_unit[1]}-1", "object", {"reasons": reasons, "checked": LOOKED_AT}
            )
            self._step(OFFICE_HEAD, "uphold_objection", {"ruling": "异议成立，另行转送。"})
        self._send_to(plan.unit, "assign" if plan.way is Way.ASSIGNED else "transfer")
        if plan.way is Way.OBJECTION_OVERRULED:
            self._step(self._handler, "object", {"reasons": reasons, "checked": LOOKED_AT})
            ruling = "按照职责分工，由你单位办理。"
            self._step(OFFICE_HEAD, "overrule_objection", {"ruling": ruling})

    def _send_to(self, unit: tuple[str, str], action: str) -> None:
        form = self._offices.of(CLERK).open(f"{self._path}/{action}")
        answers = {"unit_id": option_named(form, "unit_id", unit[0])}
        if action == "assign":
            answers["limit_days"] = "45"
        self._step(CLERK, action, answers)

    def _handle(self) -> None:
        self._step(self._handler, "take")
        self._step(self._handler, "accept")
        if self._plan.attachment:
            self._step(self._handler, "attach", files=SCAN)
            self._step(self._handler, "note", {"text": "已到现场查看并拍照。"})
        if self._plan.way is Way.ASKED:
            question = "请补充合同或者收据的照片，没有的也请说明。"
            page = self._step(self._handler, "ask_more", {"question": question})
            self._answer_asked(fact_of(page, "信访件编号"))
        if self._plan.way in (Way.EXTENDED, Way.EXTENSION_REFUSED):
            reason = "情况复杂，需要委托检测。"
            self._step(self._handler, "request_extension", {"days": "20", "reason": reason})
            if self._plan.way is Way.EXTENDED:
                self._step(self._head, "approve_extension")
            else:
                self._step(self._head, "refuse_extension", {"reason": "可以在原期限内办完。"})

    def _answer(self) -> None:
        if self._plan.way is Way.INTERIM:
            words = "已经开始调查，下月十日前向您说明结果。"
            self._step(self._handler, "draft_reply", {"kind": "interim", "opinion": words})
            self._step(self._head, "approve_reply")
            self._step(self._handler, "issue_interim_reply")
        files = SCAN[:1] if self._plan.attachment else ()
        self._step(self._handler, "draft_reply", REPLY, files)
        if self._plan.way is Way.RETURNED:
            self._step(self._head, "return_reply", {"comments": "请写明落实的日期。"})
            self._step(self._handler, "draft_reply", REPLY)
        self._step(self._head, "approve_reply")
        self._step(self._handler, "issue_reply")
        if self._plan.closes:
            if self._plan.way is Way.ASSIGNED:
                self._step(self._head, "file_closing_report", REPORT)
                self._step(CLERK, "accept_closing_report")
            self._step(self._handler, "close", {"close_reason": "supported"})


def take_step(
    browser: Browser, path: str, action: str, answers: Mapping[str, Any], files: Files = ()
) -> Page:
    """Open the case, press the button of the step, fill in its form, send it."""
    case = browser.open(path)
    shown = steps_on(case)
    if action not in shown:
        raise Surprise(f"{path}: there is no button {action}, only {shown}")
    address = f"{path}/{action}"
    return browser.send(browser.open(address), address, answers, files)


def steps_on(page: Page) -> list[str]:
    """The steps whose buttons are drawn on a case file."""
    return [str(each["data-step"]) for each in page.soup.select("[data-step]")]


def fact_of(page: Page, name: str) -> str:
    """One line of the facts on a case file; blank when it is not there."""
    for key in page.soup.select("dt"):
        value = key.find_next_sibling("dd")
        if key.get_text(strip=True) == name and value is not None:
            return value.get_text(strip=True)
    return ""


ONWARD: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("head", "refuse_extension", {"reason": "可以在原期限内办完。"}),
    ("head", "approve_reply", {}),
    ("handler", "issue_reply", {}),
    ("handler", "issue_interim_reply", {}),
    ("handler", "draft_reply", REPLY),
    ("handler", "accept", {}),
    ("office", "overrule_objection", {"ruling": "按照职责分工，由你单位办理。"}),
)
"""Who takes a begun case further, the furthest step first."""
FURTHEST = 8
LOOKED_AT = "已查本市职责清单和本单位三定方案。"


def finish(offices: Offices, path: str, done: Counter[str]) -> str:
    """Take a case that an earlier run left half-way to its issued reply."""
    name = fact_of(offices.of(CLERK).open(path), "承办单位")
    code = next((code.lower() for code, unit in unit_names().items() if unit == name), "")
    people = {"head": f"{code}-head", "handler": f"{code}-1", "office": OFFICE_HEAD}
    for _ in range(FURTHEST):
        for who, action, answers in ONWARD:
            browser = offices.of(people[who])
            if action in steps_on(browser.open(path)):
                take_step(browser, path, action, answers)
                done[action] += 1
                break
        else:
            break
        if action == "issue_reply":
            break
    return offices.of(CLERK).open(path).text_of("case-status")


def find_begun(offices: Offices) -> list[str]:
    """Cases that units have and have not answered: an earlier run in the same folder began them."""
    found: list[str] = []
    for status in ("routed", "objected", "accepted", "reply_drafted", "reply_approved"):
        found += _listed(offices, status)
    return found


def _listed(offices: Offices, status: str, most: int = 10_000) -> list[str]:
    """The cases of a state, page by page in the order of the queue."""
    found: list[str] = []
    page = offices.of(CLERK).open(f"/staff/queue/?status={status}")
    while len(found) < most:
        found += [each for each in cases_in(page) if each not in found]
        onward = page.links(".govuk-pagination__next a")
        if not onward:
            break
        page = offices.of(CLERK).open(onward[0])
    return found[:most]


def cases_in(page: Page) -> list[str]:
    """The addresses of the cases in a queue page."""
    found = page.links('a[href^="/staff/cases/"]')
    return list(
        dict.fromkeys(path for path in found if path.removeprefix("/staff/cases/").isdigit())
    )


def find_work(offices: Offices, count: int) -> list[str]:
    """Cases waiting on the office's desk: half of them not registered yet."""
    waiting = _listed(offices, "received", (count + 1) // 2)
    return waiting + _listed(offices, "registered", count - len(waiting))


def units() -> list[tuple[str, str]]:
    """Words of each unit's name and the beginning of its officers' user names."""
    return [(name, code) for _, name, code in UNITS]
