"""What an objection to a routing must say: the reasons in detail, and where the matter belongs (信访工作条例 §23(3)).

How detailed is detailed enough is not in the Regulation; these are the office's own least bounds.
"""

LEAST_REASONS = 20
LEAST_CHECKED = 10
"""Letters, characters and figures, without spaces and punctuation."""
LEAST_DIFFERENT = 8
"""So many different ones among them: one character pressed twenty times says nothing."""


def objection_fault(reasons: str, competent_unit_id: int | None, checked: str) -> str | None:
    """Why these reasons are not detailed enough: a code for ``web/wording``, or None."""
    if _size(reasons) < LEAST_REASONS or len(set(_said(reasons))) < LEAST_DIFFERENT:
        return "objection_not_detailed"
    if competent_unit_id is None and _size(checked) < LEAST_CHECKED:
        return "objection_unit_wanted"
    return None


def _size(text: str) -> int:
    return len(_said(text))


def _said(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())
