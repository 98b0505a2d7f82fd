"""Error pages: the right status, in both languages, why and what to do next, and nothing leaked."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import soup
from web.errors import PAGES

CASES = [
    ("/raise/allowed", 403, "您的岗位没有这项权限。"),
    ("/raise/found", 404, "网址可能写错了"),
    ("/raise/missing", 422, "还缺少：理由、承办单位"),
    ("/raise/stale", 409, "另一个人已经改动了"),
    ("/raise/refused", 422, "只能延长一次"),
    ("/raise/database", 503, "系统正忙或正在维护"),
    ("/raise/crash", 500, "这是我们的问题"),
    ("/nowhere", 404, "网址可能写错了"),
    ("/preferences/language", 405, "提交表单用的地址"),
]


@pytest.mark.parametrize(("address", "status", "words"), CASES)
def test_each_failure_has_its_page(
    browser: FlaskClient, address: str, status: int, words: str
) -> None:
    answer = browser.get(address)
    page = soup(answer)
    assert answer.status_code == status
    assert words in page.main.text  # type: ignore[union-attr]
    assert page.h1.text == str(PAGES[status].heading)  # type: ignore[union-attr]
    assert len(page.select("h1")) == 1
    assert "secret" not in answer.text


@pytest.mark.parametrize(("address", "status"), [case[:2] for case in CASES])
def test_each_failure_speaks_english(browser: FlaskClient, address: str, status: int) -> None:
    answer = browser.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == status
    main = soup(answer).main
    assert main is not None
    assert not re.search(r"[\u4e00-\u9fff]", main.text)


def test_foreign_and_missing_are_the_same_page(browser: FlaskClient) -> None:
    def shown(address: str) -> str:
        text = browser.get(address).get_data(as_text=True)
        return re.sub(r'value="[^"]*"', "", text)

    assert shown("/raise/found") == shown("/nowhere")


def test_a_busy_database_says_when_to_come_back(browser: FlaskClient) -> None:
    assert int(browser.get("/raise/database").headers["Retry-After"]) > 0


def test_a_crash_gives_the_number_of_its_log_line(browser: FlaskClient) -> None:
    answer = browser.get("/raise/crash")
    assert answer.headers["X-Request-ID"] in answer.text


def test_allow_is_kept_on_405(browser: FlaskClient) -> None:
    assert "POST" in browser.get("/preferences/language").headers["Allow"]
