"""All tables: importing this makes the metadata whole, for migrations and relationships."""

from crm.accounts import models as accounts
from crm.attachments import models as attachments
from crm.audit import models as audit
from crm.briefs import models as briefs
from crm.carriers import models as carriers
from crm.chains import models as chains
from crm.companies import models as companies
from crm.core import gathered, kept
from crm.core.db import Model
from crm.exchange import models as exchange
from crm.leads import models as leads
from crm.lists import models as lists
from crm.notifications import models as notifications
from crm.plans import models as plans
from crm.projects import models as projects
from crm.scheduler import models as scheduler
from crm.search import models as search

metadata = Model.metadata

__all__ = [
    "accounts",
    "attachments",
    "audit",
    "briefs",
    "carriers",
    "chains",
    "companies",
    "exchange",
    "gathered",
    "kept",
    "leads",
    "lists",
    "metadata",
    "notifications",
    "plans",
    "projects",
    "scheduler",
    "search",
]
