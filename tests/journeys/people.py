"""The people of the journeys: what each can do, in the words one would tell it with.

A method ends on the page that it led to, so that a journey may read what stands there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import pyotp

from tests.factories.town import PASSWORD
from tests.journeys.window import Window

STAFF = "/staff/"


@dataclass(frozen=True)
class Story:
    """What somebody comes to the office with."""

    petition_class: str = "appeal"
    name: str = "林晚舟"
    address: str = "回音市河东区柳林路8号2栋"
    phone: str = "13800001234"
    email: str = "lin@example.test"
    title: str = "柳林路8号院门口污水倒灌"
    request: str = "请疏通柳林路8号院门口的下水道，并告知由谁负责养护。"
    facts: str = "今年一月起，一下雨污水就从检查井冒出来流进一楼住户，我们报修过四次，没有人来。"
    reasons: str = "排水设施由主管部门负责养护，住户无力自己修。"
    place: str = "回音市河东区柳林路8号院门口"
    accused: str = ""

    @property
    def secrets(self) -> set[str]:
        """What no title and no address may show."""
        return {self.name, self.title, self.phone, self.email}


SEWAGE = Story()
IN_ENGLISH = replace(
    SEWAGE,
    name="Alice Green",
    address="8 Willow Road, Huiyin",
    email="alice@example.test",
    title="Sewage in front of 8 Willow Road",
    request="Please clear the drain in front of 8 Willow Road.",
    facts="Since January sewage has come up whenever it rains. We reported it four times.",
    reasons="",
    place="8 Willow Road",
)
BRIBERY = Story(
    petition_class="accusation",
    name="",
    email="",
    title="验收时收受购物卡",
    request="请查清验收的经过。",
    facts="三月五日下午，验收人员在工地门口收下施工单位给的购物卡，当天就签了字。",
    reasons="",
    place="回音市河东区滨河路工地",
    accused="回音市住房和城乡建设局质量科的一名验收人员",
)


class Citizen:
    """Somebody with a telephone, a matter, and after filing it a number and a code."""

    def __init__(self, window: Window, story: Story = SEWAGE) -> None:
        self.window, self.story = window, story
        self.number = self.code = ""
        window.inspector.secrets |= story.secrets - {""}

    # Filing.

    def files_a_petition(self, *papers: Path) -> None:
        """From the start page to the receipt."""
        self.begins()
        self.answers_every_question()
        self.adds(*papers)
        self.goes_on_from_the_files()
        self.sends()

    def begins(self) -> None:
        """Through the start page to the first question."""
        self.window.open("/")
        self.window.go(self.window.page.locator("main a.govuk-button--start").first.click)

    def answers_every_question(self) -> None:
        """All stages up to the files."""
        self.reads_the_notice()
        self.says_nothing_else_is_under_way()
        self.says_who_it_is()
        self.tells_the_matter()
        self.says_where()

    def reads_the_notice(self) -> None:
        """Reads, ticks, and chooses the class."""
        self.window.tick("read")
        self.window.choose(petition_class=self.story.petition_class)
        self.window.send()

    def says_nothing_else_is_under_way(self) -> None:
        """No court, no arbitration; advice, where there is some, is read and passed."""
        self.window.choose(legal_status="none")
        self.window.send()
        if self.window.path == "/submit/advice":
            self.window.follow("/submit/who")

    def says_who_it_is(self) -> None:
        """By name, or anonymously when the story has none."""
        story, window = self.story, self.window
        if story.name:
            window.choose(named="named")
            window.fill(
                name=story.name, address=story.address, phone=story.phone, email=story.email
            )
        else:
            window.choose(named="anonymous")
        window.choose(together="alone")
        window.send()

    def tells_the_matter(self) -> None:
        """Title, request, facts, reasons."""
        story = self.story
        self.window.fill(
            title=story.title, request=story.request, facts=story.facts, reasons=story.reasons
        )
        self.window.send()

    def says_where(self) -> None:
        """Place, and whom it is about."""
        self.window.fill(problem_place=self.story.place, complained_about=self.story.accused)
        self.window.send()

    def adds(self, *papers: Path) -> None:
        """Chooses files and sends them up."""
        if papers:
            self.window.attach("files", *papers)
            self.window.press_value("do", "upload")

    def goes_on_from_the_files(self) -> None:
        """To the page that shows everything once more."""
        self.window.press_value("do", "continue")

    def sends(self) -> None:
        """Files the petition and copies number and code from the receipt."""
        self.window.send('main form:has([name="submission_key"])')
        self.copies_the_receipt()

    def copies_the_receipt(self) -> None:
        """Number and code, as they stand on the page."""
        self.copies_the_receipt_from(self.window)

    def copies_the_receipt_from(self, window: Window) -> None:
        """The same, from a slip that somebody else hands over."""
        self.number, self.code = (
            window.text(f"#{each}") for each in ("receipt-number", "query-code")
        )
        window.inspector.secrets |= {self.number, self.code}

    # Following.

    def asks(self, number: str, code: str = "") -> None:
        """Types a number, and perhaps a code, on the tracking page."""
        self.window.open("/track/")
        self.window.fill(number=number, code=code)
        self.window.send('main form:has([name="number"])')

    def opens_the_case(self) -> None:
        """With number and code; a code that an officer handed out is replaced by an own one first."""
        self.asks(self.number, self.code)
        if self.window.path == "/track/case/code/":
            self.takes_an_own_code()

    def takes_an_own_code(self) -> None:
        """Writes it down, and types its last group."""
        self.code = self.window.text("#query-code")
        self.window.inspector.secrets.add(self.code)
        self.window.fill(typed=self.code[-4:])
        self.window.send('main form:has([name="typed"])')

    @property
    def status(self) -> str:
        """What the case page says of where it stands."""
        return self.window.text("#case-status")

    def answers_the_question(self, text: str, *papers: Path) -> None:
        """Writes, encloses, and sends."""
        self.opens_the_case()
        self.window.follow("/track/case/add/")
        self.window.fill(text=text)
        if papers:
            self.window.attach("files", *papers)
        self.window.press_value("do", "send")

    def reads_the_answer(self) -> None:
        """Opens the letter on the case page."""
        self.window.follow("/track/case/letters/")

    def withdraws(self, reason: str = "") -> None:
        """By his own act."""
        self.opens_the_case()
        self.window.follow("/track/case/withdraw/")
        self.window.tick("confirmed")
        self.window.fill(reason=reason)
        self.window.send('main form:has([name="confirmed"])')


class Officer:
    """Somebody who signs in at the console and takes the steps that are open to him."""

    account = ""

    def __init__(self, window: Window, account: str = "") -> None:
        self.window = window
        self.account = account or self.account

    def signs_in(self, password: str = PASSWORD) -> Self:
        """With name and password."""
        self.window.open(STAFF)
        self.window.fill(username=self.account, password=password)
        self.window.send('main form:has([name="password"])')
        return self

    def signs_out(self) -> None:
        """Through the button in the head of the page."""
        self.window.go(self.window.page.locator('form[action$="/sign-out"] button').click)

    def switches_on_the_second_factor(self) -> str:
        """Copies the secret from the page and gives a first code; returns the secret."""
        self.window.open("/staff/account/second-factor")
        secret = "".join(self.window.text("#secret").split())
        self.gives_the_code(pyotp.TOTP(secret).now())
        return secret

    def gives_the_code(self, code: str) -> None:
        """Types a one-time code and sends it."""
        self.window.fill(code=code)
        self.window.send('main form:has([name="code"])')

    def finds(self, number: str) -> None:
        """Searches for a case by its number and opens it."""
        self.window.open("/staff/queue/")
        self.window.fill(words=number)
        self.window.send('main form:has([name="words"])')
        self.window.go(self.window.page.locator(".hy-cases a").first.click)

    def downloads(self, name: str) -> bytes:
        """The bytes of a file on the open case file."""
        with self.window.page.expect_download() as arrival:
            self.window.page.get_by_role("link", name=name).click()
        return Path(arrival.value.path()).read_bytes()

    def may(self, step: str) -> bool:
        """Whether the case file offers this step."""
        return self.window.page.locator(f'[data-step="{step}"]').count() > 0

    def chooses(self, step: str) -> None:
        """Opens the page of a step from the case file."""
        self.window.go(self.window.page.locator(f'[data-step="{step}"]').click)

    def takes_step(self, step: str, **answers: str) -> None:
        """Opens the step, fills it in and presses its button."""
        self.chooses(step)
        self.writes(**answers)
        self.presses(step)

    def writes(self, **answers: str) -> None:
        """Fills in the form of a step, field by field."""
        for name, answer in answers.items():
            if self.window.is_choice(name):
                self.window.choose(**{name: answer})
            else:
                self.window.fill(**{name: answer})

    def presses(self, step: str) -> None:
        """Presses the button of a step's page."""
        self.window.send(f'main form[action$="/{step}"]')

    @property
    def status(self) -> str:
        """What the case file says of where it stands."""
        return self.window.text("#case-status")

    def notes(self, text: str) -> None:
        """Writes an internal note."""
        self.takes_step("note", text=text)


class Clerk(Officer):
    """Registers what comes in and sends it to the unit in charge."""

    account = "clerk"

    def registers(self) -> None:
        """Gives it a number in the books."""
        self.takes_step("register", category="城乡建设", urgency="ordinary")

    def enters_a_letter(self, story: Story) -> None:
        """Writes down what came by post and gets a slip for its writer."""
        self.window.open("/staff/intake/")
        self.window.choose(channel="letter", petition_class=story.petition_class)
        self.window.fill(
            name=story.name,
            address=story.address,
            title=story.title,
            request=story.request,
            facts=story.facts,
            problem_place=story.place,
        )
        self.window.choose(urgency="ordinary")
        self.window.send('main form:has([name="submission_key"])')
        # Somebody may have written of the same before; it is a case of its own all the same.
        if self.window.page.locator('button[name="decision"][value="new"]').count():
            self.window.press_value("decision", "new")

    def assigns_to(self, unit_id: int, days: int) -> None:
        """Sends it to a unit that has to report back."""
        self.takes_step(
            "assign", unit_id=str(unit_id), limit_days=str(days), note="请现场核实后办理。"
        )

    def accepts_the_report(self) -> None:
        """Is content with the unit's closing report."""
        self.takes_step("accept_closing_report", comment="属实。")

    def overrules_the_objection(self, ruling: str) -> None:
        """Sends it back to the unit for good."""
        self.takes_step("overrule_objection", ruling=ruling)

    def declines(self, explanation: str, where_to_go: str) -> None:
        """Does not accept it, and says where it belongs."""
        self.takes_step(
            "decline", ground="litigation", explanation=explanation, where_to_go=where_to_go
        )


class Handler(Officer):
    """Works on a case in the unit in charge."""

    account = "handler"

    def objects(self, reasons: str) -> None:
        """Says that it belongs elsewhere."""
        self.takes_step("object", reasons=reasons, checked="已查本市职责清单和三定方案。")

    def takes_it(self) -> None:
        """Becomes its holder."""
        self.takes_step("take")

    def accepts(self) -> None:
        """Takes the matter up; the sixty days begin."""
        self.takes_step("accept")

    def asks(self, question: str) -> None:
        """Puts a question to the petitioner."""
        self.takes_step("ask_more", question=question)

    def asks_for_more_time(self, days: int, reason: str) -> None:
        """An extension, which the head decides."""
        self.takes_step("request_extension", days=str(days), reason=reason)

    def drafts_the_answer(self, opinion: str) -> None:
        """A handling opinion, for the head to sign."""
        self.takes_step(
            "draft_reply",
            kind="final",
            outcome="support",
            facts_found="检查井下游管道被建筑垃圾堵死，四次报修均有记录。",
            opinion=opinion,
            legal_basis="《城镇排水与污水处理条例》",
        )

    def issues_the_answer(self) -> None:
        """Sends the signed answer to the petitioner."""
        self.takes_step("issue_reply")

    def closes(self) -> None:
        """Ends the case."""
        self.takes_step("close", close_reason="supported")


class UnitHead(Officer):
    """Signs, or sends back."""

    account = "unit_head"

    def approves_more_time(self) -> None:
        """Grants the extension."""
        self.takes_step("approve_extension", comment="同意。")

    def returns_the_draft(self, comments: str) -> None:
        """Wants something changed."""
        self.takes_step("return_reply", comments=comments)

    def reports_back(self, result: str) -> None:
        """Files the closing report that an assigned case owes."""
        self.takes_step(
            "file_closing_report",
            done="现场疏通，更换管道。",
            result=result,
            told="答复已当面送达。",
        )

    def approves_the_answer(self) -> None:
        """The second pair of eyes."""
        self.takes_step("approve_reply", comments="同意。")
