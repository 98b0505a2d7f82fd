"""The responsibility map through its actions: drafted, filled, tried, published by a second person, followed or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions import change_category as categories_of
from petitions.actions.draft_routing import (
    discard_draft,
    load_lines,
    open_draft,
    put_rule,
    remove_rule,
)
from petitions.actions.errors import NotAllowed, NotFound, Refused
from petitions.actions.manage_officers import add_officer
from petitions.actions.publish_routing import publish_routing, record_trial
from petitions.models import AuditEntry, Officer, RuleSet
from petitions.models.session import db
from petitions.queries.categories import categories
from petitions.queries.routing import share_followed, suggestions_for
from petitions.queries.routing_sets import draft, rule_sets, rules_of
from petitions.queries.routing_trial import trial
from petitions.rules.categories import Category
from petitions.rules.permissions import Actor
from petitions.rules.routing import Criterion, Post, RoutingRule
from petitions.rules.routing_import import MapLine
from petitions.rules.routing_sets import RuleSetState
from petitions.rules.terms import Action, PetitionClass, Role, Status, UnitKind
from tests.conftest import NOW
from tests.factories import Town, a_case, a_submission, actor_of, do, event_rows

DRAINS = ("管道", "下水", "排水", "堵塞")


def edits() -> int:
    db.session.rollback()
    found = draft()
    return found.edits if found else -1


def drains(town: Town, **more: Any) -> RoutingRule:
    """A rule for what the factories' cases are about."""
    given = {"name": "市政设施", "unit_id": town.works.id, "category": "04", "office": "市政科"}
    return RoutingRule(0, leader=Post("分管局领导"), **{**given, **more})


def drafted(town: Town, *rules: RoutingRule, by: str = "administrator") -> None:
    open_draft(by=actor_of(town.officers[by]), now=NOW)
    for rule in rules:
        put_rule(rule, seen=edits(), by=actor_of(town.officers[by]), now=NOW)


def live(town: Town, *rules: RoutingRule) -> None:
    """Put rules in force, as an administrator and the head of the office do."""
    drafted(town, *rules)
    head = actor_of(town.office_head)
    record_trial(seen=edits(), by=head, now=NOW, cases=0)
    publish_routing(seen=edits(), note="机构调整", by=head, now=NOW)
    db.session.rollback()


def a_second_head(town: Town) -> Actor:
    add_officer(
        "head2", name="刘局长", role=Role.OFFICE_HEAD, unit_id=town.office.id, by=None, now=NOW
    )
    return actor_of(db.session.scalars(select(Officer).where(Officer.username == "head2")).one())


def urban(town: Town, to: Status = Status.REGISTERED, **facts: Any) -> int:
    submission = a_submission(category="城乡建设", **facts)
    return a_case(town, to, now=NOW, submission=submission)


def refusal(act: Callable[[], Any]) -> str:
    with pytest.raises((Refused, NotAllowed)) as refused:
        act()
    return refused.value.code


def test_a_map_is_drafted_tried_and_published(town: Town) -> None:
    live(town, drains(town))
    assert [each.state for each in rule_sets()] == [RuleSetState.LIVE]
    drafted(town)
    found = draft()
    assert found is not None
    assert (found.number, found.based_on, found.rules) == (2, 1, 1)
    whats = [row.what for row in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert [each for each in whats if each.endswith("_routing")] == [
        "draft_routing", "change_routing", "try_routing", "publish_routing", "draft_routing",
    ]  # fmt: skip


def test_a_published_version_stays_as_it_was(town: Town) -> None:
    live(town, drains(town))
    drafted(town)
    admin, head = actor_of(town.administrator), actor_of(town.office_head)
    found = draft()
    assert found is not None
    (rule,) = rules_of(found.id)
    put_rule(rule, seen=edits(), by=admin, now=NOW)
    remove_rule(rule.key, seen=edits(), by=admin, now=NOW)
    put_rule(drains(town, name="另一条"), seen=edits(), by=admin, now=NOW)
    record_trial(seen=edits(), by=head, now=NOW, cases=0)
    publish_routing(seen=edits(), note="x", by=head, now=NOW)
    db.session.rollback()
    new, old = rule_sets()
    assert (new.state, old.state) == (RuleSetState.LIVE, RuleSetState.RETIRED)
    assert [(each.key, each.name) for each in rules_of(old.id)] == [(1, "市政设施")]
    assert [(each.key, each.name) for each in rules_of(new.id)] == [(2, "另一条")]


def test_nothing_is_published_untried(town: Town) -> None:
    drafted(town, drains(town))
    head, admin = actor_of(town.office_head), actor_of(town.administrator)

    def publish() -> int:
        return publish_routing(seen=edits(), note="x", by=head, now=NOW)

    assert refusal(publish) == "rules_untried"
    record_trial(seen=edits(), by=head, now=NOW, cases=0)
    put_rule(drains(town, name="再一条"), seen=edits(), by=admin, now=NOW)
    assert refusal(publish) == "rules_untried"
    record_trial(seen=edits(), by=head, now=NOW, cases=0)
    seen = edits()
    put_rule(drains(town, name="又一条"), seen=edits(), by=admin, now=NOW)
    assert (
        refusal(lambda: publish_routing(seen=seen, note="x", by=head, now=NOW)) == "rules_changed"
    )


def test_four_eyes_where_there_are_four(town: Town) -> None:
    drafted(town, drains(town), by="office_head")
    head, other = actor_of(town.office_head), a_second_head(town)
    record_trial(seen=edits(), by=head, now=NOW, cases=0)
    assert refusal(lambda: publish_routing(seen=edits(), note="x", by=head, now=NOW)) == "own_rules"
    assert publish_routing(seen=edits(), note="x", by=other, now=NOW) == 1


def test_the_only_head_may_publish_his_own(town: Town) -> None:
    drafted(town, drains(town), by="office_head")
    head = actor_of(town.office_head)
    record_trial(seen=edits(), by=head, now=NOW, cases=0)
    assert publish_routing(seen=edits(), note="x", by=head, now=NOW) == 1


@pytest.mark.parametrize("who", ["clerk", "handler", "unit_head", "leader", "supervisor"])
def test_who_may_not(town: Town, who: str) -> None:
    by = actor_of(town.officers[who])
    drafted(town, drains(town))
    for act in (
        lambda: open_draft(by=by, now=NOW),
        lambda: put_rule(drains(town), seen=1, by=by, now=NOW),
        lambda: remove_rule(1, seen=1, by=by, now=NOW),
        lambda: discard_draft(seen=1, by=by, now=NOW),
        lambda: load_lines([], unit_id=None, seen=1, by=by, now=NOW),
        lambda: record_trial(seen=1, by=by, now=NOW, cases=0),
        lambda: publish_routing(seen=1, note="x", by=by, now=NOW),
        lambda: categories_of.change_category(Category("1701", "x"), by=by, now=NOW),
        lambda: categories_of.load_mapping([], by=by, now=NOW),
    ):
        assert refusal(act) == "no_right"


def test_the_administrator_neither_tries_nor_publishes(town: Town) -> None:
    drafted(town, drains(town))
    admin = actor_of(town.administrator)
    assert refusal(lambda: record_trial(seen=1, by=admin, now=NOW, cases=0)) == "no_right"
    assert refusal(lambda: publish_routing(seen=1, note="x", by=admin, now=NOW)) == "no_right"


def test_one_draft_at_a_time(town: Town) -> None:
    drafted(town, drains(town))
    admin = actor_of(town.administrator)
    assert refusal(lambda: open_draft(by=admin, now=NOW)) == "draft_there"
    assert refusal(lambda: put_rule(drains(town), seen=7, by=admin, now=NOW)) == "rules_changed"
    with pytest.raises(NotFound):
        put_rule(
            RoutingRule(99, "x", unit_id=town.works.id, category="04"), seen=1, by=admin, now=NOW
        )
    discard_draft(seen=edits(), by=admin, now=NOW)
    assert refusal(lambda: put_rule(drains(town), seen=1, by=admin, now=NOW)) == "no_draft"
    assert open_draft(by=admin, now=NOW) == 2
    assert db.session.scalars(select(RuleSet.state).order_by(RuleSet.number)).all() == [
        RuleSetState.RETIRED,
        RuleSetState.DRAFT,
    ]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"category": "1799"}, "no_such_category"),
        ({"unit_id": 999}, "no_such_unit"),
        ({"first": Post("x", 999)}, "no_such_officer"),
        ({"words": ("一",)}, "rule_word"),
    ],
)
def test_a_bad_rule_is_refused(town: Town, facts: dict[str, Any], code: str) -> None:
    drafted(town)
    admin = actor_of(town.administrator)
    bad = drains(town, **facts)
    assert refusal(lambda: put_rule(bad, seen=0, by=admin, now=NOW)) == code


LINES = [
    MapLine(2, {"scope": "各级各类学校收费、食堂等业务范围内", "office": "计财股",
                "leader": "分管局领导", "first": "计财股负责人"}),
    MapLine(3, {"scope": "市政设施", "office": "回音市住房和城乡建设局", "category": "城乡建设/市政设施"}),
    MapLine(4, {"scope": "x", "unit": "没有这个单位"}),
    MapLine(5, {"scope": "", "office": "x"}),
    MapLine(6, {"scope": "社区", "category": "没有"}),
    MapLine(7, {"scope": "道路", "unit": "ZJ", "office": "市政科", "words": "路面、路灯", "priority": "3"}),
]  # fmt: skip


def test_a_division_of_work_becomes_a_draft(town: Town) -> None:
    loaded = load_lines(LINES, unit_id=town.education.id, seen=None, by=None, now=NOW)
    assert loaded.added == 3
    assert [(each.line, each.code) for each in loaded.faults] == [
        (4, "map_unit"),
        (5, "rule_without_condition"),
        (6, "no_such_category"),
    ]
    found = draft()
    assert found is not None
    school, city, road = rules_of(found.id)
    assert (school.unit_id, school.office, school.words) == (
        town.education.id, "计财股", ("收费", "食堂"),
    )  # fmt: skip
    assert (school.leader.title, school.first.title) == ("分管局领导", "计财股负责人")
    assert (city.unit_id, city.office, city.category, city.words) == (town.works.id, "", "0401", ())
    assert (road.office, road.words, road.priority) == ("市政科", ("路面", "路灯"), 3)
    again = load_lines(LINES[:1], unit_id=town.education.id, seen=None, by=None, now=NOW)
    assert again.added == 1
    assert edits() == 2


# Suggestions


def test_a_suggestion_names_its_reason(town: Town) -> None:
    live(town, drains(town), drains(town, unit_id=town.education.id, category="", words=DRAINS))
    case_id = urban(town)
    advice = suggestions_for(case_id, actor_of(town.clerk))
    assert advice is not None
    first, second = advice.candidates
    assert (first.unit.id, first.leader) == (town.works.id, "分管局领导")
    assert second.unit.id == town.education.id
    assert advice.decided_by is Criterion.CATEGORY
    assert not advice.tied


def test_units_that_nobody_staffs_are_never_suggested(town: Town) -> None:
    live(town, drains(town, unit_id=town.health.id))
    advice = suggestions_for(urban(town), actor_of(town.clerk))
    assert advice is not None
    assert advice.candidates == ()


def test_a_foreign_case_has_no_suggestions(town: Town) -> None:
    live(town, drains(town))
    assert suggestions_for(urban(town), actor_of(town.foreign_clerk)) is None


def test_without_a_live_map_nothing_is_kept(town: Town) -> None:
    drafted(town, drains(town))
    case_id = urban(town, Status.ROUTED)
    assert "followed" not in event_rows(case_id)[-1].facts


@pytest.mark.parametrize("action", [Action.TRANSFER, Action.ASSIGN])
@pytest.mark.parametrize("followed", [True, False])
def test_the_history_keeps_what_was_suggested(town: Town, action: Action, followed: bool) -> None:
    live(town, drains(town))
    case_id = urban(town)
    unit = town.works if followed else town.education
    do(town, action, case_id, by=actor_of(town.clerk), now=NOW, unit_id=unit.id)
    facts = event_rows(case_id)[-1].facts
    assert (facts["rule_set"], facts["rule"], facts["suggested_unit_id"]) == (1, 1, town.works.id)
    assert facts["followed"] is followed
    share = share_followed(actor_of(town.office_head))
    assert (share.dispatches, share.suggested, share.followed) == (1, 1, int(followed))
    assert share_followed(actor_of(town.foreign_clerk)).dispatches == 0


def test_a_tie_keeps_no_single_unit(town: Town) -> None:
    live(town, drains(town), drains(town, unit_id=town.education.id))
    case_id = urban(town)
    advice = suggestions_for(case_id, actor_of(town.clerk))
    assert advice is not None
    assert advice.tied
    assert len(advice.candidates) == 2
    do(town, Action.TRANSFER, case_id, by=actor_of(town.clerk), now=NOW, unit_id=town.works.id)
    facts = event_rows(case_id)[-1].facts
    assert facts["tied"] is True
    assert facts["followed"] is True
    assert "suggested_unit_id" not in facts


def test_a_community_is_found_by_its_name(town: Town) -> None:
    rule = RoutingRule(0, "社区事务", unit_kind=UnitKind.COMMUNITY)
    live(town, rule)
    case_id = urban(town, problem_place="回音市柳林社区3号楼")
    advice = suggestions_for(case_id, actor_of(town.clerk))
    assert advice is not None
    assert [each.unit.id for each in advice.candidates] == [town.community.id]


# Trials


def tried(town: Town, who: str = "office_head", **how: Any) -> Any:
    db.session.rollback()
    found = draft()
    assert found is not None
    return trial(found.id, actor=actor_of(town.officers[who]), **how)


def test_a_trial_shows_what_would_change(town: Town, register: Session) -> None:
    mine = urban(town, Status.ACCEPTED)
    urban(town, Status.ROUTED)
    live(town, drains(town, unit_id=town.education.id))
    drafted(town)
    found = draft()
    assert found is not None
    (rule,) = rules_of(found.id)
    admin = actor_of(town.administrator)
    put_rule(drains(town), seen=edits(), by=admin, now=NOW)
    remove_rule(rule.key, seen=edits(), by=admin, now=NOW)
    result = tried(town)
    (line,) = result.lines
    assert line.case_id == mine
    assert (line.handled_id, line.before.unit_id, line.after.unit_id) == (
        town.works.id, town.education.id, town.works.id,
    )  # fmt: skip
    assert line.changed
    assert result.changed == 1
    assert (result.before.coverage, result.before.agreement) == (100.0, 0.0)
    assert (result.after.coverage, result.after.agreement) == (100.0, 100.0)


def test_a_trial_leaves_out_what_must_not_be_told(town: Town) -> None:
    urban(town, Status.ACCEPTED)
    urban(town, Status.ACCEPTED, confidential=True)
    urban(town, Status.ACCEPTED, petition_class=PetitionClass.ACCUSATION, complained_about="某所长")
    drafted(town, drains(town))
    assert tried(town).after.cases == 1
    assert tried(town, "foreign_clerk").after.cases == 0
    assert tried(town, "administrator").after.cases == 0
    assert tried(town, last=0).after.cases == 0
    assert tried(town, "office_head").before.coverage == 0.0


# Categories


def test_categories_are_changed_and_mapped(town: Town) -> None:
    admin = actor_of(town.administrator)
    categories_of.change_category(Category("1701", "入学", official="171000"), by=admin, now=NOW)
    code = categories_of.add_category("1701", Category("", "随迁子女入学"), by=admin, now=NOW)
    moved = categories_of.load_mapping(
        [categories_of.Mapped("17", "170000"), categories_of.Mapped("1701", "171000")],
        by=admin,
        now=NOW,
    )
    assert (code, moved) == ("170160", 1)
    db.session.rollback()
    known = categories()
    assert known.path(code) == "教育/入学/随迁子女入学"
    assert known.by_code()["17"].official == "170000"
    assert known.chain("教育/入学和招生") == ("17", "1701")
    school = Category("17", "学校")
    assert (
        refusal(lambda: categories_of.change_category(school, by=admin, now=NOW))
        == "category_fixed"
    )
    wrong = [categories_of.Mapped("9999", "1")]
    assert (
        refusal(lambda: categories_of.load_mapping(wrong, by=admin, now=NOW)) == "category_unknown"
    )
