"""``huiyin verify-receipt``: what it says of a receipt, and its exit code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from petitions.actions.sign_head import sign_head
from petitions.models.session import db
from petitions.queries.own_receipt import held_receipt
from petitions.rules.terms import Status
from tests.commands.conftest import Huiyin
from tests.conftest import NOW
from tests.factories import Town, a_case, make_town
from tests.proof.making import a_receipt, signing_with
from web.commands import verify_receipt
from web.proof.receipt_file import receipt_file

assert verify_receipt  # imported, so that it has added its command


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    with app.app_context():
        yield make_town(db.session())
        db.session.remove()


@pytest.fixture
def receipt(town: Town) -> dict[str, Any]:
    """The receipt file of a case."""
    held = held_receipt(a_case(town, Status.RECEIVED, now=NOW))
    assert held is not None
    db.session.rollback()
    found: dict[str, Any] = json.loads(receipt_file(held))
    return found


def test_a_good_receipt(huiyin: Huiyin, receipt: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(receipt))
    said = huiyin("verify-receipt", path)
    assert said.exit_code == 0, said.output
    assert "the next head will contain it" in said.output
    sign_head(NOW)
    db.session.remove()
    said = huiyin("verify-receipt", path)
    assert said.exit_code == 0, said.output
    assert "tree: 1 of 1, 2026-03-10" in said.output
    assert "signature: yes" in said.output
    assert receipt["text"]["title"] not in said.output
    path.write_text(receipt["receipt"] + "\n")
    said = huiyin("verify-receipt", path)
    assert said.exit_code == 0
    assert "text: not asked" in said.output


def test_bad_ones(huiyin: Huiyin, receipt: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps({**receipt, "salt": "AAAA"}))
    said = huiyin("verify-receipt", path)
    assert said.exit_code == 1
    assert "text: NO" in said.output
    with signing_with(b"q" * 32):
        path.write_text(json.dumps(a_receipt()))
    said = huiyin("verify-receipt", path)
    assert said.exit_code == 1
    assert "never published" in said.output
    for content in (b"", b"{", b"\xff", b"HYR1.x.y", b" " * 300_000):
        path.write_bytes(content)
        assert huiyin("verify-receipt", path).exit_code == 2
    assert huiyin("verify-receipt", tmp_path / "none").exit_code == 2
