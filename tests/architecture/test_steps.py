"""The table of steps and what hangs on it: every verb, article, notice and refusal is complete."""

import ast
import inspect
import re
from importlib import import_module

import pytest

from petitions.rules import bars, corrections, deadlines, lifecycle, permissions
from petitions.rules.lifecycle import STEPS
from petitions.rules.terms import Action, Notice, Recipient, Status
from staff import refusals as console
from tests.architecture.source import ROOT, calls, modules, place
from tests.factories.verbs import FACTS
from web.wording import refusals

ARTICLE = re.compile(r"§\d+|^office practice$|^信访事项简易办理办法$")


@pytest.mark.parametrize("action", list(Action), ids=str)
def test_every_action_has_a_row_a_module_and_a_function(action: Action) -> None:
    assert action in STEPS, f"Give {action} a row in petitions/rules/lifecycle.py."
    assert [step.action for step in STEPS.values()].count(action) == 1
    path = ROOT / "petitions" / "actions" / f"{action}.py"
    assert path.exists(), f"Write the verb {action} in {path.relative_to(ROOT)}."
    function = getattr(import_module(f"petitions.actions.{action}"), action.value, None)
    assert inspect.isfunction(function), f"{path.name} must hold a function called {action}."
    names = set(inspect.signature(function).parameters)
    assert "now" in names, f"{action}() must be told the time as `now`."
    if action is not Action.SUBMIT:
        assert "by" in names, f"{action}() must be told who acts as `by`."


def test_an_action_takes_its_own_step() -> None:
    """``open_case`` and ``advance`` in a verb's module name the verb of the module."""
    for module in modules("petitions/actions"):
        stem = module.name.rsplit("/", 1)[1].removesuffix(".py")
        if stem not in set(Action):
            continue
        named = {
            node.attr
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "Action"
        }
        assert named == {Action(stem).name}, (
            f"{module.name} names {sorted(named)}: a module of a verb takes that step and no other."
        )


@pytest.mark.parametrize("action", list(Action), ids=str)
def test_every_row_names_its_article(action: Action) -> None:
    article = STEPS[action].article
    assert ARTICLE.search(article), f"Say by which article {action} is done; {article!r} is none."


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    reached = {step.target for step in STEPS.values()}
    for status in Status:
        assert status in reached, f"No row of lifecycle.py leads to {status}."
        leaving = [step for step in STEPS.values() if status in step.sources and step.target]
        closed = status not in lifecycle.OFFICE_DESK_STATUSES and not leaving
        assert leaving or closed, f"No row of lifecycle.py leads away from {status}."


def test_every_step_can_be_taken_in_the_tests() -> None:
    wanted = {action for action, step in STEPS.items() if step.sources}
    assert set(FACTS) == wanted, "Give the new verb good facts in tests/factories/verbs.py."


@pytest.mark.parametrize("notice", list(Notice), ids=str)
def test_every_notice_has_its_three_templates(notice: Notice) -> None:
    folder = ROOT / "templates" / "mail" / notice.value
    for name in ("subject.txt", "body.txt", "body.html"):
        assert (folder / name).is_file(), f"Write {folder.relative_to(ROOT)}/{name}."


OF_THE_WATCH = {
    Notice.DATE_MOVED,
    Notice.DIGEST,
    Notice.TREE_HEAD,
    Notice.IDENTITY_REVEALED,
    Notice.REVEAL_ALARM,
    Notice.SUPERVISOR_NEWS,
}
"""Owed by the passing of time and another calendar (petitions/actions/_clocks.py, queue_digests.py), and by
looks at identities (_report.py)."""


def test_every_notice_is_owed_by_a_step_and_no_template_is_left_over() -> None:
    owed = {notice for step in STEPS.values() for notice, _ in step.notices} | OF_THE_WATCH
    assert owed == set(Notice), f"No step owes {sorted(set(Notice) - owed)}: remove or use them."
    folders = {path.name for path in (ROOT / "templates" / "mail").iterdir() if path.is_dir()}
    assert folders <= set(Notice), f"Remove templates/mail/{sorted(folders - set(Notice))}."


def test_every_recipient_is_told_something() -> None:
    told = {recipient for step in STEPS.values() for _, recipient in step.notices}
    told |= {Recipient.OFFICER, Recipient.WITNESS}
    assert told == set(Recipient), "digests go to officers, heads of the tree to the witness"


def refused_codes() -> dict[str, str]:
    """Every code a refusal is raised with, and where: in the actions, and the bars of the rights."""
    found = {
        str(call.args[0].value): place(module, call)
        for module in modules("petitions/actions")
        for name, call in calls(module)
        if name in ("Refused", "NotAllowed")
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    for code in re.findall(
        r'(?:return|else) "([a-z_]+)"', inspect.getsource(permissions) + inspect.getsource(bars)
    ):
        found[code] = "petitions/rules/bars.py"
    for code in re.findall(r'return "([a-z_]+)"', inspect.getsource(corrections)):
        found[code] = "petitions/rules/corrections.py"
    for prefix, checks in (
        ("extension", (deadlines.check_extension, deadlines._check_extension)),
        ("objection", (deadlines.check_objection,)),
    ):
        for check in checks:
            for code in re.findall(r'Refused\("([a-z_]+)"', inspect.getsource(check)):
                found[f"{prefix}_{code}"] = "petitions/rules/deadlines.py"
    return found


def test_every_refusal_has_its_words() -> None:
    codes = refused_codes()
    assert {"wrong_status", "own_draft", "limit_out_of_range", "objection_too_late"} <= set(codes)
    known = {*refusals.REFUSALS, *console.WORDS, "extension_not_extendable"}
    silent = {code: where for code, where in codes.items() if code not in known}
    assert not silent, f"Say these refusals in web/wording/refusals.py: {silent}"


def test_every_needed_fact_has_its_name() -> None:
    needed = {name for step in STEPS.values() for name in step.needs}
    assert needed <= set(refusals.FACTS), (
        f"Name {sorted(needed - set(refusals.FACTS))} in web/wording/refusals.py: FACTS."
    )
