"""Words about what belongs to one matter: links between cases and the signs that speak for them."""

from flask_babel import lazy_gettext

from petitions.rules.same_matter import LinkKind, Sign
from web.wording.case import Words

WORDS: Words = {
    LinkKind: {
        LinkKind.REPEAT: lazy_gettext("同一人重复提出"),
        LinkKind.JOINT: lazy_gettext("多人反映同一事项"),
        LinkKind.RELATED: lazy_gettext("有关联的事项"),
        LinkKind.JOINED: lazy_gettext("并入一件办理"),
    },
    Sign: {
        Sign.SAME_ID: lazy_gettext("同一身份证号码"),
        Sign.SAME_PHONE: lazy_gettext("同一电话"),
        Sign.SAME_NAME: lazy_gettext("同一姓名"),
        Sign.ALIKE: lazy_gettext("文字相似"),
        Sign.SAME_PLACE: lazy_gettext("地点相同"),
        Sign.OTHER_PLACE: lazy_gettext("地点不同"),
    },
}
