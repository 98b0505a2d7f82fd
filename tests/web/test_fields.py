"""Fields in GOV.UK markup: labels, hints and errors are tied to their inputs, and typed text stays."""

from __future__ import annotations

import io
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import SampleForm, soup, token

WHOLE = {"petition_class": "appeal", "title": "供暖不足", "people": "１", "submission_key": "k"}


def send(browser: FlaskClient, **data: Any) -> Any:
    given = {"csrf_token": token(browser), **data}
    return browser.post("/form", data=given, content_type="multipart/form-data")


def described(page: BeautifulSoup, element: Tag) -> str:
    ids = str(element["aria-describedby"]).split()
    return " ".join(page.find(id=each).text for each in ids)  # type: ignore[union-attr]


def test_every_input_has_one_label_and_ids_are_unique(browser: FlaskClient) -> None:
    page = soup(browser.get("/form"))
    ids = [str(element["id"]) for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    inputs = page.select("main input:not([type=hidden]), main textarea, main select")
    assert len(inputs) >= 20
    for element in inputs:
        assert len(page.select(f'label[for="{element["id"]}"]')) == 1, element
    for element in page.select("[aria-describedby]"):
        assert described(page, element)


def test_faults_are_summed_up_linked_and_tied_to_their_fields(browser: FlaskClient) -> None:
    answer = send(
        browser, petition_class="accusation", title="很长很长很长很长很长很长", facts="经过"
    )
    page = soup(answer)
    assert answer.status_code == 422
    summary = page.select(".govuk-error-summary__list a")
    assert [link.text for link in summary] == [
        "请填写反映的单位。",
        "最多 10 个字，现在多了 2 个字，请删减。",
    ]
    for link in summary:
        target = page.find(id=str(link["href"]).removeprefix("#"))
        assert isinstance(target, Tag)
        assert link.text in described(page, target)
        assert page.select_one(".govuk-error-message") is not None
    assert page.find(id="title")["value"] == "很长很长很长很长很长很长"  # type: ignore[index]
    assert page.find(id="facts").text.strip() == "经过"  # type: ignore[union-attr]
    checked = page.select_one('input[name="petition_class"][checked]')
    assert checked is not None
    assert checked["value"] == "accusation"


def test_a_choice_uncovers_its_field_and_shows_it_without_scripts(browser: FlaskClient) -> None:
    page = soup(browser.get("/form"))
    choice = page.find("input", {"value": "accusation"})
    assert isinstance(choice, Tag)
    box = page.find(id=str(choice["data-reveals"]))
    assert isinstance(box, Tag)
    assert box.find("input", {"name": "accused"}) is not None


def test_what_was_typed_is_cleaned(browser: FlaskClient) -> None:
    answer = send(
        browser,
        **{**WHOLE, "title": "  供暖\u202e不足\u0000 ", "phone": "１３８００００００００"},
        **{"day-year": "２０２６", "day-month": "3", "day-day": " 5 "},
    )
    assert answer.json == {"title": "供暖不足", "day": "2026-03-05", "phone": "13800000000"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"day-year": "2026", "day-month": "2", "day-day": "30"}, "真实的日期"),
        ({"day-year": "2026"}, "真实的日期"),
        ({"day-year": "9" * 50, "day-month": "1", "day-day": "1"}, "真实的日期"),
        ({"day-year": "2999", "day-month": "1", "day-day": "1"}, "不能晚于今天"),
        ({"phone": "123"}, "电话号码"),
        ({"phone": "打电话给我"}, "电话号码"),
        ({"email": "a@b"}, "电子邮箱"),
        ({"email": "a@b.com, c@d.com"}, "电子邮箱"),
        ({"email": "a@example.com\r\nBcc: x@y.z"}, "电子邮箱"),
        ({"identity": "110101199003078888"}, "身份证"),
        ({"people": "六"}, "整数"),
        ({"people": "6"}, "1 到 5"),
        ({"unit": "99"}, "选项"),
        ({"legal": "zzz"}, "选项"),
        ({"petition_class": "president"}, "选项"),
        ({"since": "2026-13-01"}, "真实的日期"),
    ],
)
def test_each_fault_is_said_in_words(
    browser: FlaskClient, given: dict[str, str], message: str
) -> None:
    answer = send(browser, **{**WHOLE, **given})
    assert answer.status_code == 422
    faults = [element.text for element in soup(answer).select(".govuk-error-summary__list a")]
    assert len(faults) == 1, faults
    assert message in faults[0]


@pytest.mark.parametrize(
    "given",
    [
        {"phone": "010-88880000"},
        {"phone": "+44 20 7946 0958"},
        {"email": "王建国@例子.中国"},
        {"email": "a.b+c@example.com"},
        {"identity": "11010519491231002X"},
        {"people": "５"},
        {"legal": "a"},
        {"since": "2026-01-31"},
    ],
)
def test_good_answers_pass(browser: FlaskClient, given: dict[str, str]) -> None:
    assert send(browser, **{**WHOLE, **given}).status_code == 200


@pytest.mark.parametrize(
    ("name", "size", "message"),
    [
        ("照片.jpg", 100, None),
        ("病毒.exe", 100, "不能接收"),
        ("页面.svg", 100, "不能接收"),
        ("空.pdf", 0, "是空的"),
        ("大.pdf", 10 * 1024 * 1024 + 1, "超过 10 MB"),
        ("长" * 201 + ".pdf", 10, "名称太长"),
    ],
)
def test_files_are_checked_by_size_and_ending(
    browser: FlaskClient, name: str, size: int, message: str | None
) -> None:
    answer = send(browser, **WHOLE, files=(io.BytesIO(b"x" * size), name))
    if message is None:
        assert answer.status_code == 200
    else:
        assert message in answer.text


def test_too_many_files(browser: FlaskClient) -> None:
    files = [(io.BytesIO(b"x"), f"{number}.pdf") for number in range(11)]
    assert "最多 10 个文件" in send(browser, **WHOLE, files=files).text


def test_a_password_is_never_put_back(browser: FlaskClient) -> None:
    answer = send(browser, password="  correct horse  ")
    assert "correct horse" not in answer.text


def test_typed_text_is_escaped(browser: FlaskClient) -> None:
    nasty = '"><script>alert(1)</script>'
    answer = send(browser, **{**WHOLE, "title": nasty, "facts": f"</textarea>{nasty}"})
    assert "<script>alert" not in answer.text
    assert soup(answer).find(id="title")["value"] == nasty  # type: ignore[index]


def test_scripts_are_told_their_chinese_words(browser: FlaskClient) -> None:
    group = soup(browser.get("/form")).select_one(".govuk-character-count")
    assert group is not None
    assert group["data-i18n.characters-under-limit.other"] == "还可以写 %{count} 个字"
    assert group["data-maxlength"] == "5000"


def test_optional_fields_say_so(browser: FlaskClient) -> None:
    page = soup(browser.get("/form"))
    assert "选填" not in page.find("label", {"for": "title"}).text  # type: ignore[union-attr]
    assert "选填" in page.find("label", {"for": "phone"}).text  # type: ignore[union-attr]


def test_a_fault_found_later_joins_the_summary(hall: Flask) -> None:
    with hall.test_request_context("/form", method="POST", data=WHOLE):
        form = SampleForm(meta={"csrf": False})
        assert form.validate()
        form.refuse(form.title, "编号已经有了。")
        assert [(item.field_id, item.message) for item in form.error_items()] == [
            ("title", "编号已经有了。")
        ]
