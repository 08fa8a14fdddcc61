"""What is no table changes nothing; the template is read by what it was made for."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from crm.core.db import now
from crm.exchange import jobs
from crm.exchange.models import ImportRun
from crm.exchange.rules.columns import COLUMNS
from crm.exchange.rules.runs import ImportKind, RunState
from crm.leads.models import Lead
from tests.exchange.files import csv_bytes, sent, xlsx
from tests.factories.chains import make_chain, make_node
from tests.factories.leads import make_lead


def last(session) -> ImportRun:
    session.expire_all()
    return session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()


@pytest.mark.parametrize("kind", list(ImportKind))
def test_the_template_has_every_column_and_its_drop_downs(staff, session, kind):
    make_node(session, make_chain(session, "集成电路", code="ic"), "封装测试")
    answer = staff.get(f"/imports/template.xlsx?kind={kind.value}", 200)
    book = load_workbook(io.BytesIO(answer.data))
    sheet = book[kind.label]
    assert [cell.value for cell in sheet[1]] == [column.label for column in COLUMNS[kind]]
    lists = {rule.formula1.split("!")[0] for rule in sheet.data_validations.dataValidation}
    assert lists == {"'选项'"}
    words = {cell.value for row in book["选项"] for cell in row}
    assert ("外出拜访" if kind is ImportKind.ACTIVITIES else "集成电路 · 封装测试") in words
    assert book["填写说明"]["A2"].value == COLUMNS[kind][0].label
    assert all(not isinstance(cell.value, str) or cell.data_type == "s" for cell in sheet[1])


@pytest.mark.parametrize("kind", list(ImportKind))
def test_the_empty_template_has_nothing_to_import(staff, session, kind):
    content = staff.get(f"/imports/template.xlsx?kind={kind.value}", 200).data
    staff.post("/imports/new", sent(content, kind=kind.value), 302)
    run = last(session)
    assert (run.state, run.message) == (RunState.FAILED, "表里只有表头，没有数据行。")


def test_there_is_no_template_of_another_kind(staff):
    staff.get("/imports/template.xlsx?kind=users", 404)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "线索.xlsx", "空文件"),
        (b"MZ\x90\x00\x03\0\0\0\xff", "线索.xlsx", "程序"),
        (b"#!/bin/sh\nrm", "线索.csv", "脚本程序"),
        (b"%PDF-1.7", "线索.pdf", ""),
        (xlsx(["企业名称"]), "线索.xlsx", "只有表头"),
        (xlsx(), "线索.xlsx", "没有内容"),
        (xlsx(["企业名称"], ["=A1"]), "线索.xlsx", "没有结果的公式"),
    ],
)
def test_what_is_no_table_changes_nothing(staff, session, content, name, words):
    answer = staff.post("/imports/new", sent(content, name))
    told = answer.text if answer.status_code == 400 else last(session).message
    assert words in told
    assert session.scalars(select(Lead)).all() == []


def test_without_a_file_it_is_asked_for(staff):
    assert "请选择一个文件" in staff.post("/imports/new", {"kind": "leads"}, 400).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_the_encodings_of_the_office(staff, session, encoding):
    content = csv_bytes([["企业名称", "联系人"], ["江苏海辰储能科技有限公司", "张三"]], encoding)
    staff.post("/imports/new", sent(content, "线索.csv"), 302)
    assert last(session).counts == {"new": 1}


def many(count: int) -> bytes:
    rows = [[f"江苏第{number}号新材料科技有限公司", "张三"] for number in range(count)]
    return csv_bytes([["企业名称", "联系人"], *rows])


def test_a_large_run_that_fails_at_its_end_leaves_nothing(staff, outsider, session):
    staff.post("/imports/new", sent(many(5_100), "线索.csv"), 302)
    run = last(session)
    assert run.counts == {"new": 5_100}
    make_lead(session, outsider.user, "江苏第5099号新材料科技有限公司")
    staff.post(f"/imports/{run.id}/write", {}, 302)
    run = last(session)
    assert run.state is RunState.FAILED
    assert "已有人登记" in run.message
    assert len(session.scalars(select(Lead.id)).all()) == 1


def test_a_run_whose_worker_was_lost_is_taken_up_where_it_stopped(staff, session, clock):
    staff.post("/imports/new", sent(many(3), "线索.csv"), 302)
    run = last(session)
    run.state, run.total = RunState.WRITING, 3
    run.claimed_by, run.lease_until = "somebody who is gone", now()
    session.commit()
    clock.shift(-10)
    assert jobs.resume() == 0  # his lease still holds
    clock.shift(20)
    assert jobs.resume() == 1
    assert last(session).state is RunState.DONE
    assert len(session.scalars(select(Lead.id)).all()) == 3


def test_pages_ask_the_same_with_few_rows_as_with_many(staff, session, count_queries):
    found = []
    for count in (2, 60):
        staff.post("/imports/new", sent(many(count), "线索.csv"), 302)
        url = f"/imports/{last(session).id}"
        staff.get(url, 200)
        with count_queries() as queries:
            staff.get(url, 200)
            staff.get("/imports", 200)
        found.append(len(queries))
    assert found[1] <= found[0] + 2
    assert max(found) <= 10


def test_old_rows_are_forgotten_and_the_run_stays(staff, session, clock):
    staff.post("/imports/new", sent(many(2), "线索.csv"), 302)
    clock.shift(91 * 86_400)
    assert jobs.forget() == 1
    assert last(session).counts == {"new": 2}
