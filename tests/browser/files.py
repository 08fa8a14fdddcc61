"""A form that takes files, for the small site: refused without words, looked at first with 看."""

import time
from typing import Any

from flask import current_app, flash, redirect, render_template_string

from crm.core.forms import Form, MultipleFileField, TextField, needed

SOURCE = """{% extends 'layouts/page.html' %}{% block title %}试验{% endblock %}
{% from 'macros/forms.html' import form_shell, section, field %}
{% block content %}<div id='beside' data-answer>{{ words }}</div>
{% call form_shell(form, action='/upload', files=true, draft='upload') %}
{% call section() %}{{ field(form.files) }}{{ field(form.summary) }}{% endcall %}{% endcall %}
{% endblock %}"""
SEEN = """{% extends 'layouts/page.html' %}{% block title %}读到的内容{% endblock %}
{% block content %}<p id='seen'>{{ names }}</p>{% endblock %}"""


class UploadForm(Form):
    files = MultipleFileField("附件")
    summary = TextField("谈了什么", [needed()])


def page() -> Any:
    """The form; what is saved is told on the first page, as ours do."""
    form = UploadForm()
    if not form.is_submitted():
        return render_template_string(SOURCE, form=form, words="")
    names = [one.filename for one in form.files.data]
    if not form.validate():
        return render_template_string(SOURCE, form=form, words="还差一句"), 400
    if form.summary.data == "看":
        return render_template_string(SEEN, names=names)
    time.sleep(0.5)  # long enough to be told how far it is
    current_app.config["SAVED"] += 1
    flash(f"已保存 {'、'.join(names)}", "success")
    return redirect("/")
