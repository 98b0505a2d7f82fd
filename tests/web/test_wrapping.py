"""Forms in wrappings no browser makes: a file where text is asked for, text where a file is, parts without names."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import token
from web.fields import row_number

HONEST = {"petition_class": "appeal", "title": "路灯", "agree": "y"}


def test_a_file_is_no_text(browser: FlaskClient) -> None:
    for name in (
        "title",
        "facts",
        "day-year",
        "phone",
        "people",
        "password",
        "since",
        "submission_key",
    ):
        data = {**HONEST, "csrf_token": token(browser), name: (io.BytesIO(b"x"), "x.txt")}
        answer = browser.post("/form", data=data, content_type="multipart/form-data")

        assert answer.status_code in {200, 422}, name


def test_text_is_no_file(browser: FlaskClient) -> None:
    data = {**HONEST, "csrf_token": token(browser), "files": "x"}
    answer = browser.post("/form", data=data, content_type="multipart/form-data")

    assert answer.status_code == 200


def test_a_part_without_a_name_is_refused(browser: FlaskClient) -> None:
    body = b"--b\r\nContent-Disposition: form-data;\r\n\r\nx\r\n--b--\r\n"
    answer = browser.post("/form", data=body, content_type="multipart/form-data; boundary=b")

    assert answer.status_code == 400
    assert answer.mimetype == "text/html"


def test_json_is_no_form(browser: FlaskClient) -> None:
    for body in ("[" * 10_000, '{"title": 1}', "[]", "nothing"):
        headers = {"X-CSRFToken": token(browser)}
        answer = browser.post("/form", data=body, content_type="application/json", headers=headers)

        assert answer.status_code == 422, body[:10]


@pytest.mark.parametrize("text", ["1", " 7 ", "2147483647"])
def test_row_numbers(text: str) -> None:
    assert row_number(text) == int(text)


@pytest.mark.parametrize("text", ["", "-1", "2147483648", "9" * 5000, "１", "1.0", "x", "\x00"])
def test_what_no_table_has(text: str) -> None:
    with pytest.raises(ValueError, match="row"):
        row_number(text)
