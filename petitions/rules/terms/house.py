"""The words of the house: roles, how an officer stands to a case, kinds and levels of units."""

from enum import StrEnum


class Role(StrEnum):
    """What an officer is in the house; the citizen and the clock are actors too."""

    CITIZEN = "citizen"
    CLERK = "clerk"
    OFFICE_HEAD = "office_head"
    HANDLER = "handler"
    UNIT_HEAD = "unit_head"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SECURITY = "security"


STAFF_ROLES = tuple(role for role in Role if role is not Role.CITIZEN)


class Relation(StrEnum):
    """How an actor stands to a case; a step asks for one of them."""

    PETITIONER = "petitioner"
    OFFICE = "office"
    OFFICE_DESK = "office_desk"
    HANDLING_UNIT = "handling_unit"
    HOLDER = "holder"
    CO_UNIT = "co_unit"
    CONSULTED = "consulted"
    REVIEWER = "reviewer"
    OVERSEER = "overseer"


class UnitKind(StrEnum):
    """Kinds of unit (Art. 2: not only government departments)."""

    LETTERS_OFFICE = "letters_office"
    GOVERNMENT = "government"
    PARTY = "party"
    CONGRESS = "congress"
    COURT = "court"
    PROCURATORATE = "procuratorate"
    SUPERVISORY = "supervisory"
    PEOPLES_ORGANISATION = "peoples_organisation"
    ENTERPRISE = "enterprise"
    STREET = "street"
    COMMUNITY = "community"


class Level(StrEnum):
    """Levels of the network (K2: district, street, community are linked); what a unit belongs to."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


class ClosingCause(StrEnum):
    """What became of a unit that is no more (Art. 24)."""

    SPLIT = "split"
    MERGED = "merged"
    ABOLISHED = "abolished"
