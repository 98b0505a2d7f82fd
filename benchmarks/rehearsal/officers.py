"""The officers of a rehearsal: they find their cases in the queue and press the buttons drawn on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from benchmarks.rehearsal.browser import Browser, Files, Page, Surprise, Tally, option_named
from benchmarks.rehearsal.plans import UNITS, Plan, Way

CLERK, OFFICE_HEAD = "xf-clerk1", "xf-head"
SCAN: Files = (
    ("files", ("现场照片说明.txt", "现场已经查看，情况属实。".encode(), "text/plain")),
    ("files", ("办理记录.pdf", b"%PDF-1.4\n%minutes of the visit\n%%EOF\n", "application/pdf")),
)
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

    def __init__(self, offices: Offices, path: str, plan: Plan, done: Counter[str]) -> None:
        self._offices, self._path, self._plan, self._done = offices, path, plan, done
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
        """Open the case, press the button of the step, fill in its form, send it."""
        browser = self._offices.of(who)
        case = browser.open(self._path)
        if not case.soup.select(f'[data-step="{action}"]'):
            shown = [each["data-step"] for each in case.soup.select("[data-step]")]
            raise Surprise(f"{self._path}: {who} has no button {action}, only {shown}")
        address = f"{self._path}/{action}"
        page = browser.send(browser.open(address), address, answers or {}, files)
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
            answers = {"procedure": "litigation", "body": "", "explanation": explanation}
            self._step(who, "redirect", answers)
        else:
            answers = {"ground": "out_of_scope", "explanation": explanation}
            self._step(who, "decline", answers)

    def _route(self) -> None:
        plan = self._plan
        if plan.way is Way.OBJECTION_UPHELD:
            self._send_to(plan.wrong_unit, "transfer")
            reasons = "所反映的事项不属于本单位的职责，应当由其他部门办理。"
            self._step(f"{plan.wrong_unit[1]}-1", "object", {"reasons": reasons})
            self._step(OFFICE_HEAD, "uphold_objection", {"ruling": "异议成立，另行转送。"})
        self._send_to(plan.unit, "assign" if plan.way is Way.ASSIGNED else "transfer")
        if plan.way is Way.OBJECTION_OVERRULED:
            self._step(self._handler, "object", {"reasons": "本单位认为应当由其他单位办理。"})
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
            self._step(self._handler, "ask_more", {"question": question})
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
            report = "已经答复信访人，处理意见正在落实。"
            answers = {"close_reason": "supported", "closing_report": report}
            self._step(self._handler, "close", answers)


def cases_in(page: Page) -> list[str]:
    """The addresses of the cases in a queue page."""
    found = page.links('a[href^="/staff/cases/"]')
    return list(
        dict.fromkeys(path for path in found if path.removeprefix("/staff/cases/").isdigit())
    )


def find_work(offices: Offices, count: int) -> list[str]:
    """Cases waiting on the office's desk, page by page in the order of the queue."""
    found: list[str] = []
    for status, share in (("received", (count + 1) // 2), ("registered", count)):
        page = offices.of(CLERK).open(f"/staff/queue/?status={status}")
        wanted = len(found) + share if status == "received" else count
        while len(found) < wanted:
            found += [each for each in cases_in(page) if each not in found]
            onward = page.links(".govuk-pagination__next a")
            if not onward:
                break
            page = offices.of(CLERK).open(onward[0])
        found = found[:wanted]
    return found


def units() -> list[tuple[str, str]]:
    """Words of each unit's name and the beginning of its officers' user names."""
    return [(name, code) for _, name, code in UNITS]
