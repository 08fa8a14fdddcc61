"""What may go wrong, in words that a user can act on, and the pages that say so."""

import logging
from typing import Any

from blinker import Namespace
from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from crm.lib.paging import BadCursor

log = logging.getLogger(__name__)
# Sent with `status` and `sentence` when somebody who is signed in is refused; audit listens.
refused = Namespace().signal("refused")

WORDS = {
    400: ("请求无法处理", "内容有误，没有任何更改。请返回检查后重试。"),
    401: ("请重新登录", "登录已过期，本次操作没有执行。已填写的内容保留在浏览器中，登录后可继续。"),
    403: ("没有权限", "您的角色不能进行这项操作。需要时请联系本单位负责人。"),
    404: ("没有找到", "记录不存在，或不在您的数据范围内。请检查地址，或从列表、搜索中重新打开。"),
    405: ("不支持的操作", "这个地址不接受这种请求。请从页面上的按钮操作。"),
    409: ("内容已被他人更改", "保存前内容已被更改，您的更改没有写入。请刷新后重试。"),
    413: ("文件太大", "上传的内容超过上限，没有保存。请压缩或分开上传。"),
    429: ("操作太频繁", "请稍候几分钟再试。"),
    500: ("系统出错", "没有任何内容被更改。请把下面的编号告诉系统管理员。"),
    503: ("系统繁忙", "数据库暂时没有响应，没有任何内容被更改。请稍候重试。"),
}


class CrmError(Exception):
    """Carries the sentence that is shown; `status` is the answer's HTTP status."""

    status = 400

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(CrmError):
    """The rules of the domain do not allow it; `field` names the form field to be marked."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class Forbidden(CrmError):
    """The person may see it but not do it."""

    status = 403


class NotFound(CrmError):
    """Not there, or outside the person's scope: the two look alike."""

    status = 404


class Conflict(CrmError):
    """Somebody else saved first.

    `current` maps field names to what stands in the record now; the form shows it beside what
    was typed.
    """

    status = 409

    def __init__(self, sentence: str = "", current: dict[str, str] | None = None) -> None:
        super().__init__(sentence or WORDS[409][1])
        self.current = current or {}


class TooMany(CrmError):
    """Tried too often."""

    status = 429


class ReadOnly(CrmError):
    """Something was to be written in a request that may only read."""


def init(app: Flask) -> None:
    """Register the pages for everything that may go wrong."""
    app.register_error_handler(CrmError, _domain)
    app.register_error_handler(BadCursor, lambda error: answer(400, str(error)))
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(StaleDataError, lambda _error: answer(409))
    app.register_error_handler(IntegrityError, _collision)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _unexpected)


def answer(status: int, sentence: str = "", **more: Any) -> tuple[str, int]:
    """The page (or, for htmx, the message) that says what happened and what to do.

    What the request was about to write is given up first, and with it the write lock.
    """
    _give_up()
    g.failed = status >= 500
    title, advice = WORDS.get(status, WORDS[400])
    context: dict[str, Any] = {
        "status": status,
        "title": title,
        "sentence": sentence or advice,
        "reference": g.get("request_id", "") if status >= 500 else "",
        **more,
    }
    fragment = request.headers.get("HX-Request") == "true"
    name = "errors/_message.html" if fragment else "errors/page.html"
    return render_template(name, **context), status


def _give_up() -> None:
    session = g.get("session")
    if session is not None:
        session.rollback()


def _domain(error: CrmError) -> tuple[str, int]:
    if isinstance(error, ReadOnly) and g.get("csrf_failed"):
        return _expired(error)
    _give_up()  # those who listen write in a transaction of their own
    if error.status in (403, 404, 429):
        refused.send(request.path, status=error.status, sentence=error.sentence)
    return answer(error.status, error.sentence)


def _expired(_error: Exception) -> tuple[str, int]:
    return answer(400, "页面放置过久或已重新登录，本次操作没有执行。请返回上一页刷新后再试。")


def _http(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    return answer(code)


def _collision(error: IntegrityError) -> tuple[str, int]:
    log.warning("%s constraint: %s", g.get("request_id"), error.orig)
    return answer(409, "相同的内容刚刚已被保存，本次没有写入。请刷新后查看。")


def _database(error: OperationalError) -> tuple[str, int]:
    log.error("%s database: %s", g.get("request_id"), error.orig)
    return answer(503)


def _unexpected(error: Exception) -> tuple[str, int]:
    log.exception("%s unexpected", g.get("request_id"), exc_info=error)
    return answer(500)
