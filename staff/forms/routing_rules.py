"""What is asked when the responsibility map is drafted, imported, tried and put in force."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petitions.queries import directory
from petitions.queries.routing_trial import MOST
from petitions.rules.routing import (
    BASIS_MAX,
    PRIORITY_MAX,
    TEXT_MAX,
    Post,
    RoutingRule,
    WordMatch,
)
from petitions.rules.routing_import import words_of
from petitions.rules.terms import PetitionClass, UnitKind
from staff.category_words import code_choices
from staff.forms.read import counted, typed
from staff.forms.seen import SeenForm
from staff.navigation import tree_choices
from web.fields import (
    FilesField,
    NumberField,
    PickedDayField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    choices_of,
    row_number,
)
from web.validators import Between, MaxLength, NotFuture, Optional, Required

WORDS_MAX = 2000


def unit_choices() -> list[tuple[str, str]]:
    """Every active unit as a tree, a blank one first."""
    return tree_choices(directory.units(), ("", gettext("请选择")))


def officer_choices() -> list[tuple[str, str]]:
    """Everybody who works in the house, a blank one first."""
    return [
        ("", gettext("不写明")),
        *(
            (str(each.id), gettext("%(name)s（%(unit)s）", name=each.name, unit=each.unit))
            for each in directory.officers()
            if each.active
        ),
    ]


def kind_choices() -> list[tuple[str, Any]]:
    """Kinds of unit whose name stands in a place."""
    places = (UnitKind.STREET, UnitKind.COMMUNITY)
    return [("", _l("不按属地查找")), *choices_of(UnitKind, only=places)]


def class_choices() -> list[tuple[str, Any]]:
    """The classes; a rule for accusations has to say so."""
    return [("", _l("建议意见、申诉求决（不含检举控告）")), *choices_of(PetitionClass)]


class DraftForm(SeenForm):
    """Carries the state of the draft that the page was drawn from, as its mark."""

    @property
    def seen_edits(self) -> int:
        """How often the draft was changed when the page was drawn; -1 when it cannot be read."""
        try:
            return row_number(self.seen.data or "")
        except ValueError:
            return -1


class RuleForm(DraftForm):
    """One rule."""

    name = TextField(
        _l("业务"), [Required(_l("请写明是什么业务。")), MaxLength(TEXT_MAX)], width="full"
    )
    category = SelectField(_l("内容分类"), choices=code_choices)
    words = TextAreaField(
        _l("文中的词"),
        [MaxLength(WORDS_MAX)],
        rows=4,
        hint=_l("用顿号、逗号或者换行分开，每个词 2 到 30 个字。"),
        spellcheck=False,
    )
    match = RadiosField(
        _l("有几个词才符合"), [Required()], choices=WordMatch, inline=True, small=True
    )
    places = TextAreaField(
        _l("属地"), [MaxLength(WORDS_MAX)], rows=2, hint=_l("地名，写法同上。"), spellcheck=False
    )
    petition_class = SelectField(_l("事项类别"), choices=class_choices)
    unit_id = SelectField(_l("单位"), choices=unit_choices)
    unit_kind = SelectField(
        _l("或者按属地查找单位"),
        choices=kind_choices,
        hint=_l("问题属地里写着哪个单位的名称，就建议哪个单位。"),
    )
    office = TextField(_l("牵头科室"), [MaxLength(TEXT_MAX)], width=30)
    leader = TextField(
        _l("包案领导（职务）"), [MaxLength(TEXT_MAX)], width=30, hint=_l("写职务，不写姓名。")
    )
    leader_id = SelectField(_l("包案领导是系统里的"), choices=officer_choices)
    first = TextField(_l("第一责任人（职务）"), [MaxLength(TEXT_MAX)], width=30)
    first_id = SelectField(_l("第一责任人是系统里的"), choices=officer_choices)
    priority = NumberField(
        _l("优先级"),
        [Optional(), Between(0, PRIORITY_MAX)],
        hint=_l("0 到 99，只在别的都分不出先后时才用。"),
    )
    basis = TextAreaField(_l("理由"), [MaxLength(BASIS_MAX)], rows=2, limit=BASIS_MAX)
    article = TextField(
        _l("依据的文件和条款"), [MaxLength(TEXT_MAX)], width="full", hint=_l("例如三定规定。")
    )

    def fill(self, rule: RoutingRule) -> None:
        """Show a rule as it stands."""
        for name in ("name", "category", "office", "basis", "article", "priority"):
            self[name].data = getattr(rule, name)
        self.words.data, self.places.data = "、".join(rule.words), "、".join(rule.places)
        self.match.data = rule.match.value
        self.petition_class.data = rule.petition_class.value if rule.petition_class else ""
        self.unit_id.data = str(rule.unit_id or "")
        self.unit_kind.data = rule.unit_kind.value if rule.unit_kind else ""
        self.leader.data, self.leader_id.data = rule.leader.title, _shown(rule.leader)
        self.first.data, self.first_id.data = rule.first.title, _shown(rule.first)

    def rule(self, key: int) -> RoutingRule:
        """What was typed, as the map takes it."""
        kind, petition_class = typed(self.unit_kind), typed(self.petition_class)
        return RoutingRule(
            key=key,
            name=typed(self.name),
            unit_id=_number(self.unit_id),
            unit_kind=UnitKind(kind) if kind else None,
            office=typed(self.office),
            category=typed(self.category),
            places=words_of(typed(self.places)),
            words=words_of(typed(self.words)),
            match=WordMatch(self.match.data),
            petition_class=PetitionClass(petition_class) if petition_class else None,
            leader=Post(typed(self.leader), _number(self.leader_id)),
            first=Post(typed(self.first), _number(self.first_id)),
            priority=counted(self.priority),
            basis=typed(self.basis),
            article=typed(self.article),
        )


class MapForm(DraftForm):
    """A division of work in a file."""

    file = FilesField(
        _l("责任分工表"),
        [Required(_l("请选择一个文件。"))],
        accept=".csv,.xlsx",
        single=True,
        hint=_l(
            "CSV 或者 XLSX。至少要有“业务范围”一列，还可以有牵头科室、包案领导、第一责任人、单位、"
            "内容分类、关键词、属地。"
        ),
    )
    unit_id = SelectField(
        _l("哪个单位的分工"),
        choices=unit_choices,
        hint=_l("表里的科室不是系统里的单位时，建议送到这个单位，并写明科室。"),
    )

    @property
    def unit(self) -> int | None:
        """The unit, if one was chosen."""
        return _number(self.unit_id)


class TrialForm(DraftForm):
    """On how many past cases the draft is tried."""

    last = NumberField(
        _l("最近多少件"),
        [Required(_l("请填写件数。")), Between(1, MOST)],
        hint=_l("最多 %(most)s 件，只用有单位受理过的。", most=MOST),
    )
    since = PickedDayField(_l("从哪一天收到的起"), [Optional(), NotFuture()])


class PublishForm(DraftForm):
    """Why the draft is put in force."""

    note = TextAreaField(
        _l("说明"), [Required(_l("请写明为什么改。")), MaxLength(500)], rows=2, limit=500
    )


def _number(field: Any) -> int | None:
    return int(field.data) if field.data else None


def _shown(post: Post) -> str:
    return str(post.officer_id or "")
