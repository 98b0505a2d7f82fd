"""Puts a refusal of the register back on the form: under the field it is about, or above them all."""

from __future__ import annotations

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from petitions.actions.errors import ActionError, Missing
from web import wording
from web.form import OfficeForm

WORDS: dict[str, LazyString] = {
    "extension_not_positive": _l("延长的天数至少为 1 天。"),
    "extension_too_long": _l("最多延长 30 天。"),
    "extension_second_extension": _l("一件信访事项只能延长一次。"),
    "extension_without_reason": _l("请写明延期的理由，理由要告知信访人。"),
    "objection_too_late": _l("提出异议的 5 个工作日已经过了，由您单位办理。"),
    "objection_without_reason": _l("请详细说明理由。"),
}
"""Codes that only the console meets; every other code has its words in ``web/wording``."""

FIELDS: dict[str, tuple[str, ...]] = {
    "sign_in_wrong": ("password",),
    "sign_in_throttled": ("password",),
    "second_factor_wrong": ("code",),
    "confirm_wrong": ("password",),
    "confirm_again": ("password",),
    "identity_left": ("keep",),
    "no_such_file": ("released",),
    "password_wrong": ("old",),
    "password_short": ("new", "password"),
    "password_long": ("new", "password"),
    "password_common": ("new", "password"),
    "username_taken": ("username",),
    "own_account": ("role",),
    "grant_waiting": ("reason",),
    "grant_decided": ("decision",),
    "account_shut": ("reason",),
    "no_such_unit": ("unit_id", "unit_ids", "competent_unit_id", "parent_id"),
    "code_taken": ("code",),
    "unit_below_itself": ("parent_id",),
    "no_successor": ("successors",),
    "bad_successor": ("successors",),
    "split_into_one": ("successors",),
    "post_taken": ("title",),
    "post_ends_early": ("until_on",),
    "place_taken": ("name",),
    "limit_out_of_range": ("limit_days",),
    "place_says_nothing": ("where_to_go", "body"),
    "no_such_place": ("to_unit_id",),
    "known_in_future": ("known_on",),
    "other_limit_out_of_range": ("own_length",),
    "route_for_accusations": ("route",),
    "route_wrong_kind_litigation": ("unit_id",),
    "route_wrong_kind_discipline": ("unit_id",),
    "visitor_not_told": ("explained",),
    "cadre_level_missing": ("cadre_level",),
    "reported_in_future": ("reported_at",),
    "learned_after_report": ("learned_at",),
    "instructed_in_future": ("given_on",),
    "finish_before_instruction": ("finish_by",),
    "co_limit_out_of_range": ("days",),
    "joint_too_few": ("unit_ids",),
    "joint_lead": ("unit_id",),
    "joint_not_agreed": ("way",),
    "joint_all_agree": ("way",),
    "joint_superior_decides": ("way",),
    "joint_no_superior": ("way",),
    "held_in_future": ("held_on",),
    "held_before_opening": ("held_on",),
    "co_is_lead": ("unit_id",),
    "co_already_invited": ("unit_id",),
    "co_opinion_filed": ("co",),
    "no_co_handling": ("co",),
    "served_in_future": ("served_on",),
    "review_too_late": ("received_on", "text"),
    "review_before_opinion": ("received_on",),
    "hearing_before_request": ("held_on",),
    "hearing_in_future": ("held_on",),
    "hearing_too_late": ("held_on",),
    "received_in_future": ("received_on",),
    "hearing_days": ("days",),
    "served_before_issue": ("served_on",),
    "served_earlier_than_told": ("served_on",),
    "correction_pending": ("fact",),
    "correction_unchanged": ("fact",),
    "correction_unreadable": ("fact",),
    "correction_later_day": ("new_day",),
    "correction_fewer_than_named": ("new_count",),
    "no_correction_pending": ("correction",),
    "kept_for_now": ("ground",),
    "retaliation_answered": ("answer",),
    "already_recused": ("officer",),
    "no_such_officer": ("officer", "officer_ids"),
    "recuse_yourself": ("officer", "officer_ids"),
    "accused_first": ("fact",),
    "accused_unit": ("unit_id", "unit_ids"),
    "superior_of_accused": ("unit_id", "unit_ids"),
    "not_a_superior": ("unit_id",),
    "nobody_accused": ("accused",),
    "accused_already": ("unit_ids",),
    "name_not_oneself": ("officer_ids",),
    "nobody_left": ("officer", "officer_ids", "reason"),
    "nobody_recused": ("recusal",),
    "no_such_case": ("other",),
    "linked_already": ("other",),
    "no_such_link": ("link",),
    "joined_not_linked": ("link",),
    "earlier_ended": ("other",),
    "kept_apart": ("other",),
    "nobody_in_common": ("other",),
    "has_joined": ("other",),
    "extension_not_positive": ("days",),
    "extension_too_long": ("days",),
    "extension_without_reason": ("reason",),
    "extension_too_late": ("days", "comment"),
    "objection_too_late": ("reasons",),
    "objection_not_detailed": ("reasons",),
    "objection_unit_wanted": ("competent_unit_id",),
    "objection_own_unit": ("competent_unit_id",),
    "promised_in_past": ("promised_on",),
    "objection_without_reason": ("reasons",),
    "external_number_taken": ("external_number",),
    "files_gone": ("files",),
    "limit_looser_than_law": ("length",),
    "limit_longer_than_promised": ("length",),
    "limit_fixed_by_law": ("length",),
    "limit_not_positive": ("length",),
    "limit_wrong_kind": ("kind", "length"),
    "limit_from_the_past": ("effective_from",),
    "warn_out_of_order": ("head", "near"),
    "without_reason": ("reason",),
    "rule_without_unit": ("unit_id",),
    "rule_without_condition": ("words",),
    "rule_many_words": ("words",),
    "rule_word": ("words",),
    "rule_without_name": ("name",),
    "rule_priority": ("priority",),
    "no_such_category": ("category",),
    "category_fixed": ("name",),
    "category_name": ("name",),
    "category_twice": ("name",),
    "category_unknown": ("file",),
    "many_rules": ("file",),
    "bad_notice": ("rows",),
    "no_days": ("rows",),
    "days_of_another_year": ("rows",),
}
"""Under which fields a refusal is shown, the first that the form has."""


def said(error: ActionError) -> str:
    """Why it was refused, in one sentence."""
    words = WORDS.get(error.code)
    return str(words) if words is not None else wording.refusal(error)


def put_back(form: OfficeForm, error: ActionError) -> None:
    """Write the refusal on the form, so that the same page can be shown again with what was typed."""
    if isinstance(error, Missing):
        known = [name for name in error.names if name in form]
        for name in known:
            form.refuse(form[name], gettext("请填写这一项。"))
        if known:
            return
    # What a refusal names itself stands before the table: of one code each field may be at fault.
    for name in (*error.facts.get("at", ()), *FIELDS.get(error.code, ())):
        if name in form:
            form.refuse(form[name], said(error))
            return
    form.form_errors.append(said(error))
