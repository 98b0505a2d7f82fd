"""Why a step was refused, as sentences: one for each code of the actions and the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext

from web.wording import reviews, routing

REFUSED = lazy_gettext("这一步现在不能做。")

REFUSALS: dict[str, LazyString] = {
    "missing": lazy_gettext("还缺少："),
    "stale": lazy_gettext("您打开页面之后，另一个人已经改动了这件信访事项，您的操作没有执行。"),
    "no_right": lazy_gettext("您的岗位没有这项权限。"),
    "wrong_status": lazy_gettext("这件信访事项现在的状态不允许这一步。"),
    "wrong_class": lazy_gettext("这一步不适用于这一类信访事项。"),
    "own_draft": lazy_gettext("自己起草的答复不能由自己批准，请由另一位负责人批准。"),
    "own_request": lazy_gettext("自己提出的延期申请不能由自己批准，请由另一位负责人批准。"),
    "extended_once": lazy_gettext("这件信访事项已经延长过一次，不能再延长。"),
    "extension_pending": lazy_gettext("已经有一份延期申请等待批准。"),
    "no_extension_pending": lazy_gettext("现在没有等待批准的延期申请。"),
    "not_a_final_reply": lazy_gettext("待发的不是处理意见书。"),
    "not_an_interim_reply": lazy_gettext("待发的不是阶段性答复。"),
    "objection_ruled": lazy_gettext("信访机构已经裁定由您单位办理，不能再次提出异议。"),
    "acknowledged_already": lazy_gettext("您单位已经签收。"),
    "promised_in_past": lazy_gettext("预告的日期不能早于今天。"),
    "objection_not_detailed": lazy_gettext(
        "理由不够详细：写明依据哪条职责规定不归本单位办理，至少 %(least)s 个字。"
    ),
    "objection_unit_wanted": lazy_gettext(
        "请选择应当由哪个单位办理；不清楚的，写明查过什么（至少 %(least)s 个字）。"
    ),
    "objection_own_unit": lazy_gettext("这是您单位自己，请选择应当办理的别的单位。"),
    "co_opinion_missing": lazy_gettext(
        "还有协办单位没有提出意见。请等待、催办，或者写明理由结束协办，再发出处理意见书。"
    ),
    "co_opinion_filed": lazy_gettext("您单位的协办意见已经提出。需要补充的，写进办理记录。"),
    "no_co_handling": lazy_gettext("没有这项协办，或者它已经结束。"),
    "co_is_lead": lazy_gettext("这是牵头单位自己，请选择别的单位。"),
    "co_already_invited": lazy_gettext("已经请这个单位协办。要另提任务的，先结束原来的协办。"),
    "co_limit_out_of_range": lazy_gettext("协办期限应当在 %(least)s 到 %(most)s 天之间。"),
    "joint_open": lazy_gettext(
        "涉及的单位正在商定由谁承办。请先记下商定、决定或者协调的结果，再往下办。"
    ),
    "joint_opened_already": lazy_gettext("涉及的单位已经在商定由谁承办。"),
    "joint_lead": lazy_gettext(
        "已经确定由“%(unit)s”牵头，请交给这个单位。别的单位，在它受理以后可以请来协办。"
    ),
    "joint_too_few": lazy_gettext("请选择至少 %(least)s 个单位；只涉及一个单位的，直接转送。"),
    "joint_voice_given": lazy_gettext("您单位的意见已经提出，等信访机构记下结果。"),
    "no_joint": lazy_gettext("现在没有在商定由谁承办，请刷新页面。"),
    "not_concerned": lazy_gettext("请从涉及的单位中选择。"),
    "joint_not_agreed": lazy_gettext(
        "各单位的意见还没有到齐，或者不一致，不能记作协商一致。请选择页面上说明的办法。"
    ),
    "joint_all_agree": lazy_gettext("各单位已经协商一致，请记作协商一致。"),
    "joint_superior_decides": lazy_gettext(
        "没有协商一致，而这些单位有共同的上一级单位，由上一级单位决定。"
    ),
    "joint_no_superior": lazy_gettext(
        "没有协商一致，这些单位也没有共同的上一级单位，由信访工作联席会议协调。"
    ),
    "held_in_future": lazy_gettext("开会的日期不能晚于今天。"),
    "held_before_opening": lazy_gettext("开会的日期不能早于请各单位商定的那天。"),
    "already_holder": lazy_gettext("您已经是这件信访事项的首办责任人。"),
    "reclassed_since_draft": lazy_gettext(
        "答复起草之后类别已经更正，处理结果不再适用。请退回，按新的类别重新起草。"
    ),
    "correction_pending": lazy_gettext("这一项已经有一份更正申请等待决定。"),
    "no_correction_pending": lazy_gettext("现在没有等待决定的更正申请。"),
    "own_correction": lazy_gettext("自己提出的更正不能由自己决定，请由信访机构的另一个人决定。"),
    "head_decides_correction": lazy_gettext("这份更正申请由信访机构负责人决定。"),
    "correction_unchanged": lazy_gettext("与现在登记的一样，没有要更正的。"),
    "correction_unreadable": lazy_gettext("请填写这一项可以登记的内容。"),
    "correction_later_day": lazy_gettext(
        "收到日期只能改早，不能改晚：期限从收到之日起算，改晚等于延长办理期限。"
    ),
    "correction_fewer_than_named": lazy_gettext("人数不能少于已经登记姓名的人数。"),
    "retaliation_answered": lazy_gettext("这一项已经记下处理情况，请刷新页面。"),
    "already_recused": lazy_gettext("他已经在回避。"),
    "nobody_recused": lazy_gettext("现在没有人在回避。"),
    "no_such_case": lazy_gettext("没有找到这件信访件，或者不由您办理。请核对登记号。"),
    "linked_already": lazy_gettext("这两件已经关联，不用再关联。"),
    "no_such_link": lazy_gettext("现在没有可以撤销的关联。"),
    "joined_not_linked": lazy_gettext("那一件是并入的，请打开并入的那件，用“撤销并入”。"),
    "earlier_ended": lazy_gettext("先前的那件已经办结，不能再并入；可以作为关联登记。"),
    "kept_apart": lazy_gettext(
        "检举控告和要求保密的信访件不并入其他信访件，以免暴露信访人；可以作为关联登记。"
    ),
    "nobody_in_common": lazy_gettext(
        "两件没有同一个信访人。不同的人有权各自得到答复，请改用关联，分别办理。"
    ),
    "has_joined": lazy_gettext("已经有信访件并入这一件，请先撤销那些并入。"),
    "nobody_left": lazy_gettext(
        "他回避以后没有人能接着办。请先增加一名工作人员，或者报告上一级信访工作机构。"
    ),
    "no_such_officer": lazy_gettext("请从列出的人中选择。"),
    "recuse_yourself": lazy_gettext("自己回避，请用“申请回避（本人）”。"),
    "recusal_asked_already": lazy_gettext(
        "您的要求已经收到，正在决定。要补充理由，请用“补充材料或者情况”。"
    ),
    "no_recusal_asked": lazy_gettext("现在没有等待决定的回避要求。"),
    "named_in_request": lazy_gettext("信访人要求您本人回避，由别的负责人或者督查人员决定。"),
    "accused_first": lazy_gettext(
        "还记着被反映的单位、人员：改成别的类别，他们就能看到。请先“申请保护的例外”，由两名工作人员决定。"
    ),
    "accused_unit": lazy_gettext(
        "这个单位被反映，或者它的上级被反映，检举控告不得转给它。请另选单位。"
    ),
    "superior_of_accused": lazy_gettext(
        "这是被反映单位、人员的上级，须由两名工作人员决定才能转给它。请先“申请保护的例外”。"
    ),
    "unit_may_have_it": lazy_gettext("承办单位没有被反映，不用收回。"),
    "nobody_accused": lazy_gettext("现在没有记下被反映的单位、人员。"),
    "accused_already": lazy_gettext("他们已经记下了。"),
    "name_not_oneself": lazy_gettext("反映的是您本人，请用“申请回避（本人）”。"),
    "not_a_superior": lazy_gettext("这个单位不需要例外，或者不能有例外。"),
    "exception_pending": lazy_gettext("已经有一份例外申请等待决定。"),
    "no_exception_pending": lazy_gettext("现在没有等待决定的例外申请。"),
    "own_exception": lazy_gettext("自己申请的例外不能由自己同意，请由另一名工作人员决定。"),
    "head_decides_exception": lazy_gettext("这份例外申请由信访机构负责人决定。"),
    "not_redacted": lazy_gettext(
        "检举控告和要求保密的信访事项，先做脱敏，再转送、交办：在信访件页面选“脱敏”，做好一份不露身份的文本。"
    ),
    "no_redaction_needed": lazy_gettext(
        "只有检举控告和要求保密的信访事项要脱敏，这一件承办单位看原文。"
    ),
    "identity_left": lazy_gettext(
        "这里还有登记的信访人%(trace)s。请涂去；确实要留的，在下面勾选并写明理由。"
    ),
    "no_such_file": lazy_gettext("请从列出的附件中选择。"),
    "confirm_again": lazy_gettext("请先确认是您本人：填写密码，再按一次。"),
    "confirm_wrong": lazy_gettext("密码不对，请再填一次。"),
    "erasure_pending": lazy_gettext("已经有一份删除申请等待决定。"),
    "no_erasure_pending": lazy_gettext("现在没有等待决定的删除申请。"),
    "own_erasure": lazy_gettext("自己提出的删除不能由自己决定，请由信访机构的另一个人决定。"),
    "head_decides_erasure": lazy_gettext("这份删除申请由信访机构负责人决定。"),
    "time_still_runs": lazy_gettext(
        "还有期限没有结束（例如信访人请求复查的 30 日），结束以前不能删除。"
    ),
    "erasure_waits": lazy_gettext(
        "申请提出满 15 日才能批准：信访人已经得到告知，可以在这以前表示不同意。"
    ),
    "kept_for_now": lazy_gettext(
        "结束后要先保存 180 日，%(first_day)s起才能按这个依据申请删除；信访人自己要求删除的除外。"
    ),
    "case_erased": lazy_gettext("这件信访事项的内容已经依法删除，只留下登记的证明。"),
    "place_says_nothing": lazy_gettext(
        "请写明具体的机关、单位名称，或者从机构名录中选择；“无”、“有关部门”这样的写法，信访人不知道该去哪里。"
    ),
    "no_such_place": lazy_gettext("请从机构名录中选择一个公开的单位。"),
    "known_in_future": lazy_gettext("起算的日期不能晚于今天；不知道是哪一天的，请留空。"),
    "other_limit_out_of_range": lazy_gettext("期限应当在 1 到 %(most)s 之间。"),
    "route_for_accusations": lazy_gettext(
        "只有检举控告按纪检监察的途径移送；其他事项请用一般转送、交办。"
    ),
    "route_wrong_kind_litigation": lazy_gettext(
        "涉法涉诉事项转送同级政法部门：请选择人民法院、人民检察院或者党委政法部门。"
    ),
    "route_wrong_kind_discipline": lazy_gettext(
        "属于纪检监察职权的检举控告，请选择纪检监察机关或者有干部管理权限的党组织。"
    ),
    "visitor_not_told": lazy_gettext(
        "来访反映涉法涉诉问题的，应当当面说明并引导到有关政法机关：请写明怎样说明的。"
    ),
    "cadre_level_missing": lazy_gettext(
        "请选择被检举控告人由哪一级管理；还不清楚的，选“还不清楚”。"
    ),
    "not_assigned": lazy_gettext("这件信访事项不是交办的，不需要办结报告，可以直接办结。"),
    "closing_report_owed": lazy_gettext(
        "交办件要先由承办单位负责人报送办结报告，交办机关同意以后才能办结。"
    ),
    "closing_report_waiting": lazy_gettext("办结报告已经报送，正在等交办机关审核。"),
    "closing_report_accepted": lazy_gettext("交办机关已经同意办结报告，可以办结。"),
    "no_closing_report": lazy_gettext("现在没有等待审核的办结报告。"),
    "reported_in_future": lazy_gettext("报告的时间不能晚于现在。"),
    "learned_after_report": lazy_gettext("得知的时间不能晚于报告的时间。"),
    "instructed_in_future": lazy_gettext("批示日期不能晚于今天。"),
    "finish_before_instruction": lazy_gettext("要求办结的日期不能早于批示日期。"),
    "served_in_future": lazy_gettext("送达日期不能晚于今天。"),
    "served_before_issue": lazy_gettext("送达日期不能早于答复发出的日期。"),
    "not_simple": lazy_gettext("这件信访事项不是按简易程序办理的。"),
    "not_extendable": lazy_gettext("这个期限不能延长。"),
    "not_positive": lazy_gettext("天数必须至少为 1。"),
    "too_long": lazy_gettext("延长的天数超过了规定的上限。"),
    "second_extension": lazy_gettext("一件信访事项只能延长一次。"),
    "without_reason": lazy_gettext("必须写明理由。"),
    "not_excludable": lazy_gettext("这个期限不能扣除听证时间。"),
    "extension_too_late": lazy_gettext("办理期限已经过了，不能再延长。请尽快办结。"),
    "too_late": lazy_gettext("提出异议的期限已经过了。"),
    "length_missing": lazy_gettext("交办时必须写明反馈期限。"),
    "limit_looser_than_law": lazy_gettext(
        "比法律规定的期限（%(legal)s）宽，不能这样定（%(article)s）。"
    ),
    "limit_longer_than_promised": lazy_gettext(
        "信访人在提出的页面上看到的期限是 %(legal)s，只能缩短，不能延长。"
    ),
    "limit_fixed_by_law": lazy_gettext(
        "这是别人的权利，期限由法律规定为 %(legal)s，不能改（%(article)s）。"
    ),
    "limit_not_positive": lazy_gettext("期限至少为 1。"),
    "limit_wrong_kind": lazy_gettext("按分钟算的期限和按天算的期限不能互换。"),
    "limit_from_the_past": lazy_gettext("最早从明天起生效：今天已经开始的期限不再改动。"),
    "warn_out_of_order": lazy_gettext(
        "提醒的天数要在 0 到 365 之间，报督查的天数不能比报负责人的少。"
    ),
    "changed_meanwhile": lazy_gettext(
        "您打开页面之后，别人改了这一条，您的改动没有保存。现在保存的内容写在不同的地方，请对照后再保存一次。"
    ),
    "rules_changed": lazy_gettext(
        "您打开页面之后，另一个人已经改动了规则，您的改动没有保存。请核对后再保存。"
    ),
    "year_out_of_range": lazy_gettext("年份要在 %(first)s 到 %(last)s 之间。"),
    "bad_notice": lazy_gettext("第 %(row)s 行读不懂。"),
    "no_days": lazy_gettext("至少要有一天。"),
    "days_of_another_year": lazy_gettext("里面有不属于 %(year)s 年的日期。"),
    "limit_out_of_range": lazy_gettext("反馈期限应当在 %(least)s 到 %(most)s 天之间。"),
    "no_objection_pending": lazy_gettext("现在没有等待裁定的异议。"),
    "no_such_unit": lazy_gettext("没有这个单位，或者它已经停用。"),
    "no_such_draft": lazy_gettext("没有可以处理的答复草稿。"),
    "external_number_taken": lazy_gettext("编号为 %(external_number)s 的外来信访件已经登记过。"),
    "files_gone": lazy_gettext("有的文件已经不在了，请重新添加后再提交。"),
    "draft_gone": lazy_gettext("这份草稿已经过期，请重新填写。"),
    "too_many_files": lazy_gettext("最多 %(most)s 个文件。"),
    "password_short": lazy_gettext("密码至少要有 %(least)s 个字符。"),
    "password_long": lazy_gettext("密码最多 %(most)s 个字符。"),
    "password_common": lazy_gettext("这个密码太容易猜到，请换一个。"),
    "password_wrong": lazy_gettext("现在的密码不对。"),
    "own_grant": lazy_gettext("自己提出的申请不能由自己核准，请由另一名安全管理员核准。"),
    "grant_to_oneself": lazy_gettext("给自己的申请不能由自己核准，请由另一名安全管理员核准。"),
    "grant_waiting": lazy_gettext("这个账户已经有一项申请等待核准，请先处理那一项。"),
    "grant_decided": lazy_gettext("这项申请已经有了决定，请刷新页面。"),
    "account_shut": lazy_gettext("这个账户已经停用，请先申请重新启用。"),
    "username_taken": lazy_gettext("用户名 %(username)s 已经有人使用。"),
    "own_account": lazy_gettext("不能改动自己的岗位或者停用自己的账号。"),
    "second_factor_wrong": lazy_gettext("验证码不对，请核对手机上显示的数字。"),
    "sign_in_wrong": lazy_gettext("用户名或者密码不对。"),
    "sign_in_throttled": lazy_gettext("尝试的次数太多，请过 %(minutes)s 分钟再试。"),
    "unit_below_itself": lazy_gettext("一个单位不能放在自己的下级之下。"),
    "unit_has_open_cases": lazy_gettext(
        "这个单位还有 %(count)s 件没办结的信访事项，不能停用。请先办结，或者转给别的单位。"
    ),
    "unit_hands_over_first": lazy_gettext(
        "这个单位还有 %(count)s 件没办结的信访事项，不能撤并。已经受理的请先办结；"
        "还没有受理的，由它提出异议，信访机构收回后转给%(units)s。"
    ),
    "unit_closed": lazy_gettext("这个单位已经停用。"),
    "no_successor": lazy_gettext("请选择由哪个单位承接。"),
    "bad_successor": lazy_gettext("承接的单位要是另一个正在使用的单位。"),
    "split_into_one": lazy_gettext("分立的，至少要有两个单位承接。"),
    "post_taken": lazy_gettext("这个人已经有“%(title)s”这个职务。"),
    "post_ends_early": lazy_gettext("结束日期不能早于开始日期。"),
    "place_taken": lazy_gettext("这个单位已经有叫“%(name)s”的接待场所。"),
    "last_office": lazy_gettext("这是唯一的信访机构，不能停用。"),
    "notice_not_waiting": lazy_gettext("这条通知不在等待发送的状态。"),
    "anonymous_no_code": lazy_gettext(
        "匿名提出的，没有可以核对的身份，查询码不能补发。信访人可以另行提出，或者打电话询问办理阶段。"
    ),
    "code_pending": lazy_gettext("已经有一份补发查询码的申请，等待另一位同事确认。"),
    "no_code_pending": lazy_gettext("现在没有等待确认的补发申请，或者它已经过期。"),
    "own_code_request": lazy_gettext(
        "自己提出的补发申请不能由自己确认，请另一位同事当面核对后确认。"
    ),
    "code_is_own": lazy_gettext("这件信访事项的查询码已经是信访人自己的，不用再换。"),
    "code_replaced_meanwhile": lazy_gettext(
        "查询码已经在别处更换，这里显示的没有生效。请用更换后的查询码查询。"
    ),
    "code_not_confirmed": lazy_gettext("与新查询码不一致，请对照上面的新查询码再输入一次。"),
    **routing.REFUSALS,
    **reviews.REFUSALS,
    "code_taken": lazy_gettext("单位代码 %(taken)s 已经有单位使用。"),
}
"""Codes of ``ActionError`` and of the rules' own refusals."""

FACTS: dict[str, LazyString] = {
    "edition": lazy_gettext("脱敏稿版次"),
    "title": lazy_gettext("标题"),
    "request": lazy_gettext("请求"),
    "facts": lazy_gettext("事实"),
    "decided_from": lazy_gettext("最早决定日期"),
    "petition_class": lazy_gettext("事项类别"),
    "channel": lazy_gettext("信访渠道"),
    "unit_id": lazy_gettext("承办单位"),
    "limit_days": lazy_gettext("反馈期限"),
    "units": lazy_gettext("涉及的单位数"),
    "lead_unit_id": lazy_gettext("认为应当牵头的单位"),
    "days": lazy_gettext("延长的天数"),
    "promised_on": lazy_gettext("预告办结日期"),
    "task": lazy_gettext("协办任务"),
    "last_day": lazy_gettext("最迟日期"),
    "served_on": lazy_gettext("送达日期"),
    "received_on": lazy_gettext("收到日期"),
    "service_method": lazy_gettext("送达方式"),
    "reason": lazy_gettext("理由"),
    "whom": lazy_gettext("谁应当回避"),
    "fact": lazy_gettext("更正事项"),
    "new": lazy_gettext("更正为"),
    "cause": lazy_gettext("怎样发现的"),
    "reasons": lazy_gettext("理由"),
    "ruling": lazy_gettext("裁定意见"),
    "ground": lazy_gettext("不予受理的理由"),
    "explanation": lazy_gettext("说明"),
    "where_to_go": lazy_gettext("应当向何处提出"),
    "earlier_number": lazy_gettext("原信访件编号"),
    "procedure": lazy_gettext("导入的程序"),
    "done": lazy_gettext("办理经过"),
    "result": lazy_gettext("办理结果"),
    "told": lazy_gettext("怎样答复信访人"),
    "addressee": lazy_gettext("报给谁"),
    "proposal": lazy_gettext("拟办意见"),
    "post": lazy_gettext("批示领导的职务"),
    "way": lazy_gettext("具体途径"),
    "body": lazy_gettext("受理该程序的机关"),
    "question": lazy_gettext("需要补充的内容"),
    "text": lazy_gettext("内容"),
    "kind": lazy_gettext("答复种类"),
    "opinion": lazy_gettext("处理意见"),
    "outcome": lazy_gettext("结论"),
    "findings": lazy_gettext("查明的情况"),
    "legal_basis": lazy_gettext("依据"),
    "held_on": lazy_gettext("听证日期"),
    "document_number": lazy_gettext("文号"),
    "comments": lazy_gettext("修改意见"),
    "close_reason": lazy_gettext("办结方式"),
    "confirmed": lazy_gettext("确认"),
    "identity": lazy_gettext("核对身份的方式"),
    "press_key": lazy_gettext("页面的编号（请重新打开这一页）"),
}
"""Names of the facts that rows of ``lifecycle.STEPS`` need."""


def sentence(code: str, facts: Mapping[str, Any]) -> str:
    """The sentence of a code, with its facts; missing ones are listed by name."""
    words = str(REFUSALS.get(code, REFUSED))
    if names := facts.get("names"):
        return words + gettext("、").join(str(FACTS.get(name, name)) for name in names)
    if "%(" not in words:
        return words
    try:
        return words % dict(facts)
    except KeyError:
        return str(REFUSED)
