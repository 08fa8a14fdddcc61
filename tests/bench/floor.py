"""The application with three pages more, from which the others are measured.

`/bench/floor` is the frame of every page and nothing in it; `/bench/rows` a list of fifty rows
that come from memory; `/bench/plain` such a list of a Flask application that does nothing else,
by which one machine is compared with another. Served by the same processes in the same run.
"""

from functools import cache

from flask import Flask, current_app, render_template_string
from jinja2 import Template
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from crm.core.web import signed_in
from wsgi import app

FRAME = "{% extends 'layouts/page.html' %}{% block title %}空白{% endblock %}"
TABLE = (
    "<table class='table list'><tbody>{% for row in rows %}<tr>"
    "{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</tbody></table>"
)
LIST = FRAME + "{% block content %}" + TABLE + "{% endblock %}"
ROWS = [[f"第 {row} 行", *("内容" for _cell in range(9))] for row in range(50)]


@cache
def compiled(source: str) -> Template:
    """Made once, as the application's own templates are."""
    return current_app.jinja_env.from_string(source)


def shown(source: str, **context: object) -> str:
    """The page of a source, with what every page is given."""
    current_app.update_template_context(context)
    return compiled(source).render(context)


@app.get("/bench/floor")
@signed_in
def floor() -> str:
    """The frame alone."""
    return shown(FRAME)


@app.get("/bench/rows")
@signed_in
def rows() -> str:
    """A list without a database."""
    return shown(LIST, rows=ROWS)


bare = Flask("plain")


@bare.get("/")
def plain() -> str:
    """A list without anything else."""
    return render_template_string(TABLE, rows=ROWS)


app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/bench/plain": bare})
