"""Pages of the doors: plans and files of records that come in, what has been taken away."""

from crm.exchange.views import exports, import_files, imports, plan_files, plans  # noqa: F401
from crm.exchange.views.room import blueprint

__all__ = ["blueprint"]
