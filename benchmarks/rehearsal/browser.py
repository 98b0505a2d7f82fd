"""A browser without a screen: it follows links and forms as they are drawn on the page, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from bs4 import BeautifulSoup, Tag

Files = Sequence[tuple[str, tuple[str, bytes, str]]]
MARKED_ERRORS = ".govuk-error-summary, .govuk-error-message"


class Surprise(RuntimeError):
    """The office answered something a person at work would call a fault."""


@dataclass(slots=True)
class Tally:
    """Answers by status, shared by all browsers of a rehearsal."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def requests(self) -> int:
        """How many requests were answered."""
        return sum(self.statuses.values())


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came: status, path, and its parsed text."""

    status: int
    path: str
    soup: BeautifulSoup

    def text_of(self, element_id: str) -> str:
        """The words of an element. Raises Surprise when it is not there."""
        found = self.soup.find(id=element_id)
        if found is None:
            raise Surprise(f"{self.path} has no #{element_id}")
        return " ".join(found.get_text(" ", strip=True).split())

    def links(self, selector: str) -> list[str]:
        """Where the links of a selector lead."""
        return [str(each["href"]) for each in self.soup.select(selector)]

    def complaints(self) -> str:
        """What the page says is wrong."""
        return " / ".join(
            each.get_text(" ", strip=True) for each in self.soup.select(MARKED_ERRORS)
        )


class Browser:
    """One person's browser with its own cookies."""

    def __init__(self, address: str, tally: Tally) -> None:
        self._client = httpx.Client(
            base_url=address, timeout=60, headers={"Accept-Language": "zh-CN"}
        )
        self._tally = tally

    def close(self) -> None:
        """Shut the browser."""
        self._client.close()

    def open(self, path: str) -> Page:
        """Fetch a page, following where it leads."""
        return self._followed(self._client.get(path))

    def send(
        self,
        page: Page,
        action: str,
        answers: Mapping[str, Any],
        files: Files = (),
        *,
        may_fail: bool = False,
    ) -> Page:
        """Fill in the form of ``page`` that posts to ``action`` and press its button."""
        form = _form(page, action)
        fields = _drawn(form)
        unknown = [name for name in answers if not form.select(f'[name="{name}"]')]
        if unknown:
            raise Surprise(f"{page.path}: the form {action} does not ask for {unknown}")
        fields.update({name: value for name, value in answers.items() if value is not None})
        answer = self._followed(
            self._client.post(action, data=fields, files=list(files))
            if files
            else self._client.post(action, data=fields)
        )
        if answer.status >= 400 and not may_fail:
            raise Surprise(f"POST {action}: {answer.status} {answer.complaints()}")
        return answer

    def _followed(self, answer: httpx.Response) -> Page:
        self._count(answer)
        while answer.is_redirect:
            parts = urlsplit(answer.headers["location"])
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
            answer = self._client.get(target)
            self._count(answer)
        return Page(answer.status_code, answer.url.path, BeautifulSoup(answer.content, "lxml"))

    def _count(self, answer: httpx.Response) -> None:
        self._tally.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self._tally.faults.append(
                f"{answer.request.method} {answer.url.path}: {answer.status_code}"
            )


def _form(page: Page, action: str) -> Tag:
    for form in page.soup.find_all("form"):
        if urlsplit(str(form.get("action"))).path == action:
            return form
    raise Surprise(f"{page.path} ({page.status}) has no form to {action}: {page.complaints()}")


def _drawn(form: Tag) -> dict[str, Any]:
    """What the form would send if nobody touched it."""
    fields: dict[str, Any] = {}
    for each in form.find_all(["input", "textarea", "select"]):
        name = each.get("name")
        if not name or each.has_attr("disabled"):
            continue
        kind = str(each.get("type", "text"))
        if each.name == "textarea":
            fields[str(name)] = each.get_text().removeprefix("\n")
        elif each.name == "select":
            chosen = each.find("option", selected=True) or each.find("option")
            fields[str(name)] = str(chosen.get("value", "")) if chosen else ""
        elif kind in {"radio", "checkbox"}:
            if each.has_attr("checked"):
                fields[str(name)] = str(each.get("value", "on"))
        elif kind not in {"file", "submit", "button"}:
            fields[str(name)] = str(each.get("value", ""))
    return fields


def option_named(page: Page, field_name: str, words: str) -> str:
    """The value of the choice whose words contain ``words``. Raises Surprise when there is none."""
    for option in page.soup.select(f'select[name="{field_name}"] option'):
        if words in option.get_text():
            return str(option["value"])
    raise Surprise(f"{page.path}: nothing named {words} in {field_name}")
