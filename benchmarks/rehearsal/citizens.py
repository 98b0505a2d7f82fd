"""The citizens of a rehearsal: they file through the whole form, follow, add, answer and withdraw."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass

from PIL import Image

from benchmarks.citizens import CHECK, STAGES, TRACK
from benchmarks.rehearsal.browser import Browser, Files, Page, Surprise, Tally

FILES, OWN_CODE = "/submit/files/", "/track/case/code/"


@dataclass(frozen=True, slots=True)
class Held:
    """What a citizen has in hand."""

    number: str
    code: str


def photograph() -> bytes:
    """A small picture such as a telephone takes."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (90, 120, 90)).save(out, "JPEG")
    return out.getvalue()


def file_one(address: str, tally: Tally, title: str, text: str, done: Counter[str]) -> Held:
    """The whole form with two attachments, the last press twice, and the receipt."""
    browser = Browser(address, tally)
    try:
        for path, answers in STAGES:
            page = browser.open(path)
            given = dict(answers)
            if "title" in given:
                given |= {"title": title[:60], "facts": text[:4000]}
            if path == FILES:
                page = browser.send(page, _own(page, FILES), {}, _pictures())
            page = browser.send(page, path, given) if path != FILES else browser.open(CHECK)
        check = browser.open(CHECK)
        receipt = browser.send(check, CHECK, {})
        again = browser.send(check, CHECK, {})
        held, repeated = (_held(each) for each in (receipt, again))
        if held != repeated:
            raise Surprise("a second press gave another receipt")
        done["filed by form"] += 1
        return held
    finally:
        browser.close()


def _own(page: Page, action: str) -> str:
    if not page.soup.find("form", action=action):
        raise Surprise(f"{page.path} takes no files")
    return action


def _pictures() -> Files:
    return (
        ("files", ("路灯.jpg", photograph(), "image/jpeg")),
        ("files", ("说明.txt", "三个月没有亮过。".encode(), "text/plain")),
    )


def _held(page: Page) -> Held:
    return Held(page.text_of("receipt-number"), page.text_of("query-code").replace(" ", ""))


_own_codes: dict[str, str] = {}
"""What citizens took in place of a code from an officer's hand, by number."""


def follow(
    address: str, tally: Tally, held: Held, done: Counter[str], *, withdraws: bool = False
) -> str:
    """Open the case with number and code, add something (or withdraw); returns the status shown.

    A code that somebody else handed out is replaced by an own one first.
    """
    browser = Browser(address, tally)
    try:
        code = _own_codes.get(held.number, held.code)
        case = browser.send(browser.open(TRACK), TRACK, {"number": held.number, "code": code})
        if case.soup.find("form", action=OWN_CODE):
            code = case.text_of("query-code")
            case = browser.send(case, OWN_CODE, {"typed": code})
            _own_codes[held.number] = code
            done["own codes"] += 1
        status = case.text_of("case-status")
        links = {href.rstrip("/").rsplit("/", 1)[-1]: href for href in case.links("main a")}
        if withdraws:
            page = browser.open(links["withdraw"])
            browser.send(page, links["withdraw"], {"confirmed": "y"})
            done["withdraw"] += 1
        elif "add" in links:
            page = browser.open(links["add"])
            browser.send(page, links["add"], {"text": "补充：昨天又去看过，还是没有修好。"})
            done["supplement"] += 1
        return status
    finally:
        browser.close()
