"""Forms of leads, activities and to-dos. Choices of records are handed to `offer`."""

from crm.leads.forms.activities import (
    ActivityForm,
    CorrectionForm,
    PutOffForm,
    SubjectForm,
    TodoForm,
    WithdrawForm,
)
from crm.leads.forms.events import EventForm, MetForm, MetLeadForm
from crm.leads.forms.leads import LeadForm, PasteForm
from crm.leads.forms.moves import AssignForm, DropForm, ReleaseForm
from crm.leads.forms.terms import TermsForm

__all__ = [
    "ActivityForm",
    "AssignForm",
    "CorrectionForm",
    "DropForm",
    "EventForm",
    "LeadForm",
    "MetForm",
    "MetLeadForm",
    "PasteForm",
    "PutOffForm",
    "ReleaseForm",
    "SubjectForm",
    "TermsForm",
    "TodoForm",
    "WithdrawForm",
]
