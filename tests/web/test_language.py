"""Language and display: chosen by cookie, then browser, then Chinese; switched by POST."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from jinja2.utils import _PassArg

from tests.web.conftest import soup, token


@pytest.mark.parametrize(
    ("accepted", "shown"),
    [
        (None, "zh-CN"),
        ("zh-CN,zh;q=0.9", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("en-US,en;q=0.9", "en"),
        ("en;q=0.5, zh;q=0.9", "zh-CN"),
        ("fr", "zh-CN"),
        ("*", "zh-CN"),
    ],
)
def test_the_browser_is_asked(browser: FlaskClient, accepted: str | None, shown: str) -> None:
    headers = {"Accept-Language": accepted} if accepted else {}
    page = soup(browser.get("/", headers=headers))
    assert page.html["lang"] == shown  # type: ignore[index]


def test_the_switch_is_remembered_and_returns_here(browser: FlaskClient) -> None:
    page = soup(browser.get("/form?page=2"))
    button = page.find("button", {"name": "lang", "value": "en"})
    assert button is not None
    form = button.find_parent("form")
    assert form is not None
    data = {str(each["name"]): str(each["value"]) for each in form.select("input")}
    assert data["next"] == "/form?page=2"
    answer = browser.post(str(form["action"]), data={**data, "lang": "en"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/form?page=2"
    assert soup(browser.get("/", headers={"Accept-Language": "zh"})).html["lang"] == "en"  # type: ignore[index]


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil"])
def test_the_switch_never_leads_away(browser: FlaskClient, target: str) -> None:
    data = {"csrf_token": token(browser), "lang": "en", "next": target}
    assert browser.post("/preferences/language", data=data).headers["Location"] == "/"


def test_looks_toggle_one_by_one(browser: FlaskClient) -> None:
    secret = token(browser)

    def toggle(choice: str) -> list[str]:
        data = {"csrf_token": secret, "toggle": choice, "next": "/"}
        assert browser.post("/preferences/display", data=data).status_code == 303
        return list(soup(browser.get("/")).html["class"])  # type: ignore[index]

    assert "hy-large" in toggle("large")
    assert {"hy-large", "hy-contrast"} <= set(toggle("contrast"))
    assert "hy-large" not in toggle("large")
    assert "hy-contrast" in toggle("something-else")
    pressed = soup(browser.get("/")).find("button", {"value": "contrast"})
    assert pressed is not None
    assert pressed["aria-pressed"] == "true"


def test_an_unknown_cookie_is_ignored(browser: FlaskClient) -> None:
    browser.set_cookie("lang", "tlh")
    browser.set_cookie("display", '"><script>')
    answer = browser.get("/")
    assert soup(answer).html["lang"] == "zh-CN"  # type: ignore[index]
    assert "<script>" not in answer.text


def test_a_constant_is_put_into_words_for_each_reader(browser: FlaskClient) -> None:
    """Jinja works out a filter of a constant once, unless it is told not to."""
    app = browser.application
    template = app.jinja_env.from_string("{{ '信访工作条例 §24'|article }} {{ 1234.5|number }}")
    shown = {}
    for language in ("zh-CN", "en"):
        with app.test_request_context(headers={"Accept-Language": language}):
            shown[language] = template.render()
    assert shown["zh-CN"].startswith("《信访工作条例》第24条")
    assert "Art. 24" in shown["en"]


def test_no_filter_of_ours_is_worked_out_beforehand(browser: FlaskClient) -> None:
    filters = browser.application.jinja_env.filters
    ours = {
        name: each for name, each in filters.items() if each.__module__.startswith(("web", "staff"))
    }
    assert "article" in ours
    folded = [n for n, each in ours.items() if _PassArg.from_obj(each) is not _PassArg.context]
    assert folded == []
