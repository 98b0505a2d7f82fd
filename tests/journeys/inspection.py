"""Looks at every page somebody comes to: accessible, neutral, ours alone, and fit for a small screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import CDPSession, ConsoleMessage, Page, Request

PHONE_WIDTH, DESK_WIDTH, NARROWEST = 360, 1280, 320

# Two texts per page: its elements with the classes, states and roles that decide its look, each as it stands,
# and the kinds of them, of which a list of ten has as many as one of two.
SHAPE = """() => {
  const sum = text => {
    let sum = 0;
    for (const sign of text) sum = (Math.imul(sum, 31) + sign.codePointAt(0)) | 0;
    return sum;
  };
  const own = each => [each.tagName, each.className, each.getAttribute('role'), each.getAttribute('type'),
                       each.getAttribute('aria-expanded'), each.hidden, each.hasAttribute('alt')].join('|');
  const kind = each => sum(own(each) + '(' + [...new Set([...each.children].map(kind))].join(',') + ')');
  const root = document.documentElement;
  const head = root.lang + root.className;
  const all = [...document.body.querySelectorAll('*')].map(own);
  return {exact: sum(head + all.join('|')) + ':' + all.length, kind: head + ':' + kind(document.body)};
}"""

FACTS = """() => ({
  title: document.title,
  lang: document.documentElement.lang,
  headings: [...document.querySelectorAll('h1')].map(each => each.innerText.trim()),
  blind: [...document.querySelectorAll('img:not([alt])')].map(each => each.outerHTML.slice(0, 120)),
  levels: [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(each => Number(each.tagName[1])),
  twins: [...document.querySelectorAll('[id]')].map(each => each.id)
           .filter((id, place, all) => all.indexOf(id) !== place),
})"""

OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return null;
  const scrolls = each => {
    for (let up = each.parentElement; up !== document.body; up = up.parentElement)
      if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(up).overflowX)) return true;
    return false;
  };
  const wide = [...document.body.querySelectorAll('*')]
    .filter(each => each.getBoundingClientRect().right > width + 1 && !scrolls(each));
  return (wide.slice(-3).map(each => each.outerHTML.slice(0, 160)).join(' … ')) || 'the page itself';
}"""

AXE = """async () => {
  const found = await axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'],
  });
  return found.violations.map(each => [each.id, each.help, each.nodes.map(node => node.html).slice(0, 3)]);
}"""


@cache
def _axe_source() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


@dataclass
class Inspector:
    """What is wrong with the pages seen so far; what was looked at once is not looked at again."""

    host: str
    secrets: set[str] = field(default_factory=set)
    """Words that no title, and no address, may show: names, subjects, receipt numbers, codes."""
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    """Shapes of pages, and kinds of shapes."""

    def watch(self, page: Page) -> None:
        """Listen to a page for errors of scripts and for requests to anybody else."""

        def on_console(message: ConsoleMessage) -> None:
            # The browser itself reports every 4xx page there; those are looked at as pages.
            if message.type == "error" and "the server responded with a status" not in message.text:
                self.fault(page, f"console: {message.text}")

        def on_request(request: Request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
                self.fault(page, f"asks a foreign host: {request.url}")

        page.on("console", on_console)
        page.on("pageerror", lambda error: self.fault(page, f"script error: {error}"))
        page.on("request", on_request)

    def fault(self, page: Page, what: str) -> None:
        """Write down one fault with the page it is on."""
        line = f"{pattern(page.url)}: {what}"
        if line not in self.faults:
            self.faults.append(line)

    def look(self, page: Page, language: str, scripts: CDPSession | None = None) -> None:
        """Look at the page as it stands now, at every width; ``scripts`` where they are switched off."""
        facts = page.evaluate(FACTS)
        self._look_at_words(page, facts, language)
        shape = page.evaluate(SHAPE)
        if shape["exact"] in self.seen:
            return
        known = shape["kind"] in self.seen
        self.seen |= set(shape.values())
        if facts["blind"]:
            self.fault(page, f"pictures without alt: {facts['blind']}")
        if facts["twins"]:
            self.fault(page, f"the same id twice: {facts['twins']}")
        with _at_width(page) as at:
            at(NARROWEST)
            wide = page.evaluate(OVERFLOW)
            if wide:
                self.fault(page, f"scrolls sideways at {NARROWEST} px: {wide}")
            if not known:
                self._ask_axe(page, at, scripts)

    def _look_at_words(self, page: Page, facts: dict[str, Any], language: str) -> None:
        if facts["lang"] != language:
            self.fault(page, f"lang is {facts['lang']!r}, not {language!r}")
        if len(facts["headings"]) != 1:
            self.fault(page, f"not one h1 but {facts['headings']}")
        if " - " not in facts["title"] or not facts["title"].split(" - ")[0].strip():
            self.fault(page, f"title says nothing: {facts['title']!r}")
        for secret in self.secrets:
            if secret in facts["title"]:
                self.fault(page, f"title is not neutral: {facts['title']!r}")
            if secret in page.url:
                self.fault(page, f"address tells a secret: {page.url}")

    def _ask_axe(self, page: Page, at: Any, scripts: CDPSession | None) -> None:
        """Of pages made of the same kinds of things one is enough: this is what takes the time."""
        if scripts is not None:
            # Nothing of the page runs later: its scripts were refused when it was loaded.
            scripts.send("Emulation.setScriptExecutionDisabled", {"value": False})
        page.evaluate(_axe_source())
        for width in (PHONE_WIDTH, DESK_WIDTH):
            at(width)
            for name, text, nodes in page.evaluate(AXE):
                self.fault(page, f"axe at {width} px, {name} ({text}): {' … '.join(nodes)}")
        if scripts is not None:
            scripts.send("Emulation.setScriptExecutionDisabled", {"value": True})


@contextmanager
def _at_width(page: Page) -> Iterator[Any]:
    """Lets a page be seen at other widths, and gives it its own back."""
    own = page.viewport_size
    assert own is not None
    yield lambda width: page.set_viewport_size({"width": width, "height": own["height"]})
    page.set_viewport_size(own)


def pattern(address: str) -> str:
    """The path of an address with its numbers left out."""
    return re.sub(r"\d+", "N", urlsplit(address).path)
