"""The signed receipt in citizens' hands: taken home, checked by anybody, and what a forged one is told."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from petitions.actions.sign_head import sign_head
from petitions.adapters import clock, codes
from petitions.models.session import db
from petitions.queries.own_receipt import held_receipt
from petitions.queries.receipts import own_receipt
from petitions.rules import proof
from petitions.rules.terms import PetitionClass, Status
from portal.proof_words import OUTCOMES
from tests.conftest import new_settings
from tests.factories import Town, a_submission, make_town, stored
from tests.portal.citizen import Citizen, Page
from tests.portal.test_words import no_han, no_latin
from tests.proof.making import a_receipt, signing_with
from web.proof import check_receipt as script
from web.proof.verdict import MOST, Outcome

Make = Callable[..., tuple[int, str]]
Doc = dict[str, Any]


def open_file(citizen: Citizen, case_id: int, key: str) -> Doc:
    """The receipt file as its petitioner downloads it."""
    citizen.opens_case(case_id, key)
    answer = citizen.get("/track/case/receipt.json")
    assert answer.status == 200, answer.text
    found: Doc = json.loads(answer.raw)
    return found


def checks(citizen: Citizen, document: Doc | bytes | None = None, line: str = "") -> Page:
    """Bring a file or a line."""
    token = citizen.get("/accessibility/").token
    body: dict[str, Any] = {"csrf_token": token, "line": line}
    if document is not None:
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        body["file"] = (io.BytesIO(content), "receipt.json")
    return citizen._asks("/proof/", method="POST", data=body, content_type="multipart/form-data")


def outcome(page: Page) -> str:
    return str(page.by_id("outcome")["data-outcome"])


def signs(days: int = 0) -> None:
    """The worker's daily task."""
    assert sign_head(clock.now() + timedelta(days=days))
    db.session.remove()


# Taking it home.


def test_the_receipt_page_offers_it_for_half_an_hour(citizen: Citizen) -> None:
    citizen.fill_in()
    page = citizen.send()
    number = page.id_text("receipt-number")
    links = {str(link["href"]) for link in page.soup.select("main a")}
    assert {"/submit/receipt/receipt.json", "/submit/receipt/receipt.pdf", "/proof/"} <= links
    line = page.soup.select_one(".hy-line")
    assert line is not None
    assert page.soup.select_one('img[src="/submit/receipt/line.svg"]') is not None

    answer = citizen.get("/submit/receipt/receipt.json")
    document = json.loads(answer.raw)
    assert document["format"] == "huiyin-receipt/1"
    assert document["receipt"] == line.get_text()
    assert list(document["text"].values()) == [
        "柳林路下水道堵塞",
        "请疏通下水道。",
        "自一月起反复堵塞。\n报修无人处理。",
        "",
    ]
    assert document["files"] == []
    assert document["keys"].endswith("/proof/keys.json")
    assert citizen.get(document["keys"].removeprefix("http://127.0.0.1:5000")).status == 200
    assert citizen.get(document["verify"].removeprefix("http://127.0.0.1:5000")).status == 200
    assert f'filename="huiyin-receipt-{number}.json"' in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    picture = citizen.get("/submit/receipt/line.svg")
    assert picture.headers["Content-Type"].startswith("image/svg+xml")
    assert "no-store" in picture.headers["Cache-Control"]

    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        for path in ("receipt.json", "receipt.pdf"):
            assert citizen.get(f"/submit/receipt/{path}").path == "/track/"
        assert citizen.get("/submit/receipt/line.svg").status == 404


def test_another_browser_gets_nothing(citizen: Citizen, app: Flask) -> None:
    citizen.fill_in()
    citizen.send()
    other = Citizen(app)
    assert other.get("/submit/receipt/receipt.json").path == "/track/"
    assert other.get("/submit/receipt/line.svg").status == 404
    assert other.get("/track/case/receipt.json").path == "/track/"
    assert citizen.get("/submit/receipt/receipt.exe").status == 404


@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"confidential": True},
        {"petition_class": PetitionClass.ACCUSATION, "confidential": True},
    ],
)
def test_the_opened_case_offers_it_to_who_holds_the_code(
    citizen: Citizen, case_in: Make, kind: dict[str, Any]
) -> None:
    case_id, key = case_in(Status.RECEIVED, submission=a_submission(**kind))
    page = citizen.opens_case(case_id, key)
    links = {str(link["href"]) for link in page.soup.select("main a")}
    assert {"/track/case/receipt.json", "/track/case/receipt.pdf"} <= links
    document = open_file(citizen, case_id, key)
    case = stored(case_id)
    assert document["text"]["title"] == case.title
    assert codes.query_code_for(key) not in json.dumps(document)
    citizen.post("/track/case/leave")
    assert citizen.get("/track/case/receipt.json").path == "/track/"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_paper_is_a_tagged_pdf_without_code_and_text(
    citizen: Citizen, case_in: Make, language: str
) -> None:
    case_id, key = case_in(Status.RECEIVED, submission=a_submission(language=language))
    citizen.opens_case(case_id, key)
    answer = citizen.get("/track/case/receipt.pdf")
    assert answer.status == 200
    assert answer.raw.startswith(b"%PDF-1.7")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert b"pdfaid:part" in answer.raw
    assert b"pdfuaid:part" in answer.raw
    assert answer.raw == citizen.get("/track/case/receipt.pdf").raw, "the same paper again"


def test_what_the_paper_says(citizen: Citizen, case_in: Make, app: Flask) -> None:
    from web.proof import paper

    case_id, key = case_in(Status.RECEIVED)
    held = held_receipt(case_id)
    assert held is not None
    with app.test_request_context():
        data = paper._data(case_id, held, "zh")
    said = json.dumps(data, ensure_ascii=False)
    case = stored(case_id)
    assert "".join(data["line"]) == held.line
    assert case.receipt_number in said
    assert "来访" in said or "网上信访" in said
    for hidden in (codes.query_code_for(key), case.title, case.request, case.facts):
        assert hidden not in said


# Bringing it.


def test_a_receipt_waits_for_the_next_seal_and_then_holds(citizen: Citizen, case_in: Make) -> None:
    cases = [case_in(days=0) for _ in range(3)]
    documents = [open_file(citizen, *each) for each in cases]
    page = checks(citizen, documents[1])
    assert page.status == 200
    assert outcome(page) == "waiting"
    signs()
    for document in documents:
        assert outcome(checks(citizen, document)) == "holds"
    page = checks(citizen, documents[1])
    for words in ("真实", "有", "相符", "全部 3 份中的第 2 份", "网上信访"):
        assert words in page.text, words
    assert page.id_text("receipt-number") == stored(cases[1][0]).receipt_number
    assert checks(citizen, line=documents[1]["receipt"]).text.count("没有给出") == 2
    broken = "\n".join(documents[1]["receipt"][at : at + 40] for at in range(0, 400, 40))
    broken += documents[1]["receipt"][400:]
    assert outcome(checks(citizen, line=f"  {broken} \n")) == "holds", "as a paper prints it"


def test_nothing_of_it_stands_in_an_address(citizen: Citizen, case_in: Make) -> None:
    document = open_file(citizen, *case_in(days=0))
    signs()
    page = checks(citizen, document)
    for each in page.soup.select("[href], [action], [src], [formaction]"):
        target = " ".join(str(each.get(name, "")) for name in ("href", "action", "src"))
        assert document["receipt"][:20] not in target
        assert page.id_text("receipt-number") not in target
    assert page.headers["Cache-Control"] == "no-store"
    title = page.soup.title
    assert title is not None
    assert page.id_text("receipt-number") not in title.get_text()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_answer_says_what_it_means(citizen: Citizen, case_in: Make, language: str) -> None:
    citizen.client.set_cookie("lang", language)
    document = open_file(citizen, *case_in(days=0))
    signs()
    with signing_with(b"z" * 32):
        foreign = a_receipt()
    kind, payload, signature = document["receipt"].split(".")
    content = json.loads(proof.unb64(payload))
    forged = proof.to_sign(kind, {**content, "at": "2020-01-01T00:00:00.000000Z"}).decode()
    brought: dict[str, Doc] = {
        "holds": document,
        "altered": {**document, "text": {**document["text"], "title": "别的"}},
        "forged": {**document, "receipt": f"{forged}.{signature}"},
        "foreign": foreign,
    }
    for wanted, each in brought.items():
        page = checks(citizen, each)
        assert page.status == 200
        assert outcome(page) == wanted
        assert page.id_text("outcome") == str(page.by_id("outcome").get_text())
        (no_latin if language == "zh" else no_han)(
            page, str(each["receipt"]), "回音市信访局", *units(page)
        )
        if wanted in ("forged", "foreign"):
            assert page.soup.select_one("form[action='/proof/inclusion']") is None


def units(page: Page) -> list[str]:
    """What the office wrote about itself."""
    return [each.get_text() for each in page.soup.select("main [lang='zh-CN']")]


def test_all_outcomes_have_words() -> None:
    assert set(OUTCOMES) == set(Outcome)


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("DELETE FROM signed_receipts WHERE leaf = 1", "missing"),
        ("DELETE FROM signed_receipts WHERE leaf = 0", "outside"),
        ("UPDATE cases SET title = '改过' WHERE id = (SELECT case_id FROM signed_receipts WHERE leaf = 1)", "changed"),
        ("UPDATE signed_receipts SET leaf_hash = 'x' WHERE leaf = 2", "outside"),
        ("UPDATE tree_heads SET root = 'x'", "outside"),
    ],
)  # fmt: skip
def test_a_register_that_was_tampered_with_is_told_to_the_holder(
    citizen: Citizen, case_in: Make, statement: str, wanted: str
) -> None:
    """Somebody with the database at hand takes the guards away; the receipt speaks against him."""
    cases = [case_in(days=0) for _ in range(3)]
    documents = [open_file(citizen, *each) for each in cases]
    signs()
    tamper(statement)
    page = checks(citizen, documents[1])
    assert outcome(page) == wanted
    assert "请保留回执文件" in page.text
    assert "纪检监察机关" in page.text
    assert "第43条" in page.text


def tamper(statement: str) -> None:
    from petitions.queries import receipts

    receipts._trees.kept.clear()  # as after a restart
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            names = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'tr_%'")
            ).scalars()
            for name in list(names):
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("PRAGMA foreign_keys = OFF"))
            value = "x'" + "78" * 32 + "'"
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            value = "decode(repeat('78', 32), 'hex')"
        connection.execute(text(statement.replace("'x'", value)))
    db.session.remove()


REFUSED: dict[str, tuple[bytes | None, str, str]] = {
    "nothing": (None, "", "请选择回执文件，或者粘贴签名回执。"),
    "an empty file": (b"", "", "请选择回执文件，或者粘贴签名回执。"),
    "another file": (b"\xff\xd8\xff picture", "", "这不是登记回执的文件。"),
    "broken JSON": (b'{"format": "huiyin-rec', "", "这不是登记回执的文件。"),
    "another format": (b'{"format": "x", "receipt": "HYR1.a.b"}', "", "这不是登记回执的文件。"),
    "no line in it": (b'{"format": "huiyin-receipt/1"}', "", "这不是登记回执的文件。"),
    "a number for a line": (b'{"format": "huiyin-receipt/1", "receipt": 1}', "", "这不是登记回执的文件。"),
    "a nest": (b'{"a": ' * 9000, "", "这不是登记回执的文件。"),
    "words": (None, "我的信访事项", "这不是完整的签名回执。"),
    "half a line": (None, "HYR1.eyJhIjoxfQ", "这份签名回执读不出来"),
    "half a letter": (
        None,
        "HYR1." + proof.b64(b'{"a":"\\ud800"}') + "." + proof.b64(bytes(64)),
        "这份签名回执读不出来",
    ),
    "brackets": (
        None,
        "HYR1." + proof.b64(b"[" * 1400)[:1900] + "." + proof.b64(bytes(64))[:80],
        "这份签名回执读不出来",
    ),
    "a head": (None, "HYT1.e30." + proof.b64(bytes(64)), "这份签名回执读不出来"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_receipt_is_refused_with_words(citizen: Citizen, town: Town, what: str) -> None:
    content, line, words = REFUSED[what]
    page = checks(citizen, content, line)
    assert page.status == 422
    (message,) = page.errors.values()
    assert message.startswith(words), message
    assert next(iter(page.errors)) in ("file", "line")
    if line:
        assert page.value("line") == line


def test_a_text_that_cannot_be_read_does_not_fit(citizen: Citizen, case_in: Make) -> None:
    document = open_file(citizen, *case_in(days=0))
    for changes in (
        {"text": []},
        {"text": {"title": 1}},
        {"text": {**document["text"], "title": "\ud800"}},
        {"salt": "*"},
        {"salt": 7},
        {"files": 7},
        {"files": [7]},
        {"files": [{"sha256": "xyz", "digest": ""}]},
        {"files": [{}]},
    ):
        assert outcome(checks(citizen, {**document, **changes})) == "altered", changes


def test_a_large_file_is_not_read(citizen: Citizen, town: Town) -> None:
    assert checks(citizen, b"{" + b" " * (MOST + 100_000)).status == 413
    longest = a_submission(
        title="长" * 60, request="长" * 5000, facts="长" * 5000, reasons="长" * 5000
    )
    from petitions.actions.submit import submit

    case_id = submit(longest, submission_key="long", now=clock.now(), office_id=town.office.id)
    document = open_file(citizen, case_id.case_id, "long")
    escaped = json.dumps(document).encode()
    assert len(escaped) < MOST
    assert outcome(checks(citizen, escaped)) == "waiting"


def test_checking_is_limited(tmp_path: Path, database_url: str) -> None:
    from portal.app import create_portal

    app = create_portal(new_settings(database_url, tmp_path / "data", limits="on"))
    with app.app_context():
        make_town(db.session())
        db.session.remove()
    citizen = Citizen(app)
    found = [checks(citizen, line="x").status for _ in range(31)]
    assert found == [422] * 30 + [429]
    with app.app_context():
        db.engine.dispose()


# The tree, for everybody.


@pytest.fixture
def three_days(case_in: Make) -> Iterator[list[tuple[int, str]]]:
    """Seals of three days: over two, three and three receipts."""
    with time_machine.travel(datetime(2026, 3, 10, 2, tzinfo=UTC)) as traveller:
        cases = [case_in(days=0), case_in(days=0)]
        signs()
        traveller.shift(timedelta(days=1))
        cases.append(case_in(days=0))
        signs()
        traveller.shift(timedelta(days=1))
        signs()
        yield cases


def test_everything_holds_offline(
    citizen: Citizen, three_days: list[tuple[int, str]], tmp_path: Path
) -> None:
    """What the portal hands out goes through the script it hands out, in a process of its own."""
    document = open_file(citizen, *three_days[1])
    inclusion = citizen.post("/proof/inclusion", {"receipt": document["receipt"]})
    assert inclusion.status == 200
    assert "attachment" in inclusion.headers["Content-Disposition"]
    assert "no-store" in inclusion.headers["Cache-Control"]
    read = json.loads(inclusion.raw)
    assert (read["format"], read["leaf"], read["size"]) == ("huiyin-inclusion/1", 1, 3)
    assert read["day"] == "2026-03-12"
    days = "from=2026-03-10&to=2026-03-12"
    papers = {
        "receipt.json": citizen.get("/track/case/receipt.json").raw,
        "inclusion.json": inclusion.raw,
        "keys.json": citizen.get("/proof/keys.json").raw,
        "heads.json": citizen.get("/proof/heads.json").raw,
        "consistency.json": citizen.get(f"/proof/consistency?{days}").raw,
        "check_receipt.py": citizen.get("/proof/check_receipt.py").raw,
    }
    for name, content in papers.items():
        (tmp_path / name).write_bytes(content)
    command = [
        sys.executable,
        "-I",
        "-S",
        "check_receipt.py",
        "receipt.json",
        "--keys",
        "keys.json",
    ]
    for name in ("inclusion", "heads", "consistency"):
        command += [f"--{name}", f"{name}.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 / 3" in done.stdout
    assert "2 -> 3" in done.stdout


def test_a_file_of_the_petition_fits_its_digest(
    citizen: Citizen, tmp_path: Path, town: Town
) -> None:
    citizen.fill_in()
    citizen.post("/submit/files/", files=[("说明.txt", "证据".encode())])
    citizen.send()
    document = json.loads(citizen.get("/submit/receipt/receipt.json").raw)
    assert len(document["files"]) == 1
    page = checks(citizen, document)
    assert outcome(page) == "waiting"
    assert "签名时的附件数：1" in page.text
    (tmp_path / "r.json").write_text(json.dumps(document))
    (tmp_path / "k.json").write_bytes(citizen.get("/proof/keys.json").raw)
    (tmp_path / "one.txt").write_bytes("证据".encode())
    (tmp_path / "two.txt").write_bytes("别的".encode())
    given = [str(tmp_path / "r.json"), "--keys", str(tmp_path / "k.json"), "--file"]
    assert script.main([*given, str(tmp_path / "one.txt")]) == 0
    assert script.main([*given, str(tmp_path / "two.txt")]) == 1


def test_public_files_are_for_caches_and_set_no_cookie(
    citizen: Citizen, three_days: list[tuple[int, str]]
) -> None:
    citizen.get("/submit/")  # a browser that has a session already
    for path in (
        "heads.json",
        "keys.json",
        "check_receipt.py",
        "consistency?from=2026-03-10&to=2026-03-11",
    ):
        answer = citizen.get(f"/proof/{path}")
        assert answer.status == 200, path
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
    heads = json.loads(citizen.get("/proof/heads.json").raw)
    assert [row["size"] for row in heads["heads"]] == [3, 3, 2]
    assert heads["next"] is None
    older = json.loads(citizen.get("/proof/heads.json?before=2026-03-12").raw)
    assert [row["day"] for row in older["heads"]] == ["2026-03-11", "2026-03-10"]
    keys = json.loads(citizen.get("/proof/keys.json").raw)
    assert set(script.read_keys(keys)) == {row["key"] for row in keys["keys"]}


def test_days_may_be_given_in_any_order(
    citizen: Citizen, three_days: list[tuple[int, str]]
) -> None:
    one = citizen.get("/proof/consistency?from=2026-03-10&to=2026-03-12").raw
    assert citizen.get("/proof/consistency?from=2026-03-12&to=2026-03-10").raw == one
    same = json.loads(citizen.get("/proof/consistency?from=2026-03-12&to=2026-03-12").raw)
    assert same["path"] == []
    assert same["from"] == same["to"]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", {"from", "to"}),
        ("from=2026-03-10", {"to"}),
        ("from=2026-03-09&to=2026-03-10", {"from"}),
        ("from=2026-03-10&to=2027-01-01", {"to"}),
        ("from=yesterday&to=2026-03-10", {"from"}),
        ("from=2026-02-30&to=0001-01-01", {"from", "to"}),
    ],
)
def test_days_without_a_seal_are_refused_with_words(
    citizen: Citizen, three_days: list[tuple[int, str]], query: str, fields: set[str]
) -> None:
    page = citizen.get(f"/proof/consistency?{query}")
    assert page.status == 422
    if query.startswith("from=2026-02-30"):
        assert "from" in page.errors
    else:
        assert set(page.errors) == fields


def test_the_list_of_seals(citizen: Citizen, three_days: list[tuple[int, str]]) -> None:
    from portal import proof as pages

    page = citizen.get("/proof/heads")
    days = [str(each["datetime"]) for each in page.soup.select("#heads time")]
    assert days == ["2026-03-12", "2026-03-11", "2026-03-10"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "A_PAGE", 2)
        patch.setattr(pages, "A_FILE", 2)
        first = citizen.get("/proof/heads")
        link = first.soup.select_one('main a[href*="before="]')
        assert link is not None
        second = citizen.get(str(link["href"]))
        assert [str(each["datetime"]) for each in second.soup.select("#heads time")] == [
            "2026-03-10"
        ]
        more = json.loads(citizen.get("/proof/heads.json").raw)["next"]
        assert json.loads(citizen.get(more).raw)["heads"][0]["day"] == "2026-03-10"
    for odd in ("x", "2026-13-01", "0001-01-01", "%00"):
        assert citizen.get(f"/proof/heads?before={odd}").status == 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_in_both_languages(
    citizen: Citizen, three_days: list[tuple[int, str]], language: str
) -> None:
    citizen.client.set_cookie("lang", language)
    for path in ("/proof/", "/proof/heads", "/proof/consistency?from=&to="):
        (no_latin if language == "zh" else no_han)(citizen.get(path), "回音市信访局")


def test_before_the_first_seal(citizen: Citizen, town: Town) -> None:
    assert "还没有公布封存值" in citizen.get("/proof/heads").text
    assert json.loads(citizen.get("/proof/heads.json").raw)["heads"] == []


def test_no_proof_for_what_is_not_in_the_tree(citizen: Citizen, case_in: Make) -> None:
    document = open_file(citizen, *case_in(days=0))
    with signing_with(b"z" * 32):
        foreign = a_receipt()["receipt"]
    for line in (document["receipt"], foreign, "", "x", "HYR1..", "{"):
        page = citizen.post("/proof/inclusion", {"receipt": line})
        assert page.status == 422
        assert "没有可以下载的证明" in page.text


def test_an_earlier_key_stays_published(citizen: Citizen, case_in: Make, app: Flask) -> None:
    """HUIYIN_SIGNING_KEY is changed and the house restarted: what was signed before stays genuine."""
    case_id, key = case_in(days=0)
    old = open_file(citizen, case_id, key)
    with signing_with(b"n" * 32):
        new = open_file(citizen, *case_in(days=0))
        signs()
        keys = script.read_keys(json.loads(citizen.get("/proof/keys.json").raw))
        assert len(keys) == 2
        for document in (old, new):
            assert outcome(checks(citizen, document)) == "holds"
            assert script.signed_by(document["receipt"], "HYR1", keys)
    assert own_receipt(case_id) is not None
