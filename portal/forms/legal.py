"""Whether the matter is already in another procedure."""

from flask_babel import lazy_gettext as _l

from petitions.rules.terms import Legal
from portal.forms.stage import StageForm
from web.fields import RadiosField
from web.validators import Required


class LegalForm(StageForm):
    """Stage 2."""

    legal_status = RadiosField(
        _l("同一件事是否已经在走其他程序？"),
        [Required(_l("请选择这件事是否已经在走其他程序。"))],
        hint=_l("例如法院、仲裁、行政复议。您怎样回答都可以继续提交。"),
        choices=Legal,
    )
