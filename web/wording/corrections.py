"""Words about what two persons change in the register, about recusals and the protection of who accuses."""

from flask_babel import lazy_gettext

from petitions.rules.accused import AccusedSource, ExceptionKind
from petitions.rules.corrections import CorrectionCause, RegisteredFact
from petitions.rules.erasure import ErasureGround
from petitions.rules.recusals import RecusalCause
from petitions.rules.redaction import Trace
from web.wording.case import Words

WORDS: Words = {
    RegisteredFact: {
        RegisteredFact.PETITION_CLASS: lazy_gettext("类别"),
        RegisteredFact.CHANNEL: lazy_gettext("信访渠道"),
        RegisteredFact.PROBLEM_PLACE: lazy_gettext("问题属地"),
        RegisteredFact.PERSONS_COUNT: lazy_gettext("信访人数"),
        RegisteredFact.RECEIVED_AT: lazy_gettext("收到日期"),
    },
    CorrectionCause: {
        CorrectionCause.MISTAKEN: lazy_gettext("登记时填错"),
        CorrectionCause.PETITIONER_SAID: lazy_gettext("信访人说明与登记的不一样"),
        CorrectionCause.FOUND_OUT: lazy_gettext("核查后发现与登记的不一样"),
    },
    RecusalCause: {
        RecusalCause.INTEREST: lazy_gettext("与信访事项有直接利害关系"),
        RecusalCause.RELATIVE: lazy_gettext("与信访人或者被反映的人是近亲属"),
        RecusalCause.COMPLAINED_ABOUT: lazy_gettext("是被反映的人"),
        RecusalCause.PETITIONER_ASKED: lazy_gettext("信访人有理由要求回避"),
        RecusalCause.OTHER: lazy_gettext("其他可能影响公正办理的关系"),
    },
    AccusedSource: {
        AccusedSource.FOUND: lazy_gettext("按信访人写的姓名、单位找到"),
        AccusedSource.NAMED: lazy_gettext("工作人员记下"),
    },
    ExceptionKind: {
        ExceptionKind.SUPERIOR_TAKES: lazy_gettext("由被反映单位、人员的上级办理"),
        ExceptionKind.NOT_ACCUSED: lazy_gettext("不是被反映的单位、人员"),
    },
    Trace: {
        Trace.NAME: lazy_gettext("姓名"),
        Trace.PHONE: lazy_gettext("电话号码"),
        Trace.EMAIL: lazy_gettext("电子邮箱"),
        Trace.ADDRESS: lazy_gettext("住址"),
        Trace.ID_NUMBER: lazy_gettext("身份证号码"),
        Trace.PLATE: lazy_gettext("车牌号"),
        Trace.NUMBER: lazy_gettext("号码"),
    },
    ErasureGround: {
        ErasureGround.PURPOSE_ENDED: lazy_gettext("处理目的已经实现，不再需要"),
        ErasureGround.RETENTION_OVER: lazy_gettext("保存期限届满"),
        ErasureGround.CONSENT_WITHDRAWN: lazy_gettext("信访人撤回同意，要求删除"),
        ErasureGround.UNLAWFULLY_KEPT: lazy_gettext("违反法律、行政法规收集或者保存"),
        ErasureGround.OTHER_LAW: lazy_gettext("法律、行政法规规定的其他情形"),
    },
}
