"""Accounts for administrators."""

from typing import Any

from flask import flash, redirect, request, url_for

from crm.accounts.forms import UserForm
from crm.accounts.models import User
from crm.accounts.operations import create_user, edit_user, reset_password, unlock
from crm.accounts.queries import (
    Wanted,
    all_units,
    current_viewer,
    get_user,
    is_locked,
    users_found,
)
from crm.accounts.rules import WIDEST, Permission, Role
from crm.accounts.views.gate import blueprint
from crm.core.addresses import address, asked_choice, asked_number, asked_text
from crm.core.db import db, now
from crm.core.errors import Conflict, Refused
from crm.core.lists import Order, page
from crm.core.security import hash_password, one_time_password
from crm.core.web import render, requires
from crm.lib.trees import as_tree, flatten

STATES = [("on", "启用"), ("off", "停用")]


@blueprint.get("/admin")
@requires(Permission.ACCOUNTS)
def admin() -> Any:
    """The first room of the administrators."""
    return redirect(url_for("accounts.users"))


@blueprint.get("/admin/users")
@requires(Permission.ACCOUNTS)
def users() -> Any:
    """The list of accounts."""
    args = request.args
    role, unit_id = asked_choice(args, "role", Role), asked_number(args, "unit")
    state = args.get("state", "") if args.get("state") in dict(STATES) else ""
    active = {"on": True, "off": False}.get(state)
    text = asked_text(args)
    found = users_found(Wanted(text, role, unit_id, active))
    part = page(
        db.session, found, Order(User.username, str, False), User.id, args.get("cursor", "")
    )
    asked = {"q": text, "role": role, "unit": unit_id, "state": state}
    return render(
        "admin/users.html",
        page=part,
        total=part.total,
        asked=asked,
        chips_in_force=_chips(asked),
        units=unit_choices(),
        roles=Role.choices(),
        states=STATES,
        previous_url=part.previous and address(request.path, asked, cursor=part.previous),
        next_url=part.next and address(request.path, asked, cursor=part.next),
    )


def _chips(asked: dict[str, Any]) -> list[tuple[str, str]]:
    names = dict(unit_choices())
    words = {
        "q": asked["q"] and f"包含“{asked['q']}”",
        "role": asked["role"] and asked["role"].label,
        "unit": asked["unit"] and names.get(asked["unit"], "机构"),
        "state": dict(STATES).get(asked["state"]),
    }
    return [
        (word, address(request.path, asked, **{key: None})) for key, word in words.items() if word
    ]


def unit_choices(*, active_only: bool = False) -> list[tuple[int, str]]:
    """Units for a select field, indented as the tree."""
    rows = [unit for unit in all_units(db.session) if unit.active or not active_only]
    return [(unit.id, "　" * level + unit.name) for level, unit in flatten(as_tree(rows))]


@blueprint.route("/admin/users/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS)
def new_user() -> Any:
    """Open an account; its one-time password is shown once."""
    # Made before the transaction: hashing takes its time.
    password = one_time_password()
    hashed = hash_password(password) if request.method == "POST" else ""
    form = UserForm(units=unit_choices(active_only=True))
    if request.method != "POST":
        form.role.data, form.scope.data = Role.STAFF, WIDEST[Role.STAFF]
    elif form.validate():
        given = {**_given(form), "username": form.username.data, "password_hash": hashed}
        try:
            user = create_user(db.session, current_viewer(), **given)
        except Refused as error:
            form.refuse(error)
        else:
            return render("admin/issued.html", user=user, password=password, fresh=True)
    status = 400 if request.method == "POST" else 200
    return render("admin/user_form.html", form=form, user=None), status


def _given(form: UserForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "role": form.role.data,
        "unit_id": form.unit_id.data or 0,
        "scope": form.scope.data,
        "phone": form.phone.data,
    }


@blueprint.route("/admin/users/<int:user_id>/edit", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS)
def user_edit(user_id: int) -> Any:
    """Change an account, or see what was done with it."""
    user = get_user(db.session, user_id)
    form = UserForm(obj=user, units=unit_choices())
    del form.username
    status = 200
    if request.method == "POST":
        status = 400
        if form.validate():
            given = {**_given(form), "active": form.active.data}
            try:
                edit_user(
                    db.session, current_viewer(), user, seen_version=form.seen_version, **given
                )
            except Conflict:
                form.collide(user)
                status = 409
            except Refused as error:
                form.refuse(error)
            else:
                flash(f"已保存账号“{user.name}”。", "success")
                return redirect(url_for("accounts.users"))
    locked = is_locked(db.session, user, now())
    return render("admin/user_form.html", form=form, user=user, locked=locked), status


@blueprint.post("/admin/users/<int:user_id>/reset-password")
@requires(Permission.ACCOUNTS)
def user_reset(user_id: int) -> Any:
    """A new one-time password, shown once."""
    password = one_time_password()
    hashed = hash_password(password)
    user = get_user(db.session, user_id)
    reset_password(db.session, current_viewer(), user, hashed)
    return render("admin/issued.html", user=user, password=password, fresh=False)


@blueprint.post("/admin/users/<int:user_id>/unlock")
@requires(Permission.ACCOUNTS)
def user_unlock(user_id: int) -> Any:
    """Let somebody who failed too often try again."""
    user = get_user(db.session, user_id)
    unlock(db.session, current_viewer(), user)
    flash(f"“{user.name}”现在可以重新登录。", "success")
    return redirect(url_for("accounts.user_edit", user_id=user.id))
