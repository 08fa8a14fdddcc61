"""Typesetting of official Chinese documents as PDF, after GB/T 9704-2012. Values in, bytes out."""

from crm.lib.typeset.charts import FunnelStep, MonthBar
from crm.lib.typeset.columns import Column
from crm.lib.typeset.document import About, Document, Rendered
from crm.lib.typeset.fonts import FontSet, Role, load_fonts
from crm.lib.typeset.page import Masthead
from crm.lib.typeset.paragraph import Run
from crm.lib.typeset.rowcharts import GapBar, QuotaBar
from crm.lib.typeset.tables import GapCell

__all__ = [
    "About",
    "Column",
    "Document",
    "FontSet",
    "FunnelStep",
    "GapBar",
    "GapCell",
    "Masthead",
    "MonthBar",
    "QuotaBar",
    "Rendered",
    "Role",
    "Run",
    "load_fonts",
]
