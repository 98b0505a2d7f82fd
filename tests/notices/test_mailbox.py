"""The demonstration's mailbox: mail goes in by SMTP and is read on a page, and only in a demonstration."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from petitions.adapters import mailbox, mailer
from tests.conftest import new_settings
from tests.notices.post_office import free_port
from tests.notices.test_mailer import LETTER
from web.commands.mailbox import mail_server
from web.commands.worker import backroom
from web.commands.worker import mail_server as where_mail_goes
from web.settings import Settings

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
RAW = (
    "From: noreply@example.cn\r\nTo: {to}\r\nSubject: =?utf-8?b?5L2g5aW9?= {number}\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n正文{number}\r\n"
)


def raw(number: int, to: str = "zhang@example.cn") -> bytes:
    return RAW.format(number=number, to=to).encode()


@pytest.fixture
def demo(tmp_path: Path) -> Settings:
    """A demonstration; its pages here need no table."""
    port = free_port()
    return new_settings(
        f"sqlite:///{tmp_path / 'x.sqlite3'}", tmp_path, env="demo", mailbox_port=port
    )


@pytest.fixture
def folder(demo: Settings) -> Path:
    return demo.data_dir / mailbox.FOLDER


@pytest.fixture
def client(demo: Settings) -> FlaskClient:
    from portal.app import create_portal

    return create_portal(demo).test_client()


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers={"Accept-Language": "zh"})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_what_the_worker_sends_is_shown(demo: Settings, folder: Path, client: FlaskClient) -> None:
    server = mail_server(folder, demo.mailbox_port)
    server.start()
    try:
        app = backroom(demo)
        with app.app_context(), mailer.round_of(app) as batch:
            batch.send(LETTER)
    finally:
        server.stop()

    shown = page(client, "/mailbox/")
    assert LETTER.subject in shown
    assert "zhang@example.cn" in shown
    (link,) = re.findall(r'href="(/mailbox/[^"]+)">' + re.escape(LETTER.subject), shown)
    opened = page(client, link)
    assert "我们已经收到。" in opened
    dressed = client.get(f"{link}/html")
    assert dressed.get_data(as_text=True).strip() == LETTER.html
    assert dressed.headers["Content-Security-Policy"].startswith("sandbox")


def test_in_english(folder: Path, client: FlaskClient) -> None:
    mailbox.keep(folder, raw(1), now=NOW)
    answer = client.get("/mailbox/", headers={"Accept-Language": "en"})
    assert "Demonstration mailbox" in answer.get_data(as_text=True)


def test_an_empty_mailbox(client: FlaskClient) -> None:
    assert "还没有邮件" in page(client, "/mailbox/")


def test_newest_first_in_pages(folder: Path) -> None:
    for number in range(5):
        mailbox.keep(folder, raw(number), now=NOW + timedelta(minutes=number))
    first = mailbox.mails(folder, size=3)
    rest = mailbox.mails(folder, before=first.older, size=3)

    assert [mail.subject for mail in first.mails] == ["你好 4", "你好 3", "你好 2"]
    assert [mail.subject for mail in rest.mails] == ["你好 1", "你好 0"]
    assert rest.older == ""
    assert first.mails[0].at == NOW + timedelta(minutes=4)


def test_the_oldest_make_room(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "MOST_KEPT", 3)
    for number in range(5):
        mailbox.keep(folder, raw(number), now=NOW + timedelta(minutes=number))
    assert [mail.subject for mail in mailbox.mails(folder).mails] == ["你好 4", "你好 3", "你好 2"]


@pytest.mark.parametrize(
    "name", ["..%2Fsecrets.json", "x", "20260310T020000000000-00000000", "%2e%2e", "a.eml"]
)
def test_what_is_not_there(client: FlaskClient, folder: Path, name: str) -> None:
    (folder.parent / "secrets.json").write_text("{}")
    assert client.get(f"/mailbox/{name}").status_code == 404


def test_what_mail_says_does_not_run(folder: Path, client: FlaskClient) -> None:
    mailbox.keep(folder, raw(1, to='"<script>x</script>"@example.cn'), now=NOW)
    assert "<script>x" not in page(client, "/mailbox/")


def test_no_other_office_has_one(tmp_path: Path) -> None:
    from portal.app import create_portal

    settings = new_settings(f"sqlite:///{tmp_path / 'x.sqlite3'}", tmp_path)
    assert create_portal(settings).test_client().get("/mailbox/").status_code == 404


def test_a_demonstration_with_a_server_of_its_own_uses_that(demo: Settings, tmp_path: Path) -> None:
    assert where_mail_goes(demo).port == demo.mailbox_port
    own = new_settings(demo.database, tmp_path, env="demo", smtp_host="mail.example.cn")
    assert where_mail_goes(own).host == "mail.example.cn"
