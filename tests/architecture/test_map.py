"""docs/map.md says where each step lives; it must not lie."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from petitions.rules.lifecycle import STEPS
from petitions.rules.terms import Action

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "map.md").read_text("utf-8")
FLOORS = ("petitions/actions", "petitions/queries", "petitions/rules", "staff", "portal")
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for floor in FLOORS
    for path in (ROOT / floor).glob("*.py")
    if path.name != "__init__.py"
)
ROWS = {row.split("`")[1]: row for row in TEXT.splitlines() if row.startswith("| `")}


@pytest.mark.parametrize("action", Action, ids=str)
def test_the_map_knows_each_step(action: Action) -> None:
    row = ROWS.get(action.value, "")
    assert row, f"Add a row for `{action.value}` to docs/map.md."
    step = STEPS[action]
    assert step.article in row, f"The map names another article for {action.value}."
    for notice, _ in step.notices:
        assert f"`{notice.value}`" in row, f"The map forgets the notice {notice.value}."


@pytest.mark.parametrize("action", Action, ids=str)
def test_the_files_on_the_map_exist(action: Action) -> None:
    cells = [cell.strip().strip("`") for cell in ROWS[action.value].split("|")]
    for path in (f"petitions/{cells[3]}", cells[4]):
        assert (ROOT / path).is_file(), (
            f"docs/map.md sends the reader to {path}, which is not there."
        )


@pytest.mark.parametrize("path", MODULES)
def test_every_module_of_a_floor_stands_on_the_map(path: str) -> None:
    assert f"{Path(path).name}`" in TEXT, f"Say in docs/map.md what {path} is for."


def test_the_map_names_no_module_that_is_gone() -> None:
    named = set(re.findall(r"`((?:petitions|staff|portal|web)/[\w/]+\.py)`", TEXT))
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []
