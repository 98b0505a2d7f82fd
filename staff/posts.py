"""Posts of the staff in the administrator's room: title, lines of business, contact clerk, full or part time."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petitions.actions.errors import NotFound, Refused
from petitions.actions.manage_posts import add_post, change_post
from petitions.adapters import clock
from petitions.queries import directory, marks, posts
from petitions.queries.directory import OfficerView
from petitions.queries.posts import PostView
from staff.forms.network import PostForm
from staff.forms.read import typed
from staff.meanwhile import put_back_beside
from staff.opened import CASE_ID
from staff.rights import me, room

blueprint = Blueprint("posts", __name__, url_prefix="/directory")


@blueprint.get("/posts/")
@room("directory")
def show() -> str:
    """Everybody with what he is there for, in the order of the tree."""
    held: dict[int, list[PostView]] = {}
    for each in posts.posts():
        held.setdefault(each.officer_id, []).append(each)
    return render_template(
        "staff/directory/posts.html",
        officers=[each for each in directory.officers() if each.active or each.id in held],
        held=held,
        today=clock.today(),
    )


@blueprint.get(f"/officers/<{CASE_ID}:officer_id>/post")
@room("directory")
def ask(officer_id: int) -> str:
    form = PostForm(formdata=None, data={"full_time": True, "from_on": clock.today()})
    return page(form, the_officer(officer_id), None)


@blueprint.post(f"/officers/<{CASE_ID}:officer_id>/post")
@room("directory")
def make(officer_id: int) -> ResponseReturnValue:
    return keep(the_officer(officer_id), None)


@blueprint.get(f"/posts/<{CASE_ID}:post_id>")
@room("directory")
def show_one(post_id: int) -> str:
    form = kept_form(post_id)
    found = the_post(post_id)
    return page(form, the_officer(found.officer_id), found)


@blueprint.post(f"/posts/<{CASE_ID}:post_id>")
@room("directory")
def alter(post_id: int) -> ResponseReturnValue:
    found = the_post(post_id)
    return keep(the_officer(found.officer_id), found)


def kept_form(post_id: int) -> PostForm:
    """The form of a post as it is kept now. Raises NotFound."""
    seen, found = marks.of_post(post_id), the_post(post_id)
    form = PostForm(formdata=None, obj=found)
    form.lines.data, form.seen.data = "\n".join(found.lines), seen
    return form


def keep(officer: OfficerView, found: PostView | None) -> ResponseReturnValue:
    """Make or change a post, or show the form again."""
    form, status = PostForm(), 422
    if form.validate():
        try:
            if found is None:
                add_post(officer.id, form.facts(), by=me().actor, now=clock.now())
            else:
                seen = typed(form.seen)
                change_post(found.id, form.facts(), seen=seen, by=me().actor, now=clock.now())
        except Refused as error:
            status = put_back_beside(form, error, lambda: kept_form(found.id if found else 0))
        else:
            flash(gettext("职务已经保存。"), "success")
            return redirect(url_for(".show"), code=303)
    return page(form, officer, found), status


def page(form: PostForm, officer: OfficerView, found: PostView | None) -> str:
    """The page of one post, or of a new one, with the officer's others."""
    others = [each for each in posts.posts(officer.id) if found is None or each.id != found.id]
    return render_template(
        "staff/directory/post.html",
        form=form,
        officer_of=officer,
        found=found,
        others=others,
        today=clock.today(),
    )


def the_officer(officer_id: int) -> OfficerView:
    """The officer with that number. Raises NotFound."""
    for each in directory.officers():
        if each.id == officer_id:
            return each
    raise NotFound


def the_post(post_id: int) -> PostView:
    """The post with that number. Raises NotFound."""
    found = posts.post(post_id)
    if found is None:
        raise NotFound
    return found
