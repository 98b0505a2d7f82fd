"""``python -m benchmarks``: what pages cost, as figures, one table for each database."""

from __future__ import annotations

from pathlib import Path

import click

from benchmarks import report
from benchmarks.databases import ENGINES
from benchmarks.run import IDS, Plan, run


@click.command()
@click.option("--engine", type=click.Choice([*ENGINES, "both"]), default="both", show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True)
@click.option("--cases", type=click.IntRange(20), default=10_000, show_default=True)
@click.option("--seconds", type=float, default=5.0, show_default=True, help="Length of a round.")
@click.option("--clients", type=click.IntRange(1), default=16, show_default=True)
@click.option("--only", default=",".join(IDS), help="Promises to measure, such as P-1,P-3.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the tables there as Markdown.")
def main(
    engine: str,
    rounds: int,
    cases: int,
    seconds: float,
    clients: int,
    only: str,
    out: Path | None,
) -> None:
    """Measure the office beside a bare floor on the same server and database."""
    wanted = tuple(part.strip() for part in only.split(",") if part.strip())
    if unknown := [name for name in wanted if name not in IDS]:
        raise click.BadParameter(f"{', '.join(unknown)}; known are {', '.join(IDS)}")
    engines = ENGINES if engine == "both" else (engine,)
    tables = [run(Plan(each, wanted, rounds, cases, seconds, clients)) for each in engines]
    report.write("\n".join(tables), out)


if __name__ == "__main__":
    main()
