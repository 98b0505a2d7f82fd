"""What is asked of a petitioner who asks for a review or a re-review."""

from flask_babel import lazy_gettext as _l

from petitions.rules.completeness import REQUEST_MAX
from web.fields import TextAreaField
from web.form import OfficeForm
from web.validators import MaxLength, Required


class ReviewForm(OfficeForm):
    """With what he is not content, what he asks for, and why: in one box, in his own words."""

    text = TextAreaField(
        _l("不服什么，请求什么，理由是什么"),
        [Required(_l("请写明您不服什么、请求什么和理由。")), MaxLength(REQUEST_MAX)],
        hint=_l("例如：意见里哪一段不符合事实；您希望怎样处理；有什么证据。"),
        limit=REQUEST_MAX,
        rows=8,
    )
