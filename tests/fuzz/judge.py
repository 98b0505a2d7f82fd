"""What every answer must be, however nasty the question was."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tests.fuzz.nasty import EVIL, MARK
from tests.fuzz.shots import HOST, Answer, Shot

SLOW = 5.0
"""Seconds of work that no answer takes: of this process, so that a busy machine is nobody's fault."""
LANGUAGES = {"zh": b'lang="zh-CN"', "en": b'lang="en"'}
_LIVE = re.compile(
    rb"<script>" + MARK.encode() + rb"|<svg/onload=" + MARK.encode() + rb"|<img src=x onerror="
    rb"|href=\"javascript:|54444439"
)


def faults(shot: Shot, answer: Answer, language: str = "zh") -> list[str]:
    """What is wrong with an answer; empty when all is well."""
    found = []
    if answer.error is not None:
        return [f"the application raised {answer.error!r}"]
    if answer.status >= 500:
        found.append(f"status {answer.status}: {'; '.join(answer.raised)}")
    if answer.seconds > SLOW:
        found.append(f"took {answer.seconds:.1f} s")
    if answer.status >= 400 and shot.method != "HEAD" and answer.body:
        found += _page_faults(answer, language)
    if _LIVE.search(answer.body) and "html" in answer.header("Content-Type"):
        found.append("what was sent came back as markup or was computed")
    found += _header_faults(answer)
    return found


def _page_faults(answer: Answer, language: str) -> list[str]:
    """An error page is a page: HTML, in the reader's language, with a heading."""
    found = []
    if not answer.header("Content-Type").startswith("text/html"):
        found.append(f"an error as {answer.header('Content-Type') or 'nothing'}")
    elif LANGUAGES[language] not in answer.body[:300]:
        found.append(f"an error page that is not in {language}: {answer.body[:120]!r}")
    elif b"<h1" not in answer.body:
        found.append("an error page without a heading")
    return found


def _header_faults(answer: Answer) -> list[str]:
    found = []
    for name, value in answer.headers:
        if name.lower() == "x-split" or "\r" in value or "\n" in value:
            found.append(f"a header was split: {name}")
        if name.lower() == "location" and not _is_local(value):
            found.append(f"leads away: {value[:200]}")
        if EVIL in value and name.lower() != "location":
            found.append(f"names a foreign host: {name}")
    return found


def _is_local(location: str) -> bool:
    parts = urlsplit(location)
    if parts.netloc:
        return parts.netloc == HOST and parts.scheme in {"http", "https"}
    return not parts.scheme and location.startswith("/") and not location.startswith(("//", "/\\"))
