"""What was done, as files tell it: rows, and how they come in."""

from sqlalchemy import select

from crm.exchange.models import ImportRun
from crm.leads.models import Activity
from tests.exchange.runs import handed_in

FIRM, OTHER = "江苏海辰储能科技有限公司", "苏州长芯半导体有限公司"
HEADS = ["对象类别", "对象", "日期", "方式", "内容", "参加人员", "地点", "下一步", "下一步日期"]


def row(kind, name, day="2026-11-10", how="走访", said="看了新产线", *rest):
    return [kind, name, day, how, said, *rest, *[""] * (4 - len(rest))]


def upload(browser, session, *rows, heads=HEADS) -> ImportRun:
    return handed_in(browser, session, "activities", heads, *rows)


def activities(session) -> list[Activity]:
    return list(session.scalars(select(Activity).order_by(Activity.id)))
