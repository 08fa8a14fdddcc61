"""Bad input: a clear sentence, nothing changed anywhere, everything typed still in the page."""

import io
from datetime import timedelta

import pytest

from tests.attachments.files import PDF
from tests.client import fields_of, words
from tests.factories.projects import credit_code
from tests.journeys.typed import changed, everything, filled, form_in, lost

WRONG_CODE = credit_code()[:17] + ("0" if credit_code()[17] != "0" else "1")
LEAD = {
    "company_name": "上海某<新>材料有限公司",
    "intent": "第一行\n第二行 & 更多",
    "contact_name": "王总",
    "contact_phone": "13812345678",
    "amount_minor": "1.50",
    "amount_minor-unit": "yi",
    "channel": "chain",
    "next_step": "约考察",
    "next_step_on": "2026-12-01",
}
PROJECT = {
    "name": "年产 <10> 万片项目",
    "company_name": "上海某新材料有限公司",
    "amount": "3",
    "amount-unit": "yi",
    "land_mu_hundredths": "120.5",
    "description": "一期\n二期",
    "next_step": "报批",
    "started_on": "2026-10-08",
}
COMPANY = {"name": "上海某新材料有限公司", "description": "衬底 & 外延", "former_names": "某材料"}
SIGNED = {
    "occurred_on": "2026-11-18",
    "agreement": "contract",
    "document_number": "盐开〔2026〕8号",
    "parties": "管委会、<华芯>",
    "note": "分两期",
}
REGISTERED = {
    "occurred_on": "2026-11-19",
    "company_name": "盐城华芯半导体有限公司",
    "credit_code": credit_code(),
    "capital_fen": "5,000",
    "note": "已领照",
}
QUOTA = {
    "title": "2026年新签约",
    "target": "60",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "reading": "按正式合同",
}
TYPED = {
    "lead": LEAD,
    "lead edit": LEAD,
    "project": PROJECT,
    "conversion": PROJECT,
    "project edit": {name: text for name, text in PROJECT.items() if name != "company_name"},
    "company": COMPANY,
    "signed": SIGNED,
    "registered": REGISTERED,
    "started": {"occurred_on": "2026-11-19", "note": "已破土"},
    "quota": QUOTA,
}


def needs(form, office):
    """What is chosen rather than typed: the node, and the file, which no browser keeps."""
    if form in ("project", "conversion"):
        return {"node_id": str(office.node.id)}
    if form in ("signed", "registered", "started"):
        return {"files": (io.BytesIO(PDF), "依据.pdf")}
    return {}


@pytest.mark.parametrize(
    ("form", "bad", "sentences"),
    [
        ("company", {"credit_code": WRONG_CODE}, ["校验不通过"]),
        ("company", {"credit_code": "91320900"}, ["应为 18 位"]),
        ("lead", {"credit_code": WRONG_CODE}, ["校验不通过"]),
        ("project", {"credit_code": WRONG_CODE}, ["校验不通过"]),
        ("registered", {"credit_code": WRONG_CODE}, ["校验不通过"]),
        ("registered", {"credit_code": "营业执照"}, ["统一社会信用代码"]),
        ("lead", {"amount_minor": "3亿", "amount_minor-unit": "wan"}, ["30000", "亿元填 3"]),
        ("lead", {"amount_minor": "三个亿", "amount_minor-unit": "wan"}, ["30000", "亿元填 3"]),
        ("lead edit", {"amount_minor": "三个亿"}, ["填 3"]),
        ("project", {"amount": "3亿"}, ["填 3"]),
        ("conversion", {"amount": "三个亿", "amount-unit": "wan"}, ["30000", "亿元填 3"]),
        ("project edit", {"amount": "约5亿美元"}, ["把单位选为亿美元填 5"]),
        ("registered", {"capital_fen": "三个亿"}, ["30000"]),
        ("quota", {"target": "六十"}, ["请只填数字，如 60"]),
        ("quota", {"ends_on": "2025-12-31"}, ["统计期"]),
        ("started", {}, ["还没有签约、注册，不能直接填报开工"]),
        ("signed", {"occurred_on": "2025-12-31"}, ["早于在谈日期"]),
        ("signed", {"occurred_on": "2026-11-21"}, ["还没有到"]),
        ("lead", {"next_step_on": "下周三"}, ["日期请写成 2026-11-20 这样的格式"]),
        ("project", {"land_mu_hundredths": "一百亩"}, ["请填写数字"]),
        ("project", {"name": ""}, ["请填写项目名称"]),
    ],
)
def test_is_refused_in_words_and_kept(staff, manager, session, office, form, bad, sentences):
    browser, url = manager if form == "quota" else staff, office.address(form)
    typed = {**filled(browser, url, **TYPED[form], **needs(form, office)), **bad}
    before = everything(session)
    answer = browser.post(url, typed, 400)
    told = words(answer)
    assert "还没有保存，填写的内容都在" in told
    assert [one for one in sentences if one not in told] == []
    assert lost(answer, typed) == []
    assert changed(session, before) == []


@pytest.mark.parametrize(
    "form", ["lead", "lead edit", "project", "conversion", "project edit", "company", "signed"]
)
def test_an_expired_token_keeps_all_and_the_next_save_works(staff, session, office, form):
    url = office.address(form)
    typed = filled(staff, url, **TYPED[form], **needs(form, office), csrf_token="stale")
    before = everything(session)
    answer = staff.post(url, typed, 400, token=False)
    assert "请再点一次保存" in words(answer)
    assert lost(answer, typed) == []
    assert changed(session, before) == []
    fresh = {**filled_again(answer), **needs(form, office)}
    assert fresh["csrf_token"] != "stale"
    staff.post(url, fresh, 302, token=False)
    assert changed(session, before) != []


def filled_again(answer):
    """What a browser sends when the same button is pressed on the page that came back."""
    return fields_of(form_in(answer.text))


def test_a_session_that_ended_meanwhile_asks_to_sign_in_again(staff, session, cast, office, clock):
    before = everything(session)
    clock.shift(timedelta(minutes=31))
    answer = staff.post("/leads/new", LEAD, 401, headers={"Referer": "http://localhost/leads/new"})
    told = words(answer)
    assert "请重新登录" in told
    assert "已填写的内容保留在浏览器中" in told
    assert 'href="/login?next=/leads/new"' in answer.text
    assert changed(session, before) == []


@pytest.mark.parametrize("form", ["lead edit", "project edit"])
def test_two_editors_see_both_values(staff, manager, session, office, form):
    """Who saves second is shown what stands now beside his own, and may save knowingly."""
    field = "intent" if form == "lead edit" else "description"
    url = office.address(form)
    mine = filled(staff, url, **{field: "张三写的"})
    manager.submit(url, {field: "王五写的"}, 302)
    before = everything(session)
    answer = staff.post(url, mine, 409, token=False)
    told = words(answer)
    assert "已被别人修改" in told
    assert "现已改为：王五写的" in told
    assert lost(answer, mine) == []
    assert changed(session, before) == []
    staff.post(url, filled_again(answer), 302, token=False)
    row = office.lead if form == "lead edit" else office.project
    assert getattr(row, field) == "张三写的"


def test_what_is_too_large_is_refused_before_it_is_read(staff, session, office):
    before = everything(session)
    large = (io.BytesIO(bytes(53 << 20)), "全套图纸.pdf")
    answer = staff.post(office.address("signed"), {**SIGNED, "files": large}, 413)
    assert "文件太大" in answer.text
    assert "没有保存" in words(answer)
    assert changed(session, before) == []
    long = {**LEAD, "intent": "长" * (1 << 20)}
    assert "超过上限" in words(staff.post("/leads/new", long, 413))
    assert changed(session, before) == []


def test_too_early_a_milestone_is_told_with_the_missing_paper(staff, session, office):
    url = office.address("started")
    before = everything(session)
    answer = staff.post(url, filled(staff, url, **TYPED["started"]), 400)
    assert "还没有签约、注册，不能直接填报开工" in words(answer)
    assert changed(session, before) == []
