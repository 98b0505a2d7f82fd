"""Routes of §22: which unit, which class, and what has to be said with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.terms import Channel, PetitionClass, UnitKind
from petitions.rules.triage import ROUTES, CadreLevel, Route, Sending, fault_of

APPEAL, ACCUSATION = PetitionClass.APPEAL, PetitionClass.ACCUSATION


def test_every_route_has_its_article() -> None:
    assert set(ROUTES) == set(Route)
    for row in ROUTES.values():
        assert row.article.startswith("信访工作条例 §22")


@pytest.mark.parametrize(
    ("sending", "kind", "petition_class", "channel", "fault"),
    [
        (Sending(), UnitKind.GOVERNMENT, APPEAL, Channel.LETTER, None),
        (Sending(Route.LITIGATION), UnitKind.COURT, APPEAL, Channel.LETTER, None),
        (Sending(Route.LITIGATION), UnitKind.PROCURATORATE, APPEAL, Channel.ONLINE, None),
        (Sending(Route.LITIGATION), UnitKind.PARTY, APPEAL, Channel.CALL, None),
        (
            Sending(Route.LITIGATION),
            UnitKind.GOVERNMENT,
            APPEAL,
            Channel.LETTER,
            "route_wrong_kind_litigation",
        ),
        (Sending(Route.LITIGATION), UnitKind.COURT, APPEAL, Channel.VISIT, "visitor_not_told"),
        (Sending(Route.LITIGATION, " "), UnitKind.COURT, APPEAL, Channel.VISIT, "visitor_not_told"),
        (Sending(Route.LITIGATION, "已说明"), UnitKind.COURT, APPEAL, Channel.VISIT, None),
        (
            Sending(Route.DISCIPLINE, cadre_level=CadreLevel.SAME_LEVEL),
            UnitKind.SUPERVISORY,
            ACCUSATION,
            Channel.LETTER,
            None,
        ),
        (
            Sending(Route.DISCIPLINE),
            UnitKind.SUPERVISORY,
            ACCUSATION,
            Channel.LETTER,
            "cadre_level_missing",
        ),
        (
            Sending(Route.DISCIPLINE, cadre_level=CadreLevel.UNKNOWN),
            UnitKind.GOVERNMENT,
            ACCUSATION,
            Channel.LETTER,
            "route_wrong_kind_discipline",
        ),
        (
            Sending(Route.DISCIPLINE, cadre_level=CadreLevel.UNKNOWN),
            UnitKind.SUPERVISORY,
            APPEAL,
            Channel.LETTER,
            "route_for_accusations",
        ),
    ],
)
def test_ways_on(
    sending: Sending,
    kind: UnitKind,
    petition_class: PetitionClass,
    channel: Channel,
    fault: str | None,
) -> None:
    assert fault_of(sending, kind=kind, petition_class=petition_class, channel=channel) == fault


@given(
    st.sampled_from(Route),
    st.sampled_from(UnitKind),
    st.sampled_from(PetitionClass),
    st.sampled_from(Channel),
)
def test_what_is_allowed_goes_to_a_fitting_unit(
    route: Route, kind: UnitKind, petition_class: PetitionClass, channel: Channel
) -> None:
    sending = Sending(route, "已说明", CadreLevel.SAME_LEVEL)
    fault = fault_of(sending, kind=kind, petition_class=petition_class, channel=channel)
    row = ROUTES[route]
    fits = petition_class in row.classes and (not row.kinds or kind in row.kinds)
    assert (fault is None) is fits
