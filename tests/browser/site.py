"""The small site: pages in the product's frame, with the product's headers, from plain values."""

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, current_app, flash, jsonify, render_template, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

from crm.core.forms import AmountField, Form, IdField, NoteField, TextField, needed
from crm.core.frame import number, options
from crm.core.web import HEADERS, tell_where
from crm.lib.currencies import AmountUnit
from tests.browser import chain, files, views

HEAD = "{% extends 'layouts/page.html' %}{% block title %}试验{% endblock %}"
PAGES = {
    "home": HEAD + "{% block content %}<p id='here'>首页</p>{% endblock %}",
    "form": HEAD + "{% from 'macros/forms.html' import form_shell, section, more, field, picker %}"
    "{% block content %}{% call form_shell(form, draft='lead') %}{% call section('企业') %}"
    "{{ picker(form.company_id, '/pick.json', free=form.company) }}{{ field(form.intent) }}"
    "{% endcall %}{% call more() %}{{ field(form.note) }}{{ field(form.amount) }}{% endcall %}"
    "{% endcall %}{% endblock %}",
    "list": HEAD
    + "{% from 'macros/lists.html' import filters, filter_select, filter_long, head, bulk, tick %}"
    "{% from 'macros/lists.html' import columns %}"
    "{% block state %}共 {{ rows|length }} 条{% endblock %}{% block content %}<div id='list'>"
    "{% call filters('/list') %}{{ filter_select('odd', '单双', [('1', '单')], odd) }}"
    "{{ filter_long('node', '环节', '/nodes.json', node, '测试') }}"
    "{% endcall %}{{ bulk('pick', '/done', [('go', '转派', '')]) }}"
    "<div class='list-tools'>{{ columns('test') }}</div><table class='table list'>"
    "{{ head([('n', '名称', ''), ('d', '日期', '')], tick=true) }}<tbody>{% for row in rows %}"
    "<tr>{{ tick('pick', row, row) }}<td class='main'>第 {{ row }}</td><td>今天</td></tr>"
    "{% endfor %}</tbody></table></div>{% endblock %}",
    "record": HEAD
    + "{% from 'macros/navigation.html' import post_action, action %}{% block content %}"
    "{{ post_action('/done', '终止', confirm='确定终止吗？') }}"
    "{{ action('/fragment', '填报', dialog=true) }}{{ action('/gone', '坏的', dialog=true) }}"
    "<div class='board'><section class='board-column'><article class='board-card' id='card'"
    " draggable='true' data-move='/fragment'>甲</article></section>"
    "<section class='board-column' id='signed' data-stage='signed'>签约</section></div>"
    "{% endblock %}",
    "fragment": "{% from 'macros/dialogs.html' import dialog_head %}{{ dialog_head('填报') }}"
    "<p id='asked'>{{ request.args.get('milestone', '') }}</p>",
    "chart": HEAD + "{% from 'macros/charts.html' import chart %}{% block content %}{% for kind in"
    " ['funnel', 'bar', 'lying', 'stacked', 'line'] %}{% call chart(kind, '/chart.json', kind) %}"
    "<table></table>{% endcall %}{% endfor %}{% call chart('坏', '/gone', 'bar') %}"
    "<table id='kept'></table>{% endcall %}{% endblock %}",
    "chain": HEAD + "{% block content %}{% include 'analytics/_chain.html' %}{% endblock %}",
    "suggest": "{% from 'macros/search.html' import suggestions %}"
    "{{ suggestions([('企业', [('/?found=1', '甲公司', ''), ('/?found=2', '乙', '')])], 'x') }}",
}
CHART = {
    "unit": "个",
    "categories": ["在谈", "签约"],
    "keys": ["negotiating", "signed"],
    "marks": [{"name": "目标", "value": 60}],
    "series": [
        {"name": "项目", "values": [12, None], "links": ["/", "/"], "low": [1, 2], "high": [3, 4]}
    ],
}


class LeadForm(Form):
    company_id = IdField("企业", blank="")
    company = TextField("企业名称", [needed()])
    intent = TextField("意向")
    note = NoteField("备注", limit=5)
    amount = AmountField("金额", units=(AmountUnit.WAN, AmountUnit.YI, AmountUnit.WAN_USD))


def build(root: Path) -> Flask:
    """The site; it counts what is saved and says so."""
    app = Flask(__name__, static_folder=str(root / "static"))
    pages = DictLoader({f"{name}.html": source for name, source in PAGES.items()})
    app.jinja_loader = ChoiceLoader([pages, FileSystemLoader(root / "templates")])
    app.config.update(SECRET_KEY="of the tests", SAVED=0)
    app.jinja_env.filters.update(number=number, options=options)
    app.jinja_env.globals.update(asset=lambda name: f"/static/{name}")
    CSRFProtect(app)
    app.context_processor(_frame)
    app.after_request(_headers)
    app.after_request(tell_where)
    for path in ("home", "record", "fragment", "chart", "suggest"):
        app.add_url_rule("/" + ("" if path == "home" else path), path, _shows(path))
    app.add_url_rule("/search/suggest", "search", _shows("suggest"))
    app.add_url_rule("/form", "form", _form, methods=["GET", "POST"])
    app.add_url_rule("/upload", "upload", files.page, methods=["GET", "POST"])
    app.add_url_rule("/list", "list", _list)
    app.add_url_rule("/done", "done", _done, methods=["POST"])
    app.add_url_rule("/pick.json", "pick", _pick)
    app.add_url_rule("/nodes.json", "nodes", lambda: jsonify([[1, "设计"], [2, "封测"]]))
    app.add_url_rule("/views", "views", views.page)
    app.add_url_rule("/lists/leads/views/new", "saving", views.saving)
    app.add_url_rule("/lists/leads/bulk", "bulk", views.told, methods=["POST"])
    app.add_url_rule("/lists/views/7/keep", "keep", views.told, methods=["POST"])
    app.add_url_rule("/chain", "chain", chain.page)
    app.add_url_rule("/chart.json", "data", lambda: jsonify(CHART))
    return app


def _frame() -> dict[str, Any]:
    room = SimpleNamespace(key="", label="工作台", url="/", icon="home", active=True)
    role = SimpleNamespace(label="招商专员")
    viewer = SimpleNamespace(id=7, name="王建国", role=role, may=lambda _permission: True)
    return {"viewer": viewer, "menu": [room], "phone_menu": [room], "quick_adds": [room]}


def _headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def _shows(name: str) -> Callable[[], str]:
    return lambda: render_template(f"{name}.html")


def _form() -> tuple[str, int]:
    form = LeadForm()
    form.company_id.offer([(1, "甲公司")])
    if form.validate_on_submit():
        return _done()
    return render_template("form.html", form=form), 400 if form.errors else 200


def _done() -> tuple[str, int]:
    current_app.config["SAVED"] += 1
    time.sleep(0.3)  # long enough for a second click
    flash(f"已保存 {current_app.config['SAVED']} 次", "success")
    return render_template("home.html"), 200


def _list() -> str:
    odd = request.args.get("odd", "")
    return render_template(
        "list.html", rows=[1, 3] if odd else [1, 2, 3], odd=odd, node=request.args.get("node", "")
    )


def _pick() -> Response:
    return jsonify(items=[{"id": 1, "text": "甲公司", "note": "盐城"}])
