"""Pasted messages and business cards taken apart, and the form that they fill."""

from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.leads.models import Lead
from crm.leads.rules.pasted import LONGEST_PASTED, Pasted, read_pasted
from crm.lib.credit_code import complete
from crm.lib.currencies import Currency
from crm.plans.rules import Channel
from tests.client import words
from tests.factories.chains import make_chain, make_node, make_technology

ON = date(2026, 11, 20)  # a Friday
CHAT = """张三 2026/11/20 14:02:11
李局，今天拜访了苏州纳维科技股份有限公司，王总（13812345678）说想在我们区投资5个亿建氮化镓衬底产线，
需要厂房2万平方米。下周三上午来盐城考察。邮箱 Wang@nanowin.com"""
COMPANIES = (
    "苏州纳维科技有限公司",
    "宁德时代新能源科技股份有限公司",
    "上海微电子装备（集团）股份有限公司",
)
CARD = """苏州纳维科技有限公司
王建国  副总经理
手机：138-1234-5678
电话：0512-6288 1234
传真：0512-62881235
E-mail: wang@nanowin.com
地址：江苏省苏州工业园区星湖街218号"""


def test_a_chat_message():
    found = read_pasted(CHAT, ON)
    assert found.company_name == "苏州纳维科技股份有限公司"
    assert (found.contact_name, found.contact_phone) == ("王总", "13812345678")
    assert found.contact_email == "wang@nanowin.com"
    assert (found.amount.minor, found.amount.currency) == (5 * 10**10, Currency.CNY)
    assert (found.country, found.region_code) == ("CN", "320500")
    assert (found.next_step, found.next_step_on) == ("下周三上午来盐城考察", date(2026, 11, 25))
    assert "氮化镓衬底产线" in found.intent
    assert "下周三" not in found.intent


def test_a_business_card():
    found = read_pasted(CARD, ON)
    assert found == Pasted(
        company_name="苏州纳维科技有限公司",
        contact_name="王建国 副总经理",
        contact_phone="13812345678",
        contact_email="wang@nanowin.com",
        country="CN",
        region_code="320500",
    )


def test_labelled_lines():
    code = complete("91320594MA1MXXXX0"[:17])
    found = read_pasted(
        f"公司名称：深圳市大族激光科技产业集团股份有限公司\n联系人：刘伟，13900001111\n"
        f"统一社会信用代码：{code}\n投资额：约3.5亿美元\n需求：建设生产基地，用地100亩\n"
        "下一步：3月5日上午来区里看地",
        ON,
    )
    assert found.company_name == "深圳市大族激光科技产业集团股份有限公司"
    assert (found.contact_name, found.contact_phone) == ("刘伟", "13900001111")
    assert found.credit_code == code
    assert (found.amount.minor, found.amount.currency) == (35 * 10**9, Currency.USD)
    assert found.intent == "建设生产基地，用地100亩"
    assert (found.next_step, found.next_step_on) == ("3月5日上午来区里看地", date(2027, 3, 5))
    assert found.region_code == "440300"


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("韩国SK想来投资2亿美元做动力电池", "country", "KR"),
        ("韩国SK想来投资2亿美元做动力电池", "company_name", "韩国SK"),
        ("跟天合光能的张总通了电话", "company_name", "天合光能"),
        ("跟天合光能的张总通了电话", "contact_name", "张总"),
        ("LG Energy Solution, Ltd.\nMr. Kim Minsu", "company_name", "LG Energy Solution, Ltd."),
        ("LG Energy Solution, Ltd.\nMr. Kim Minsu", "contact_name", "Mr. Kim Minsu"),
        ("Tel: +82-2-3777-1114", "contact_phone", "+82-2-3777-1114"),
        ("电话0515-88881234转8001", "contact_phone", "0515-88881234转8001"),
        ("欧阳明 总经理", "contact_name", "欧阳明 总经理"),
        ("来自深圳的一家企业，想来盐城看看", "region_code", "440300"),
        ("他们今天来过了", "next_step", ""),
        ("年产值100亿，总投资30亿", "intent", "年产值100亿，总投资30亿。"),
        ("91320594MA1M00000A", "credit_code", ""),
        ("年产100万台", "amount", None),
        ("营收3亿元", "amount", None),
        ("一个3亿元，一个5亿元", "amount", None),
        ("好的收到", "intent", ""),
        ("我是苏州芯华有限公司的副总王建国，手机13812345678", "contact_name", "王建国 副总"),
        ("您好我叫周晓燕，是无锡卓胜微电子的投资经理", "contact_name", "周晓燕"),
        ("江苏捷捷微电子股份有限公司黄总来电", "contact_name", "黄总"),
        ("李明(138-0000-1111) 战略投资部总监", "contact_name", "李明"),
        ("老乡会刘会长介绍，士兰微董秘马良 057188210880", "contact_name", "马良 董秘"),
        ("请总经理于今天，务必答复", "contact_name", ""),
        ("做MEMS的企业叫敏芯微，老板姓李", "company_name", "敏芯微"),
        ("杭州士兰微要扩产，找地200亩", "company_name", "杭州士兰微"),
        ("投资5-8亿", "amount", None),
        ("投资3亿元至5亿元", "amount", None),
        ("黄总今天下午来电询价，要求12月5日前答复", "next_step", "要求12月5日前答复"),
        ("韩国DOWOO想投3000万美元。省商务厅推荐。", "channel", Channel.SUPERIOR),
        ("今天在SEMICON展会认识了一家公司", "channel", Channel.EVENT),
        ("老乡会刘会长介绍", "channel", Channel.ALUMNI),
        ("南通李总推荐", "channel", Channel.REFERRAL),
        ("展会上认识的，李总推荐过", "channel", None),
        ("给他介绍了我们的项目", "channel", None),
        ("朋友介绍的，南通李总推荐。谢谢", "source", "朋友介绍的，南通李总推荐"),
        ("@陈专员 今天在展会上认识了张总", "source", "今天在展会上认识了张总"),
        ("会上介绍了我们的项目", "source", ""),
    ],
)
def test_one_thing_of_a_text(text, field, value):
    assert getattr(read_pasted(text, ON), field) == value


def test_labels_on_one_line():
    found = read_pasted(
        "企业：南京沁恒微电子股份有限公司 联系人：杨总 电话：025-52638370 投资额：8000万 "
        "项目：USB芯片研发中心 推荐人：省半导体协会 下一步：周五前发送厂房资料",
        ON,
    )
    assert found.company_name == "南京沁恒微电子股份有限公司"
    assert (found.contact_name, found.contact_phone) == ("杨总", "025-52638370")
    assert found.amount.minor == 8 * 10**9
    assert (found.intent, found.source) == ("USB芯片研发中心", "省半导体协会")
    assert (found.next_step, found.next_step_on) == ("周五前发送厂房资料", ON)


def test_the_investment_is_told_from_other_money():
    found = read_pasted("注册资本1亿元，年产值100亿元，总投资30亿元", ON)
    assert found.amount.minor == 30 * 10**10


@given(st.text(max_size=300), st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_any_text_is_read_within_the_lengths_of_the_fields(text, on):
    found = read_pasted(text, on)
    assert len(found.company_name) <= 200
    assert len(found.contact_name) <= 40
    assert len(found.intent) <= 1000
    assert len(found.next_step) <= 200
    assert found.next_step_on is None or found.next_step_on >= on


@given(
    st.sampled_from(COMPANIES),
    st.sampled_from(["王建国", "李娜", "欧阳明"]),
    st.integers(3, 9).flatmap(lambda n: st.integers(0, 10**9 - 1).map(lambda r: f"1{n}{r:09}")),
    st.integers(1, 900),
    st.sampled_from(["亿元", "万元", "亿美元", "万美元", "亿韩元"]),
)
def test_what_is_written_out_is_read_back(company, person, phone, number, unit):
    text = f"{company}\n{person} 总经理\n电话：{phone}\n总投资：{number}{unit}"
    found = read_pasted(text, ON)
    assert found.company_name == company
    assert found.contact_name == f"{person} 总经理"
    assert found.contact_phone == phone
    assert found.amount.within(next(u for u in type(found.amount.unit) if u.label == unit)) == str(
        number
    )


@pytest.mark.parametrize("part", ["1", "一", "公司", "a@", "(", "投资", "1-", "下", "A Co ", "\n "])
def test_a_text_that_repeats_itself_takes_no_longer(part):
    text = (part * LONGEST_PASTED)[:LONGEST_PASTED]
    began = process_time()
    read_pasted(text, ON)
    assert process_time() - began < 0.3


def test_the_longest_text_is_read():
    text = ("今天拜访了某某公司，下周三来，投资5亿元。" * 300)[:LONGEST_PASTED]
    assert read_pasted(text * 3, ON).amount is not None


def test_the_form_is_filled_and_nothing_is_saved(staff, session):
    node = make_node(session, make_chain(session, name="集成电路"), "材料")
    make_technology(session, node, "氮化镓（GaN）")
    answer = staff.post("/leads/read", {"pasted": CHAT, "country": "CN"}, 200)
    page = words(answer)
    for label in ("企业名称", "联系人", "联系电话", "意向投资额", "产业链环节", "下一步日期"):
        assert label in page.split("请逐项核对")[0]
    for value in ("苏州纳维科技股份有限公司", "13812345678", "2026-11-25", "集成电路 · 材料"):
        assert f'value="{value}"' in answer.text
    assert '<option value="yi" selected>' in answer.text
    assert f'name="node_id" value="{node.id}"' in answer.text
    assert session.query(Lead).count() == 0


def test_what_is_typed_is_not_overwritten(staff):
    typed = {
        "company_name": "纳维",
        "contact_phone": "13900000000",
        "amount_minor": "3",
        "country": "JP",
    }
    answer = staff.post("/leads/read", {"pasted": CHAT, **typed}, 200)
    page = words(answer)
    for value in ("纳维", "13900000000", "3"):
        assert f'value="{value}"' in answer.text
    assert '<option value="JP" selected>' in answer.text
    assert "粘贴内容里是：13812345678" in page
    assert "粘贴内容里是：5.00亿元" in page
    assert "没有改动：企业名称" in page


def test_the_way_and_who_brought_it_are_filled(staff):
    answer = staff.post("/leads/read", {"pasted": "苏州纳维科技有限公司，南通李总推荐"}, 200)
    assert '<option value="referral" selected>' in answer.text
    assert 'value="南通李总推荐"' in answer.text
    for label in ("招引方式", "信息来源"):
        assert label in words(answer).split("请逐项核对")[0]


def test_what_is_filled_can_be_saved(staff, session):
    node = make_node(session)
    answer = staff.post("/leads/read", {"pasted": CARD}, 200)
    assert 'action="/leads/new"' in answer.text
    sent = {
        "company_name": "苏州纳维科技有限公司",
        "contact_email": "wang@nanowin.com",
        "node_id": node.id,
    }
    staff.submit("/leads/new", sent, 302)
    assert session.query(Lead).one().contact_email == "wang@nanowin.com"


def test_a_text_without_anything_says_so(staff):
    assert "没有识别出" in words(staff.post("/leads/read", {"pasted": "好的"}, 200))
    assert "没有识别出" in words(staff.post("/leads/read", {}, 200))


def test_a_text_that_is_too_long_is_kept_and_told(staff):
    answer = staff.post("/leads/read", {"pasted": "长" * (LONGEST_PASTED + 1)}, 400)
    assert "最多 4000 个字" in words(answer)


def test_leaders_do_not_log(leader, guest):
    leader.post("/leads/read", {"pasted": CARD}, 403)
    assert guest.post("/leads/read", {"pasted": CARD}).status_code == 401
