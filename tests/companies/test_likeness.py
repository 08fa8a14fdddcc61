"""Why two companies are taken for the same one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.companies.rules import (
    SAME,
    STRONG,
    Identity,
    Likeness,
    likeness,
    mail_domain,
    name_keys,
    person_key,
    reasons,
)

NAMES = st.text(
    alphabet="天合光能协鑫晶澳江苏盐城有限公司科技集团机械分abc ", min_size=1, max_size=20
)


def known(name: str, **given) -> Identity:
    return Identity(name=name, **{key: frozenset(value) for key, value in given.items()})


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (Identity("甲", credit_code="X"), Identity("乙", credit_code="X"), Likeness.CREDIT_CODE),
        (known("江苏天合光能有限公司"), known("天合光能股份有限公司"), Likeness.NAME),
        (known("天合光能有限公司盐城分公司"), known("天合光能"), Likeness.NAME),
        (known("天合"), known("天合光能股份有限公司"), Likeness.SHORT_NAME),
        (known("新名", short_names=["旧名"]), known("旧名有限公司"), Likeness.SHORT_NAME),
        (known("新名", other_names=["旧名照明"]), known("旧名照明有限公司"), Likeness.FORMER_NAME),
        (known("甲一", short_names=["旧名"]), known("乙二", short_names=["旧名"]),
         Likeness.SHORT_NAME),
        (known("甲一", other_names=["旧名"]), known("乙二", short_names=["旧名"]),
         Likeness.FORMER_NAME),
        (known("甲一", other_names=["旧名照明"]), known("乙二", other_names=["旧名照明"]),
         Likeness.FORMER_NAME),
        (known("天合光能"), known("天合光能储能"), Likeness.SIMILAR),
        (known("天合光能"), known("天和光能"), Likeness.SOUND),
        (known("tianheguangneng"), known("天合光能有限公司"), Likeness.SOUND),
        (known("thgn"), known("天合光能有限公司"), Likeness.SOUND),
        (known("天合光能有限公司"), known("天合储能有限公司"), Likeness.GROUP),
        (known("天合光能（常州）有限公司"), known("盐城天合光能有限公司"), Likeness.GROUP),
        (known("甲一", phones=["1380000"]), known("乙二", phones=["1380000"]), Likeness.PHONE),
        (known("甲一", domains=["a.cn"]), known("乙二", domains=["a.cn"]), Likeness.DOMAIN),
        (known("甲一", people=["王伟"]), known("乙二", people=["王伟"]), Likeness.CONTACT),
        (known("甲一"), known("乙二", phones=["1"]), None),
        (known("协鑫集成"), known("晶澳科技"), None),
        (known("天河"), known("天和"), None),
        (known(""), known(""), None),
    ],
)  # fmt: skip
def test_the_strongest_reason_is_given(one, other, reason):
    assert likeness(one, other) is reason
    assert likeness(other, one) is reason


def test_all_reasons_are_told_the_strongest_first():
    one = Identity("天合光能", credit_code="X", phones=frozenset({"1"}), people=frozenset({"王伟"}))
    assert reasons(one, one) == (
        Likeness.CREDIT_CODE, Likeness.NAME, Likeness.PHONE, Likeness.CONTACT,
    )  # fmt: skip


@given(NAMES)
def test_a_company_is_like_itself(name):
    assert likeness(known(name), known(name)) is (Likeness.NAME if name_keys(name).core else None)


@given(NAMES, NAMES)
def test_likeness_has_no_direction(one, other):
    assert likeness(known(one), known(other)) is likeness(known(other), known(one))


def test_strong_reasons_come_first():
    assert sorted(Likeness, key=lambda one: one.rank) == list(Likeness)
    assert [one for one in Likeness if one.is_strong] == list(Likeness)[: len(STRONG)]
    assert Likeness.GROUP not in SAME


@given(st.text(max_size=60))
def test_keys_fit_their_columns(name):
    keys = name_keys(name * 10)
    assert max(map(len, (keys.core, keys.sound, keys.brand, keys.pinyin))) <= 200


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("wang@Tianhe.com.cn", "tianhe.com.cn"),
        (" wang@tianhe.cn. ", "tianhe.cn"),
        ("wang@qq.com", ""),
        ("wang@163.com", ""),
        ("wang", ""),
        ("@tianhe.cn", ""),
        ("wang@localhost", ""),
        ("", ""),
    ],
)
def test_a_mail_domain_is_a_companys_own(address, domain):
    assert mail_domain(address) == domain


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("王 伟", "王伟"),
        ("王伟经理", "王伟"),
        ("欧阳明总", "欧阳明"),
        ("钱经理", ""),
        ("王总", ""),
        ("Anna Berg", "annaberg"),
        ("", ""),
    ],
)
def test_a_title_alone_is_nobody(name, key):
    assert person_key(name) == key
