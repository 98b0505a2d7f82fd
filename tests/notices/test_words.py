"""Every notice is written in both languages, says what is needed, and names nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from jinja2 import UndefinedError

from petitions.adapters import mail_words
from petitions.adapters.mail_words import Facts, Words
from petitions.rules.lifecycle import STEPS
from petitions.rules.terms import Notice, Recipient
from tests.conftest import SECRETS
from web.app import create_backroom
from web.settings import ROOT, load

FACTS = Facts(
    notice=Notice.RECEIVED,
    language="zh",
    number="20260310-AB12-C3D4",
    veiled=False,
    office="回音市信访局",
    phone="0000-12345678",
    path="/track",
    last_day=date(2026, 3, 25),
    objection_day=date(2026, 3, 17),
    review_days=30,
)
TO_CITIZENS = {
    notice
    for step in STEPS.values()
    for notice, recipient in step.notices
    if recipient is Recipient.PETITIONER
}
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """No database is touched here, so one app without an engine does for all."""
    folder = tmp_path_factory.mktemp("words")
    given = {"data_dir": folder, "public_url": "https://letters.example.gov.cn", **SECRETS}
    return create_backroom(load(_env_file=None, **given))


def written(app: Flask, **changes: object) -> Words:
    mail_words.configure("https://letters.example.gov.cn")
    with app.app_context():
        return mail_words.write(replace(FACTS, **changes))  # type: ignore[arg-type]


def plain(words: Words) -> str:
    """What a reader sees of all three parts."""
    html = re.sub(r"<head>.*?</head>|<[^>]+>", " ", words.html, flags=re.DOTALL)
    return f"{words.subject}\n{words.text}\n{html}"


def test_every_notice_has_its_three_templates() -> None:
    for notice in Notice:
        folder = ROOT / "templates" / "mail" / notice.value
        names = sorted(each.name for each in folder.iterdir())
        assert names == ["body.html", "body.txt", "subject.txt"], (
            f"write {folder}/subject.txt, body.txt and body.html"
        )


OF_THE_WATCH = {
    Notice.DATE_MOVED,
    Notice.DIGEST,
    Notice.TREE_HEAD,
    Notice.IDENTITY_REVEALED,
    Notice.REVEAL_ALARM,
    Notice.SUPERVISOR_NEWS,
}
"""Owed by the passing of time, by another calendar and by looks at identities, not by a step."""


def test_every_notice_is_owed_by_some_step() -> None:
    owed = {notice for step in STEPS.values() for notice, _ in step.notices}
    assert owed == set(Notice) - OF_THE_WATCH


@pytest.mark.parametrize("veiled", [False, True], ids=["open", "veiled"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("notice", list(Notice))
def test_it_is_written(app: Flask, notice: Notice, language: str, veiled: bool) -> None:
    words = written(app, notice=notice, language=language, veiled=veiled, office="Office")

    assert words.subject
    assert "\n" not in words.subject
    assert "https://letters.example.gov.cn/track" in words.text
    assert 'href="https://letters.example.gov.cn/track"' in words.html
    assert f'<html lang="{words.language}">' in words.html
    assert "\n\n\n" not in words.text
    if language == "en":
        assert not HAN.search(plain(words)), "fill in English: scripts/strings.py mail"
    else:
        latin = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"https?://\S+", "", plain(words))))
        assert latin <= {"Office", "AB"}


@pytest.mark.parametrize("notice", list(Notice))
def test_text_and_html_say_the_same(app: Flask, notice: Notice) -> None:
    words = written(app, notice=notice)
    html = "".join(re.sub(r"<head>.*?</head>|<[^>]+>", "", words.html, flags=re.DOTALL).split())
    assert html == "".join(words.text.split())


@pytest.mark.parametrize("notice", sorted(TO_CITIZENS))
def test_a_veiled_one_says_only_that_there_is_something(app: Flask, notice: Notice) -> None:
    words = written(app, notice=notice, veiled=True)
    like_all = written(app, notice=Notice.RECEIVED, veiled=True)

    assert words == like_all, "a veiled notice must not tell one step from another"
    for telling in ("信访", "举报", "控告", "申诉", "投诉", "回音市", "12345678", "受理", "答复"):
        assert telling not in plain(words)
    assert FACTS.number not in words.subject


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_decision_does_not_show_through(app: Flask, language: str) -> None:
    decisions = [
        written(app, notice=notice, language=language)
        for notice in (
            Notice.ACCEPTED,
            Notice.DECLINED,
            Notice.NO_LONGER_ACCEPTED,
            Notice.REDIRECTED,
        )
    ]
    assert all(each == decisions[0] for each in decisions)


@pytest.mark.parametrize("notice", sorted(TO_CITIZENS))
def test_a_subject_is_neutral(app: Flask, notice: Notice) -> None:
    for word in ("信访", "受理", "信访局", "举报", "复查", "撤回"):
        assert word not in written(app, notice=notice).subject


def test_inside_the_house_a_veiled_one_has_no_number_in_its_subject(app: Flask) -> None:
    words = written(app, notice=Notice.UNIT_CASE_SENT, veiled=True, number="XF-2026-000001")
    assert "XF-2026-000001" not in words.subject
    assert "XF-2026-000001" in words.text


def test_days_are_named(app: Flask) -> None:
    assert "2026年3月25日" in written(app, notice=Notice.RECEIVED).text
    assert "25 March 2026" in written(app, notice=Notice.FORWARDED, language="en").text
    both = written(app, notice=Notice.UNIT_CASE_SENT).text
    assert "2026年3月25日" in both
    assert "2026年3月17日" in both
    assert "30 日内请求复查" in written(app, notice=Notice.REPLY).text


@pytest.mark.parametrize("notice", list(Notice))
def test_without_days_or_phone_no_sentence_is_left_open(app: Flask, notice: Notice) -> None:
    words = written(
        app, notice=notice, last_day=None, objection_day=None, review_days=None, phone=""
    )
    assert "None" not in plain(words)
    assert "拨打" not in plain(words)
    assert "\n\n\n" not in words.text


def test_names_in_html_are_escaped(app: Flask) -> None:
    assert "<b>" not in written(app, office="<b>局</b>").html


def test_a_name_no_template_knows_is_an_error(app: Flask) -> None:
    with app.app_context(), pytest.raises(UndefinedError):
        app.jinja_env.from_string("{{ petitioner }}").render()


def test_an_unknown_language_is_written_in_chinese(app: Flask) -> None:
    assert written(app, language="fr") == written(app, language="zh")
