"""The tests of this folder bite: each way of breaking a rule is seen in a module that does."""

import pytest

from tests.architecture.source import Module, calls
from tests.architecture.test_source import assigned


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("db.session.commit()", "db.session.commit"),
        ("db.session().commit()", "?.commit"),
        ("datetime.datetime.now(UTC)", "datetime.datetime.now"),
        ("def f():\n    return [date.today() for _ in x]", "date.today"),
        ("update(CaseEvent).where(x)", "update"),
    ],
)
def test_a_call_is_seen(text: str, name: str) -> None:
    assert name in [each for each, _ in calls(Module("x.py", text))]


@pytest.mark.parametrize(
    "text",
    [
        "case.status = x",
        "a, case.status = 1, 2",
        "case.status += 1",
        "case.status: str = 'x'",
        "def f():\n    if a:\n        b.case.status = x",
        "one = case.status = x",
    ],
)
def test_an_assignment_is_seen(text: str) -> None:
    assert assigned(Module("x.py", text), "status")


def test_what_only_reads_is_let_be() -> None:
    assert not assigned(Module("x.py", "y = case.status\nstatus = 1\nf(status=2)"), "status")
