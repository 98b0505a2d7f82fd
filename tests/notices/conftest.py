"""Every test of the notices happens in the same town, with a mail server of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from petitions.adapters import mailer
from tests.factories import Town, make_town
from tests.notices.post_office import PostOffice, opened


def mail_goes_to(app: Flask, port: int, *, patience: float = 5.0, whole: float = 10.0) -> None:
    """Have the app hand its mail to a port of this machine."""
    mailer.install(
        app,
        mailer.MailServer(
            "127.0.0.1",
            port,
            "noreply@huiyin.example.cn",
            answer_seconds=patience,
            message_seconds=whole,
        ),
    )


@pytest.fixture
def post_office(app: Flask) -> Iterator[PostOffice]:
    """A running mail server to which the app's mail goes."""
    with opened() as office:
        mail_goes_to(app, office.port)
        yield office


@pytest.fixture
def town(register: Session) -> Town:
    return make_town(register)
