"""Somebody who opens every page he can find a way to, and leaves every form blank once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from tests.journeys.inspection import pattern
from tests.journeys.window import Window

FILES = re.compile(
    r"/files/\d+$|/html$|/static/|/(healthz|readyz|metrics)$|\.(json|pdf|py|csv|xlsx)$"
)
"""Addresses that answer with something that is not a page of ours."""
CASE = re.compile(r"^/staff/cases/\d+$")

LINKS = """() => [...document.querySelectorAll('a[href^="/"]')].map(each => each.getAttribute('href'))"""

UNFOLD = """form => {
  for (let each = form.parentElement; each; each = each.parentElement)
    if (each.tagName === 'DETAILS') each.open = true;
}"""
"""As somebody does before he reads what is folded away."""
BLANK = """form => {
  let blanked = 0;
  for (const field of form.querySelectorAll('input, textarea, select')) {
    if (field.type === 'hidden' || field.name === '') continue;
    if (field.tagName === 'SELECT') field.value = '';
    else if (['checkbox', 'radio'].includes(field.type)) field.checked = false;
    else field.value = '';
    blanked += 1;
  }
  return blanked;
}"""


class Crawler:
    """Walks from page to page; pages of one kind are opened once, cases once in every state."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.done: set[str] = set()

    def walk(self, start: str, within: str = "/") -> None:
        """Everything within reach of a page and under a path, apart from single cases."""
        waiting = [start]
        while waiting:
            path = waiting.pop(0)
            if path.startswith(within) and self._is_new(path):
                waiting += self.open(path)

    def open(self, path: str) -> list[str]:
        """One page and each of its forms left blank; returns where it leads."""
        self.window.open(path)
        assert self.window.status < 500, f"{path} answers {self.window.status}"
        links = [each for each in self.links() if not CASE.match(each)]
        for number in range(self.window.page.locator("main form[method=post]").count()):
            self._leave_blank(path, number)
        return links

    def links(self) -> list[str]:
        """Where the page leads, within this office."""
        found: Iterable[str] = self.window.page.evaluate(LINKS)
        return [each.split("#")[0] for each in found if not FILES.search(urlsplit(each).path)]

    def open_cases(self, lists: Iterable[str]) -> None:
        """The first case of each list, and the pages of the steps that are open on it."""
        for path in lists:
            self.window.open(path)
            cases = [each for each in self.links() if CASE.match(each)]
            if cases:
                self.window.open(cases[0])
                for step in [each for each in self.links() if each.startswith(cases[0] + "/")]:
                    if self._is_new(step):
                        self.open(step)

    def _is_new(self, path: str) -> bool:
        key = f"{pattern(path)}?{sorted(name for name, _ in parse_qsl(urlsplit(path).query))}"
        if key in self.done:
            return False
        self.done.add(key)
        return True

    def _leave_blank(self, path: str, number: int) -> None:
        if self.window.path != path:
            self.window.open(path)
        form = self.window.page.locator("main form[method=post]").nth(number)
        if form.count() and form.evaluate(BLANK):
            form.evaluate(UNFOLD)
            send = form.locator("button:not([formaction], [type='button'])").first
            self.window.go(send.click)
            assert self.window.status < 500, f"{path} left blank answers {self.window.status}"
