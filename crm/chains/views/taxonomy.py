"""The taxonomy for administrators: add, rename and move clusters, chains and nodes."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.chains import operations
from crm.chains.forms import ChainForm, ClusterForm, NodeForm
from crm.chains.models import Chain, ChainNode
from crm.chains.operations import ChainValues, ClusterValues, NodeValues
from crm.chains.queries import (
    chains_by_cluster,
    clusters,
    get_chain,
    get_cluster,
    get_node,
    next_position,
    node_levels,
    technology_lines,
)
from crm.chains.views.room import blueprint
from crm.core.addresses import asked_number
from crm.core.db import Versioned, db
from crm.core.errors import Conflict, Refused
from crm.core.forms import Form
from crm.core.web import render, requires

HOME = "/admin/chains"


@blueprint.get("/admin/chains")
@requires(Permission.CONFIGURE)
def admin() -> Any:
    """The whole taxonomy."""
    return render(
        "chains/admin.html",
        clusters=chains_by_cluster(db.session),
        nodes=node_levels(db.session),
    )


@blueprint.route("/admin/chains/clusters/new", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def new_cluster() -> Any:
    """Add a cluster."""
    form = ClusterForm()
    return _page(
        form,
        "chains/cluster_form.html",
        lambda: operations.add_cluster(
            db.session, current_viewer(), form.code.data or "", _cluster_values(form)
        ),
        cluster=None,
    )


@blueprint.route("/admin/chains/clusters/<code>", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def edit_cluster(code: str) -> Any:
    """Rename or move a cluster."""
    cluster = get_cluster(db.session, code)
    form = ClusterForm(obj=cluster)
    return _page(
        form,
        "chains/cluster_form.html",
        lambda: operations.change_cluster(
            db.session, current_viewer(), cluster, _cluster_values(form), form.seen_version
        ),
        cluster,
        cluster=cluster,
    )


@blueprint.route("/admin/chains/new", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def new_chain() -> Any:
    """Add a chain."""
    form = ChainForm(clusters=_cluster_choices())
    return _page(
        form,
        "chains/chain_form.html",
        lambda: operations.add_chain(
            db.session, current_viewer(), form.code.data or "", _chain_values(form)
        ),
        chain=None,
    )


@blueprint.route("/admin/chains/<code>", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def edit_chain(code: str) -> Any:
    """Rename a chain, move it to another cluster, change its own key technologies."""
    chain = get_chain(db.session, code)
    form = ChainForm(obj=chain, clusters=_cluster_choices())
    if request.method != "POST":
        form.technologies.data = technology_lines(db.session, chain)
    return _page(
        form,
        "chains/chain_form.html",
        lambda: operations.change_chain(
            db.session, current_viewer(), chain, _chain_values(form), form.seen_version
        ),
        chain,
        chain=chain,
    )


@blueprint.route("/admin/chains/<code>/nodes/new", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def new_node(code: str) -> Any:
    """Add a node, below the one that `?parent=` names."""
    chain = get_chain(db.session, code)
    form = NodeForm(parents=_parent_choices(chain))
    if request.method != "POST":
        form.parent_id.data = asked_number(request.args, "parent")
        form.position.data = next_position(db.session, chain.id, form.parent_id.data)
    return _page(
        form,
        "chains/node_form.html",
        lambda: operations.add_node(
            db.session, current_viewer(), chain, form.code.data or "", _node_values(form)
        ),
        chain=chain,
        node=None,
    )


@blueprint.route("/admin/chains/<code>/nodes/<node_code>", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def edit_node(code: str, node_code: str) -> Any:
    """Rename a node, move it, change its key technologies."""
    node = get_node(db.session, code, node_code)
    form = NodeForm(obj=node, parents=_parent_choices(node.chain, node))
    if request.method != "POST":
        form.technologies.data = technology_lines(db.session, node)
    return _page(
        form,
        "chains/node_form.html",
        lambda: operations.change_node(
            db.session, current_viewer(), node, _node_values(form), form.seen_version
        ),
        node,
        chain=node.chain,
        node=node,
    )


def _page(
    form: Form,
    template: str,
    save: Callable[[], Any],
    row: Versioned | None = None,
    **context: Any,
) -> Any:
    """Show the form; when it is sent, save and go back to the taxonomy."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.validate():
            try:
                saved = save()
            except Conflict:
                status = 409
                form.collide(row)
            except Refused as error:
                form.refuse(error)
            else:
                flash(f"已保存“{saved.name}”。", "success")
                return redirect(HOME)
    return render(template, form=form, **context), status


def _cluster_values(form: ClusterForm) -> ClusterValues:
    return ClusterValues(name=form.name.data, position=form.position.data or 0)


def _chain_values(form: ChainForm) -> ChainValues:
    return ChainValues(
        name=form.name.data,
        cluster_id=form.cluster_id.data,
        position=form.position.data or 0,
        description=form.description.data or "",
        technologies=form.technologies.data or "",
    )


def _node_values(form: NodeForm) -> NodeValues:
    return NodeValues(
        name=form.name.data,
        parent_id=form.parent_id.data,
        stream=form.stream.data,
        position=form.position.data or 0,
        description=form.description.data or "",
        technologies=form.technologies.data or "",
    )


def _cluster_choices() -> list[tuple[int, str]]:
    return [(cluster.id, cluster.name) for cluster in clusters(db.session)]


def _parent_choices(chain: Chain, node: ChainNode | None = None) -> list[tuple[int, str]]:
    """The chain's nodes, indented by their level, without the node itself and those below it."""
    return [
        (other.id, "　" * level + other.name)
        for level, other in node_levels(db.session).get(chain.id, ())
        if node is None or not other.path.startswith(node.path)
    ]
