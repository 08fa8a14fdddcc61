"""What was done, as files tell it: rows, and how they come in."""

from sqlalchemy import select

from crm.exchange.models import ImportRow, ImportRun
from crm.leads.models import Activity
from tests.exchange.files import sent, xlsx

FIRM, OTHER = "江苏海辰储能科技有限公司", "苏州长芯半导体有限公司"
HEADS = ["对象类别", "对象", "日期", "方式", "内容", "参加人员", "地点", "下一步", "下一步日期"]


def row(kind, name, day="2026-11-10", how="走访", said="看了新产线", *rest):
    return [kind, name, day, how, said, *rest, *[""] * (4 - len(rest))]


def upload(browser, session, *rows, heads=HEADS) -> ImportRun:
    browser.post("/imports/new", sent(xlsx(heads, *rows), kind="activities"), 302)
    session.expire_all()
    return session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()


def go(browser, session, run, deed="write") -> ImportRun:
    browser.post(f"/imports/{run.id}/{deed}", {}, 302)
    session.expire_all()
    return session.get(ImportRun, run.id)


def reasons(session, run) -> list[str]:
    wanted = select(ImportRow.reason).where(ImportRow.run_id == run.id).order_by(ImportRow.number)
    return list(session.scalars(wanted))


def activities(session) -> list[Activity]:
    return list(session.scalars(select(Activity).order_by(Activity.id)))
