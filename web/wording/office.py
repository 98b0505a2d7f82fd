"""Words about the office: roles, units, notices and how they stand."""

from flask_babel import lazy_gettext

from petitions.rules.terms import (
    Notice,
    NoticeState,
    Recipient,
    Relation,
    Role,
    UnitKind,
)
from web.wording.case import Words

WORDS: Words = {
    Role: {
        Role.CITIZEN: lazy_gettext("信访人"),
        Role.CLERK: lazy_gettext("信访机构经办人"),
        Role.OFFICE_HEAD: lazy_gettext("信访机构负责人"),
        Role.HANDLER: lazy_gettext("承办人"),
        Role.UNIT_HEAD: lazy_gettext("承办单位负责人"),
        Role.LEADER: lazy_gettext("分管领导"),
        Role.SUPERVISOR: lazy_gettext("督查人员"),
        Role.AUDITOR: lazy_gettext("审计人员"),
        Role.ADMINISTRATOR: lazy_gettext("系统管理员"),
    },
    Relation: {
        Relation.PETITIONER: lazy_gettext("信访人本人"),
        Relation.OFFICE: lazy_gettext("信访机构"),
        Relation.OFFICE_DESK: lazy_gettext("登记此件的信访机构"),
        Relation.HANDLING_UNIT: lazy_gettext("承办单位"),
        Relation.HOLDER: lazy_gettext("首办责任人"),
        Relation.OVERSEER: lazy_gettext("监督人员"),
    },
    UnitKind: {
        UnitKind.LETTERS_OFFICE: lazy_gettext("信访工作机构"),
        UnitKind.GOVERNMENT: lazy_gettext("政府部门"),
        UnitKind.PARTY: lazy_gettext("党委部门"),
        UnitKind.CONGRESS: lazy_gettext("人大机关"),
        UnitKind.COURT: lazy_gettext("人民法院"),
        UnitKind.PROCURATORATE: lazy_gettext("人民检察院"),
        UnitKind.SUPERVISORY: lazy_gettext("纪检监察机关"),
        UnitKind.PEOPLES_ORGANISATION: lazy_gettext("群团组织"),
        UnitKind.ENTERPRISE: lazy_gettext("国有企业事业单位"),
        UnitKind.STREET: lazy_gettext("乡镇、街道"),
        UnitKind.COMMUNITY: lazy_gettext("村、社区"),
    },
    Notice: {
        Notice.RECEIVED: lazy_gettext("收到通知"),
        Notice.REGISTERED: lazy_gettext("登记通知"),
        Notice.FORWARDED: lazy_gettext("转送、交办告知"),
        Notice.ACCEPTED: lazy_gettext("受理告知书"),
        Notice.DECLINED: lazy_gettext("不予受理告知书"),
        Notice.NO_LONGER_ACCEPTED: lazy_gettext("不再受理告知书"),
        Notice.REDIRECTED: lazy_gettext("导入其他程序告知书"),
        Notice.QUESTION: lazy_gettext("补充材料通知"),
        Notice.EXTENDED: lazy_gettext("延期告知书"),
        Notice.DATE_MOVED: lazy_gettext("日期变动提醒"),
        Notice.DIGEST: lazy_gettext("期限提醒"),
        Notice.INTERIM_REPLY: lazy_gettext("阶段性答复通知"),
        Notice.REPLY: lazy_gettext("处理意见书通知"),
        Notice.CLOSED: lazy_gettext("办结通知"),
        Notice.WITHDRAWN: lazy_gettext("撤回确认"),
        Notice.UNIT_CASE_SENT: lazy_gettext("给承办单位：有新的信访件"),
        Notice.UNIT_NEWS: lazy_gettext("给承办单位：信访件有新情况"),
        Notice.OFFICE_NEWS: lazy_gettext("给信访机构：信访件有新情况"),
        Notice.APPROVAL_WANTED: lazy_gettext("给负责人：有事项待批"),
    },
    Recipient: {
        Recipient.PETITIONER: lazy_gettext("信访人"),
        Recipient.HANDLING_UNIT: lazy_gettext("承办单位"),
        Recipient.OFFICE: lazy_gettext("信访机构"),
        Recipient.UNIT_HEAD: lazy_gettext("承办单位负责人"),
        Recipient.OFFICER: lazy_gettext("工作人员本人"),
    },
    NoticeState: {
        NoticeState.QUEUED: lazy_gettext("等待发送"),
        NoticeState.SENDING: lazy_gettext("正在发送"),
        NoticeState.SENT: lazy_gettext("已发送"),
        NoticeState.FAILED: lazy_gettext("发送失败"),
        NoticeState.CANCELLED: lazy_gettext("已取消"),
    },
}
