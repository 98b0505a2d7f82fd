"""The printed life of a case is the table of steps, no more and no less."""

import re

import pytest
from click.testing import CliRunner

from petitions.rules.lifecycle import STEPS
from petitions.rules.terms import FINAL_STATUSES, Status
from web.commands import group
from web.commands.diagram import mermaid, table


def test_every_way_of_the_table_is_an_arrow_and_every_arrow_a_way() -> None:
    ways = {
        (source.value, step.target.value, step.action.value)
        for step in STEPS.values()
        if step.target
        for source in step.sources
    }
    ways |= {
        ("[*]", step.target.value, step.action.value)
        for step in STEPS.values()
        if step.target and not step.sources
    }
    ends = {(status.value, "[*]", "") for status in FINAL_STATUSES}

    drawn = set()
    for line in mermaid():
        arrow = re.fullmatch(r" +(\S+) --> (\S+?)(?:: (.+))?", line)
        if arrow:
            drawn.add((arrow[1], arrow[2], arrow[3] or ""))

    assert drawn == ways | ends


def test_steps_that_stay_stand_in_notes() -> None:
    text = "\n".join(mermaid())
    for status in Status:
        if status not in FINAL_STATUSES:
            note = text.split(f"note right of {status.value}\n")[1].split("end note")[0]
            staying = {
                step.action.value
                for step in STEPS.values()
                if step.target is None and status in step.sources
            }
            assert set(note.split()) == staying


def test_the_table_has_a_line_for_each_step_with_its_article() -> None:
    lines = table()
    assert len(lines) == len(STEPS)
    for line, step in zip(lines, STEPS.values(), strict=True):
        assert line.startswith(step.action.value)
        assert step.article in line


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_printed_in_both_languages(
    language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("HUIYIN_DATA_DIR", str(tmp_path))

    said = CliRunner().invoke(group, ["diagram", "--language", language])

    assert said.exit_code == 0, said.output
    assert ("转送" in said.output) == (language == "zh") or "Transfer" in said.output
    assert "stateDiagram-v2" in said.output
    # A second colon would end a label.
    for line in said.output.splitlines():
        assert line.count(":") <= 1
