"""Words about the responsibility map: on what a rule matched, what decides between rules, why one is refused."""

from __future__ import annotations

from flask_babel import LazyString, gettext, lazy_gettext

from petitions.rules.routing import Criterion, MatchKind, WordMatch
from petitions.rules.routing_sets import RuleSetState
from web.wording.case import Words

WORDS: Words = {
    MatchKind: {
        MatchKind.CATEGORY: lazy_gettext("内容分类"),
        MatchKind.WORDS: lazy_gettext("文中的词"),
        MatchKind.PLACE: lazy_gettext("问题属地"),
        MatchKind.CLASS: lazy_gettext("事项类别"),
    },
    Criterion: {
        Criterion.DUTY: lazy_gettext("先看职责，后看属地（谁主管、谁负责）"),
        Criterion.CATEGORY: lazy_gettext("内容分类更具体的优先"),
        Criterion.WORDS: lazy_gettext("文中符合的词更多的优先"),
        Criterion.PLACE: lazy_gettext("属地也符合的优先"),
        Criterion.PRIORITY: lazy_gettext("规则的优先级更高"),
    },
    WordMatch: {
        WordMatch.ANY: lazy_gettext("有一个就符合"),
        WordMatch.ALL: lazy_gettext("全部都有才符合"),
    },
    RuleSetState: {
        RuleSetState.DRAFT: lazy_gettext("草稿"),
        RuleSetState.LIVE: lazy_gettext("正在使用"),
        RuleSetState.RETIRED: lazy_gettext("不再使用"),
    },
}

REFUSALS: dict[str, LazyString] = {
    "no_draft": lazy_gettext("现在没有草稿。请先起草。"),
    "draft_there": lazy_gettext("已经有一份草稿，请在那份草稿上修改。"),
    "rules_empty": lazy_gettext("草稿里还没有规则。"),
    "rules_untried": lazy_gettext(
        "草稿改动以后还没有用过去的信访件试算，请先试算，看清会有什么变化。"
    ),
    "own_rules": lazy_gettext("自己改过的规则不能由自己发布，请由另一位信访机构负责人发布。"),
    "rule_without_unit": lazy_gettext("请选择单位，或者选择按属地查找的单位种类，两者选一个。"),
    "rule_without_condition": lazy_gettext(
        "内容分类、词、属地至少要有一项，否则规则对什么都不适用。"
    ),
    "rule_many_words": lazy_gettext("一条规则最多 %(most)s 个词。"),
    "rule_word": lazy_gettext("每个词要有 %(least)s 到 %(most)s 个字，请核对“%(word)s”。"),
    "rule_without_name": lazy_gettext("请写明是什么业务。"),
    "rule_priority": lazy_gettext("优先级是 0 到 %(most)s 之间的整数。"),
    "many_rules": lazy_gettext("一套规则最多 %(most)s 条。"),
    "map_unit": lazy_gettext("没有名称或者代码是“%(unit)s”的单位。"),
    "no_such_category": lazy_gettext("内容分类里没有这一项。"),
    "category_fixed": lazy_gettext("一级分类的名称是交换数据的统一名称，不能改，也不能增加。"),
    "category_name": lazy_gettext("名称要有 1 到 36 个字，不能含有“/”。"),
    "category_twice": lazy_gettext("同一级里已经有（或者曾经有）这个名称。"),
    "category_full": lazy_gettext("这一项下面不能再增加了。"),
    "category_unknown": lazy_gettext("表里的代码“%(unknown)s”不在内容分类里，整张表没有导入。"),
}
"""Codes of the map and of the categories; ``web/wording/refusals`` takes them over."""


def why(kind: MatchKind, what: str) -> str:
    """One thing a rule matched on, as a phrase."""
    if kind is MatchKind.CATEGORY:
        return gettext("内容分类是“%(what)s”", what=what)
    if kind is MatchKind.WORDS:
        return gettext("文中有“%(what)s”", what=what)
    if kind is MatchKind.PLACE:
        return gettext("属地是“%(what)s”", what=what)
    return gettext("事项类别是“%(what)s”", what=what)
