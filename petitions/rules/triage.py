"""How a letters office sends a matter on (信访工作条例 §22): the routes, and who is told of grave ones (§25)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from petitions.rules.terms import Channel, PetitionClass, UnitKind


class Route(StrEnum):
    """By which rule of §22 a matter is sent on."""

    GENERAL = "general"
    LITIGATION = "litigation"
    DISCIPLINE = "discipline"


class CadreLevel(StrEnum):
    """Whose management the person reported is under: it decides which body of discipline inspection (§22)."""

    SAME_LEVEL = "same_level"
    LOWER_LEVEL = "lower_level"
    HIGHER_LEVEL = "higher_level"
    NOT_A_CADRE = "not_a_cadre"
    UNKNOWN = "unknown"


class ReportTo(StrEnum):
    """To whom grave and urgent matters are reported (§22(1), §25)."""

    PARTY_AND_GOVERNMENT = "party_and_government"
    COMPETENT_DEPARTMENT = "competent_department"
    JOINT_CONFERENCE = "joint_conference"
    HIGHER_OFFICE = "higher_office"
    NATIONAL_OFFICE = "national_office"


@dataclass(frozen=True, slots=True)
class RouteRow:
    """``kinds`` the destination may be of (empty: any), ``classes`` it is for; what has to be said with it."""

    route: Route
    article: str
    kinds: frozenset[UnitKind] = frozenset()
    classes: frozenset[PetitionClass] = frozenset(PetitionClass)
    explains_to_visitors: bool = False
    asks_level: bool = False


ROUTES: Mapping[Route, RouteRow] = MappingProxyType(
    {
        row.route: row
        for row in (
            RouteRow(Route.GENERAL, "信访工作条例 §22(1)(2)"),
            RouteRow(
                Route.LITIGATION,
                "信访工作条例 §22",
                frozenset({UnitKind.COURT, UnitKind.PROCURATORATE, UnitKind.PARTY}),
                explains_to_visitors=True,
            ),
            RouteRow(
                Route.DISCIPLINE,
                "信访工作条例 §22, §30",
                frozenset({UnitKind.SUPERVISORY, UnitKind.PARTY}),
                frozenset({PetitionClass.ACCUSATION}),
                asks_level=True,
            ),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Sending:
    """How a matter is sent on: the route and what it asks for. ``explained``: what a visitor was told."""

    route: Route = Route.GENERAL
    explained: str = ""
    cadre_level: CadreLevel | None = None


def fault_of(
    sending: Sending, *, kind: UnitKind, petition_class: PetitionClass, channel: Channel
) -> str | None:
    """Why a matter may not go this way to a unit of that kind: a code of ``web/wording``, or None."""
    row = ROUTES[sending.route]
    if petition_class not in row.classes:
        return "route_for_accusations"
    if row.kinds and kind not in row.kinds:
        return f"route_wrong_kind_{sending.route.value}"
    if row.explains_to_visitors and channel is Channel.VISIT and not sending.explained.strip():
        return "visitor_not_told"
    if row.asks_level and sending.cadre_level is None:
        return "cadre_level_missing"
    return None
