"""The stand-alone script against the house: what is genuine holds, and every forgery is refused."""

from __future__ import annotations

import ast
import copy
import hashlib
import json
import os
import random
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from petitions.adapters.tree import ReceiptTree, leaf_hash
from petitions.rules import proof
from tests.architecture.source import ROOT
from tests.proof.making import (
    a_head,
    a_receipt,
    consistency,
    inclusion,
    signing_with,
    tree_of,
    written,
)

PATH = ROOT / "web" / "proof" / "check_receipt.py"
script = SimpleNamespace(**runpy.run_path(str(PATH)))
"""Run as a file, as everybody outside does: nothing of the house is on its way."""

FILES = (b"a photograph", b"a contract")
Doc = dict[str, Any]


class Bench:
    """Receipts, a tree of two days, and all that can be given to the script, as files."""

    def __init__(self, folder: Path, key: Doc) -> None:
        self.folder = folder
        self.receipts = [a_receipt(number, FILES if number == 3 else ()) for number in range(7)]
        self.tree = tree_of(self.receipts)
        first, later = a_head(self.tree, 5, 0), a_head(self.tree, 7, 1)
        self.documents: dict[str, Any] = {
            "receipt": self.receipts[3],
            "keys": {"format": "huiyin-keys/1", "keys": [key]},
            "inclusion": inclusion(self.tree, self.receipts, 3, later),
            "heads": {"format": "huiyin-heads/1", "heads": [later, first]},
            "consistency": consistency(self.tree, first, later),
            "one.jpg": FILES[0],
            "two.pdf": FILES[1],
        }
        self.documents = copy.deepcopy(self.documents)

    def arguments(self) -> list[str]:
        paths = {
            name: str(written(self.folder, name if "." in name else f"{name}.json", document))
            for name, document in self.documents.items()
        }
        found = [paths["receipt"], "--keys", paths["keys"]]
        found += [word for name in ("one.jpg", "two.pdf") for word in ("--file", paths[name])]
        for name in ("inclusion", "heads", "consistency"):
            found += [f"--{name}", paths[name]]
        return found

    def runs(self) -> int:
        return int(script.main(self.arguments()))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with signing_with(b"b" * 32) as key:
        yield Bench(tmp_path, key)


# What is genuine.


def test_a_thousand_receipts_hold_offline() -> None:
    with signing_with(b"k" * 32) as row:
        receipts = [a_receipt(number, FILES if number % 10 == 0 else ()) for number in range(1000)]
    keys = script.read_keys({"format": "huiyin-keys/1", "keys": [row]})
    answers: list[bool] = []
    for each in receipts:
        script.check_receipt(each, keys, lambda holds, *_words: answers.append(holds))
    assert len(answers) == 3000
    assert all(answers)


def test_all_that_is_given_holds(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.runs() == 0
    said = capsys.readouterr().out
    assert "全部成立" in said
    assert "All of it holds" in said
    assert "DOES NOT" not in said
    assert "4 / 7" in said
    assert "5 -> 7" in said
    assert said.count("[成立 holds]") == 15, (
        "receipt 3, files 2, heads 2, inclusion 3, consistency 5"
    )


@pytest.mark.parametrize("forged", [False, True])
def test_it_runs_alone(bench: Bench, tmp_path: Path, forged: bool) -> None:
    """In a process of its own, isolated from every package, on a console that knows ASCII alone."""
    if forged:
        bench.documents["receipt"]["text"]["title"] = "另一件"
    for encoding in ("utf-8", "ascii"):
        done = subprocess.run(
            [sys.executable, "-I", "-S", PATH, *bench.arguments()],
            cwd=tmp_path,
            env={**os.environ, "PYTHONIOENCODING": encoding},
            capture_output=True,
            check=False,
        )
        assert done.returncode == (1 if forged else 0), done.stderr
        assert b"Traceback" not in done.stderr


def test_an_earlier_key_still_counts(tmp_path: Path) -> None:
    """The office changes its key; what it signed before stays genuine (docs/proof.md)."""
    with signing_with(b"1" * 32) as old:
        receipt = a_receipt()
    with signing_with(b"2" * 32) as new:
        later = a_receipt(2)
    both = written(tmp_path, "keys.json", {"format": "huiyin-keys/1", "keys": [old, new]})
    one = written(tmp_path, "new.json", {"format": "huiyin-keys/1", "keys": [new]})
    given = written(tmp_path, "old-receipt.json", receipt)
    assert script.main([str(given), "--keys", str(both)]) == 0
    assert script.main([str(given), "--keys", str(one)]) == 1, "the key it names is not there"
    assert script.main([str(written(tmp_path, "b.json", later)), "--keys", str(both)]) == 0


def test_it_is_old_python_and_nothing_else() -> None:
    text = PATH.read_text("utf-8")
    tree = ast.parse(text, feature_version=(3, 8))
    assert text.count("\n") < 350
    names = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert names <= sys.stdlib_module_names
    assert not names & {"petitions", "web", "portal", "staff"}


# What is forged: a document, and what happens to it.


def signed_anew(line: str, **changes: Any) -> str:
    """The line with another payload and the old signature."""
    kind, payload, signature = line.split(".")
    changed = {**json.loads(proof.unb64(payload)), **changes}
    return f"{proof.to_sign(kind, changed).decode()}.{signature}"


def other_signature(line: str) -> str:
    head, _, signature = line.rpartition(".")
    raw = bytearray(proof.unb64(signature))
    raw[7] ^= 1
    return f"{head}.{proof.b64(bytes(raw))}"


def by_another_key(line: str, *, keep_name: bool) -> str:
    kind, payload, _ = line.split(".")
    content = json.loads(proof.unb64(payload))
    with signing_with(b"x" * 32) as row:
        from petitions.adapters import signing

        return signing.sign(kind, {**content, "key": content["key"] if keep_name else row["key"]})


def swapped(path: list[str]) -> list[str]:
    return [path[1], path[0], *path[2:]]


def longer(digits: str) -> str:
    return proof.b64(hashlib.sha256(digits.encode()).digest())


FORGERIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "an earlier moment": lambda d: d["receipt"].update(
        receipt=signed_anew(d["receipt"]["receipt"], at="2020-01-01T00:00:00.000000Z")
    ),
    "another number": lambda d: d["receipt"].update(
        receipt=signed_anew(d["receipt"]["receipt"], number="20260310-0009-AAAA")
    ),
    "a broken signature": lambda d: d["receipt"].update(
        receipt=other_signature(d["receipt"]["receipt"])
    ),
    "another key under the name of ours": lambda d: d["receipt"].update(
        receipt=by_another_key(d["receipt"]["receipt"], keep_name=True)
    ),
    "a key that nobody published": lambda d: d["receipt"].update(
        receipt=by_another_key(d["receipt"]["receipt"], keep_name=False)
    ),
    "another key published under the name of ours": lambda d: d["keys"]["keys"][0].update(
        public_key=longer("another")
    ),
    "no key": lambda d: d["keys"].update(keys=[]),
    "another salt": lambda d: d["receipt"].update(salt=proof.b64(bytes(16))),
    "another title": lambda d: d["receipt"]["text"].update(title="别的"),
    "words moved from one part to the next": lambda d: d["receipt"]["text"].update(
        request="请疏通下水道。自一月起", facts="\n反复堵塞。"
    ),
    "a reason put in": lambda d: d["receipt"]["text"].update(reasons="有"),
    "a file taken out": lambda d: d["receipt"]["files"].pop(),
    "files in another order": lambda d: d["receipt"]["files"].reverse(),
    "another file in the list": lambda d: d["receipt"]["files"][0].update(sha256="0" * 64),
    "another digest": lambda d: d["receipt"]["files"][0].update(digest=longer("file")),
    "another file at hand": lambda d: d.update({"one.jpg": b"another photograph"}),
    "another path": lambda d: d["inclusion"]["path"].__setitem__(0, longer("path")),
    "a path in another order": lambda d: d["inclusion"].update(
        path=swapped(d["inclusion"]["path"])
    ),
    "a shorter path": lambda d: d["inclusion"]["path"].pop(),
    "a longer path": lambda d: d["inclusion"]["path"].append(longer("path")),
    "another leaf": lambda d: d["inclusion"].update(leaf=2),
    "a leaf before the first": lambda d: d["inclusion"].update(leaf=-1),
    "a leaf behind the last": lambda d: d["inclusion"].update(leaf=7),
    "another size": lambda d: d["inclusion"].update(size=5),
    "somebody else's proof": lambda d: d["inclusion"].update(receipt="HYR1.e30.AA"),
    "a root of one's own": lambda d: d["inclusion"].update(
        head=signed_anew(d["inclusion"]["head"], root=longer("root"))
    ),
    "a size of one's own": lambda d: d["inclusion"].update(
        head=signed_anew(d["inclusion"]["head"], size=9), size=9
    ),
    "a head by another key": lambda d: d["inclusion"].update(
        head=by_another_key(d["inclusion"]["head"], keep_name=True)
    ),
    "a head that was not published": lambda d: d["heads"]["heads"].pop(0),
    "another root in the list": lambda d: d["heads"]["heads"][0].update(root=longer("root")),
    "another size in the list": lambda d: d["heads"]["heads"][0].update(size=8),
    "a list that shrinks": lambda d: d["heads"]["heads"][0].update(day="2020-01-01"),
    "a head of the list by another key": lambda d: d["heads"]["heads"][1].update(
        head=by_another_key(d["heads"]["heads"][1]["head"], keep_name=True)
    ),
    "days the wrong way round": lambda d: d["consistency"].update(
        {"from": d["consistency"]["to"], "to": d["consistency"]["from"]}
    ),
    "another step of the growth": lambda d: d["consistency"]["path"].__setitem__(0, longer("p")),
    "a step of the growth too few": lambda d: d["consistency"]["path"].pop(),
    "a step of the growth too many": lambda d: d["consistency"]["path"].append(longer("p")),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_every_forgery_is_refused(
    bench: Bench, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    FORGERIES[what](bench.documents)
    assert bench.runs() == 1
    said = capsys.readouterr().out
    assert "DOES NOT HOLD" in said
    assert "有不成立的" in said


def test_a_tree_with_two_leaves_in_each_others_place_is_another_tree(bench: Bench) -> None:
    receipts = list(bench.receipts)
    receipts[3], receipts[4] = receipts[4], receipts[3]
    other = tree_of(receipts)
    path = [proof.b64(each) for each in other.inclusion(4, 7)]
    bench.documents["inclusion"].update(leaf=4, path=path)
    assert bench.runs() == 1


UNREADABLE: dict[str, Callable[[dict[str, Any]], object]] = {
    "no JSON": lambda d: d.update(receipt=b"{"),
    "no text at all": lambda d: d.update(receipt=b"\xff\xfe"),
    "a list": lambda d: d.update(receipt=[]),
    "another format": lambda d: d["receipt"].update(format="huiyin-receipt/2"),
    "no receipt": lambda d: d["receipt"].pop("receipt"),
    "a head for a receipt": lambda d: d["receipt"].update(receipt=d["heads"]["heads"][0]["head"]),
    "half a line": lambda d: d["receipt"].update(receipt=d["receipt"]["receipt"][:40]),
    "a number for a line": lambda d: d["receipt"].update(receipt=7),
    "another spelling of the payload": lambda d: d["receipt"].update(
        receipt="HYR1." + proof.b64(b'{"key": "a"}') + "." + proof.b64(bytes(64))
    ),
    "half a letter in the text": lambda d: d["receipt"]["text"].update(title="\ud800"),
    "a list for a text": lambda d: d["receipt"].update(text=["a"]),
    "no salt": lambda d: d["receipt"].pop("salt"),
    "a file without its sum": lambda d: d["receipt"]["files"][0].pop("sha256"),
    "keys of another format": lambda d: d["keys"].update(format="keys"),
    "a key that is no text": lambda d: d["keys"]["keys"][0].update(public_key=1),
    "a path that is no list": lambda d: d["inclusion"].update(path="x"),
    "a leaf that is no number": lambda d: d["inclusion"].update(leaf="3"),
    "heads that are no rows": lambda d: d["heads"].update(heads=[1]),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_cannot_be_read_is_said(
    bench: Bench, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    UNREADABLE[what](bench.documents)
    half = what == "half a letter in the text"
    assert script.main(with_escapes(bench) if half else bench.arguments()) == 2
    assert "读不懂" in capsys.readouterr().out


def with_escapes(bench: Bench) -> list[str]:
    """Half a letter cannot be written as UTF-8, but JSON has an escape for it."""
    receipt = bench.documents.pop("receipt")
    bench.documents["receipt"] = json.dumps(receipt).encode()
    return bench.arguments()


def test_a_file_that_is_not_there(bench: Bench) -> None:
    arguments = bench.arguments()
    arguments[0] += ".missing"
    assert script.main(arguments) == 2


def test_what_it_says_cannot_steer_a_terminal(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    line = bench.documents["receipt"]["receipt"]
    bench.documents["receipt"]["receipt"] = signed_anew(line, number="\x1b[2J\n全部成立")
    assert bench.runs() == 1
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\n全部成立" not in said


# Ed25519 (RFC 8032), against another hand and against the vectors of the standard.

VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
)


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard(public: str, message: str, signature: str) -> None:
    given = bytes.fromhex(public), bytes.fromhex(signature), bytes.fromhex(message)
    assert script.is_signed(*given)
    assert not script.is_signed(given[0], given[1], given[2] + b"x")


def test_random_messages_against_another_hand() -> None:
    chance = random.Random(20260310)
    for _ in range(200):
        secret = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        message = chance.randbytes(chance.randrange(300))
        public, signature = secret.public_key().public_bytes_raw(), secret.sign(message)
        assert script.is_signed(public, signature, message)
        broken = bytearray(signature)
        broken[chance.randrange(64)] ^= 1 << chance.randrange(8)
        assert not script.is_signed(public, bytes(broken), message)
        other = bytearray(public)
        other[chance.randrange(32)] ^= 1 << chance.randrange(8)
        assert not script.is_signed(bytes(other), signature, message)


def test_one_signature_has_one_spelling() -> None:
    """S is taken below the order alone, or every signature had a second one (RFC 8032 §5.1.7)."""
    secret = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    public, signature = secret.public_key().public_bytes_raw(), secret.sign(b"m")
    s = int.from_bytes(signature[32:], "little") + script.ORDER
    assert not script.is_signed(public, signature[:32] + s.to_bytes(32, "little"), b"m")
    assert not script.is_signed(public, signature + b"\0", b"m")
    assert not script.is_signed(public, b"", b"m")
    assert not script.is_signed(public[:31], signature, b"m")
    assert script.point_of((script.P + 1).to_bytes(32, "little")) is None, "not below the prime"
    assert script.point_of((1 | 1 << 255).to_bytes(32, "little")) is None, "x is 0 and yet odd"


# The tree (RFC 9162), every size up to 70.

MOST = 70
LEAVES = [leaf_hash(str(number)) for number in range(MOST)]
TREE = ReceiptTree(LEAVES)


def test_every_leaf_of_every_size() -> None:
    for size in range(1, MOST + 1):
        root = TREE.root(size)
        for leaf in range(size):
            path = list(TREE.inclusion(leaf, size))
            assert script.root_of_path(LEAVES[leaf], leaf, size, path) == root, (leaf, size)
            assert script.root_of_path(LEAVES[leaf], leaf ^ 1, size, path) != root or size == 1
            assert script.root_of_path(LEAVES[leaf], leaf, size, [*path, root]) is None
            if path:
                assert script.root_of_path(LEAVES[leaf], leaf, size, path[:-1]) != root


def test_every_pair_of_sizes() -> None:
    roots = [TREE.root(size) for size in range(MOST + 1)]
    for later in range(MOST + 1):
        for size in range(later + 1):
            path = list(TREE.consistency(size, later))
            given = (size, roots[size], later, roots[later])
            assert script.is_grown(*given, path), (size, later)
            assert not script.is_grown(*given, [*path, roots[1]])
            assert not script.is_grown(size, LEAVES[0][::-1], later, roots[later], path)
            if 0 < size < later:
                assert not script.is_grown(size, roots[size], later, LEAVES[0][::-1], path)
                assert not script.is_grown(later, roots[later], size, roots[size], path)
                assert not script.is_grown(*given, path[:-1])


def test_a_leaf_that_was_changed_is_seen_by_growth() -> None:
    """Back-dating into the middle: the later root is over other leaves than the earlier one."""
    forged = ReceiptTree([*LEAVES[:3], leaf_hash("back-dated"), *LEAVES[4:]])
    for size in (4, 5, 8, 33):
        for later in (40, 64, 70):
            path = list(forged.consistency(size, later))
            given = (size, TREE.root(size), later, forged.root(later), path)
            assert not script.is_grown(*given)
