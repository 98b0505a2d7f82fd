"""What every answer is guarded with (S-04, S-11, S-12, S-19, S-26)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import soup, token
from web.security import local_path


@pytest.mark.parametrize("page", ["/", "/form", "/nowhere", "/raise/crash", "/healthz"])
def test_every_answer_carries_the_headers(browser: FlaskClient, page: str) -> None:
    headers = browser.get(page).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Request-ID"]
    assert "Strict-Transport-Security" not in headers


def test_no_page_holds_inline_code_or_foreign_addresses(browser: FlaskClient) -> None:
    page = soup(browser.get("/form"))
    assert not page.select("[style], style, [onclick]")
    assert all(script.get("src") for script in page.select("script"))
    for element in page.select("[src], link[href]"):
        address = str(element.get("src") or element.get("href"))
        assert address.startswith("/"), address
        assert not address.startswith("//")


def test_the_nonce_is_one_per_request_and_in_the_policy(browser: FlaskClient) -> None:
    first, second = browser.get("/nonce"), browser.get("/nonce")
    one, same = first.text.split()
    assert one == same
    assert f"'nonce-{one}'" in first.headers["Content-Security-Policy"]
    assert one not in second.text


def test_cookies_of_development_and_production(make_hall: Callable[..., Flask]) -> None:
    from tests.web.test_settings import GOOD

    plain = make_hall("staff", path="/staff").test_client().get("/form").headers["Set-Cookie"]
    assert plain.startswith("huiyin_staff=")
    assert "Path=/staff;" in plain
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    hard = make_hall("staff", path="/staff", **{**GOOD, "limits": "on"}).test_client()
    answer = hard.get("/form", base_url="https://letters.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-huiyin_staff=")
    assert "Secure" in cookie
    assert "Path=/;" in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"]


def test_a_good_token_is_taken(browser: FlaskClient) -> None:
    answer = browser.post("/small", data={"csrf_token": token(browser), "text": "abc"})
    assert answer.json == {"length": 3}


@pytest.mark.parametrize("given", [None, "", "wrong", "another session's"])
def test_without_the_token_nothing_happens_and_the_text_is_kept(
    hall: Flask, browser: FlaskClient, given: str | None
) -> None:
    token(browser)
    data = {"text": "写了很久的一段话", "password": "p4ssword-secret"}
    if given == "another session's":
        data["csrf_token"] = token(hall.test_client())
    elif given is not None:
        data["csrf_token"] = given
    answer = browser.post("/small", data=data, headers={"Sec-Fetch-Site": "same-origin"})
    page = soup(answer)
    assert answer.status_code == 400
    assert "请再按一次" in page.h1.text  # type: ignore[union-attr]
    assert "p4ssword-secret" not in answer.text
    form = page.select_one("main form")
    assert form is not None
    again = {str(each["name"]): str(each["value"]) for each in form.select("input")}
    assert again["text"] == "写了很久的一段话"
    assert browser.post(str(form["action"]), data=again).json == {"length": 8}


def test_a_form_from_elsewhere_is_shown_but_not_offered_for_sending(browser: FlaskClient) -> None:
    page = soup(browser.post("/small", data={"text": "不是我写的"}))
    assert page.select_one("main form") is None
    assert "不是我写的" in page.select_one("main textarea").text  # type: ignore[union-attr]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_posts_from_another_site_are_refused_even_with_the_token(
    browser: FlaskClient, site: str
) -> None:
    answer = browser.post(
        "/small", data={"csrf_token": token(browser)}, headers={"Sec-Fetch-Site": site}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:alert(1)",
        "/a\nb",
        "/a b",
        "",
        None,
        "evil",
        "/\t/evil.example",
    ],
)
def test_return_paths_stay_here(target: str | None) -> None:
    assert local_path(target, "/home") == "/home"


@pytest.mark.parametrize("target", ["/", "/track?page=2", "/staff/cases/7#notes"])
def test_local_paths_are_followed(target: str) -> None:
    assert local_path(target, "/home") == target


def test_large_bodies_are_refused_unless_the_view_takes_files(browser: FlaskClient) -> None:
    secret = token(browser)
    large = {"csrf_token": secret, "text": "x" * (3 * 1024 * 1024)}
    answer = browser.post("/small", data=large)
    assert answer.status_code == 413
    assert "提交的内容太大" in answer.text


def test_too_many_parts_are_refused(browser: FlaskClient) -> None:
    fields = {f"f{number}": "1" for number in range(1100)}
    answer = browser.post(
        "/small",
        data={"csrf_token": token(browser), **fields},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("query", [b"\xff\xfe=\xff", b"next=\xe5"])
def test_a_query_that_is_no_text_is_refused(hall: Flask, query: bytes) -> None:
    """Raw bytes that are no UTF-8 cannot be read by any page; they are a bad request, not a failure."""
    environ = {"QUERY_STRING": query.decode("latin-1")}
    answer = hall.test_client().get("/form", environ_overrides=environ)
    assert answer.status_code == 400
    assert "这次提交没有被接受" in answer.text
