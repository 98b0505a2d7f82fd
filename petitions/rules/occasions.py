"""What starts or stops a clock besides the steps of a case: named by the rulebook, taken by no step yet."""

from enum import StrEnum


class Occasion(StrEnum):
    """Events that start or stop a clock and have no step in the life of a case yet."""

    REVIEW_ADMITTED = "review_admitted"
    RECOMMENDATION_SENT = "recommendation_sent"
    RECOMMENDATION_ANSWERED = "recommendation_answered"
    YEAR_ENDED = "year_ended"
    ANNUAL_REPORT_FILED = "annual_report_filed"
    EVALUATION_OPENED = "evaluation_opened"
    EVALUATED = "evaluated"
    CALLED_TO_RECEPTION = "called_to_reception"
    ARRIVED = "arrived"
