"""A citizen at the portal without JavaScript: reads pages, fills in forms, keeps his cookies."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextvars import Context
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag
from flask import Flask
from werkzeug.test import TestResponse

from petitions.adapters import codes
from tests.factories import stored

NAMED = {
    "named": "named",
    "name": "张建国",
    "address": "回音市河东区柳林路8号",
    "together": "alone",
}
ANONYMOUS = {"named": "anonymous", "together": "alone"}
WHAT = {
    "title": "柳林路下水道堵塞",
    "request": "请疏通下水道。",
    "facts": "自一月起反复堵塞。\n报修无人处理。",
}
WHERE = {"problem_place": "回音市河东区柳林路", "complained_about": "市政公司"}
Upload = tuple[str, bytes]


class Page:
    """One answer, read."""

    def __init__(self, answer: TestResponse) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.headers = answer.headers
        self.raw = answer.get_data()
        self.soup = BeautifulSoup(self.raw, "lxml")

    @property
    def path(self) -> str:
        """Where a redirect leads."""
        return self.headers.get("Location", "")

    @property
    def text(self) -> str:
        """What the reader reads."""
        main = self.soup.main
        return main.get_text(" ", strip=True) if main else self.soup.get_text(" ", strip=True)

    def by_id(self, name: str) -> Tag:
        found = self.soup.find(id=name)
        assert isinstance(found, Tag), f"no #{name} on: {self.text[:200]}"
        return found

    def id_text(self, name: str) -> str:
        return self.by_id(name).get_text(" ", strip=True)

    def value(self, name: str) -> str:
        """What a field holds."""
        found = self.soup.find(attrs={"name": name})
        assert isinstance(found, Tag), name
        if found.name == "textarea":
            return found.get_text().removeprefix("\n")
        if found.get("type") in ("radio", "checkbox"):
            checked = self.soup.find(attrs={"name": name, "checked": True})
            return str(checked["value"]) if isinstance(checked, Tag) else ""
        return str(found.get("value", ""))

    @property
    def errors(self) -> dict[str, str]:
        """Id of the input to message, from the summary."""
        links = self.soup.select(".govuk-error-summary a")
        return {str(link["href"]).removeprefix("#"): link.get_text() for link in links}

    @property
    def token(self) -> str:
        found = self.soup.find(attrs={"name": "csrf_token"})
        return str(found["value"]) if isinstance(found, Tag) else ""


class Citizen:
    """One browser."""

    def __init__(self, app: Flask, lang: str = "zh") -> None:
        self.client = app.test_client()
        self.client.set_cookie("lang", lang)
        self.address = "127.0.0.1"
        self._token = ""

    def get(self, path: str) -> Page:
        return self._asks(path, method="GET")

    def _asks(self, path: str, **given: Any) -> Page:
        """One request in a context of its own, as on a server: the test holds an app context."""
        base = {"REMOTE_ADDR": self.address}
        return Page(Context().run(self.client.open, path, environ_base=base, **given))

    def follow(self, page: Page) -> Page:
        """Go where a redirect leads, as often as it does."""
        while page.status in (301, 302, 303, 308):
            page = self.get(page.path)
        return page

    def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        files: Sequence[Upload] = (),
        token: str | None = None,
    ) -> Page:
        """Send a form with this browser's token (or the one given)."""
        if token is None and not self._token:
            self._token = self.get("/accessibility/").token
        given = token if token is not None else self._token
        body: dict[str, Any] = {"csrf_token": given, **(data or {})}
        if files:
            body["files"] = [(io.BytesIO(content), name) for name, content in files]
        kind = "multipart/form-data" if files else "application/x-www-form-urlencoded"
        return self._asks(path, method="POST", data=body, content_type=kind)

    # The way of a submission.

    def notice(self, petition_class: str = "appeal") -> Page:
        return self.post("/submit/", {"read": "y", "petition_class": petition_class})

    def fill_in(
        self,
        petition_class: str = "appeal",
        who: dict[str, str] | None = None,
        what: dict[str, str] | None = None,
        where: dict[str, str] | None = None,
    ) -> None:
        """Every stage up to the files."""
        assert self.notice(petition_class).status == 303
        assert self.post("/submit/legal", {"legal_status": "none"}).status == 303
        assert self.post("/submit/who", {**NAMED, **(who or {})}).status == 303
        assert self.post("/submit/what", {**WHAT, **(what or {})}).status == 303
        assert self.post("/submit/where", {**WHERE, **(where or {})}).status == 303

    def key(self) -> str:
        """The key of the check page."""
        return self.get("/submit/check").value("submission_key")

    def send(self) -> Page:
        """Press the button and read the receipt."""
        return self.follow(self.post("/submit/check", {"submission_key": self.key()}))

    def file(self, **given: Any) -> tuple[str, str]:
        """File a whole petition: number and code."""
        self.fill_in(**given)
        receipt = self.send()
        return receipt.id_text("receipt-number"), receipt.id_text("query-code")

    # Following it.

    def track(self, number: str, code: str = "") -> Page:
        return self.post("/track/", {"number": number, "code": code})

    def opens(self, number: str, code: str) -> Page:
        """Open a case with number and code."""
        answer = self.track(number, code)
        assert answer.status == 303, answer.text
        return self.follow(answer)

    def opens_case(self, case_id: int, key: str) -> Page:
        """Open a case made by the factories under a key of ours."""
        return self.opens(stored(case_id).receipt_number, codes.query_code_for(key))
