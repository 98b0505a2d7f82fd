"""The safeguards against watching people, by number: what is declined cannot slip in without a failing test.

Lists are closed on purpose: ``known_columns.toml`` (what every column is for), ``known_filters.toml`` (what lists
may be narrowed to and what is counted), ``declined.toml`` (the words of what we do not build, and where they may
stand because they decline it).
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import tomllib
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from wtforms import Field
from wtforms.fields.core import UnboundField

import petitions.models
import petitions.rules
import portal.forms
import staff.forms
from petitions.actions.errors import Missing, NotAllowed, NotFound
from petitions.actions.submit import submit
from petitions.models.base import Base
from petitions.queries.case_file import case_file
from petitions.queries.punctuality import DUTIES, Standing
from petitions.rules.completeness import MAX_REPRESENTATIVES
from petitions.rules.corrections import RegisteredFact
from petitions.rules.lifecycle import STEPS
from petitions.rules.permissions import RIGHTS
from petitions.rules.terms import (
    Action,
    CloseReason,
    PetitionClass,
    Relation,
    ReplyKind,
    Role,
    Status,
)
from tests.architecture.source import ROOT, dotted, modules
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    do,
    make_town,
    petitioner_of,
    stored,
)
from web.commands.verify import faults
from web.form import OfficeForm

HERE = Path(__file__).parent


def table(name: str) -> dict[str, Any]:
    """One of the closed lists beside this module."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


COLUMNS = table("known_columns.toml")
FILTERS = table("known_filters.toml")
DECLINED = table("declined.toml")
PURPOSES = {"identity", "content", "course", "clock", "proof", "mail", "house", "link"}
IDENTITY_CAP = 10
"""Name, phone, e-mail, address, number of the identity card, and three of them as an index; name and phone of who
brings a follow-up to somebody's case: not one more."""
CHINESE = re.compile("|".join(DECLINED["chinese"]))
ENGLISH = re.compile(rf"(?<![a-z])({'|'.join(DECLINED['english'])})(?![a-z])", re.IGNORECASE)


@pytest.fixture
def town(register: Session) -> Town:
    return make_town(register)


# No. 1: no field, tag, list or search for what watches people ----------------------------------------------


@cache
def loaded(package: ModuleType) -> tuple[ModuleType, ...]:
    """Every module of a package."""
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return tuple(importlib.import_module(each.name) for each in found)


def test_1_every_column_is_on_the_list_and_says_what_it_is_for() -> None:
    loaded(petitions.models)
    told = {
        (name, column)
        for name, purposes in COLUMNS.items()
        for columns in purposes.values()
        for column in columns
    }
    there = {
        (each.name, column.name)
        for each in Base.metadata.tables.values()
        for column in each.columns
    }
    assert there - told == set(), (
        "say in known_columns.toml what the column is for (docs/security.md)"
    )
    assert told - there == set(), "known_columns.toml names columns that are gone"
    lines = [c for purposes in COLUMNS.values() for columns in purposes.values() for c in columns]
    assert len(lines) == len(told), "a column has one purpose"
    assert {purpose for purposes in COLUMNS.values() for purpose in purposes} <= PURPOSES


def test_1_what_says_who_somebody_is_is_counted_and_capped() -> None:
    identity = {
        (name, column)
        for name, purposes in COLUMNS.items()
        for column in purposes.get("identity", ())
    }
    assert {name for name, _ in identity} == {"petitioners", "follow_ups"}
    assert len(identity) <= IDENTITY_CAP


def forms() -> Iterator[type[OfficeForm]]:
    """Every form of both counters."""
    for module in (*loaded(staff.forms), *loaded(portal.forms)):
        for _, each in inspect.getmembers(module, inspect.isclass):
            if issubclass(each, OfficeForm) and each.__module__ == module.__name__:
                yield each


def fields(form: type[OfficeForm]) -> Iterator[tuple[str, UnboundField[Field]]]:
    """Its fields, as the class has them."""
    for name in dir(form):
        if not name.startswith("_") and isinstance(getattr(form, name), UnboundField):
            yield name, getattr(form, name)


def enums() -> Iterator[type[StrEnum]]:
    """Every enumeration of the product."""
    for module in (*loaded(petitions.rules), *loaded(petitions.models)):
        for _, each in inspect.getmembers(module, inspect.isclass):
            if issubclass(each, StrEnum) and each.__module__ == module.__name__:
                yield each


def names() -> Iterator[tuple[str, str]]:
    """Where, and a name or code as English words."""
    loaded(petitions.models)
    for each in Base.metadata.tables.values():
        for column in each.columns:
            yield f"{each.name}.{column.name}", f"{each.name} {column.name}".replace("_", " ")
    for form in forms():
        for name, _ in fields(form):
            yield f"{form.__name__}.{name}", name.replace("_", " ")
    for enum in enums():
        for member in enum:
            yield (
                f"{enum.__name__}.{member.name}",
                f"{member.name} {member.value}".replace("_", " "),
            )
    for name in parameters():
        yield f"parameter {name}", name.replace("_", " ")


def sentences() -> Iterator[tuple[str, str]]:
    """Where, and the Chinese that people read: every literal of the product, every template."""
    for module in modules("petitions", "portal", "staff", "web"):
        if module.name.startswith(("web/town/", "web/importing/")):
            continue  # invented petitions say what people say; an import reads what others wrote
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield module.name, node.value
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.is_file():
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


ALLOWED = {(each["where"], each["word"]) for each in DECLINED["allowed"]}


def used() -> Iterator[tuple[str, str]]:
    """Every place with a declined word."""
    for where, words in sentences():
        for found in CHINESE.findall(words):
            yield where, found
    for where, words in names():
        for one in DECLINED["english"]:
            if re.search(rf"(?<![a-z])({one})(?![a-z])", words, re.IGNORECASE):
                yield where, one


def test_1_no_name_code_or_sentence_is_about_watching_people() -> None:
    found = set(used())
    assert found - ALLOWED == set(), (
        "never built (docs/security.md); or say in declined.toml why it may stand"
    )
    assert ALLOWED - found == set(), "declined.toml allows what nobody says any more"
    assert all(each["why"].strip() for each in DECLINED["allowed"])


def test_1_the_english_that_people_read_is_not_about_it_either() -> None:
    """Catalogues: an English sentence may say such a word where its Chinese is one that declines it."""
    allowed_chinese = {word for _, word in ALLOWED}
    for path in sorted((ROOT / "web/translations/en/LC_MESSAGES").glob("*.po")):
        for entry in path.read_text("utf-8").split("\n\n"):
            chinese, _, english = entry.partition("\nmsgstr ")
            spoken = CHINESE.findall(chinese.replace('"\n"', ""))
            if not set(spoken) & allowed_chinese:
                said = ENGLISH.search(HARMLESS.sub("", english))
                assert said is None, f"{path.name}: {entry}"


HARMLESS = re.compile(
    r"order of the directory|an employer's network|photo\w* (of|on) (the|your)", re.IGNORECASE
)


@cache
def parameters() -> frozenset[str]:
    """Names of the parameters that views read from an address."""
    found = set()
    for module in modules("portal", "staff", "web"):
        constants = dict(_constants(module.tree))
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and dotted(node.func).endswith("args.get") and node.args:
                name = node.args[0]
                value = (
                    name.value if isinstance(name, ast.Constant) else constants.get(dotted(name))
                )
                found.add(str(value))
    return frozenset(found)


def _constants(tree: ast.Module) -> Iterator[tuple[str, object]]:
    """Names of a module that stand for one text each, alone or side by side."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            pairs = [(target, value)]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = list(zip(target.elts, value.elts, strict=True))
            for name, text_of in pairs:
                if isinstance(name, ast.Name) and isinstance(text_of, ast.Constant):
                    yield name.id, text_of.value


def test_1_addresses_carry_known_parameters_only() -> None:
    assert parameters() == set(FILTERS["parameters"])


def test_1_lists_are_narrowed_by_known_filters_only() -> None:
    by_name = {f"{form.__module__}.{form.__name__}": form for form in forms()}
    read_from_address = {
        name for name, form in by_name.items() if name.endswith(("Filter", "SearchForm"))
    }
    assert read_from_address == set(FILTERS["forms"])
    for name, known in FILTERS["forms"].items():
        there = {field for field, _ in fields(by_name[name])}
        assert there == set(known), f"{name}: say in known_filters.toml what may be asked for"


# No. 2: persons are looked up through a case one works on ----------------------------------------------------


INDEXES = {"name_index", "phone_index", "id_index"}


def test_2_who_reads_the_index_of_persons_is_known() -> None:
    """Writing it, clearing it, the one search and the look for the same matter: cases among those one works on."""
    readers = {
        module.name
        for module in modules("petitions", "portal", "staff", "web")
        if INDEXES & {name for node in ast.walk(module.tree) for name in _named(node)}
    }
    assert readers == {
        "petitions/actions/_birth.py",
        "petitions/actions/_erasure.py",
        "petitions/models/petition.py",
        "petitions/queries/persons.py",
        "petitions/queries/queue.py",
        "petitions/queries/same_matter.py",
    }


def _named(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.Attribute):
        yield node.attr
    if isinstance(node, ast.Name):
        yield node.id
    if isinstance(node, ast.keyword) and node.arg:
        yield node.arg
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def test_2_a_name_finds_cases_of_those_who_work_on_them(
    register: Session, town: Town, now: Any
) -> None:
    from petitions.adapters import clock
    from petitions.queries.queue import Filters, queue

    case_id = a_case(town, Status.ACCEPTED, now=now)
    today = clock.local_day(now)

    def found(who: str) -> list[int]:
        page = queue(actor_of(town.officers[who]), Filters(words="张建国"), today=today)
        return [row.id for row in page.rows]

    assert found("clerk") == found("handler") == [case_id]
    for who in (
        "other_handler",
        "foreign_clerk",
        "leader",
        "supervisor",
        "auditor",
        "administrator",
    ):
        assert found(who) == [], who


def test_2_no_page_shows_a_person_outside_a_case() -> None:
    """Petitioners are joined to cases only: no route names a person, no view is about one."""
    holders = {
        module.name
        for module in modules("portal", "staff")
        if any(
            isinstance(node, ast.Name) and node.id == "Petitioner" for node in ast.walk(module.tree)
        )
    }
    assert holders == set()


# No. 3: accusations (the rest stands with the steps that send them; here what the scoped query promises) ------


def test_3_a_unit_that_gave_an_accusation_back_sees_it_no_more(
    register: Session, town: Town, now: Any
) -> None:
    about = a_submission(petition_class=PetitionClass.ACCUSATION)
    case_id = a_case(town, Status.OBJECTED, now=now, submission=about)
    handler = actor_of(town.handler)
    assert case_file(case_id, actor=handler, now=now) is not None
    do(town, Action.UPHOLD_OBJECTION, case_id, by=actor_of(town.clerk), now=now)
    assert case_file(case_id, actor=handler, now=now) is None
    assert case_file(case_id, actor=actor_of(town.unit_head), now=now) is None


def test_3_who_accuses_is_masked_and_unmasking_is_logged(
    register: Session, town: Town, now: Any
) -> None:
    about = a_submission(petition_class=PetitionClass.ACCUSATION)
    case_id = a_case(town, Status.ACCEPTED, now=now, submission=about)
    for who in ("clerk", "office_head", "handler", "unit_head", "leader", "supervisor"):
        file = case_file(case_id, actor=actor_of(town.officers[who]), now=now)
        assert file is not None
        shown = repr(file.persons)
        for hidden in ("张建国", "13812345678", "110101198001010018", "zhang@example.cn"):
            assert hidden not in shown, who
    assert "reveal" in {each.value for each in STEPS if not STEPS[each].on_timeline}
    assert STEPS[Action.REVEAL].needs == ("reason",)


# No. 4: figures are about duties ------------------------------------------------------------------------------


def test_4_figures_by_unit_are_duty_figures() -> None:
    figures = FILTERS["figures"]
    assert [each.value for each in Standing] == figures["standings"]
    assert [each.value for each in DUTIES] == figures["duties"]


def test_4_what_is_counted_by_group_is_known() -> None:
    """A ``group_by`` is where a count by area, unit or person would begin."""
    grouped = {
        module.name
        for module in modules("petitions", "portal", "staff", "web")
        if not module.name.startswith("web/town/")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "group_by"
    }
    assert grouped == set(FILTERS["figures"]["grouped"])


# No. 5: a withdrawal is the petitioner's own act, and closes nothing --------------------------------------------


def test_5_only_the_petitioner_withdraws() -> None:
    assert STEPS[Action.WITHDRAW].who == ((Role.CITIZEN, Relation.PETITIONER),)
    to_withdrawn = [step.action for step in STEPS.values() if step.target is Status.WITHDRAWN]
    assert to_withdrawn == [Action.WITHDRAW]


@pytest.mark.parametrize(
    "who", ["clerk", "office_head", "handler", "unit_head", "leader", "supervisor"]
)
def test_5_no_officer_withdraws_for_him(register: Session, town: Town, now: Any, who: str) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    with pytest.raises((NotAllowed, NotFound)):
        do(town, Action.WITHDRAW, case_id, by=actor_of(town.officers[who]), now=now)
    assert stored(case_id).status is Status.ACCEPTED


def test_5_it_needs_his_own_tick_and_he_may_petition_again(
    register: Session, town: Town, now: Any
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    with pytest.raises(Missing):
        do(town, Action.WITHDRAW, case_id, by=petitioner_of(case_id), now=now, confirmed=False)
    do(town, Action.WITHDRAW, case_id, by=petitioner_of(case_id), now=now)
    again = submit(
        a_submission(facts="三月又堵了。"),
        submission_key="again",
        now=now,
        office_id=town.office.id,
    )
    assert again.case_id != case_id
    assert stored(again.case_id).status is Status.RECEIVED


def test_5_no_paper_and_no_ending_is_a_promise() -> None:
    assert {each.value for each in CloseReason} == {
        "supported", "explained", "not_supported", "mediated", "answered",
    }  # fmt: skip
    assert {each.value for each in ReplyKind} == {"interim", "final"}
    letters = {path.name for path in (ROOT / "templates/mail").iterdir() if path.is_dir()}
    assert not {name for name in letters if re.search(r"promise|undertaking|settle", name)}


# No. 6: what is done to somebody for petitioning is told to supervision (more in tests/staff/test_retaliation.py) ---


def test_6_the_way_to_supervision_is_on_the_page_of_every_case() -> None:
    page = (ROOT / "templates/portal/track/case.html").read_text("utf-8")
    assert '{% include "portal/retaliation/_link.html" %}' in page
    assert RIGHTS["retaliation"] == {Role.SUPERVISOR, Role.LEADER}


def test_6_only_supervision_and_the_petitioner_read_the_reports() -> None:
    """Whoever else names the table is the model itself, the chain, and the two verbs."""
    readers = {
        module.name
        for module in modules("petitions", "portal", "staff", "web")
        if any(
            isinstance(node, ast.Name) and node.id == "RetaliationReport"
            for node in ast.walk(module.tree)
        )
    }
    assert readers == {
        "petitions/actions/answer_retaliation.py",
        "petitions/actions/report_retaliation.py",
        "petitions/models/registered.py",
        "petitions/queries/retaliation.py",
    }


# No. 7: of those who come together, numbers and representatives --------------------------------------------------


def test_7_of_a_group_its_number_and_at_most_five_representatives_are_asked_for(
    register: Session, town: Town, now: Any
) -> None:
    assert MAX_REPRESENTATIVES == 5  # 信访工作条例 §20
    rows = {"portal.forms.group.GroupForm": 0, "staff.forms.intake.IntakeForm": 0}
    for form in forms():
        for name, _ in fields(form):
            if re.fullmatch(r"name_\d+", name):
                rows[f"{form.__module__}.{form.__name__}"] += 1
    assert set(rows.values()) == {MAX_REPRESENTATIVES}, rows
    group = submit(
        a_submission(persons_count=40), submission_key="group", now=now, office_id=town.office.id
    )
    assert stored(group.case_id).persons_count == 40


def test_7_no_column_holds_a_picture_of_anybody() -> None:
    pictures = re.compile(r"photo|picture|image|face|video|portrait")
    loaded(petitions.models)
    for each in Base.metadata.tables.values():
        for column in each.columns:
            assert not pictures.search(column.name), f"{each.name}.{column.name}"
    for form in forms():
        for name, _ in fields(form):
            assert not pictures.search(name), f"{form.__name__}.{name}"


# No. 9: what was registered changes with a reason and a second person, or not at all ------------------------------


REGISTERED = {
    "problem_place": "'别处'",
    "channel": "'call'",
    "persons_count": "99",
    "petition_class": "'suggestion'",
    "received_at": "'2026-04-01 00:00:00'",
}
"""Place, form, number, class, dates, and what somebody might write over them in the database."""


@pytest.mark.parametrize("column", REGISTERED)
def test_9_a_registered_fact_written_over_in_the_database_is_found(
    register: Session, town: Town, now: Any, column: str
) -> None:
    case_id = a_case(town, Status.REGISTERED, now=now)
    assert not [fault for fault in faults(register) if f"case {case_id}" in str(fault)]
    register.rollback()
    register.execute(text(f"UPDATE cases SET {column} = {REGISTERED[column]} WHERE id = {case_id}"))
    register.commit()
    found = [str(fault) for fault in faults(register)]
    assert any(str(case_id) in each for each in found), found


CHANGES = [
    "UPDATE case_events SET at = at",
    "DELETE FROM case_events",
    "UPDATE register_entries SET seq = seq",
    "DELETE FROM register_entries",
]


@pytest.mark.parametrize("change", CHANGES)
def test_9_the_history_refuses_to_be_changed(
    register: Session, town: Town, now: Any, change: str
) -> None:
    a_case(town, Status.REGISTERED, now=now)
    register.rollback()
    with pytest.raises(DBAPIError, match="append-only"):
        register.execute(text(change))
    register.rollback()


def test_9_each_of_them_is_a_fact_that_two_persons_correct_with_a_reason(
    register: Session, town: Town, now: Any
) -> None:
    assert {each.value for each in RegisteredFact} >= {
        "problem_place", "channel", "persons_count", "petition_class", "received_at",
    }  # fmt: skip
    assert STEPS[Action.REQUEST_CORRECTION].needs == ("fact", "new", "cause", "reason")
    case_id = a_case(town, Status.ACCEPTED, now=now)
    clerk = actor_of(town.clerk)
    with pytest.raises(Missing):
        do(town, Action.REQUEST_CORRECTION, case_id, by=clerk, now=now, reason=" ")
    do(town, Action.REQUEST_CORRECTION, case_id, by=clerk, now=now)
    with pytest.raises(NotAllowed):
        do(town, Action.APPROVE_CORRECTION, case_id, by=clerk, now=now)
