"""One run on one kind of database: the office and the floor side by side, every promise in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import bare, citizens, driver, floor, officers, report, servers
from benchmarks.databases import Databases, databases
from benchmarks.driver import Flow
from benchmarks.measure import Errand, Result, Side, measured
from benchmarks.office import Office, office
from benchmarks.report import Fact
from benchmarks.servers import Server
from benchmarks.town import PASSWORD

IDS = ("P-1", "P-2", "P-3", "P-4", "P-5", "P-7", "P-8")
FEW = 1000
"""Cases of the small office that the queue is compared with."""
WORDS = ("路灯", "拖欠工资", "下水道", "电梯", "柳林路")
FILLED_IN_A_SECOND = 250
"""More citizens than any server here sends through the last press in a second."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, and how long."""

    engine: str
    only: tuple[str, ...] = IDS
    rounds: int = 3
    cases: int = 10_000
    seconds: float = 5.0
    clients: int = driver.CLIENTS

    def wants(self, name: str) -> bool:
        """Whether this promise is to be measured."""
        return name in self.only


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that runs for a plan."""

    plan: Plan
    office: Office
    ours: Server
    floor: Server
    small: tuple[Office, Server] | None


def run(plan: Plan) -> str:
    """Measure, and return the tables."""
    load = report.busy()
    with databases(plan.engine) as given, _stage(plan, given) as stage:
        ceiling = _ceiling(given.folder, plan)
        results = measured(_errands(stage), plan.rounds, plan.seconds, plan.clients)
        found = _facts(stage, results)
    title = report.head(plan, load, ceiling)
    return "\n".join((title, report.rates(results), report.facts(found)))


@contextmanager
def _stage(plan: Plan, given: Databases) -> Iterator[Stage]:
    bare_url = given.url("floor")
    floor.fill(bare_url, plan.cases)
    with (
        office(given.folder / "office", given.url("office"), plan.cases) as big,
        _serve(big) as ours,
        servers.serving("floor", servers.floor_command(bare_url), big.settings, "/submit") as base,
    ):
        if not plan.wants("P-3") or plan.cases <= FEW:
            yield Stage(plan, big, ours, base, None)
            return
        with (
            office(given.folder / "small", given.url("small"), FEW) as small,
            _serve(small) as other,
        ):
            # The keys of a process are its last office's; the big one's are needed from here on.
            big.enter()
            yield Stage(plan, big, ours, base, (small, other))


def _serve(which: Office) -> AbstractContextManager[Server]:
    return servers.serving("office", servers.office_command(), which.settings, "/")


def _errands(stage: Stage) -> list[Errand]:
    makers: dict[str, Callable[[Stage], list[Errand]]] = {
        "P-1": _submission,
        "P-2": _tracking,
        "P-3": _queue,
        "P-4": _search,
        "P-5": _case,
    }
    wanted = [make for name, make in makers.items() if stage.plan.wants(name)]
    return [errand for make in wanted for errand in make(stage)]


def _always(flow: Flow) -> Callable[[], Flow]:
    return lambda: flow


def _submission(stage: Stage) -> list[Errand]:
    bottom = Side(stage.floor, _always(bare.submission))
    # One citizen goes all the way, so that there is a draft to copy.
    driver.run(citizens.left_unsent(), stage.ours.port, 60, clients=1)
    count = int(stage.plan.seconds * FILLED_IN_A_SECOND) + stage.plan.clients
    return [
        Errand(
            "P-1",
            "submission: check, press, receipt",
            Side(stage.ours, lambda: citizens.Prepared(stage.office.filled_in(count)).flow),
            bottom,
            0.6,
        ),
        Errand(
            "P-1",
            "submission: the whole staged form",
            Side(stage.ours, _always(citizens.submission)),
            bottom,
        ),
    ]


def _tracking(stage: Stage) -> list[Errand]:
    ours = Side(stage.ours, _always(citizens.tracking(stage.office.grown.filed)))
    bottom = Side(stage.floor, _always(bare.tracking(stage.plan.cases)))
    return [Errand("P-2", "tracking by number and code", ours, bottom, 0.5)]


def _queue(stage: Stage) -> list[Errand]:
    cookies = _handler(stage.office, stage.ours)
    bottom = Side(stage.floor, _always(bare.queue))
    found = [
        Errand(
            "P-3",
            "queue of one unit",
            Side(stage.ours, _always(officers.queue), cookies),
            bottom,
            0.4,
        )
    ]
    if stage.small is not None:
        town, server = stage.small
        side = Side(server, _always(officers.queue), _handler(town, server))
        found.append(Errand("P-3", f"queue at {FEW:,} cases", side))
    return found


def _search(stage: Stage) -> list[Errand]:
    cookies = _handler(stage.office, stage.ours)
    side = Side(stage.ours, _always(officers.search(WORDS)), cookies)
    return [Errand("P-4", "search for a Chinese word", side)]


def _case(stage: Stage) -> list[Errand]:
    flow = officers.case(stage.office.grown.unit_cases)
    ours = Side(stage.ours, _always(flow), _handler(stage.office, stage.ours))
    bottom = Side(stage.floor, _always(bare.case(stage.plan.cases)))
    return [Errand("P-5", "case file", ours, bottom, 0.4)]


def _handler(which: Office, server: Server) -> Mapping[str, str]:
    return officers.sign_in(server.port, which.grown.town.handler.username, PASSWORD)


def _ceiling(folder: Path, plan: Plan) -> float:
    async def ask(client: driver.Client) -> None:
        await client.get("/")

    command = servers.trivial_command()
    with servers.serving("ceiling", command, {"HUIYIN_DATA_DIR": str(folder)}, "/") as server:
        return driver.run(ask, server.port, min(1.0, plan.seconds), clients=plan.clients).rate


def _facts(stage: Stage, results: list[Result]) -> list[Fact]:
    found = _tails(results) + _comparisons(results)
    if stage.plan.wants("P-7"):
        ours, base = stage.ours.memory(), stage.floor.memory()
        found.append(
            Fact(
                "P-7",
                "memory of 2 web workers after the load (PSS)",
                f"{ours:.0f} MiB, floor {base:.0f} MiB: {ours / base:.2f}×",
                "≤ 1.8×",
                ours / base <= 1.8,
            )
        )
    if stage.plan.wants("P-8"):
        ours, base = _cold_starts(stage)
        found.append(
            Fact(
                "P-8",
                "cold start to first page",
                f"{ours:.2f} s, floor {base:.2f} s: {ours / base:.2f}×",
                "≤ 2×",
                ours / base <= 2,
            )
        )
    return found


def _tails(results: list[Result]) -> list[Fact]:
    found = []
    for each in results:
        if each.errand.id == "P-1":
            tail = each.office.p99 / each.office.p50
            name = f"{each.errand.title}: p99 / p50"
            found.append(Fact("P-1", name, f"{tail:.2f}×", "≤ 3×", tail <= 3))
        for name, milliseconds in each.office.marks.items():
            base = each.floor.marks.get(name) if each.floor else None
            beside = f", floor {base:.1f} ms" if base else ""
            title = f"{each.errand.title}: {name} (p50)"
            found.append(Fact(each.errand.id, title, f"{milliseconds:.1f} ms{beside}", ""))
    return found


def _comparisons(results: list[Result]) -> list[Fact]:
    by_title = {each.errand.title: each.office for each in results}
    queue = by_title.get("queue of one unit")
    few = by_title.get(f"queue at {FEW:,} cases")
    search = by_title.get("search for a Chinese word")
    found = []
    if queue and few:
        growth = queue.p50 / few.p50
        found.append(
            Fact(
                "P-3", f"queue p50 beside {FEW:,} cases", f"{growth:.2f}×", "≤ 1.2×", growth <= 1.2
            )
        )
    if queue and search:
        cost = search.p50 / queue.p50
        found.append(
            Fact("P-4", "search p50 beside the queue page", f"{cost:.2f}×", "≤ 2×", cost <= 2)
        )
    return found


def _cold_starts(stage: Stage) -> tuple[float, float]:
    """The better of two starts each, so that one hiccup decides nothing."""
    ours = [stage.ours.cold_start]
    base = [stage.floor.cold_start]
    with _serve(stage.office) as again:
        ours.append(again.cold_start)
    command = [*stage.floor.process.args]  # type: ignore[misc]
    command[command.index("--port") + 1] = "PORT"
    with servers.serving("floor", command, stage.office.settings, "/submit") as again:
        base.append(again.cold_start)
    return min(ours), min(base)
