"""Words about triage: routes, levels of cadre management, and to whom grave matters are reported."""

from flask_babel import lazy_gettext

from petitions.rules.joint_matters import JointOutcome
from petitions.rules.triage import CadreLevel, ReportTo, Route
from web.wording.case import Words

WORDS: Words = {
    Route: {
        Route.GENERAL: lazy_gettext("一般转送、交办"),
        Route.LITIGATION: lazy_gettext("涉法涉诉：转送同级政法部门"),
        Route.DISCIPLINE: lazy_gettext("纪检监察：按干部管理权限移送"),
    },
    CadreLevel: {
        CadreLevel.SAME_LEVEL: lazy_gettext("本级管理的干部"),
        CadreLevel.LOWER_LEVEL: lazy_gettext("下级管理的干部"),
        CadreLevel.HIGHER_LEVEL: lazy_gettext("上级管理的干部"),
        CadreLevel.NOT_A_CADRE: lazy_gettext("不是列入管理的干部"),
        CadreLevel.UNKNOWN: lazy_gettext("还不清楚"),
    },
    JointOutcome: {
        JointOutcome.AGREED: lazy_gettext("涉及的单位协商一致"),
        JointOutcome.SUPERIOR: lazy_gettext("共同的上一级单位决定"),
        JointOutcome.CONFERENCE: lazy_gettext("信访工作联席会议协调"),
        JointOutcome.LAPSED: lazy_gettext("不再需要商定"),
    },
    ReportTo: {
        ReportTo.PARTY_AND_GOVERNMENT: lazy_gettext("本级党委和政府"),
        ReportTo.COMPETENT_DEPARTMENT: lazy_gettext("有关主管部门"),
        ReportTo.JOINT_CONFERENCE: lazy_gettext("本级信访工作联席会议办公室"),
        ReportTo.HIGHER_OFFICE: lazy_gettext("上一级党委和政府信访部门"),
        ReportTo.NATIONAL_OFFICE: lazy_gettext("国家信访局"),
    },
}
