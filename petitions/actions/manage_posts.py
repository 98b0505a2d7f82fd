"""The administrator's acts on posts: what an officer is there for; a post ends, it is never deleted."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._audit import audit
from petitions.actions._directory import check_administrator
from petitions.actions._meanwhile import row_as_seen
from petitions.actions._unit import one_of_two, unit_of_work
from petitions.actions.errors import NotFound, Refused
from petitions.models.directory import Post
from petitions.models.officer import Officer
from petitions.rules.permissions import Actor


@dataclass(frozen=True, slots=True)
class PostFacts:
    """All that is known of a post; ``lines`` of business, days in the office's time zone."""

    title: str
    from_on: date
    lines: tuple[str, ...] = ()
    contact_clerk: bool = False
    full_time: bool = True
    phone: str = ""
    until_on: date | None = None
    published: bool = False


def add_post(officer_id: int, facts: PostFacts, *, by: Actor | None, now: datetime) -> int:
    """Give an officer a post; returns its id.

    Raises NotFound for nobody, Refused ("post_taken", "post_ends_early").
    """
    check_administrator(by)
    with one_of_two("post_taken", title=facts.title), unit_of_work() as session:
        if session.get(Officer, officer_id) is None:
            raise NotFound
        _check(session, officer_id, facts, None)
        post = Post(officer_id=officer_id)
        _fill(post, facts)
        session.add(post)
        session.flush()
        audit(session, "add_post", by, now, post_id=post.id, officer_id=officer_id)
        return post.id


def change_post(
    post_id: int, facts: PostFacts, *, by: Actor | None, now: datetime, seen: str | None = None
) -> None:
    """Change a post, or end it with its last day.

    Raises NotFound, Refused as above, and "changed_meanwhile" where it is no longer as it was ``seen``.
    """
    check_administrator(by)
    with one_of_two("post_taken", title=facts.title), unit_of_work() as session:
        post = row_as_seen(session, Post, post_id, seen)
        _check(session, post.officer_id, facts, post.id)
        _fill(post, facts)
        audit(session, "change_post", by, now, post_id=post.id, officer_id=post.officer_id)


def _check(session: Session, officer_id: int, facts: PostFacts, own_id: int | None) -> None:
    taken = session.scalars(
        select(Post.id).where(Post.officer_id == officer_id, Post.title == facts.title)
    ).first()
    if taken is not None and taken != own_id:
        raise Refused("post_taken", title=facts.title)
    if facts.until_on is not None and facts.until_on < facts.from_on:
        raise Refused("post_ends_early")


def _fill(post: Post, facts: PostFacts) -> None:
    post.title, post.lines = facts.title, "\n".join(facts.lines)
    post.contact_clerk, post.full_time = facts.contact_clerk, facts.full_time
    post.phone, post.published = facts.phone, facts.published
    post.from_on, post.until_on = facts.from_on, facts.until_on
