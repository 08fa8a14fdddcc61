"""Writes of people: signing in and out, accounts, units."""

from crm.accounts.operations.feeds import make_feed, revoke_feed
from crm.accounts.operations.people import (
    change_password,
    create_user,
    edit_user,
    rehash,
    reset_password,
    unlock,
)
from crm.accounts.operations.signing import (
    count_try,
    end_session,
    fail,
    forget,
    sign_in,
    sign_out,
    touch,
)
from crm.accounts.operations.units import add_unit, edit_unit

__all__ = [
    "add_unit",
    "change_password",
    "count_try",
    "create_user",
    "edit_unit",
    "edit_user",
    "end_session",
    "fail",
    "forget",
    "make_feed",
    "rehash",
    "reset_password",
    "revoke_feed",
    "sign_in",
    "sign_out",
    "touch",
    "unlock",
]
