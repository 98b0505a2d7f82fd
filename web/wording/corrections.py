"""Words about registered facts and their correction."""

from flask_babel import lazy_gettext

from petitions.rules.corrections import CorrectionCause, RegisteredFact
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
}
