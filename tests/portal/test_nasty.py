"""Input nobody should send: refused or shown harmless, never a fault of ours."""

from __future__ import annotations

import time

from flask import Flask

from tests.factories import Town
from tests.portal.citizen import NAMED, WHAT, WHERE, Citizen
from tests.portal.conftest import cases_filed

NASTY = (
    "\x00nul\x00",
    "a\ud800b".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "%ED%A0%80",
    "\u202eright\u202c to left\u2066",
    "مرحبا بالعالم שלום",
    "😀👨‍👩‍👧‍👦🏳️‍🌈" * 5,
    "<script>alert('x')</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}} {% raw %} {0.__class__} %(name)s %s",
    "'; DROP TABLE cases; --",
    "\ufeff\ufffe\uffff zero\u200bwidth",
    "ẞ͏ Z̷̢̛a̸l̵g̶o̷ e\u0301",
    '=HYPERLINK("http://x")',
    "../../../etc/passwd",
    "\r\nBcc: x@example.com",
    "長" * 21_000,
    "a" * 65_536,
    "(" * 3000 + ")" * 3000,
)

PATIENCE = 30
"""Seconds of the processor that only an expression run wild would take, on any machine."""


def test_every_field_of_the_submission(app: Flask, town: Town) -> None:
    reader = Citizen(app)
    for text in NASTY:
        reader.notice()
        forms = (
            ("/submit/", {"read": text, "petition_class": text}),
            ("/submit/legal", {"legal_status": text}),
            ("/submit/who", dict.fromkeys((*NAMED, "phone", "email", "id_number"), text)),
            ("/submit/who", {**NAMED, "name": text, "address": text, "persons_count": text}),
            ("/submit/group", {"name_1": text, "phone_1": text}),
            ("/submit/what", dict.fromkeys(WHAT, text)),
            ("/submit/where", dict.fromkeys(WHERE, text)),
            ("/submit/check", {"submission_key": text, "seen": text}),
            ("/submit/files/remove", {"file": text}),
            ("/track/", {"number": text, "code": text}),
            ("/preferences/language", {"lang": text, "next": text}),
        )
        for path, data in forms:
            began = time.process_time()
            page = reader.post(path, data)
            assert page.status < 500, (path, text[:30])
            assert time.process_time() - began < PATIENCE, (path, text[:30], "too long")
            assert "<script>alert" not in page.raw.decode()
            assert "<img src=x" not in page.raw.decode()
            assert reader.get("/submit/what").status < 500


def test_what_can_be_filed_is_shown_harmless(citizen: Citizen) -> None:
    for text in NASTY:
        short = text[:50]
        citizen.fill_in(
            who={"name": f"名{short}", "address": f"址{short}"},
            what={"title": f"题{short}", "request": f"求{short}", "facts": f"事{short}"},
            where={"problem_place": short, "complained_about": short},
        )
        check = citizen.get("/submit/check")
        receipt = citizen.send()
        number, code = receipt.id_text("receipt-number"), receipt.id_text("query-code")
        opened = citizen.opens(number, code)
        for page in (check, opened):
            assert page.status == 200
            raw = page.raw.decode()
            assert "<script>alert" not in raw
            assert "<img src=x" not in raw
            assert "\u202e" not in raw
            assert "\x00" not in raw
    assert cases_filed() == len(NASTY)


def test_supplements_and_reasons(citizen: Citizen) -> None:
    citizen.opens(*citizen.file())
    for text in NASTY:
        sent = {"submission_key": text, "question": text, "text": text, "do": text}
        assert citizen.post("/track/case/add/", sent).status < 500
        assert citizen.get("/track/case/add/?question=" + "%00%ff").status < 500
        assert citizen.post("/track/case/add/remove", {"file": text}).status < 500
        assert citizen.post("/track/case/withdraw/", {"reason": text}).status == 422
        assert citizen.get("/track/case/").status == 200


def test_broken_addresses_and_bodies(citizen: Citizen) -> None:
    citizen.notice()
    for path in (
        "/submit/nowhere",
        "/submit/who?return=%ff%00",
        "/submit/check/../../",
        "/track/case/files/-1",
        "/track/case/files/99999999999999999999",
        "/track/case/letters/99999999999999999999",
        "/track?number=1",
    ):
        assert citizen.get(path).status < 500, path
    # Bytes that are no UTF-8, and a body that is no form.
    for body in (b"title=%ff%fe&csrf_token=x", b"\xff\xfe\x00", b"--x\r\nbroken"):
        for kind in (
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/x",
        ):
            answer = citizen.client.post("/submit/what", data=body, content_type=kind)
            assert answer.status_code < 500
