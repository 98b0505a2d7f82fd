"""Error pages: each says why it happened and what to do next, in the reader's language."""

from __future__ import annotations

import errno
from dataclasses import dataclass

import structlog
from flask import Flask, Response, make_response, render_template, request
from flask_babel import LazyString, lazy_gettext
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from petitions.actions.errors import ActionError, Missing, NotAllowed, NotFound, Refused, Stale
from petitions.adapters import clock
from petitions.models.session import db
from web import limits, security, wording
from web.kept_text import kept_fields

log = structlog.get_logger("web")
BUSY_SECONDS = 30
READ_ONLY = "25006"
"""PostgreSQL's code for a change asked of a database that takes none: a replica, or a switch-over."""
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})

Text = str | LazyString


@dataclass(frozen=True)
class Page:
    """The words of one error page."""

    heading: Text
    why: Text
    next: Text


PAGES: dict[int, Page] = {
    400: Page(
        lazy_gettext("这次提交没有被接受"),
        lazy_gettext("送来的内容不完整，或者格式不对。"),
        lazy_gettext("请返回上一页，检查后再提交一次。"),
    ),
    403: Page(
        lazy_gettext("您不能打开这一页"),
        lazy_gettext("您没有这项权限，或者这一步现在不能做。"),
        lazy_gettext("请返回上一页。如果您认为应当可以，请与本机关联系。"),
    ),
    404: Page(
        lazy_gettext("找不到这一页"),
        lazy_gettext("网址可能写错了，或者这里没有您可以看的内容。"),
        lazy_gettext("请检查网址，或者从首页重新开始。"),
    ),
    405: Page(
        lazy_gettext("这个网址不能直接打开"),
        lazy_gettext("这是提交表单用的地址，不是可以浏览的页面。"),
        lazy_gettext("请从首页重新打开需要的页面。"),
    ),
    409: Page(
        lazy_gettext("这件事项刚刚有了变化"),
        lazy_gettext("您打开页面之后，另一个人已经做了改动，所以您的操作没有执行。"),
        lazy_gettext("请重新打开页面，看过新的情况再决定。"),
    ),
    413: Page(
        lazy_gettext("提交的内容太大"),
        lazy_gettext("每个文件最多 10 MB，最多 10 个文件，合计不超过 50 MB。"),
        lazy_gettext("请减少文件的数量或大小后再提交。文字材料也可以寄送或当面递交。"),
    ),
    422: Page(
        lazy_gettext("这一步不能完成"),
        lazy_gettext("缺少必需的内容，或者规定不允许这样做。"),
        lazy_gettext("请返回上一页，按提示补充或修改。"),
    ),
    429: Page(
        lazy_gettext("请求太频繁了"),
        lazy_gettext("同一网络在短时间内尝试的次数太多。这不影响您已经提交的事项。"),
        lazy_gettext("请稍等片刻再试。"),
    ),
    500: Page(
        lazy_gettext("系统出了问题"),
        lazy_gettext(
            "这是我们的问题，不是您的操作造成的。如果您还没有看到登记回执，这次提交就没有成功。"
        ),
        lazy_gettext("请稍后再试。如果问题仍然存在，请告诉我们下面的编号。"),
    ),
    503: Page(
        lazy_gettext("系统暂时无法使用"),
        lazy_gettext("系统正忙或正在维护。如果您还没有看到登记回执，这次提交就没有成功。"),
        lazy_gettext("请过几分钟再试。"),
    ),
}

EXPIRED = Page(
    lazy_gettext("请再按一次"),
    lazy_gettext(
        "为了保护您，每张表单都带有一个限时的标记。这张表单的标记已经失效，所以刚才的提交没有执行。"
    ),
    lazy_gettext("您填写的文字还在下面，请再按一次按钮。文件和密码需要重新填写。"),
)


def install(app: Flask) -> None:
    """Turn HTTP errors, refusals of the register and failures of the database into pages."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(RateLimitExceeded, _too_often)
    app.register_error_handler(ActionError, _refused)
    for failure in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(failure, _no_database)
    app.register_error_handler(Exception, _failed)


def page(status: int, words: Page | None = None, *, why: Text | None = None) -> Response:
    """Draw one error page; without the layout if even that fails."""
    shown = words or PAGES[status]
    try:
        body = render_template("errors/page.html", status=status, page=shown, why=why or shown.why)
    except Exception:
        log.exception("error page failed", status=status)
        body = (
            f'<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>{status}</title>'
            f"<h1>系统暂时无法使用 · Service unavailable</h1><p>请稍后再试。Please try again later.</p>"
        )
    return make_response(body, status)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    answer = page(status if status in PAGES else (400 if status < 500 else 500))
    answer.status_code = status
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        answer.headers["Allow"] = ", ".join(sorted(allowed))
    return answer


def _expired(_error: CSRFError) -> Response:
    body = render_template(
        "errors/expired.html",
        status=400,
        page=EXPIRED,
        why=EXPIRED.why,
        fields=kept_fields(request.form),
        # A form that another site filled in is shown, but not offered for sending.
        may_resend=request.headers.get("Sec-Fetch-Site") == "same-origin",
        action=security.local_path(request.script_root + request.path),
        files=request.mimetype == "multipart/form-data",
    )
    return make_response(body, 400)


def _too_often(_error: RateLimitExceeded) -> Response:
    answer = page(429)
    current = limits.limiter.current_limit
    wait = int(current.reset_at - clock.now().timestamp()) if current else 60
    answer.headers["Retry-After"] = str(max(1, wait))
    return answer


STATUS_OF: dict[type[ActionError], int] = {
    NotAllowed: 403,
    NotFound: 404,
    Stale: 409,
    Missing: 422,
    Refused: 422,
}


def _refused(error: ActionError) -> Response:
    status = next((STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF), 422)
    db.session.rollback()
    # Foreign and missing look the same, to the last byte.
    return page(404) if status == 404 else page(status, why=wording.refusal(error))


def _no_database(error: Exception) -> Response:
    log.error("database unavailable", kind=type(error).__name__)
    _give_up_session()
    answer = page(503)
    answer.headers["Retry-After"] = str(BUSY_SECONDS)
    return answer


def _failed(error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return _http(error)
    if _passes(error):
        return _no_database(error)
    log.error("unhandled", exc_info=error)
    _give_up_session()
    return page(500)


def _passes(error: Exception) -> bool:
    """Whether nothing can be kept just now, and the same request may well succeed later."""
    if isinstance(error, InternalError):
        return getattr(error.orig, "sqlstate", None) == READ_ONLY
    return isinstance(error, OSError) and error.errno in NO_ROOM


def _give_up_session() -> None:
    try:
        db.session.rollback()
    except Exception:
        db.session.remove()
