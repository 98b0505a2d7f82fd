"""What a petition contains when it reaches the office (Art. 19), item by item of the register."""

from dataclasses import dataclass, field
from datetime import datetime

from petitions.rules.terms import Channel, Legal, PetitionClass, Urgency


@dataclass(frozen=True, slots=True)
class Person:
    """A petitioner or representative; any field may be blank when the petition is anonymous."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    id_number: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing at all was given."""
        return not any((self.name, self.phone, self.email, self.address, self.id_number))


@dataclass(frozen=True, slots=True)
class Submission:
    """A whole petition, from the portal, the counter or an import."""

    petition_class: PetitionClass
    title: str
    request: str
    facts: str
    reasons: str = ""
    persons: tuple[Person, ...] = field(default_factory=tuple)
    """The main petitioner first, then representatives; empty when anonymous."""
    anonymous: bool = False
    persons_count: int = 1
    problem_place: str = ""
    complained_about: str = ""
    category: str = ""
    legal_status: Legal = Legal.NONE
    confidential: bool = False
    publish_consent: bool = False
    urgency: Urgency = Urgency.ORDINARY
    channel: Channel = Channel.ONLINE
    language: str = "zh"
    received_at: datetime | None = None
    """When a letter, visit or call reached the office; None means now."""
    external_source: str = ""
    external_number: str = ""
