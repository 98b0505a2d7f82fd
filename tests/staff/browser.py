"""A browser on the console as tests use it: keeps cookies, sends the token, reads pages as trees."""

from __future__ import annotations

from contextvars import Context
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

from petitions.adapters import clock, codes
from petitions.models import Officer, StaffSession
from petitions.models.session import db

BASE = "http://localhost/staff"


class Page:
    """An answer: its status, its text, and its tree when that is wanted."""

    def __init__(self, answer: TestResponse) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.headers = answer.headers
        self.data = answer.data

    @property
    def text(self) -> str:
        """The markup."""
        return self.answer.get_data(as_text=True)

    @property
    def tree(self) -> BeautifulSoup:
        """The page as a tree."""
        return BeautifulSoup(self.text, "lxml")

    @property
    def location(self) -> str:
        """Where a redirect leads, as a path."""
        return self.headers["Location"]

    def id(self, name: str) -> str:
        """The text of the element with this id."""
        found = self.tree.find(id=name)
        assert isinstance(found, Tag), f"there is no element with the id {name!r}"
        return " ".join(found.get_text(" ", strip=True).split())

    def value(self, name: str) -> str:
        """What stands in a field of the page."""
        field = self.tree.select_one(f'main [name="{name}"]')
        assert field is not None, f"there is no field {name!r}"
        if field.name == "textarea":
            return field.get_text().removeprefix("\n")
        return str(field.get("value", ""))

    def errors(self) -> list[str]:
        """The lines of the error summary."""
        return [
            line.get_text(strip=True) for line in self.tree.select(".govuk-error-summary__list li")
        ]

    def steps(self) -> list[str]:
        """The buttons and links of a case file, by action."""
        return [str(link["data-step"]) for link in self.tree.select("[data-step]")]


class Browser:
    """One browser; addresses are given as they stand after ``/staff``."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self._token = ""

    def admit(self, officer: Officer, *, fresh: bool = True) -> str:
        """Sign an officer in without the door, which costs a slow hash; returns the session token.

        ``fresh``: as if he had proved just now who he is.
        """
        token = codes.new_key()
        session = db.session()
        session.rollback()  # a snapshot read before would hold back the write
        session.add(
            StaffSession(
                token_hash=codes.token_hash(token),
                officer_id=officer.id,
                created_at=clock.now(),
                last_seen_at=clock.now(),
                confirmed_at=clock.now() if fresh else None,
            )
        )
        session.commit()
        with self.client.session_transaction(base_url=BASE) as cookie:
            cookie["_user_id"] = token
        self._token = ""
        return token

    def get(self, path: str, **more: Any) -> Page:
        """Fetch a page."""
        return self._send("GET", path, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> Page:
        """Send a form with the token of this browser."""
        given = {"csrf_token": self.token(), **(data or {})}
        return self._send("POST", path, data=given, **more)

    def _send(self, method: str, path: str, **more: Any) -> Page:
        """As a server would: in a context of its own, not in the test's."""
        own = Context()
        return Page(
            own.run(self.client.open, self._path(path), method=method, base_url=BASE, **more)
        )

    def edit(self, path: str, data: dict[str, Any]) -> Page:
        """Open the page of a row of the directory and send it, on top of what it showed."""
        return self.post(path, {"seen": self.get(path).value("seen"), **data})

    def follow(self, page: Page) -> Page:
        """The page a redirect leads to."""
        assert page.status in {302, 303}, f"no redirect: {page.status} {page.errors()}"
        return self.get(page.location)

    def token(self) -> str:
        """A token of this browser's session."""
        if not self._token:
            page = self.get("/account/")
            page = self.get(page.location) if page.status == 303 else page
            self._token = page.tree.select_one('[name="csrf_token"]')["value"]  # type: ignore[index, assignment]
        return self._token

    def forget_token(self) -> None:
        """Ask for a token anew: the session has changed."""
        self._token = ""

    def step(self, number: int, verb: str, **typed: Any) -> Page:
        """Open the page of a step and send it with what is typed, as an officer does."""
        path = f"/cases/{number}/{verb}"
        page = self.get(path)
        assert page.status == 200, f"{verb} is not open: {page.status}"
        carried = {name: page.value(name) for name in ("version", "seen")}
        return self.post(path, {**carried, **typed})

    @staticmethod
    def _path(path: str) -> str:
        return path.removeprefix("/staff") if path.startswith("/staff/") else path
