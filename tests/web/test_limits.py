"""Rate limits count by address, say when to come back, and can be switched off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from web.limits import source_address
from web.proxies import TrustedProxies


def test_the_third_try_waits(make_hall: Callable[..., Flask]) -> None:
    browser = make_hall(limits="on").test_client()
    assert [browser.get("/limited").status_code for _ in range(3)] == [200, 200, 429]
    answer = browser.get("/limited")
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    assert "请求太频繁了" in answer.text
    other = {"REMOTE_ADDR": "198.51.100.7"}
    assert browser.get("/limited", environ_base=other).status_code == 200


def test_off_means_off(make_hall: Callable[..., Flask]) -> None:
    browser = make_hall(limits="off").test_client()
    assert {browser.get("/limited").status_code for _ in range(5)} == {200}


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.5", "192.0.2.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.5", "192.0.2.5"),
        ("not an address", "not an address"),
    ],
)
def test_an_ipv6_network_is_one_source(hall: Flask, address: str, counted: str) -> None:
    with hall.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        assert source_address() == counted


@pytest.mark.parametrize(
    ("peer", "seen", "scheme"),
    [("10.1.2.3", "203.0.113.9", "https"), ("198.51.100.1", "198.51.100.1", "http")],
)
def test_forwarding_headers_count_only_from_named_proxies(
    peer: str, seen: str, scheme: str
) -> None:
    from ipaddress import ip_network

    taken: dict[str, str] = {}

    def inner(environ: dict[str, str], _start: object) -> list[bytes]:
        taken.update(address=environ["REMOTE_ADDR"], scheme=environ["wsgi.url_scheme"])
        return []

    guarded = TrustedProxies(inner, (ip_network("10.0.0.0/8"),))
    environ = {
        "REMOTE_ADDR": peer,
        "wsgi.url_scheme": "http",
        "HTTP_X_FORWARDED_FOR": "6.6.6.6, 203.0.113.9",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_HOST": "letters.example",
        "HTTP_X_FORWARDED_HOST": "evil.example",
    }
    guarded(environ, None)
    assert taken == {"address": seen, "scheme": scheme}
    assert environ["HTTP_HOST"] == "letters.example"
