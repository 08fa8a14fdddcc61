"""Pages of people: signing in, one's own account, accounts and units for administrators."""

from crm.accounts.views import account, feeds, signing, units, users  # noqa: F401  their routes
from crm.accounts.views.gate import blueprint, init

__all__ = ["blueprint", "init"]
