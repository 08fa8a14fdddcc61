"""The keys that names are found by follow the names, and are filled where a migration left none."""

from sqlalchemy import select, update

from crm.companies.models import Company, CompanyName, Contact
from crm.companies.operations.naming import complete_keys
from crm.leads.models import Lead
from tests.factories.companies import make_company, make_contact, make_name
from tests.factories.leads import make_lead


def test_keys_follow_the_name(session, cast):
    company = make_company(session, cast.staff, "盐城恒曜机械有限公司")
    assert (company.core_name, company.sound) == ("恒曜机械", "hyjx")
    assert (company.brand, company.pinyin) == ("恒曜", "hengyaojixie")
    company.name = "盐城澜沣食品有限公司"
    assert (company.brand, company.pinyin) == ("澜沣", "lanfengshipin")
    contact = make_contact(session, company, cast.staff, email="Li@Lanfeng.cn")
    assert contact.mail_domain == "lanfeng.cn"
    contact.email = "li@qq.com"
    assert contact.mail_domain == ""


def test_missing_keys_are_filled_and_nothing_else_moves(session, cast):
    company = make_company(session, cast.staff, "盐城恒曜机械有限公司")
    make_name(session, company, "澜沣食品")
    make_contact(session, company, cast.staff, email="li@hengyao.cn")
    make_lead(session, cast.staff, "骐源半导体有限公司")
    before = session.execute(select(Company.version, Company.updated_at)).one()
    for model in (Company, CompanyName, Lead):
        session.execute(update(model.__table__).values(brand="", pinyin="", core_name="旧"))
    session.execute(update(Contact.__table__).values(mail_domain=""))
    assert complete_keys(session) == 4
    assert complete_keys(session) == 0
    session.expire_all()
    assert session.execute(select(Company.version, Company.updated_at)).one() == before
    assert session.scalars(select(Company.core_name)).one() == "恒曜机械"
    assert session.scalars(select(CompanyName.brand)).one() == "澜沣"
    assert session.scalars(select(Lead.pinyin)).one() == "qiyuanbandaoti"
    assert session.scalars(select(Contact.mail_domain)).one() == "hengyao.cn"
