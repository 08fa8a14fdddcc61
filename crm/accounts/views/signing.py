"""Sign-in and sign-out."""

from typing import Any

from flask import flash, redirect, request, session, url_for
from flask_login import current_user

from crm.accounts.forms import LoginForm
from crm.accounts.models import User
from crm.accounts.operations import count_try, fail, rehash, sign_in, sign_out
from crm.accounts.queries import current_viewer, find_user
from crm.accounts.rules import one_time_password_ended, safe_next
from crm.accounts.views.gate import TOKEN, blueprint, keep
from crm.core.db import db, now
from crm.core.errors import Refused
from crm.core.security import hash_password, is_outdated, verify_password
from crm.core.web import public, render, signed_in

# The same for an unknown name, a wrong password, a locked and a disabled account.
WRONG = "登录名或密码不正确。连续输错 5 次，需等待 15 分钟后再试。"
# Told to whoever knows the password only.
ENDED = "这个一次性密码已超过 24 小时，不能再用。请让系统管理员重新发放一个。"


@blueprint.route("/login", methods=["GET", "POST"])
@public
def login() -> Any:
    """Sign in."""
    form = LoginForm()
    onward = safe_next(form.next.data or request.args.get("next"))
    form.next.data = onward or ""
    if request.method != "POST":
        if current_user.is_authenticated:
            return redirect(onward or "/")
        return render("accounts/login.html", form=form)
    if form.validate():
        try:
            keep(admit(form.username.data, form.password.data))
        except Refused as error:
            form.form_errors.append(str(error))
        else:
            return redirect(onward or "/")
    return render("accounts/login.html", form=form), 400


@blueprint.post("/logout")
@signed_in
def logout() -> Any:
    """Sign out: the session's row goes, and with it every copy of the cookie."""
    sign_out(db.session, current_viewer())
    session.clear()
    flash("已退出登录。", "success")
    answer = redirect(url_for("accounts.login"))
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def admit(username: str, password: str) -> str:
    """The token of a new session, or Refused; short transactions around a slow comparison.

    Not the request's own session: a failure is kept although it is answered by an error.
    """
    address = request.remote_addr or ""
    with db.transaction() as counting:
        counted = count_try(counting, username, address)
        user = find_user(counting, username)
    # A locked account costs the same time, and its password is not even looked at.
    kept = user.password_hash if user and user.active and counted else None
    fine = verify_password(kept, password)
    if user is None or not fine:
        with db.transaction() as failing:
            fail(failing, user, username, throttled=not counted)
        raise Refused(WRONG)
    if one_time_password_ended(user.must_change_password, user.password_changed_at, now()):
        with db.transaction() as failing:
            fail(failing, user, username)
        raise Refused(ENDED)
    fresh = hash_password(password) if is_outdated(user.password_hash) else None
    return _open(user.id, user.password_hash, fresh)


def _open(user_id: int, password_hash: str, fresh: str | None) -> str:
    agent = request.headers.get("User-Agent", "")
    with db.transaction() as opening:
        user = opening.get_one(User, user_id)
        if not user.active or user.password_hash != password_hash:
            raise Refused(WRONG)  # switched off or given another password meanwhile
        if fresh:
            rehash(opening, user, fresh)
        return sign_in(opening, user, request.remote_addr or "", agent, session.get(TOKEN))
