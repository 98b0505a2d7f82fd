"""Citizens with a plain HTTP client who file whole petitions, and press again when they are cut off."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
from bs4 import BeautifulSoup

BUSY = frozenset({502, 503, 504})
PATIENCE = 120.0


class GaveUp(Exception):
    """The office did not answer for too long, or answered what it should not."""


class OutOfTime(GaveUp):
    """The run is over; this citizen was still on his way."""


@dataclass(frozen=True)
class Paper:
    """A file as it was chosen."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass
class Petition:
    """One petition as its citizen knows it."""

    mark: str
    papers: tuple[Paper, ...]
    last_page: dict[str, str] = field(default_factory=dict)
    """The hidden fields of the last page, with the key it is filed under."""
    cuts: int = 0
    """How often the last press was cut off and pressed again."""
    receipts: list[tuple[str, str]] = field(default_factory=list)
    """Every number and code that was shown for it."""


class Citizen:
    """One browser without scripts: keeps its cookies, reads its pages, fills in their forms."""

    def __init__(
        self,
        url: str,
        stop: threading.Event | None = None,
        pressing: threading.Event | None = None,
    ) -> None:
        self.client = httpx.Client(base_url=url, timeout=30, headers={"Accept-Language": "zh-CN"})
        self.stop, self.pressing = stop or threading.Event(), pressing or threading.Event()
        self.cuts = 0

    def files(self, petition: Petition) -> None:
        """All stages of the form, two papers, one press; again and again until a receipt is shown."""
        self.prepares(petition)
        before = self.cuts
        self.pressing.set()
        self.presses(petition)
        petition.cuts = self.cuts - before
        # Once more, as with the back button: the same key.
        self.presses(petition)

    def prepares(self, petition: Petition) -> None:
        """Everything up to the last page."""
        self._stages(petition)
        self._attach(petition)
        petition.last_page = _hidden(self._get("/submit/check"), "submission_key")

    def presses(self, petition: Petition) -> None:
        """The button of the last page, until the receipt is shown."""
        self._show(petition, self._post("/submit/check", petition.last_page))

    def presses_once(self, petition: Petition) -> httpx.Response:
        """The same, whatever comes of it."""
        return self.client.post("/submit/check", data=petition.last_page)

    def _stages(self, petition: Petition) -> None:
        answers: tuple[tuple[str, dict[str, str]], ...] = (
            ("", {"read": "y", "petition_class": "appeal"}),
            ("legal", {"legal_status": "none"}),
            (
                "who",
                {
                    "named": "named",
                    "name": "周小舟",
                    "address": "回音市河东区柳林路8号",
                    "email": f"{petition.mark}@example.test",
                    "together": "alone",
                },
            ),
            (
                "what",
                {
                    "title": f"路灯不亮 {petition.mark}",
                    "request": "请修好柳林路的路灯。",
                    "facts": "柳林路的路灯三个月没有亮过，夜里看不清路。",
                },
            ),
            ("where", {"problem_place": "柳林路"}),
        )
        for stage, given in answers:
            page = self._get(f"/submit/{stage}")
            self._expect_onward(self._post(f"/submit/{stage}", {**_hidden(page), **given}))

    def _attach(self, petition: Petition) -> None:
        # One by one: a paper that a cut may have kept or lost is looked for before it is sent again.
        for paper in petition.papers:
            while paper.name not in (page := self._get("/submit/files/")).get_text():
                try:
                    self.client.post(
                        "/submit/files/",
                        data={**_hidden(page), "do": "upload"},
                        files={"files": (paper.name, paper.content, "text/plain")},
                    )
                except httpx.TransportError:
                    self._wait()

    def _show(self, petition: Petition, answer: httpx.Response) -> None:
        self._expect_onward(answer)
        page = self._get(answer.headers["Location"])
        number, code = (page.find(id=name) for name in ("receipt-number", "query-code"))
        if number is None or code is None:
            raise GaveUp(f"no receipt on {answer.headers['Location']}: {page.get_text()[:300]}")
        petition.receipts.append((number.get_text(strip=True), code.get_text(strip=True)))

    def _expect_onward(self, answer: httpx.Response) -> None:
        if answer.status_code != 303:
            text = BeautifulSoup(answer.text, "lxml").get_text(" ", strip=True)
            raise GaveUp(f"{answer.request.url} answered {answer.status_code}: {text[:300]}")

    def _get(self, path: str) -> BeautifulSoup:
        answer = self._until_answered("GET", path, None)
        if answer.status_code != 200:
            self._expect_onward(answer)
            return self._get(answer.headers["Location"])
        return BeautifulSoup(answer.text, "lxml")

    def _post(self, path: str, data: dict[str, str]) -> httpx.Response:
        return self._until_answered("POST", path, data)

    def _until_answered(
        self, method: str, path: str, data: dict[str, str] | None
    ) -> httpx.Response:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                answer = self.client.request(method, path, data=data)
            except httpx.TransportError:
                self.cuts += 1
            else:
                if answer.status_code not in BUSY:
                    return answer
            self._wait()
        raise GaveUp(f"{path} did not answer for {PATIENCE:.0f} s")

    def _wait(self) -> None:
        if self.stop.is_set():
            raise OutOfTime
        time.sleep(random.uniform(0.02, 0.1))


def _hidden(page: BeautifulSoup, holding: str = "") -> dict[str, str]:
    """The hidden fields of the form in the page's main part (that holds a certain one)."""
    main: Any = page.find("main") or page
    for form in main.find_all("form"):
        fields = {
            each["name"]: each.get("value", "")
            for each in form.find_all("input", type="hidden")
            if each.get("name")
        }
        if "csrf_token" in fields and (not holding or holding in fields):
            return fields
    raise GaveUp(f"no such form: {page.get_text(' ', strip=True)[:300]}")
