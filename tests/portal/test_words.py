"""Two languages: pages that explain are whole in each, and neither shows words of the other."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from petitions.rules.terms import Action, Status
from portal.sentences import _SENTENCES
from tests.factories import Town, a_person, a_submission
from tests.portal.citizen import Citizen, Page

HAN = re.compile(r"[\u3400-\u9fff]+")
NUMBER = re.compile(r"[0-9]{8}(-[0-9A-Z]{4}){2}|XF-[0-9-]+")
LATIN = re.compile(r"[A-Za-z]{2,}")
KNOWN_HAN = {"中文", "复查", "复核"}
"""The switch, and the two words whose English is ambiguous."""
KNOWN_LATIN = {
    "English", "JavaScript", "Cookie", "PDF", "Word", "Excel", "MB", "KB", "GB", "WCAG", "AA",
    "mp", "wav", "http", "localhost", "track", "XF", "QR",
}  # fmt: skip
STATIC = ("/", "/guide/", "/privacy/", "/accessibility/", "/track/", "/submit/")


def words(page: Page) -> str:
    """All that is read or read out, without names of units and what people wrote."""
    soup = BeautifulSoup(page.raw, "lxml")
    for each in soup.select(
        "title, script, bdi, [lang]:not(html), textarea, #receipt-number, #query-code"
    ):
        each.decompose()
    spoken = [soup.get_text(" ")]
    for name in ("aria-label", "alt", "title", "placeholder"):
        spoken += [str(each[name]) for each in soup.select(f"[{name}]")]
    return NUMBER.sub("", " ".join(spoken))


def no_han(page: Page, *content: str) -> None:
    text = words(page)
    for each in content:
        text = text.replace(each, "")
    strange = set(HAN.findall(text)) - KNOWN_HAN
    assert not strange, strange


def no_latin(page: Page, *content: str) -> None:
    text = words(page)
    for each in content:
        text = text.replace(each, "")
    strange = set(LATIN.findall(text)) - KNOWN_LATIN
    assert not strange, strange


ENGLISH = a_submission(
    title="Sewer",
    request="Please clear it.",
    facts="Blocked since January.",
    reasons="",
    problem_place="Willow Road",
    persons=(a_person(name="Alice", address="Willow Road"),),
)
TOWN_NAMES = (
    "回音市信访局",
    "回音市住房和城乡建设局",
    "回音市人民政府",
    "该事项不属于本机关职责范围。",
    "请向区人民法院提出。",
    "已作出复核意见。",
    "市劳动人事争议仲裁委员会",
    "请在一年内申请仲裁。",
    "没有查清楚，请重新调查。",
    "复查没有看现场，请复核。",
    "省人民政府",
)


@pytest.mark.parametrize("path", STATIC)
def test_pages_that_explain(app: Flask, town: Town, path: str) -> None:
    no_han(Citizen(app, "en").get(path), *TOWN_NAMES)
    no_latin(Citizen(app).get(path))


def test_the_way_of_a_submission(app: Flask, town: Town) -> None:
    for lang in ("zh", "en"):
        reader = Citizen(app, lang)
        pages = [reader.post("/submit/", {})]
        reader.notice()
        pages += [reader.post(f"/submit/{each}", {}) for each in ("legal", "who", "what")]
        pages.append(reader.post("/submit/files/", {"do": "x"}, files=[("1.exe", b"1")]))
        for legal in ("court", "arbitration", "reconsideration", "review", "unsure"):
            pages.append(reader.follow(reader.post("/submit/legal", {"legal_status": legal})))
        reader.fill_in(
            who={"name": "1", "address": "2"},
            what={"title": "3", "request": "4", "facts": "5"},
            where={"problem_place": "6", "complained_about": "7"},
        )
        pages += [reader.get("/submit/check"), reader.send()]
        reader.notice("accusation")
        pages += [reader.get(f"/submit/{each}") for each in ("who", "what", "where")]
        for page in pages:
            if lang == "en":
                no_han(page, *TOWN_NAMES)
            else:
                no_latin(page, "exe")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_state_of_a_case(
    app: Flask, town: Town, case_in: Callable[..., tuple[int, str]], lang: str
) -> None:
    reader = Citizen(app, lang)
    for status in Status:
        page = reader.opens_case(*case_in(status, submission=ENGLISH if lang == "en" else None))
        if lang == "en":
            no_han(page, *TOWN_NAMES)
        else:
            no_latin(page)


def test_every_step_of_the_timeline_has_its_sentence() -> None:
    from petitions.rules.lifecycle import STEPS

    wanted = {action for action, step in STEPS.items() if step.on_timeline}
    assert wanted <= set(_SENTENCES), (
        f"portal/sentences.py says nothing of {wanted - set(_SENTENCES)}"
    )
    assert Action.NOTE not in _SENTENCES


def test_every_page_has_one_heading_and_its_language(app: Flask, town: Town) -> None:
    for lang, expected in (("zh", "zh-CN"), ("en", "en")):
        reader = Citizen(app, lang)
        for path in (*STATIC, "/offices/"):
            page = reader.get(path)
            assert page.status == 200
            assert len(page.soup.find_all("h1")) == 1
            html = page.soup.html
            assert html is not None
            assert html["lang"] == expected


def test_the_directory_shows_what_is_published(town: Town, citizen: Citizen) -> None:
    from petitions.models import Unit
    from petitions.models.session import db

    unit = db.session.get_one(Unit, town.health.id)
    unit.published = False
    works = db.session.get_one(Unit, town.works.id)
    works.phone, works.address, works.hours, works.handles = "0371-1", "府前路", "周一", "供水"
    db.session.commit()
    page = citizen.get("/offices/")
    assert "回音市卫生健康委员会" not in page.text
    for words_shown in ("回音市住房和城乡建设局", "0371-1", "府前路", "周一", "供水"):
        assert words_shown in page.text
