"""The whole machinery once, small and short; no time is asserted, for a time is never certain."""

from __future__ import annotations

from click.testing import CliRunner

from benchmarks.__main__ import main
from benchmarks.run import IDS, Plan, run


def test_every_promise_gets_its_figures() -> None:
    tables = run(Plan("sqlite", IDS, rounds=1, cases=50, seconds=0.3, clients=2))

    for name in IDS:
        assert f"| {name} |" in tables, tables
    assert "final post" in tables


def test_an_unknown_promise_is_named() -> None:
    answer = CliRunner().invoke(main, ["--only", "P-1,P-99"])

    assert answer.exit_code == 2
    assert "P-99" in answer.output
