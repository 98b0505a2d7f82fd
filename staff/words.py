"""Words that only the console shows: piles of the desk, states of inner papers, kinds of audit entry."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

PILES: dict[str, LazyString] = {
    "to_register": _l("待登记"),
    "to_route": _l("待转送、交办"),
    "to_redact": _l("待脱敏"),
    "revealed": _l("七天内有人查看过身份信息的"),
    "to_rule": _l("异议待裁定"),
    "to_check": _l("待审核的办结报告"),
    "to_report": _l("待报送办结报告的"),
    "to_correct": _l("待决定的更正"),
    "to_except": _l("待决定的例外申请"),
    "to_recuse": _l("待决定的回避要求"),
    "to_erase": _l("待决定的删除"),
    "erasures": _l("有人申请删除的"),
    "overdue": _l("已超期"),
    "near": _l("七天内到期"),
    "escalated": _l("超期，已报督查"),
    "came_again": _l("重复反映两次以上、还在办理的"),
    "mine": _l("我认领的"),
    "unsigned": _l("待签收"),
    "unsigned_sent": _l("已转送、交办，等待签收"),
    "sent_round": _l("转送、交办三次以上"),
    "to_accept": _l("待决定是否受理"),
    "to_issue": _l("待发出的答复"),
    "to_approve": _l("待审批的答复"),
    "to_extend": _l("待审批的延期"),
    "joint_asked": _l("待说明由谁牵头的事项"),
    "joint_to_settle": _l("待确定由谁牵头的事项"),
    "to_review": _l("待复查、复核的事项"),
    "under_review": _l("正在复查、复核的"),
    "co_asked": _l("待提出的协办意见"),
    "co_late": _l("协办意见逾期未到"),
}
"""Codes of ``queries.desk``."""

DECISIONS: dict[str, LazyString] = {
    "pending": _l("待决定"),
    "approved": _l("同意"),
    "refused": _l("不同意"),
}
"""How a request inside the house ended."""

REPLY_STATES: dict[str, LazyString] = {
    "draft": _l("待审批"),
    "approved": _l("已批准，待发出"),
    "returned": _l("退回修改"),
    "issued": _l("已发出"),
}

STANDINGS: dict[str, LazyString] = {
    "met": _l("按期完成"),
    "late": _l("超期完成"),
    "overdue": _l("超期未完成"),
    "running": _l("未到期"),
    "given_up": _l("移交或者不再需要"),
    "not_owed": _l("不需要告知"),
}
"""Codes of ``queries.punctuality``: how a run of a clock stands."""

AUDIT: dict[str, LazyString] = {
    "look": _l("查看信访件"),
    "download": _l("下载附件"),
    "export": _l("导出列表"),
    "taken": _l("列入导出的表格"),
    "reveal": _l("查看身份信息"),
    "reveal_alarm": _l("提醒：一人 24 小时内查看身份信息超过 20 次"),
    "request_code": _l("申请补发查询码"),
    "reissue_code": _l("补发查询码"),
    "refuse_code": _l("不补发查询码"),
    "replace_code": _l("信访人换用自己的查询码"),
    "recuse": _l("本人回避"),
    "order_recusal": _l("决定他人回避"),
    "end_recusal": _l("结束回避"),
    "grant_recusal": _l("同意信访人要求的回避"),
    "refuse_recusal": _l("不同意信访人要求的回避"),
    "name_accused": _l("记下被反映的单位、人员"),
    "request_exception": _l("申请保护的例外"),
    "approve_exception": _l("同意例外"),
    "refuse_exception": _l("不同意例外，或者撤回申请"),
    "request_erasure": _l("申请依法删除"),
    "approve_erasure": _l("批准依法删除"),
    "refuse_erasure": _l("不批准依法删除"),
    "look_retaliation": _l("查看打击报复反映"),
    "answer_retaliation": _l("记下打击报复反映的处理"),
    "looks": _l("查看查阅记录"),
    "sign_in": _l("登录"),
    "change_password": _l("修改密码"),
    "reset_password": _l("重置密码"),
    "enrol_second_factor": _l("开启两步验证"),
    "make_feed": _l("生成日历订阅地址"),
    "renew_feed": _l("更换日历订阅地址"),
    "withdraw_feed": _l("撤销日历订阅地址"),
    "add_officer": _l("新增人员"),
    "ask_grant": _l("提出账户申请"),
    "approve_grant": _l("核准账户申请"),
    "refuse_grant": _l("不核准账户申请"),
    "change_officer": _l("修改人员"),
    "add_unit": _l("新增单位"),
    "change_unit": _l("修改单位"),
    "close_unit": _l("撤并单位"),
    "add_post": _l("新增职务"),
    "change_post": _l("修改职务"),
    "add_place": _l("新增接待场所"),
    "change_place": _l("修改接待场所"),
    "import_directory": _l("导入名录"),
    "change_limits": _l("修改期限规则"),
    "change_calendar": _l("修改工作日历"),
    "draft_routing": _l("起草责任分工规则"),
    "change_routing": _l("修改责任分工规则草稿"),
    "load_routing": _l("导入责任分工表"),
    "discard_routing": _l("放弃责任分工规则草稿"),
    "try_routing": _l("试算责任分工规则"),
    "publish_routing": _l("发布责任分工规则"),
    "change_category": _l("修改内容分类"),
    "load_categories": _l("导入内容分类代码"),
    "retry_notice": _l("重发通知"),
    "cancel_notice": _l("取消通知"),
}
"""Kinds of audit entry; one without words is shown by its code."""

ODDITIES: dict[str, LazyString] = {
    "community_without_street": _l("村、社区上面没有乡镇、街道。"),
    "street_below_street": _l("乡镇、街道放在了另一个街道或者社区下面。"),
    "community_below_community": _l("村、社区放在了另一个社区下面。"),
    "below_letters_office": _l("放在了信访机构下面；信访机构一般没有下级单位。"),
    "below_closed_unit": _l("上级单位已经停用。"),
    "street_without_office": _l("这个街道没有自己的信访机构。"),
    "no_letters_office": _l("上面和旁边都没有信访机构。"),
}
"""Codes of ``rules.unit_tree``: what is unusual, which the law does not forbid."""

MAIL_FAULTS: dict[str, LazyString] = {
    "no_address": _l("没有电子邮箱"),
    "anonymous": _l("匿名信访，不发通知"),
    "erased": _l("内容已经依法删除"),
    "withheld": _l("收件人不得知悉，没有发出"),
    "address": _l("邮箱地址不对"),
    "header": _l("邮件格式不对"),
    "timeout": _l("邮件服务器没有回应"),
    "connection": _l("连不上邮件服务器"),
    "dropped": _l("邮件服务器中断了连接"),
}
"""Why a notice did not go; another code is shown as it is."""

CATEGORIES: dict[str, LazyString] = {
    "农村农业": _l("农村农业"),
    "市场监督": _l("市场监督"),
    "自然资源": _l("自然资源"),
    "城乡建设": _l("城乡建设"),
    "生态环境": _l("生态环境"),
    "劳动和社会保障": _l("劳动和社会保障"),
    "交通运输": _l("交通运输"),
    "卫生健康": _l("卫生健康"),
    "房产物业": _l("房产物业"),
    "经济管理": _l("经济管理"),
    "文体旅游": _l("文体旅游"),
    "党务政务": _l("党务政务"),
    "组织人事": _l("组织人事"),
    "科技与信息产业": _l("科技与信息产业"),
    "军队事务": _l("军队事务"),
    "民政与应急": _l("民政与应急"),
    "教育": _l("教育"),
    "政法": _l("政法"),
    "纪检监察": _l("纪检监察"),
    "其他": _l("其他"),
}
"""Content categories of the first level; the register keeps the Chinese name."""


GRANTS: dict[str, LazyString] = {
    "account": _l("新增账户"),
    "change": _l("变更岗位或者单位"),
    "reactivation": _l("重新启用账户"),
    "reset": _l("重置密码"),
}
"""Kinds of request about an account."""
