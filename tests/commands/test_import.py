"""Files of past and paper petitions: nothing lost, nothing twice, and every refusal named."""

import csv
import json
import os
import signal
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from petitions.adapters import files
from petitions.models import Attachment, Case, CaseEvent, Officer, Petitioner
from petitions.queries.tracking import open_with_code
from petitions.rules.terms import Channel, PetitionClass, Role, Status, Urgency
from tests.commands.conftest import Huiyin
from tests.factories import Town, make_town
from web.commands.verify import faults
from web.importing.columns import BadMap, match_columns
from web.importing.petitions import FACTS_MAX, RefusedField, incoming
from web.importing.reading import LONGEST_LINE, FileFault
from web.progress import Watch

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


@pytest.fixture
def town(register: Session) -> Town:
    return make_town(register)


def lines(path: Path, *rows: Mapping[str, Any] | str) -> Path:
    texts = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(texts) + "\n", "utf-8")
    return path


def sheet(path: Path, *rows: Iterable[Any]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


def letter(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"n{number}",
        "title": f"第{number}封信：楼道的灯不亮",
        "body": f"楼道的灯坏了{number}天，没有人来修。",
        "time": "2025-11-03T09:30:00",
        "user": f"来信人{number}",
        **more,
    }


def cases(session: Session) -> list[Case]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Case).order_by(Case.id)))


def report(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def test_letters_are_registered_with_all_they_say(
    huiyin: Huiyin, town: Town, register: Session, tmp_path: Path
) -> None:
    path = lines(tmp_path / "a.jsonl", letter(1, label="城乡建设"), letter(2, user=None, time=None))

    said = huiyin("import", path, "--channel", "letter")

    assert said.exit_code == 0, said.output
    assert "2 filed, 2 registered" in said.output
    one, two = cases(register)
    assert (one.status, one.channel) == (Status.REGISTERED, Channel.LETTER)
    assert (one.title, one.request) == ("第1封信：楼道的灯不亮",) * 2
    assert one.facts == "楼道的灯坏了1天，没有人来修。"
    assert one.category == "城乡建设"
    assert one.received_at == datetime(2025, 11, 3, 1, 30, tzinfo=UTC)
    assert (one.external_source, one.external_number) == ("a.jsonl", "n1")
    assert one.created_by_id == town.clerk.id
    person = register.scalars(select(Petitioner).where(Petitioner.case_id == one.id)).one()
    assert person.name == "来信人1"
    assert (two.anonymous, two.received_at.date()) == (True, two.created_at.date())
    assert list(faults(register)) == []


def test_a_second_run_registers_nothing_twice(
    huiyin: Huiyin, town: Town, register: Session, tmp_path: Path
) -> None:
    path = lines(tmp_path / "a.jsonl", *[letter(n) for n in range(5)])

    huiyin("import", path, "--channel", "letter", "--limit", 3)
    rest = huiyin("import", path, "--channel", "letter")
    other = huiyin("import", path, "--channel", "letter", "--source", "另一个系统")

    assert "2 filed, 2 registered, 3 were there already" in rest.output
    assert "5 filed" in other.output
    assert len(cases(register)) == 10


def test_rows_without_a_number_are_known_by_their_content(
    huiyin: Huiyin, town: Town, register: Session, tmp_path: Path
) -> None:
    same = {"title": "路灯", "body": "同一封信，写了两遍。"}
    path = lines(tmp_path / "a.jsonl", same, same, {"title": "另一封", "body": "别的事。"})

    huiyin("import", path, "--channel", "letter", "--offset", 1, "--limit", 1)
    huiyin("import", path, "--channel", "letter")
    again = huiyin("import", path, "--channel", "letter")

    assert "0 filed, 0 registered, 3 were there already" in again.output
    assert len(cases(register)) == 3


def test_an_interrupted_import_goes_on_where_it_stopped(
    huiyin: Huiyin,
    town: Town,
    register: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = lines(tmp_path / "a.jsonl", *[letter(n) for n in range(30)])
    step = Watch.step

    def pressed(watch: Watch, count: int = 1) -> None:
        if watch.done == 9:
            os.kill(os.getpid(), signal.SIGINT)
        step(watch, count)

    with monkeypatch.context() as patched:
        patched.setattr(Watch, "step", pressed)
        stopped = huiyin("import", path, "--channel", "letter")
    halfway = len(cases(register))
    again = huiyin("import", path, "--channel", "letter")

    assert stopped.exit_code == 130
    assert halfway == 10
    assert "20 filed" in again.output
    assert "10 were there already" in again.output
    numbers = [case.registration_number for case in cases(register)]
    assert numbers == [
        f"XF-{case.created_at.year}-{n:06d}" for n, case in enumerate(cases(register), 1)
    ]
    assert list(faults(register)) == []


def test_online_petitions_wait_on_the_desk_unless_they_are_registered(
    huiyin: Huiyin, town: Town, register: Session, tmp_path: Path
) -> None:
    path = lines(tmp_path / "a.jsonl", letter(1), letter(2))

    waiting = huiyin("import", path, "--channel", "online")
    assert {case.status for case in cases(register)} == {Status.RECEIVED}
    assert "2 filed, 0 registered" in waiting.output

    registered = huiyin("import", path, "--channel", "online", "--register")
    assert {case.status for case in cases(register)} == {Status.REGISTERED}
    assert "0 filed, 2 registered, 2 were there already" in registered.output
    assert register.scalar(select(func.count()).select_from(CaseEvent)) == 4


def test_refused_rows_are_listed_and_the_others_filed(
    huiyin: Huiyin, town: Town, register: Session, tmp_path: Path
) -> None:
    path = lines(
        tmp_path / "a.jsonl",
        letter(1),
        "{broken",
        "[1, 2]",
        letter(2, time="soon"),
        letter(3, time="2999-01-01"),
        letter(4, body=None, title=" "),
        letter(5, label="=cmd|' /C calc'!A1" * 8),
        letter(6, user={"name": "x"}),
        '{"title": "' + "长" * LONGEST_LINE + '"}',
        letter(1, body="同一个编号，另一封信。"),
        letter(7, email="not an address"),
        letter(8),
    )

    said = huiyin("import", path, "--channel", "letter", "--report", tmp_path / "refused.csv")

    assert said.exit_code == 1
    assert len(cases(register)) == 2
    found = [(int(row["line"]), row["field"]) for row in report(tmp_path / "refused.csv")]
    assert found == [
        (2, ""),
        (3, ""),
        (4, "received_at"),
        (5, "received_at"),
        (6, "facts"),
        (7, "category"),
        (8, "user"),
        (9, ""),
        (10, "external_number"),
        (11, "email"),
    ]
    assert "stands in line 1 already" in said.output


def test_without_a_path_the_report_lies_beside_the_file(
    huiyin: Huiyin, town: Town, tmp_path: Path
) -> None:
    huiyin("import", lines(tmp_path / "good.jsonl", letter(1)), "--channel", "letter")
    huiyin("import", lines(tmp_path / "bad.jsonl", letter(1), "no"), "--channel", "letter")

    assert not (tmp_path / "good.jsonl.refused.csv").exists()
    assert report(tmp_path / "bad.jsonl.refused.csv")[0]["line"] == "2"


def test_a_long_title_stands_whole_at_the_head_of_the_facts(
    huiyin: Huiyin, town: Town, register: Session, tmp_path: Path
) -> None:
    title = "关于" + "某小区" * 30
    path = lines(tmp_path / "a.jsonl", letter(1, title=title), letter(2, body="长" * 60_000))

    huiyin("import", path, "--channel", "letter")

    one, two = cases(register)
    assert len(one.title) == 60
    assert one.title.endswith("…")
    assert one.facts.startswith(f"{title}\n\n")
    assert len(two.facts) <= FACTS_MAX
    kept = register.scalars(select(Attachment).where(Attachment.case_id == two.id)).one()
    assert files.get(kept.stored_as).decode() == "长" * 60_000


def test_a_long_text_online_is_attached_too(
    huiyin: Huiyin, town: Town, register: Session, tmp_path: Path
) -> None:
    path = lines(tmp_path / "a.jsonl", letter(1, body="长" * 30_000))

    assert huiyin("import", path, "--channel", "online").exit_code == 0

    (case,) = cases(register)
    assert register.scalars(select(Attachment.case_id)).all() == [case.id]


def test_receipts_open_the_cases(
    huiyin: Huiyin, town: Town, register: Session, tmp_path: Path
) -> None:
    path = lines(tmp_path / "a.jsonl", letter(1), letter(2))
    kept = tmp_path / "receipts.csv"

    huiyin("import", path, "--channel", "letter", "--limit", 1)
    huiyin("import", path, "--channel", "letter", "--receipts", kept)

    assert kept.stat().st_mode & 0o077 == 0
    found = [open_with_code(row["receipt_number"], row["query_code"]) for row in report(kept)]
    assert found == [case.id for case in cases(register)]


def test_csv_and_workbook_say_the_same(
    huiyin: Huiyin, town: Town, register: Session, tmp_path: Path
) -> None:
    head = ["编号", "标题", "内容", "时间", "姓名", "人数"]
    row = ["7", "水压不够", "晚上没有水，\n一直到十点。", "2025-11-03", "万小水", "3"]
    table = tmp_path / "a.csv"
    table.write_bytes(("\ufeff" + ",".join(head) + "\n" + ",".join(f'"{x}"' for x in row)).encode())
    book = sheet(
        tmp_path / "b.xlsx", head, [7, "水压不够", row[2], datetime(2025, 11, 3), "万小水", 3]
    )

    for path in (table, book):
        said = huiyin("import", path, "--channel", "fax")
        assert said.exit_code == 0, said.output

    one, other = cases(register)
    for case in (one, other):
        assert (case.external_number, case.title, case.facts) == ("7", "水压不够", row[2])
        assert case.received_at == datetime(2025, 11, 2, 16, 0, tzinfo=UTC)
        assert case.persons_count == 3


def test_a_workbook_with_a_formula_is_refused_by_its_row(
    huiyin: Huiyin, town: Town, register: Session, tmp_path: Path
) -> None:
    path = sheet(tmp_path / "a.xlsx", ["title", "body"], ["一", "二"], ["三", "=1+1"])

    said = huiyin("import", path, "--channel", "letter")

    assert said.exit_code == 1
    assert "line 3 body: holds a formula" in said.output
    assert [case.title for case in cases(register)] == ["一"]


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", "x", "none of .jsonl"),
        ("a.jsonl", "", "is empty"),
        ("a.jsonl", "{}\n", "no line with a JSON object"),
        ("a.jsonl", '[{"title": "x"}]', "one object a line"),
        ("a.jsonl", '{"title": "标题"}'.encode("gb18030"), "--encoding gb18030"),
        ("a.csv", "title,body\n标题,内容\n".encode("gb18030"), "is not utf-8"),
        ("a.csv", "title,title\n1,2\n", "two columns called title"),
        ("a.csv", "title,body\n", "no rows"),
        ("a.csv", "colour,size\nred,5\n", "--map title="),
        ("a.xlsx", b"PK no zip at all", "no workbook"),
        ("missing.csv", None, "there is no file"),
    ],
)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_unusable_file_is_said_in_words(
    huiyin: Huiyin,
    register: Session,
    tmp_path: Path,
    name: str,
    content: bytes | str | None,
    words: str,
) -> None:
    path = tmp_path / name
    if content is not None:
        written(path, content)

    said = huiyin("import", path, "--channel", "letter")

    assert said.exit_code == 2
    assert words in said.output
    assert "Traceback" not in said.output
    assert cases(register) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_other_encodings_are_read_when_named(
    huiyin: Huiyin, town: Town, register: Session, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", "title,body\n标题,内容\n".encode("gb18030"))

    assert huiyin("import", path, "--channel", "letter", "--encoding", "gb18030").exit_code == 0
    assert cases(register)[0].title == "标题"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_columns_are_mapped_as_said(
    huiyin: Huiyin, town: Town, register: Session, tmp_path: Path
) -> None:
    path = lines(tmp_path / "a.jsonl", letter(1, headline="另一个标题", email="a@example.test"))

    said = huiyin(
        *("import", path, "--channel", "call", "--class", "suggestion", "--map", "title=headline"),
        *("--map", "email=", "--map", "received_at="),
    )

    assert said.exit_code == 0, said.output
    assert "ignored columns title, time, email" in said.output
    (case,) = cases(register)
    assert (case.title, case.petition_class) == ("另一个标题", PetitionClass.SUGGESTION)
    assert register.scalars(select(Petitioner.email)).one() is None


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--as", "nobody"), "no active officer nobody"),
        (("--as", "handler"), "only a clerk or the head"),
        (("--map", "colour=title"), "ours are"),
        (("--map", "title=colour"), "there is no column 'colour'"),
        (("--no-register",), "is registered when it is entered"),
    ],
)
def test_what_cannot_be_done_is_said(
    huiyin: Huiyin, town: Town, register: Session, tmp_path: Path, arguments: Any, words: str
) -> None:
    path = lines(tmp_path / "a.jsonl", letter(1))

    said = huiyin("import", path, "--channel", "letter", *arguments)

    assert said.exit_code == 2
    assert words in said.output
    assert cases(register) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_empty_house_says_what_to_do_first(huiyin: Huiyin, tmp_path: Path) -> None:
    said = huiyin("import", lines(tmp_path / "a.jsonl", letter(1)), "--channel", "letter")

    assert said.exit_code == 2
    assert "huiyin add-officer" in said.output


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_office_head_may_enter_too(
    huiyin: Huiyin, town: Town, register: Session, tmp_path: Path
) -> None:
    path = lines(tmp_path / "a.jsonl", letter(1))

    assert huiyin("import", path, "--channel", "visit", "--as", "office_head").exit_code == 0
    entered = select(Officer.role).join(Case, Case.created_by_id == Officer.id)
    assert register.scalars(entered).one() is Role.OFFICE_HEAD


# Fields of one row


def made(**given: str) -> Any:
    return incoming(
        given,
        channel=Channel.LETTER,
        petition_class=PetitionClass.APPEAL,
        source="s",
        number="1",
        now=NOW,
    ).submission


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-11-03", datetime(2025, 11, 2, 16, 0, tzinfo=UTC)),
        ("2025/11/3 9:05", datetime(2025, 11, 3, 1, 5, tzinfo=UTC)),
        ("2025.11.03", datetime(2025, 11, 2, 16, 0, tzinfo=UTC)),
        ("2025年11月3日", datetime(2025, 11, 2, 16, 0, tzinfo=UTC)),
        ("2025年11月3日 21:40", datetime(2025, 11, 3, 13, 40, tzinfo=UTC)),
        ("２０２５-11-03", datetime(2025, 11, 2, 16, 0, tzinfo=UTC)),
        ("2025-11-03T09:30:00+00:00", datetime(2025, 11, 3, 9, 30, tzinfo=UTC)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, moment: datetime) -> None:
    assert made(title="x", received_at=text).received_at == moment


@pytest.mark.parametrize("text", ["yesterday", "2025-13-01", "0001-01-01", "1948-12-31", "3"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(RefusedField) as refused:
        made(title="x", received_at=text)
    assert refused.value.field == "received_at"


def test_words_of_classes_and_urgency_are_understood() -> None:
    one = made(title="x", petition_class="检举控告", urgency="紧急", confidential="是")
    assert one.petition_class is PetitionClass.ACCUSATION
    assert one.urgency is Urgency.URGENT
    assert one.confidential
    with pytest.raises(RefusedField):
        made(title="x", petition_class="其他")


@pytest.mark.parametrize(("text", "count"), [("", 1), ("12", 12), ("３人", 3)])
def test_numbers_of_persons(text: str, count: int) -> None:
    assert made(title="x", **({"persons_count": text} if text else {})).persons_count == count


@pytest.mark.parametrize("text", ["many", "0", "-3", "9" * 12, "1.5"])
def test_what_is_no_number_of_persons_is_refused(text: str) -> None:
    with pytest.raises(RefusedField):
        made(title="x", persons_count=text)


def test_control_signs_are_gone_and_lines_stay() -> None:
    one = made(title="标\x00题\n两行", facts="第一行\r\n第二行\u202e")
    assert (one.title, one.facts) == ("标题 两行", "第一行\n第二行")


def test_nothing_of_a_long_request_is_lost() -> None:
    long = "请" * 6000
    one = made(title="x", request=long, facts="事实")
    assert one.request == "请" * 4999 + "…"
    assert long in one.facts


# Columns


def test_usual_names_are_taken_in_any_letters() -> None:
    found = match_columns(["ID", "Title", "Body", "colour"], [])
    assert dict(found.of) == {"title": "Title", "facts": "Body", "external_number": "ID"}
    assert found.ignored == ("colour",)


@pytest.mark.parametrize("said", ["title", "colour=title", "title=colour"])
def test_a_bad_map_is_refused(said: str) -> None:
    with pytest.raises(BadMap):
        match_columns(["title"], [said])


def test_a_file_without_text_is_refused() -> None:
    with pytest.raises(FileFault):
        match_columns(["title"], ["title="])


def test_a_column_said_for_one_field_is_not_used_for_another() -> None:
    found = match_columns(["title", "body"], ["request=body"])
    assert dict(found.of) == {"title": "title", "request": "body"}
