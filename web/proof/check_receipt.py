#!/usr/bin/env python3
"""Checks a receipt of this office offline, with Python 3.8 or newer and nothing else (formats: docs/proof.md).

离线核验登记回执：只需要 Python 3.8 以上，不联网，不安装任何东西。

    check_receipt.py RECEIPT.json --keys keys.json [--file PATH ...] [--inclusion proof.json]
                     [--heads heads.json] [--consistency c.json]

Exit 0: all that was given holds (全部成立). 1: something does not (有不成立的). 2: cannot be read (读不懂).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any, Callable  # noqa: UP035 (Python 3.8)

RECEIPT, HEAD = "HYR1", "HYT1"
Keys = Any  # dict[str, bytes]: the published keys by name
PARTS = ("title", "request", "facts", "reasons")


class Unreadable(ValueError):
    """Something that is not of the format it should have."""


def sha(*parts: bytes) -> bytes:
    """The SHA-256 of some bytes, one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


# Ed25519, verification alone (RFC 8032 §5.1), on points (X, Y, Z, T) with x = X/Z, y = Y/Z, x·y = T/Z.

Point = Any
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature over the message was made with the secret half of this public key."""
    point = point_of(public) if len(public) == 32 else None
    s = int.from_bytes(signature[32:], "little")
    if point is None or len(signature) != 64 or s >= ORDER:
        return False
    start = signature[:32] + public + message
    h = int.from_bytes(hashlib.sha512(start).digest(), "little") % ORDER
    minus = (P - point[0], point[1], point[2], P - point[3])
    x, y, z, _ = both_times(s, BASE, h, minus)
    x, y = x * pow(z, P - 2, P) % P, y * pow(z, P - 2, P) % P
    return int.to_bytes(y | (x & 1) << 255, 32, "little") == signature[:32]


def point_of(text: bytes) -> Point | None:
    """The point that 32 bytes stand for; None for none."""
    y = int.from_bytes(text, "little")
    odd, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - square) % P or (x == 0 and odd):
        return None
    x = x if x & 1 == odd else P - x
    return (x, y, 1, x * y % P)


def plus(p: Point, q: Point) -> Point:
    """The sum of two points, which may be the same."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def both_times(m: int, p: Point, n: int, q: Point) -> Point:
    """m·p + n·q, both in one go from the highest bit."""
    total, both = (0, 1, 1, 0), plus(p, q)
    for bit in range(max(m.bit_length(), n.bit_length()) - 1, -1, -1):
        total = plus(total, total)
        one, other = m >> bit & 1, n >> bit & 1
        if one or other:
            total = plus(total, both if one and other else p if one else q)
    return total


BASE = point_of(int.to_bytes(4 * pow(5, P - 2, P) % P, 32, "little"))


# Signed lines and digests.


def unb64(text: Any) -> bytes:
    """Back from base64url without padding; one text for the same bytes alone."""
    if not isinstance(text, str):
        raise Unreadable("base64url")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != text:
        raise Unreadable("base64url")
    return raw


def read_statement(line: Any, kind: str) -> tuple[dict[str, Any], bytes, bytes]:
    """A signed line taken apart: payload, the bytes that were signed, signature."""
    parts = line.strip().split(".") if isinstance(line, str) else []
    if len(parts) != 3 or parts[0] != kind:
        raise Unreadable("not a line of " + kind)
    raw, signature = unb64(parts[1]), unb64(parts[2])
    payload = json.loads(raw.decode())
    spelled = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    if not isinstance(payload, dict) or spelled.encode() != raw:
        raise Unreadable("payload")
    return payload, (parts[0] + "." + parts[1]).encode(), signature


def read_keys(document: Any) -> Keys:
    """The published keys by name; the name follows from the key, or the key does not count."""
    found = {}
    for each in listed(document, "huiyin-keys/1", "keys"):
        public = unb64(each.get("public_key"))
        if sha(public).hex()[:16] == each.get("key"):
            found[str(each["key"])] = public
    return found


def signed_by(line: Any, kind: str, keys: Keys) -> bool:
    """Whether a line was signed with that one of the keys which it names."""
    payload, signed, signature = read_statement(line, kind)
    public = keys.get(str(payload.get("key")))
    return public is not None and is_signed(public, signature, signed)


# The Merkle tree (RFC 9162 §2.1).


def root_of_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root to which a leaf's path leads (§2.1.3.2); None for a path of the wrong length."""
    at, last, root = index, size - 1, leaf
    for each in path:
        if last <= 0:
            return None
        left = at & 1 or at == last
        root = sha(b"\1", each, root) if left else sha(b"\1", root, each)
        while left and at and not at & 1:
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    return root if 0 <= index < size and last == 0 else None


def is_grown(size: int, root: bytes, later: int, later_root: bytes, path: list[bytes]) -> bool:
    """Whether the later tree is the earlier one with leaves added at its end (§2.1.4.2)."""
    if size == later:
        return not path and root == later_root
    if size == 0:
        return not path and root == sha()
    nodes = path if size & (size - 1) else [root, *path]
    if not 0 < size < later or not nodes:
        return False
    at, last = size - 1, later - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = nodes[0]
    for each in nodes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = sha(b"\1", each, first), sha(b"\1", each, second)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            second = sha(b"\1", second, each)
        at, last = at >> 1, last >> 1
    return last == 0 and first == root and second == later_root


# What is asked, and the answers: ``say(holds, chinese, english)``.

Say = Callable[[bool, str, str], None]


def check_receipt(document: dict[str, Any], keys: Keys, say: Say) -> None:
    """The receipt itself: its signature, and the text and files that came with it."""
    payload, _, _ = read_statement(document.get("receipt"), RECEIPT)
    about = ", ".join(str(payload.get(name)) for name in ("number", "at", "channel", "key"))
    genuine = signed_by(document["receipt"], RECEIPT, keys)
    say(genuine, f"签名真实：{about}", f"The signature is genuine: {about}")
    if "text" in document:
        text = document["text"]
        parts = [text.get(name) if isinstance(text, dict) else None for name in PARTS]
        if not all(isinstance(part, str) for part in parts):
            raise Unreadable("text")
        fits = unb64(payload.get("text")) == sha(
            unb64(document.get("salt")), b"text", *[sha(str(part).encode()) for part in parts]
        )
        say(fits, "文字与回执相符", "The text is the one that was signed for")
    if "files" in document:
        files, salt = files_of(document), unb64(document.get("salt"))
        digests = [sha(salt, b"file", bytes.fromhex(each["sha256"])) for each in files]
        fit = digests == [unb64(each.get("digest")) for each in files]
        fit = fit and payload.get("files") == len(files)
        fit = fit and unb64(payload.get("files_digest")) == sha(*digests)
        many = len(files)
        say(fit, f"附件清单与回执相符：{many}", f"The files are those signed for: {many}")


def check_file(path: Path, document: dict[str, Any], say: Say) -> None:
    """A file at hand is one of those that were signed for."""
    digest = sha(path.read_bytes()).hex()
    found = digest in [each["sha256"] for each in files_of(document)]
    say(found, "文件是回执里的一个：" + path.name, "This file is one of the receipt: " + path.name)


def check_head(line: Any, keys: Keys, heads: Any, say: Say) -> tuple[int, bytes]:
    """A head is signed and, where the published ones were given, is one of them; its size and root."""
    payload, _, _ = read_statement(line, HEAD)
    about = f"{payload.get('at')}, {payload.get('size')}"
    say(signed_by(line, HEAD, keys), "封存值签名真实：" + about, "The head is signed: " + about)
    if heads is not None:
        say(line.strip() in heads, "封存值在公布的之中", "The head is one of the published ones")
    return number(payload.get("size")), unb64(payload.get("root"))


def check_inclusion(proof: Any, line: str, keys: Keys, heads: Any, say: Say) -> None:
    """The receipt stands in the tree whose head was signed."""
    of_format(proof, "huiyin-inclusion/1")
    size, root = check_head(proof.get("head"), keys, heads, say)
    leaf, path = number(proof.get("leaf")), path_of(proof)
    fits = proof.get("receipt") == line and number(proof.get("size")) == size
    included = fits and root_of_path(sha(b"\0", line.encode()), leaf, size, path) == root
    place = f"{leaf + 1} / {size}"
    say(included, "在登记树中，第 " + place, "It is in the tree of receipts: number " + place)


def check_heads(document: Any, keys: Keys, say: Say) -> list[str]:
    """Every published head is signed and none is smaller than the one of the day before; their lines."""
    rows = listed(document, "huiyin-heads/1", "heads")
    rows = sorted(rows, key=lambda row: str(row.get("day")))
    payloads = [read_statement(row.get("head"), HEAD)[0] for row in rows]
    genuine = all(signed_by(row["head"], HEAD, keys) for row in rows)
    say(genuine, f"公布的封存值签名都真实：{len(rows)}", f"All heads are signed: {len(rows)}")
    told = [(row.get("size"), row.get("root")) for row in rows]
    same = told == [(each.get("size"), each.get("root")) for each in payloads]
    grows = True
    for name, kind in (("at", str), ("size", int), ("entries", int)):
        values: list[Any] = [each.get(name) for each in payloads]
        grows = grows and all(isinstance(each, kind) for each in values)
        grows = grows and values == sorted(values)
    say(same and grows, "逐日只增不减，与签名相符", "They only ever grow, and say what was signed")
    return [str(row["head"]).strip() for row in rows]


def check_consistency(proof: Any, keys: Keys, heads: Any, say: Say) -> None:
    """The later tree is the earlier one, grown."""
    of_format(proof, "huiyin-consistency/1")
    first = check_head(proof.get("from"), keys, heads, say)
    later = check_head(proof.get("to"), keys, heads, say)
    grown = is_grown(*first, *later, path_of(proof))
    way = f"{first[0]} -> {later[0]}"
    say(grown, "后来的树包含先前的全部：" + way, "The later tree is the earlier one, grown: " + way)


# Reading.


def of_format(document: Any, wanted: str) -> None:
    """Raise Unreadable for a document of another format."""
    if not isinstance(document, dict) or document.get("format") != wanted:
        raise Unreadable("not " + wanted)


def listed(document: Any, wanted: str, name: str) -> list[dict[str, Any]]:
    """The rows of a document of this format."""
    of_format(document, wanted)
    rows = document.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(name)
    return rows


def files_of(document: Any) -> list[dict[str, Any]]:
    """The files that a receipt lists, each with the SHA-256 it should have."""
    rows = listed(document, "huiyin-receipt/1", "files")
    if not all(len(bytes.fromhex(str(row.get("sha256")))) == 32 for row in rows):
        raise Unreadable("sha256")
    return rows


def path_of(proof: Any) -> list[bytes]:
    """The hashes of a proof."""
    if not isinstance(proof.get("path"), list):
        raise Unreadable("path")
    return [unb64(each) for each in proof["path"]]


def number(value: Any) -> int:
    """A whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unreadable("number")
    return value


def main(arguments: list[str] | None = None) -> int:
    """Read the arguments, say what holds; the exit code."""
    parser = argparse.ArgumentParser(description="核验登记回执 Check a receipt offline.")
    parser.add_argument("receipt", type=Path, help="huiyin-receipt-….json")
    parser.add_argument("--keys", type=Path, required=True, help="/proof/keys.json")
    parser.add_argument("--file", type=Path, action="append", default=[], help="附件 an attachment")
    for name in ("inclusion", "heads", "consistency"):
        parser.add_argument("--" + name, type=Path)
    given, answers = parser.parse_args(arguments), []

    def load(path: Path) -> Any:
        return json.loads(path.read_bytes().decode("utf-8-sig"))

    def write(line: str) -> None:
        known = sys.stdout.encoding or "ascii"  # not every console has every sign
        clean = "".join(sign if sign.isprintable() else "?" for sign in line)
        sys.stdout.write(clean.encode(known, "replace").decode(known) + "\n")

    def say(holds: bool, chinese: str, english: str) -> None:
        answers.append(holds)
        mark = "[成立 holds] " if holds else "[不成立 DOES NOT HOLD] "
        write(mark + chinese + " | " + english)

    try:
        document, keys = load(given.receipt), read_keys(load(given.keys))
        of_format(document, "huiyin-receipt/1")
        check_receipt(document, keys, say)
        for path in given.file:
            check_file(path, document, say)
        heads = check_heads(load(given.heads), keys, say) if given.heads else None
        if given.inclusion:
            check_inclusion(load(given.inclusion), document["receipt"].strip(), keys, heads, say)
        if given.consistency:
            check_consistency(load(given.consistency), keys, heads, say)
    except (OSError, ValueError, RecursionError) as error:
        write("读不懂 Cannot be read: " + str(error))
        return 2
    write("全部成立。 All of it holds." if all(answers) else "有不成立的。 Not all of it holds.")
    return 0 if all(answers) else 1


if __name__ == "__main__":
    sys.exit(main())
