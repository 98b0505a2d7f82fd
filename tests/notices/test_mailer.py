"""One message over a real connection: its headers, its one recipient, and every way it can fail."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from flask import Flask

from petitions.adapters import mailer
from petitions.adapters.mailer import Letter, Permanent, Round, Temporary
from tests.notices.conftest import mail_goes_to
from tests.notices.post_office import PostOffice, dripping, free_port, opened, silent

LETTER = Letter(
    to="zhang@example.cn",
    sender_name="办事通知",
    subject="您提交的材料已经收到（编号 20260310-AB12-C3D4）",
    text="您好：\n\n我们已经收到。\n.\n.. 行首的点\n" + "长" * 400 + "\n",
    html="<p>您好</p>",
    language="zh-CN",
    message_id="<0123456789abcdef0123456789abcdef@letters.some-district.some-city.gov.cn>",
    at=datetime(2026, 3, 10, 2, 0, tzinfo=UTC),
)


@pytest.fixture
def app() -> Iterator[Flask]:
    """An app without a database: the mailer needs none."""
    app = Flask("mailer")
    with app.app_context():
        yield app


@pytest.fixture
def office(app: Flask) -> Iterator[PostOffice]:
    with opened() as office:
        mail_goes_to(app, office.port, patience=1)
        yield office


def send(app: Flask, letter: Letter = LETTER) -> None:
    with mailer.round_of(app) as batch:
        batch.send(letter)


def refused(app: Flask, letter: Letter = LETTER) -> mailer.NotSent:
    with pytest.raises(mailer.NotSent) as caught:
        send(app, letter)
    return caught.value


def test_headers(app: Flask, office: PostOffice) -> None:
    send(app)

    (message,) = office.messages
    assert message["Subject"] == LETTER.subject
    assert message["To"] == "zhang@example.cn"
    assert message["From"] == "办事通知 <noreply@huiyin.example.cn>"
    assert message["Message-ID"] == LETTER.message_id
    assert parsedate_to_datetime(message["Date"]) == LETTER.at
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "zh-CN"
    assert {message["Cc"], message["Bcc"], message["Reply-To"]} == {None}
    (envelope,) = office.taken
    assert envelope.rcpt_tos == ["zhang@example.cn"]
    assert envelope.mail_from == "noreply@huiyin.example.cn"
    assert b"\nMessage-ID: " + LETTER.message_id.encode() in envelope.content  # type: ignore[operator]


def test_both_parts_arrive_unharmed(app: Flask, office: PostOffice) -> None:
    send(app)

    (message,) = office.messages
    text = message.get_body(("plain",))
    html = message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n").rstrip() == LETTER.text.rstrip()
    assert html.get_content().strip() == LETTER.html


def test_one_connection_for_many(app: Flask, office: PostOffice) -> None:
    with mailer.round_of(app) as batch:
        for number in range(20):
            batch.send(replace(LETTER, to=f"person{number}@example.cn"))

    assert len(office.taken) == 20
    assert office.connections == 1


@pytest.mark.parametrize("mark", ["\r\n", "\n", "\r", "\0", "\x0b", "\u2028", "\x85"])
@pytest.mark.parametrize("field", ["to", "sender_name", "subject", "message_id", "language"])
def test_no_header_can_hold_a_line_end(
    app: Flask, office: PostOffice, field: str, mark: str
) -> None:
    letter = replace(LETTER, **{field: f"{getattr(LETTER, field)}{mark}Bcc: other@example.cn"})

    assert isinstance(refused(app, letter), Permanent)
    assert office.taken == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "zhang",
        "zhang@",
        "@example.cn",
        "zhang@example.cn,li@example.cn",
        "zhang@example.cn;li@example.cn",
        "zhang@example.cn li@example.cn",
        "张 <zhang@example.cn>",
        '"zhang"@example.cn',
        "张建国@example.cn",
        "zhang@exa mple.cn",
        "zhang@example..cn",
        "zhang@[127.0.0.1]",
        "zhang@" + "a" * 300 + ".cn",
        "z" * 65 + "@example.cn",
        "zhang@example.cn\ud800",
        "<zhang@example.cn>",
    ],
)
def test_only_one_plain_address(app: Flask, office: PostOffice, address: str) -> None:
    assert refused(app, replace(LETTER, to=address)).reason in ("address", "header")
    assert office.taken == []


def test_a_chinese_domain_is_written_as_the_net_knows_it(app: Flask, office: PostOffice) -> None:
    send(app, replace(LETTER, to="zhang@信访.中国"))
    domain = "信访.中国".encode("idna").decode()
    assert office.taken[0].rcpt_tos == [f"zhang@{domain}"]


@pytest.mark.parametrize(
    ("answer", "kind", "waits"),
    [
        ("550 no such user", Permanent, False),
        ("501 syntax", Permanent, False),
        ("552 mailbox full", Permanent, False),
        ("451 greylisted", Temporary, True),
        ("450 busy", Temporary, False),
        ("452 full", Temporary, False),
        ("421 closing", Temporary, True),
        ("530 authentication required", Temporary, False),
    ],
)
def test_a_refused_recipient(
    app: Flask, office: PostOffice, answer: str, kind: type[mailer.NotSent], waits: bool
) -> None:
    office.answer_recipient = lambda _address: answer

    refusal = refused(app)

    assert type(refusal) is kind
    assert refusal.reason == f"smtp_{answer[:3]}"
    assert getattr(refusal, "domain_waits", False) is waits


@pytest.mark.parametrize(
    ("answer", "kind"), [("554 rejected", Permanent), ("451 later", Temporary)]
)
def test_a_refused_text_harms_no_other(
    app: Flask, office: PostOffice, answer: str, kind: type[mailer.NotSent]
) -> None:
    office.answer_data = lambda address: answer if address == LETTER.to else "250 OK"

    with mailer.round_of(app) as batch:
        with pytest.raises(kind):
            batch.send(LETTER)
        batch.send(replace(LETTER, to="li@example.cn"))

    assert [each.rcpt_tos for each in office.taken] == [["li@example.cn"]]


def test_nobody_listens(app: Flask) -> None:
    mail_goes_to(app, free_port())
    assert refused(app).reason == "connection"


def test_a_silent_server_takes_no_longer_than_its_time_and_only_once(app: Flask) -> None:
    with silent() as port:
        mail_goes_to(app, port, patience=0.5)
        began = time.monotonic()
        with mailer.round_of(app) as batch:
            for _ in range(50):
                with pytest.raises(Temporary) as caught:
                    batch.send(LETTER)
                assert caught.value.reason == "timeout"
    assert time.monotonic() - began < 3


def test_a_server_that_drips_is_hung_up_on(app: Flask) -> None:
    with dripping() as port:
        mail_goes_to(app, port, patience=1, whole=0.6)
        began = time.monotonic()
        assert refused(app).reason == "timeout"
    assert time.monotonic() - began < 4


def test_a_server_that_hangs_over_a_text(app: Flask, office: PostOffice) -> None:
    office.hang_seconds = 3
    began = time.monotonic()
    assert refused(app).reason == "timeout"
    assert time.monotonic() - began < 3


def test_a_broken_line_is_taken_up_again(app: Flask, office: PostOffice) -> None:
    office.drop_after_data = 1
    with mailer.round_of(app) as batch:
        with pytest.raises(Temporary) as caught:
            batch.send(LETTER)
        assert caught.value.reason == "dropped"
        batch.send(replace(LETTER, to="li@example.cn"))
    assert office.connections == 2


def test_after_three_broken_lines_the_server_counts_as_down(app: Flask, office: PostOffice) -> None:
    office.drop_after_data = 100
    with mailer.round_of(app) as batch:
        for _ in range(10):
            with pytest.raises(Temporary):
                batch.send(LETTER)
    assert office.connections == 3


def test_a_log_in_is_not_sent_in_the_open_when_tls_is_wanted(
    app: Flask, office: PostOffice
) -> None:
    server = mailer.MailServer(
        office.host, office.port, "a@example.cn", user="u", password="p", tls="starttls"
    )
    mailer.install(app, server)
    assert refused(app).reason == "connection"
    assert office.taken == []


def test_a_round_that_sent_nothing_opens_no_connection(app: Flask, office: PostOffice) -> None:
    Round(app).close()
    assert office.connections == 0
