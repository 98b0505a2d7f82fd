"""Rounds of load on both servers by turns, and what remains of them: medians."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks import driver
from benchmarks.driver import Flow
from benchmarks.servers import Server

WARM_UP = 0.2
"""Share of a round that each server is loaded beforehand, uncounted."""


@dataclass(frozen=True, slots=True)
class Side:
    """One server and what is done there; ``flow`` is asked anew before each round."""

    server: Server
    flow: Callable[[], Flow]
    cookies: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Errand:
    """Something people do, measured here and at the floor."""

    id: str
    title: str
    office: Side
    floor: Side | None = None
    promise: float | None = None
    """The least share of the floor's rate that we promise."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one side did: flows a second, milliseconds, processor milliseconds a flow."""

    rate: float
    p50: float
    p95: float
    p99: float
    cpu: float
    requests: float
    """Requests a flow."""
    marks: Mapping[str, float] = field(default_factory=dict)
    """Median milliseconds of each marked part."""


@dataclass(frozen=True, slots=True)
class Result:
    """An errand with the medians of all rounds."""

    errand: Errand
    office: Figures
    floor: Figures | None

    @property
    def share(self) -> float | None:
        """Our rate as a share of the floor's."""
        return self.office.rate / self.floor.rate if self.floor and self.floor.rate else None


def measured(errands: Sequence[Errand], rounds: int, seconds: float, clients: int) -> list[Result]:
    """Every errand on both sides, round after round, the floor first in one and last in the next."""
    taken: dict[tuple[int, str], list[Figures]] = {}
    for each in errands:
        for side in (each.floor, each.office):
            if side is not None:
                _load(side, seconds * WARM_UP, clients)
    for turn in range(rounds):
        for number, each in enumerate(errands):
            sides = {"floor": each.floor, "office": each.office}
            for name in sorted(sides, reverse=bool(turn % 2)):
                side = sides[name]
                if side is not None:
                    taken.setdefault((number, name), []).append(_load(side, seconds, clients))
    return [
        Result(
            each,
            _medians(taken[number, "office"]),
            _medians(taken[number, "floor"]) if each.floor else None,
        )
        for number, each in enumerate(errands)
    ]


def _load(side: Side, seconds: float, clients: int) -> Figures:
    flow = side.flow()
    before = side.server.cpu()
    load = driver.run(flow, side.server.port, seconds, clients=clients, cookies=side.cookies)
    used = side.server.cpu() - before
    done = max(len(load.flows), 1)
    return Figures(
        rate=load.rate,
        p50=driver.percentile(load.flows, 0.50),
        p95=driver.percentile(load.flows, 0.95),
        p99=driver.percentile(load.flows, 0.99),
        cpu=used * 1000 / done,
        requests=load.requests / done,
        marks={name: driver.percentile(times, 0.5) for name, times in load.marks.items()},
    )


def _medians(taken: Sequence[Figures]) -> Figures:
    return Figures(
        rate=median(each.rate for each in taken),
        p50=median(each.p50 for each in taken),
        p95=median(each.p95 for each in taken),
        p99=median(each.p99 for each in taken),
        cpu=median(each.cpu for each in taken),
        requests=median(each.requests for each in taken),
        marks={
            name: median(each.marks.get(name, float("nan")) for each in taken)
            for name in taken[0].marks
        },
    )
