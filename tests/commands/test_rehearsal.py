"""A small rehearsal with invented texts: the whole office, from the form to the issued reply."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from web.commands.rehearsal import MODULE
from web.settings import ROOT

TEXTS = ROOT / "tests" / "rehearsal" / "texts.jsonl"


def rehearse(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """``huiyin rehearsal`` from a shell that knows of another office."""
    return subprocess.run(
        [Path(sys.executable).with_name("huiyin"), "rehearsal", *arguments],
        env={**os.environ, "HUIYIN_DATABASE_URL": "sqlite:////nowhere/other.sqlite3"},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def rows(text: str) -> dict[str, str]:
    """The printed table, by its first column."""
    found = (re.fullmatch(r"│ (.+?)\s*│ (.+?)\s*│", line) for line in text.splitlines())
    return {match[1]: match[2] for match in found if match}


def test_the_whole_office_goes_through_it_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    # An office in the folder we type in, which must not be touched.
    (tmp_path / ".env").write_text(f"HUIYIN_DATA_DIR={tmp_path / 'other'}\n")
    asked = (str(TEXTS), "--petitions", "10", "--file", "1", "--keep", "house", "--workers", "2")

    first = rehearse(tmp_path, *asked, "--handle", "2")
    again = rehearse(tmp_path, *asked, "--handle", "3")

    assert first.returncode == 0, first.stdout + first.stderr
    table = rows(first.stdout)
    assert table["errors"] == "0"
    assert table["petitions in the register"] == table["different receipt numbers"] == "11"
    assert table["step: issue_reply"] == "2"
    assert table["notices sent"] == table["mails received by the mail server"] != "0"
    assert table["verify"].endswith("0 faults")
    assert again.returncode == 0, again.stdout + again.stderr
    assert rows(again.stdout)["step: issue_reply"] == "3"
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("arguments", [(), ("/nowhere",)])
def test_it_says_what_it_needs(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    said = rehearse(tmp_path, *arguments)

    assert said.returncode == 2
    assert "DATA" in said.stderr
    assert MODULE.split(".")[0] not in said.stderr
