"""What was said about a record is found, by those who find the record."""

import pytest
from sqlalchemy import delete, select

from crm.companies.models import Company
from crm.companies.operations.belongings import hand_over
from crm.core.finding import index
from crm.leads.rules import ActivityKind, LeadState
from crm.search.models import SearchDocument
from crm.search.operations import documents_of, index_what_is_missing, keep, reindex
from crm.search.rules import LATEST, NOTES_LENGTH, Kind, Part
from tests.client import words
from tests.factories.companies import make_clearance, make_company
from tests.factories.leads import TODAY, make_activity, make_lead
from tests.factories.projects import make_project

SAID = "参观中试车间，对方关心蒸汽价格"
MENTIONED, OF_COMPANY = "跟进记录中提到", "主营业务或跟进记录中提到"


def about(session, kind, record, owner, summary=SAID, **given):
    given = {"kind": kind, "subject_id": record.id, **given}
    return make_activity(session, record, owner, summary=summary, **given)


def note_of(session, kind, number):
    wanted = select(SearchDocument).where(
        SearchDocument.kind == kind,
        SearchDocument.subject_id == number,
        SearchDocument.part == Part.NOTES,
    )
    return session.scalars(wanted).one_or_none()


def found(browser, q, url):
    return browser.page(f"/search?q={q}").select_one(f"a[href='{url}']") is not None


@pytest.mark.parametrize("q", ["蒸汽", "中试车间", "张博士", "国宾馆", "CATL", "车间 价格"])
def test_a_record_is_found_by_words_people_and_place_of_a_visit(
    staff, colleague, outsider, cast, session, q
):
    lead = make_lead(session, cast.staff)
    project = make_project(session, cast.staff)
    others = make_lead(session, cast.staff)
    for kind, record in (("lead", lead), ("project", project)):
        about(session, kind, record, cast.staff, f"{SAID}CATL", people="张博士", place="国宾馆")
    for inside in (staff, colleague):
        page = inside.page(f"/search?q={q}")
        for url in (f"/leads/{lead.id}", f"/projects/{project.id}"):
            row = page.select_one(f"tr:has(a[href='{url}'])").get_text(" ", strip=True)
            assert MENTIONED in row
        assert f"/leads/{others.id}" not in str(page)
    assert "没有找到" in outsider.text(f"/search?q={q}")


def test_notes_are_not_found_by_pinyin(staff, cast, session):
    about(session, "lead", make_lead(session, cast.staff), cast.staff)
    for q in ("zhengqi", "zqjg"):
        assert "没有找到" in staff.text(f"/search?q={q}")


@pytest.mark.parametrize("q", ["碳化硅衬底", "蒸汽"])
def test_a_company_is_found_by_what_it_does_and_what_was_said(outsider, cast, session, q):
    company = make_company(session, cast.staff, description="碳化硅衬底和外延片")
    about(session, "company", company, cast.staff)
    page = outsider.page(f"/search?q={q}")
    row = page.select_one(f"tr:has(a[href='/companies/{company.id}'])").get_text(" ", strip=True)
    assert OF_COMPANY in row


def test_a_description_follows_its_changes(staff, cast, session):
    company = make_company(session, cast.staff, description="碳化硅衬底")
    company.description = "氮化镓外延"
    session.flush()
    assert not found(staff, "衬底", f"/companies/{company.id}")
    assert found(staff, "外延", f"/companies/{company.id}")
    company.description = ""
    session.flush()
    assert note_of(session, "company", company.id) is None


def test_of_confidential_records_only_their_list_finds_it(
    staff, colleague, leader, manager, cast, session
):
    lead = make_lead(session, cast.staff, confidential=True)
    project = make_project(session, cast.staff, confidential=True, code_name="DH 半导体")
    company = make_company(session, cast.staff, confidential=True, description="蒸汽轮机")
    urls = {
        "lead": f"/leads/{lead.id}",
        "project": f"/projects/{project.id}",
        "company": f"/companies/{company.id}",
    }
    for kind, record in (("lead", lead), ("project", project), ("company", company)):
        about(session, kind, record, cast.staff)
    for outside in (colleague, leader, manager):
        assert "没有找到" in outside.text("/search?q=蒸汽")
        for path in ("leads", "projects", "companies"):
            assert f'href="/{path}/' not in words(outside.get(f"/{path}?q=蒸汽", 200))
    for kind, record in (("lead", lead), ("project", project), ("company", company)):
        assert found(staff, "蒸汽", urls[kind])
        make_clearance(session, kind, record.id, cast.colleague)
        assert found(colleague, "蒸汽", urls[kind])


def test_making_it_confidential_hides_what_was_said_at_once(colleague, cast, session):
    lead = make_lead(session, cast.staff)
    about(session, "lead", lead, cast.staff)
    assert found(colleague, "蒸汽", f"/leads/{lead.id}")
    lead.confidential, lead.code_name = True, "GF 光伏"
    session.flush()
    assert not found(colleague, "蒸汽", f"/leads/{lead.id}")


def test_in_the_pool_all_find_it_and_in_another_unit_only_that(staff, outsider, cast, session):
    lead = make_lead(session, cast.staff)
    about(session, "lead", lead, cast.staff)
    lead.state, lead.owner_id = LeadState.POOL, None
    session.flush()
    assert found(outsider, "蒸汽", f"/leads/{lead.id}")
    lead.state, lead.owner_id, lead.unit_id = (
        LeadState.OPEN, cast.outsider.id, cast.outsider.unit_id,
    )  # fmt: skip
    session.flush()
    assert found(outsider, "蒸汽", f"/leads/{lead.id}")
    assert not found(staff, "蒸汽", f"/leads/{lead.id}")


def test_what_is_changed_or_taken_back_is_found_no_more(staff, cast, session):
    lead, other = make_lead(session, cast.staff), make_lead(session, cast.staff)
    activity = about(session, "lead", lead, cast.staff)
    activity.summary = "改谈供电方案"
    session.flush()
    assert "没有找到" in staff.text("/search?q=蒸汽")
    assert found(staff, "供电", f"/leads/{lead.id}")
    activity.subject_id = other.id
    session.flush()
    assert not found(staff, "供电", f"/leads/{lead.id}")
    assert found(staff, "供电", f"/leads/{other.id}")
    session.delete(activity)
    session.flush()
    assert "没有找到" in staff.text("/search?q=供电")
    assert note_of(session, "lead", other.id) is None


def test_only_the_latest_are_kept_and_not_all_of_a_long_report(staff, cast, session):
    lead, wordy = make_lead(session, cast.staff), make_lead(session, cast.staff)
    about(session, "lead", lead, cast.staff, "最早谈的是铸造", happened_on=TODAY.replace(day=1))
    for number in range(LATEST):
        about(session, "lead", lead, cast.staff, f"跟进{number}")
    about(session, "lead", wordy, cast.staff, "谈" * NOTES_LENGTH + "铸造")
    assert "没有找到" in staff.text("/search?q=铸造")
    assert len(note_of(session, "lead", wordy.id).tokens.split()) < 40  # those of the name too


def test_a_record_of_which_nothing_is_said_has_no_such_document(staff, cast, session):
    lead = make_lead(session, cast.staff)
    company = make_company(session, cast.staff)
    about(session, "lead", lead, cast.staff, "……")
    assert note_of(session, "lead", lead.id) is None
    assert note_of(session, "company", company.id) is None


def test_who_is_called_so_comes_before_those_about_whom_it_was_said(staff, cast, session):
    called = make_lead(session, cast.staff, "天合光能股份有限公司")
    said = [make_lead(session, cast.staff) for _ in range(6)]
    for lead in said:
        about(session, "lead", lead, cast.staff, "愿为天合光能配套")
    for url, most in (("/search/suggest?q=天合光能", 5), ("/search?q=天合光能", 7)):
        links = [
            link["href"]
            for link in staff.page(url).select("a[href^='/leads/']")
            if link["href"][len("/leads/") :].isdigit()
        ]
        assert links[0] == f"/leads/{called.id}"
        assert len(links) == most


def test_lists_find_it_and_pickers_do_not(staff, cast, session):
    lead = make_lead(session, cast.staff)
    project = make_project(session, cast.staff)
    company = make_company(session, cast.staff, description="蒸汽轮机")
    for kind, record in (("lead", lead), ("project", project), ("company", company)):
        about(session, kind, record, cast.staff)
    for url in (f"/leads/{lead.id}", f"/projects/{project.id}", f"/companies/{company.id}"):
        path = url.rpartition("/")[0]
        assert staff.page(f"{path}?q=蒸汽").select_one(f"a[href='{url}']"), url
    for picker in ("/companies/suggest.json?q=蒸汽", "/activities/subjects.json?q=蒸汽"):
        assert "id" not in staff.get(picker, 200).text, picker


def test_logging_through_the_page_makes_it_found_in_few_statements(
    staff, cast, session, count_queries
):
    lead = make_lead(session, cast.staff)
    about(session, "lead", lead, cast.staff, "第一次通话")
    form = {"activity": ActivityKind.CALL.value, "happened_on": TODAY.isoformat()}
    with count_queries() as sent:
        staff.post(f"/leads/{lead.id}/activities", {**form, "summary": SAID})
    assert found(staff, "蒸汽", f"/leads/{lead.id}")
    assert found(staff, "第一次通话", f"/leads/{lead.id}")
    ours = [one for one in sent if "search_documents" in one or "FROM leads JOIN activities" in one]
    assert len(ours) == 2


def test_reading_them_costs_the_same_for_many(cast, session, count_queries):
    def made(number):
        for _ in range(number):
            lead = make_lead(session, cast.staff)
            about(session, "lead", lead, cast.staff)
            about(session, "lead", lead, cast.staff)

    made(25)  # so many that both times rows go in by COPY
    with count_queries() as few:
        reindex(session)
    made(60)
    with count_queries() as many:
        reindex(session)
    assert len(many) == len(few)


def test_they_are_the_same_whichever_way_they_are_made(cast, session):
    lead = make_lead(session, cast.staff)
    project = make_project(session, cast.staff)
    company = make_company(session, cast.staff, description="蒸汽轮机")
    for kind, record in (("lead", lead), ("project", project), ("company", company)):
        about(session, kind, record, cast.staff)
        about(session, kind, record, cast.staff, "改谈供电方案")
    before = stored(session)
    assert sum(part is Part.NOTES for _kind, _number, part, *_more in before) == 3
    reindex(session)
    assert stored(session) == before
    session.execute(delete(SearchDocument).where(SearchDocument.part == Part.NOTES))
    index_what_is_missing(session)
    assert stored(session) == before
    for kind, record in (("lead", lead), ("project", project), ("company", company)):
        index(session, kind, [record.id])
    assert stored(session) == before


def stored(session):
    rows = session.query(SearchDocument).all()
    return sorted((one.kind, one.subject_id, one.part, one.cleared, one.tokens) for one in rows)


def test_what_an_import_had_made_before_gives_way_to_what_was_said_since(staff, cast, session):
    company = make_company(session, cast.staff, description="蒸汽轮机")
    session.execute(delete(SearchDocument))
    made = documents_of(session, Kind.COMPANY, [company.id])
    assert [row["part"] for row in made] == [Part.NAMES, Part.NOTES]
    about(session, "company", company, cast.staff, "改谈供电方案")
    keep(session, Kind.COMPANY, made)
    assert found(staff, "供电", f"/companies/{company.id}")
    assert found(staff, company.name, f"/companies/{company.id}")


def test_what_was_said_goes_over_with_a_company(staff, cast, session):
    company, other = make_company(session, cast.staff), make_company(session, cast.staff)
    about(session, "company", other, cast.staff)
    hand_over(session, other.id, company.id)
    index(session, "company", [company.id, other.id])
    assert found(staff, "蒸汽", f"/companies/{company.id}")
    assert not found(staff, "蒸汽", f"/companies/{other.id}")
    assert session.get(Company, other.id) is not None
