"""One's own account: who am I here, where am I signed in, a new password."""

from typing import Any

from flask import flash, redirect, request, url_for

from crm.accounts.forms import PasswordForm
from crm.accounts.operations import change_password, count_try, end_session, fail
from crm.accounts.queries import current_viewer, feed_of, get_session, get_user, sessions_of
from crm.accounts.rules import MAY, browser, password_fault
from crm.accounts.views.gate import blueprint, keep
from crm.core.db import db
from crm.core.errors import Refused, TooMany
from crm.core.security import hash_password, verify_password
from crm.core.web import render, signed_in


@blueprint.get("/account")
@signed_in
def account() -> Any:
    """Own data and own sessions."""
    viewer = current_viewer()
    return render(
        "accounts/account.html",
        user=get_user(db.session, viewer.id),
        rights=[permission.label for permission in sorted(MAY[viewer.role])],
        feed=feed_of(db.session, viewer),
        sessions=[(row, browser(row.agent)) for row in sessions_of(db.session, viewer)],
    )


@blueprint.post("/account/sessions/<int:session_id>/end")
@signed_in
def end(session_id: int) -> Any:
    """Sign another browser out."""
    viewer = current_viewer()
    row = get_session(db.session, viewer, session_id)
    if row.id == viewer.session_id:
        raise Refused("这是当前的登录，请用“退出登录”。")
    end_session(db.session, viewer, row)
    flash("已结束那一处的登录。", "success")
    return redirect(url_for("accounts.account"))


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> Any:
    """A new password; the first one must be changed before anything else."""
    form = PasswordForm()
    if request.method == "POST" and form.validate():
        try:
            keep(_renewed(form.current.data, form.new.data))
        except Refused as error:
            form.refuse(error)
        else:
            flash("密码已更换，其他地方的登录都已结束。", "success")
            return redirect("/")
    status = 400 if request.method == "POST" else 200
    return render("accounts/password.html", form=form), status


def _renewed(current: str, new: str) -> str:
    """Check the present password and set the new one; gives the token of the new session.

    Trying is limited as at sign-in: whoever finds an open browser may not guess on.
    """
    viewer, address = current_viewer(), request.remote_addr or ""
    fault = password_fault(new, viewer.username, (current,))
    if fault:
        raise Refused(fault, "new")
    with db.transaction() as counting:
        counted = count_try(counting, viewer.username, address)
        kept = get_user(counting, viewer.id)
    if not counted:
        raise TooMany("输错的次数太多，请等待 15 分钟后再试。")
    if not verify_password(kept.password_hash, current):
        with db.transaction() as failing:
            fail(failing, kept, kept.username)
        raise Refused("当前密码不正确。", "current")
    hashed, agent = hash_password(new), request.headers.get("User-Agent", "")
    return change_password(db.session, get_user(db.session, viewer.id), hashed, address, agent)
