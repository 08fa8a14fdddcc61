"""What is done for imports by themselves: files are read and checked, rows written, taken back."""

from crm.exchange.jobs.start import begin, forget, resume
from crm.exchange.jobs.work import work

__all__ = ["begin", "forget", "resume", "work"]
