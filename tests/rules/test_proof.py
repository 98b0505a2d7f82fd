"""Signed lines: one spelling each, and nothing odd passes or breaks the reader."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules import proof

HALF = json.dumps({"number": "\ud800"}).encode()
"""Half a character, which JSON can spell and UTF-8 cannot."""
SIGNATURE = proof.b64(bytes(64))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_a_line_is_read_back_as_it_was_written(payload: dict[str, object]) -> None:
    try:
        signed = proof.to_sign(proof.RECEIPT, payload)
    except UnicodeEncodeError:  # half a character is no text
        return
    line = proof.token(signed, bytes(64))
    statement = proof.read_token(f" {line}\n", proof.RECEIPT)
    assert (statement.payload, statement.signed) == (payload, signed)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "HYR1",
        f"HYT1.{proof.b64(b'{}')}.{SIGNATURE}",
        f"HYR1.{proof.b64(b'[]')}.{SIGNATURE}",
        f"HYR1.{proof.b64(b'{ }')}.{SIGNATURE}",
        f"HYR1.{proof.b64(b'{}')}.{proof.b64(bytes(63))}",
        f"HYR1.{proof.b64(b'{}')}=.{SIGNATURE}",
        f"HYR1.{proof.b64(b'{}')}.{SIGNATURE}.x",
        "HYR1.\u4fe1.x",
        f"HYR1.{proof.b64(HALF)}.{SIGNATURE}",
        f"HYR1.{proof.b64(b'[' * 100_000)}.{SIGNATURE}",
    ],
    ids=range(11),
)
def test_what_is_no_line_is_refused_as_such(line: str) -> None:
    with pytest.raises(proof.Unreadable):
        proof.read_token(line, proof.RECEIPT)


def test_a_text_divided_otherwise_is_another_text() -> None:
    salt = bytes(proof.SALT_BYTES)
    one = proof.text_digest(salt, "路灯", "不亮", "", "")
    assert one == proof.text_digest(salt, "路灯", "不亮", "", "")
    others = (("路灯不亮", "", "", ""), ("路灯", "", "不亮", ""), ("", "路灯", "不亮", ""))
    assert len({one, *(proof.text_digest(salt, *parts) for parts in others)}) == 4
    assert one != proof.text_digest(b"1" * 16, "路灯", "不亮", "", "")
