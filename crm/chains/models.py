"""Tables of the taxonomy."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.chains.rules import Stream
from crm.core.db import Model, Timestamped, Versioned
from crm.core.types import labelled


class Cluster(Versioned, Model):
    """An industry cluster: a group of chains."""

    __tablename__ = "clusters"

    code: Mapped[str] = mapped_column(String(40), unique=True, info={"label": "代码"})
    name: Mapped[str] = mapped_column(String(80), info={"label": "名称"})
    position: Mapped[int] = mapped_column(default=0, info={"label": "顺序"})


class Chain(Versioned, Model):
    """An industry chain."""

    __tablename__ = "chains"

    code: Mapped[str] = mapped_column(String(40), unique=True, info={"label": "代码"})
    name: Mapped[str] = mapped_column(String(80), info={"label": "名称"})
    cluster_id: Mapped[int | None] = mapped_column(
        ForeignKey("clusters.id", ondelete="RESTRICT"), index=True, info={"label": "产业集群"}
    )
    position: Mapped[int] = mapped_column(default=0, info={"label": "顺序"})
    description: Mapped[str] = mapped_column(String(1000), default="", info={"label": "说明"})

    cluster: Mapped[Cluster | None] = relationship(lazy="raise")


class ChainNode(Versioned, Model):
    """A node of a chain, perhaps below another. `path` is `/3/17/`, by node numbers."""

    __tablename__ = "chain_nodes"
    __table_args__ = (UniqueConstraint("chain_id", "code"),)

    chain_id: Mapped[int] = mapped_column(
        ForeignKey("chains.id", ondelete="RESTRICT"), index=True, info={"label": "产业链"}
    )
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("chain_nodes.id", ondelete="RESTRICT"), index=True, info={"label": "上级环节"}
    )
    path: Mapped[str] = mapped_column(String(200), index=True, info={"noise": True})
    code: Mapped[str] = mapped_column(String(60), info={"label": "代码"})
    name: Mapped[str] = mapped_column(String(80), info={"label": "名称"})
    stream: Mapped[Stream | None] = mapped_column(labelled(Stream), info={"label": "位置"})
    position: Mapped[int] = mapped_column(default=0, info={"label": "顺序"})
    description: Mapped[str] = mapped_column(String(1000), default="", info={"label": "说明"})

    chain: Mapped[Chain] = relationship(lazy="raise")


class KeyTechnology(Timestamped, Model):
    """A key technology or direction of a node, or of a whole chain (关键技术), with where a plan
    names it."""

    __tablename__ = "key_technologies"
    __table_args__ = (UniqueConstraint("chain_id", "node_id", "name"),)

    chain_id: Mapped[int] = mapped_column(ForeignKey("chains.id", ondelete="CASCADE"))
    node_id: Mapped[int | None] = mapped_column(
        ForeignKey("chain_nodes.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(120), info={"label": "名称"})
    # The field of work that it belongs to, such as 专用芯片; names of one direction stand together.
    direction: Mapped[str] = mapped_column(String(80), default="", info={"label": "方向"})
    position: Mapped[int] = mapped_column(default=0, info={"noise": True})
    source: Mapped[str] = mapped_column(String(200), default="", info={"label": "出处"})
