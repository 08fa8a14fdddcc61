"""Accounts: created, edited, given new passwords, unlocked."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crm.accounts.models import FeedToken, LoginFailure, LoginSession, OrgUnit, User
from crm.accounts.operations.signing import LONGEST_NAME, open_session
from crm.accounts.queries import find_user
from crm.accounts.rules import Role, Scope, Viewer, scope_allowed, username_fault
from crm.core.db import now
from crm.core.errors import Refused
from crm.core.journal import changes_of, record


def create_user(
    session: Session,
    actor: Viewer | None,
    *,
    username: str,
    name: str,
    role: Role,
    unit_id: int,
    scope: Scope,
    password_hash: str,
    phone: str | None = None,
    must_change_password: bool = True,
) -> User:
    """Open an account; the password's hash is made by the caller, before the transaction."""
    username = username.strip().lower()
    fault = username_fault(username)
    if fault:
        raise Refused(fault, "username")
    if find_user(session, username):
        raise Refused("这个登录名已被使用，请换一个。", "username")
    _check_place(session, role, scope, unit_id)
    user = User(
        username=username,
        name=name,
        role=role,
        scope=scope,
        unit_id=unit_id,
        phone=phone or None,
        password_hash=password_hash,
        password_changed_at=now(),
        must_change_password=must_change_password,
        active=True,
    )
    session.add(user)
    changes = changes_of(user)
    session.flush()
    _note(session, actor, "created", user, changes)
    return user


def edit_user(
    session: Session,
    actor: Viewer | None,
    user: User,
    *,
    seen_version: int | None,
    name: str,
    role: Role,
    unit_id: int,
    scope: Scope,
    phone: str | None,
    active: bool,
) -> None:
    """Change an account. A new role or being switched off ends the person's sessions."""
    user.must_be(seen_version)
    _check_place(session, role, scope, unit_id if unit_id != user.unit_id else None)
    if user.role is Role.ADMIN and user.active and not (active and role is Role.ADMIN):
        _check_other_admin(session, user)
    ends = role is not user.role or (user.active and not active)
    user.name, user.role, user.unit_id, user.scope = name, role, unit_id, scope
    user.phone, user.active = phone or None, active
    changes = changes_of(user)
    if not changes:
        return
    session.flush()
    if ends:
        _end_sessions(session, user)
    _note(session, actor, "updated", user, changes)


def change_password(
    session: Session, user: User, password_hash: str, address: str, agent: str
) -> str:
    """A person's own new password: ends all sessions and gives the token of a new one."""
    user.password_hash = password_hash
    user.password_changed_at = now()
    user.must_change_password = False
    session.flush()
    _end_sessions(session, user)
    session.execute(delete(LoginFailure).where(LoginFailure.username == user.username))
    _note(session, user, "password_changed", user)
    return open_session(session, user, address, agent)


def reset_password(session: Session, actor: Viewer | None, user: User, password_hash: str) -> None:
    """A one-time password, to be changed at the next sign-in; ends the person's sessions."""
    user.password_hash = password_hash
    user.password_changed_at = now()
    user.must_change_password = True
    session.flush()
    _end_sessions(session, user)
    _note(session, actor, "password_reset", user)


def rehash(session: Session, user: User, password_hash: str) -> None:
    """The same password, hashed with today's parameters."""
    user.password_hash = password_hash
    session.flush()


def unlock(session: Session, actor: Viewer | None, user: User) -> None:
    """Let somebody who failed too often try again at once."""
    name = user.username.lower()[:LONGEST_NAME]
    session.execute(delete(LoginFailure).where(LoginFailure.username == name))
    _note(session, actor, "unlocked", user)


def _check_place(session: Session, role: Role, scope: Scope, unit_id: int | None) -> None:
    if not scope_allowed(role, scope):
        raise Refused(f"{role.label}的数据范围不能是“{scope.label}”。", "scope")
    if unit_id is None:
        return
    unit = session.get(OrgUnit, unit_id)
    if unit is None or not unit.active:
        raise Refused("请选择启用中的机构。", "unit_id")


def _check_other_admin(session: Session, user: User) -> None:
    """The rows are locked: two administrators may be demoting each other right now."""
    admins = session.scalars(
        select(User.id).where(User.role == Role.ADMIN, User.active).with_for_update()
    ).all()
    if set(admins) <= {user.id}:
        raise Refused("这是最后一个启用的系统管理员，不能停用或更换角色。请先启用另一位。", "role")


def _end_sessions(session: Session, user: User) -> None:
    """A feed goes too: whoever had the password may have made one."""
    session.execute(delete(LoginSession).where(LoginSession.user_id == user.id))
    session.execute(delete(FeedToken).where(FeedToken.user_id == user.id))


def _note(
    session: Session,
    actor: Viewer | User | None,
    action: str,
    user: User,
    changes: dict[str, list[str | None]] | None = None,
) -> None:
    title = f"{user.name}（{user.username}）"
    record(session, actor, action, kind="user", subject_id=user.id, title=title, changes=changes)
