"""What stands where: who commits, who moves a case, who asks for the time, and what is never written."""

import ast
import re

import pytest

from petitions.models import AuditEntry, CaseEvent
from petitions.rules.corrections import RegisteredFact
from tests.architecture.source import PRODUCT, ROOT, Module, calls, dotted, modules, place

LONGEST = 350
LONG_TABLES = {"petitions/rules/lifecycle.py": "the table of steps: one row for each verb"}
"""Files that may be longer, because they are one table."""

RAW_COMMITS = {"web/bulk.py": "a raw connection, to which no session belongs"}
CLOCK = "petitions/adapters/clock.py"
APPEND_ONLY = (CaseEvent, AuditEntry)

DECLINED = (
    *(
        "重点人员",
        "重点上访",
        "稳控",
        "包保",
        "管控",
        "劝返",
        "截访",
        "息诉罢访",
        "非正常上访",
        "一票否决",
    ),
    *("越级上访", "布控", "黑名单", "责任状", "缠访", "闹访"),
    *(
        "risk_score",
        "risk_level",
        "watch_list",
        "watchlist",
        "key_person",
        "blacklist",
        "stability_control",
    ),
    *("person_of_interest", "surveillance", "movements_of", "relatives_of", "repeat_petitioner"),
)
"""What is declined: no field, tag, list or word for it anywhere in the product."""


def findings(found: list[str], what_to_do: str) -> None:
    assert not found, f"{what_to_do}\n" + "\n".join(found)


def test_one_module_commits() -> None:
    found = [
        place(module, call)
        for module in modules()
        for name, call in calls(module)
        if name.rsplit(".", 1)[-1] == "commit"
        and module.name not in {"petitions/actions/_unit.py", *RAW_COMMITS}
    ]
    findings(found, "Write an action and let unit_of_work commit it:")


def assigned(module: Module, attribute: str) -> list[str]:
    found = []
    for node in ast.walk(module.tree):
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AugAssign | ast.AnnAssign)
            else []
        )
        found += [
            place(module, target)
            for each in targets
            for target in (each.elts if isinstance(each, ast.Tuple) else [each])
            if isinstance(target, ast.Attribute) and target.attr == attribute
        ]
    return found


WRITERS = {"status": "_advance", "closed": "_advance", "due_on": "_clocks", "due_clock": "_clocks"}


@pytest.mark.parametrize(("column", "writer"), WRITERS.items())
def test_one_module_moves_a_case(column: str, writer: str) -> None:
    found = [
        each
        for module in modules("petitions")
        for each in assigned(module, column)
        if module.name != f"petitions/actions/{writer}.py"
    ]
    findings(found, f"Only petitions/actions/{writer}.py writes {column}: take a step instead.")


REGISTERED = {"petitions/actions/_birth.py", "petitions/actions/approve_correction.py"}


@pytest.mark.parametrize("fact", RegisteredFact, ids=str)
def test_two_modules_write_registered_facts(fact: RegisteredFact) -> None:
    found = [
        each
        for module in modules()
        for each in assigned(module, fact.value)
        if module.name not in REGISTERED
    ]
    found += [
        place(module, call)
        for module in modules()
        for name, call in calls(module)
        if (name == "setattr" and _names(call, fact) and module.name not in REGISTERED)
        or (name == "Case" and module.name not in REGISTERED)
    ]
    findings(found, f"{fact} is registered once and corrected by two persons (request_correction):")


def test_a_forbidden_assignment_would_be_seen() -> None:
    bad = Module("x.py", "case.channel = y\na, case.channel = 1, 2\nsetattr(case, 'channel', y)")
    assert len(assigned(bad, "channel")) == 2
    assert [_names(call, RegisteredFact.CHANNEL) for _, call in calls(bad)] == [True]


def _names(call: ast.Call, fact: RegisteredFact) -> bool:
    """Whether the second argument names the fact."""
    second = call.args[1] if len(call.args) > 1 else None
    return isinstance(second, ast.Constant) and second.value == fact.value


def test_no_statement_moves_a_case_behind_its_back() -> None:
    found = [
        place(module, call)
        for module in modules()
        for name, call in calls(module)
        if name in ("update", "sqlalchemy.update", "sa.update", "delete")
        and call.args
        and dotted(call.args[0]).rsplit(".", 1)[-1] == "Case"
    ]
    findings(found, "A case is changed by a step (petitions/actions/_advance.py), never in bulk:")


@pytest.mark.parametrize("table", APPEND_ONLY, ids=lambda table: table.__tablename__)
def test_history_is_only_ever_added_to(table: type) -> None:
    name = str(table.__tablename__)  # type: ignore[attr-defined]
    sql = re.compile(rf"(UPDATE\s+{name}|DELETE\s+FROM\s+{name}|TRUNCATE\s+{name})", re.I)
    found = [
        place(module, call)
        for module in modules()
        for called, call in calls(module)
        if called.rsplit(".", 1)[-1] in ("update", "delete", "merge")
        and call.args
        and dotted(call.args[0]).rsplit(".", 1)[-1] == table.__name__
    ]
    found += [module.name for module in modules() if sql.search(module.text)]
    findings(found, f"Rows of {name} are never changed or deleted; write a new one.")


def test_one_module_knows_the_time() -> None:
    asks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
    found = [
        place(module, call)
        for module in modules()
        for name, call in calls(module)
        if any(name == ask or name.endswith(f".{ask}") for ask in asks) and module.name != CLOCK
    ]
    findings(found, f"Ask {CLOCK} for the time, or take `now` as an argument:")


def test_one_module_touches_flask_sqlalchemy() -> None:
    found = [
        module.name
        for module in modules()
        if re.search(r"^\s*(from|import) flask_sqlalchemy", module.text, re.M)
        and module.name != "petitions/models/session.py"
    ]
    findings(found, "Take the session from petitions/models/session.py:")


def test_no_file_is_too_long() -> None:
    found = [
        f"{module.name}: {module.text.count(chr(10))} lines"
        for module in modules()
        if module.text.count("\n") > LONGEST and module.name not in LONG_TABLES
    ]
    findings(found, f"More than {LONGEST} lines are usually two things; part them:")


def test_every_module_says_what_room_it_is() -> None:
    found = [
        module.name
        for module in modules(*PRODUCT, "migrations", "tests/factories")
        if not (ast.get_docstring(module.tree) or "").strip()
    ]
    findings(found, "Open the module with one sentence that says what it is for:")


def test_nothing_we_declined_to_build() -> None:
    places = [ROOT / name for name in (*PRODUCT, "templates", "migrations")]
    kinds = {".py", ".html", ".txt", ".js", ".scss", ".po", ".typ", ".mako"}
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for folder in places
        for path in sorted(folder.rglob("*"))
        if path.suffix in kinds and path.is_file()
        for word in DECLINED
        if word in path.read_text("utf-8").casefold()
    ]
    findings(found, "office practice")


def test_actions_raise_what_the_hall_knows() -> None:
    """An action refuses with an ActionError; a bare ValueError would be a page of regret."""
    known = {"NotAllowed", "Missing", "NotFound", "Refused", "Stale", "ActionError", "LookupError"}
    found = [
        place(module, node)
        for module in modules("petitions/actions")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Raise) and node.exc is not None
        for name in [dotted(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)]
        if name not in known
    ]
    findings(found, "Raise one of petitions/actions/errors.py:")
