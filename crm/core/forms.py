"""Forms: fields that read what people type, and one base that keeps it when something is wrong."""

from typing import Any

from flask import g, request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from werkzeug.exceptions import BadRequest
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    SelectChoice,
    SelectMultipleField,
)
from wtforms.validators import ValidationError

from crm.core.db import Versioned
from crm.core.errors import Refused
from crm.core.fields import (
    AmountField,
    ChoiceField,
    DateField,
    IdField,
    NoteField,
    TextField,
    WholeNumberField,
    needed,
)
from crm.core.journal import plain

__all__ = [
    "AmountField",
    "BooleanField",
    "ChoiceField",
    "DateField",
    "FileField",
    "Form",
    "HiddenField",
    "IdField",
    "MultipleFileField",
    "NoteField",
    "PasswordField",
    "SelectChoice",
    "SelectMultipleField",
    "TextField",
    "ValidationError",
    "WholeNumberField",
    "needed",
]

EXPIRED = "页面放置过久，已为您换好新的凭证；内容都还在，请再点一次保存。"
COLLIDED = (
    "您打开后，这条记录已被别人修改，您的更改还没有保存。各项下面标出了现在的内容："
    "核对后再点保存，将以您填写的为准。"
)


class Form(FlaskForm):
    """Base of all forms; `version` tells which state of the record was edited."""

    version = HiddenField()

    class Meta(FlaskForm.Meta):
        csrf = True
        locales = ("zh_CN", "zh")

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What a browser sends; not JSON, whose values need not even be texts."""
            if request.is_json:
                raise BadRequest
            return super().wrap_formdata(form, formdata)

    def validate(self, extra_validators: Any = None) -> bool:
        """Like WTForms; a stale token keeps what was typed and asks to save once more."""
        fine = super().validate(extra_validators)
        return not self.tell_expired() and fine

    def tell_expired(self) -> bool:
        """Whether the token was stale, which the form then says."""
        if not g.get("csrf_failed"):
            return False
        self.csrf_token.errors = []  # said once, in our words
        self.form_errors.append(EXPIRED)
        return True

    def refuse(self, error: Refused) -> None:
        """Show an operation's refusal at its field, or above the form."""
        field = self._fields.get(error.field or "")
        if field is None:
            self.form_errors.append(error.sentence)
        else:
            field.errors = [*field.errors, error.sentence]

    def collide(self, row: Versioned) -> None:
        """Somebody else saved first: show what stands now beside what was typed.

        The form then carries the version at hand, so that saving again is done knowingly.
        """
        self.form_errors.append(COLLIDED)
        for name, field in self._fields.items():
            if name in ("version", "csrf_token") or not hasattr(row, name):
                continue
            current = getattr(row, name)
            if current != field.data and (current or field.data):
                offered = {
                    str(key): text for key, text, *_ in getattr(field, "choices", None) or []
                }
                stands = offered.get(str(current)) or plain(current or "空")
                field.errors = [*field.errors, f"现已改为：{stands}"]
        self.version.data = str(row.version)

    @property
    def seen_version(self) -> int | None:
        """The version of the record that the person saw, if the form carries one."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
