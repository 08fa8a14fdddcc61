"""A list as a saved view shows it, for the small site."""

from types import SimpleNamespace

from flask import render_template_string, request

from crm.lists.rules import Deed

VIEW = SimpleNamespace(
    id=7, name="重点", url="/views?view=7", own=True, shared_by="", is_default=False
)
DESK = SimpleNamespace(
    kind=SimpleNamespace(key="leads", measure="条"),
    views=[VIEW],
    current=VIEW,
    query="q=x",
    whole="/views",
    is_changed=True,
)
SOURCE = """{% extends 'layouts/page.html' %}{% block title %}试验{% endblock %}
{% from 'macros/lists.html' import head, tick, columns %}
{% from 'lists/_desk.html' import view_menu, bulk_bar %}
{% block content %}<div id='list'><div class='list-tools'>{{ view_menu(desk, viewer) }}
{{ columns('leads-7', ['日期']) }}</div>{{ bulk_bar(desk, ways, 60) }}<table class='table list'>
{{ head([('n', '名称', ''), ('d', '日期', ''), ('o', '负责人', '')], tick=true) }}<tbody>
{% for row in (1, 2) %}<tr>{{ tick('bulk', row, row) }}<td class='main'>第 {{ row }}</td>
<td>今天</td><td>张三</td></tr>{% endfor %}</tbody></table></div>{% endblock %}"""
SAVING = """<h2>保存视图</h2><p id='hidden'>{{ request.args.hidden }}</p>"""


def page() -> str:
    """The list."""
    ways = [(Deed.NODE.value, Deed.NODE.label)]
    return render_template_string(SOURCE, desk=DESK, ways=ways)


def told() -> str:
    """What was sent, as JSON would have it."""
    return render_template_string(
        "<p id='sent'>{{ sent }}</p>", sent=request.form.to_dict(flat=False)
    )


def saving() -> str:
    """The dialog in which a view is saved."""
    return render_template_string(SAVING)
