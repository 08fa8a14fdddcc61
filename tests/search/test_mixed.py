"""Words of a record's name and words of what was said about it find it together."""

from tests.factories.companies import make_company, make_name
from tests.factories.leads import make_lead
from tests.factories.projects import make_project
from tests.search.test_notes import about, found


def test_words_of_its_name_and_of_a_visit_find_it_together(staff, outsider, cast, session):
    company = make_company(session, cast.staff, "恒曜光电有限公司", short_name="恒曜")
    make_name(session, company, "华耀照明")
    lead = make_lead(session, cast.staff, "恒曜半导体有限公司")
    project = make_project(session, cast.staff, company_id=company.id, name="灯具二期项目")
    others = make_lead(session, cast.staff, "另一家有限公司")
    for kind, record in (
        ("lead", lead), ("project", project), ("company", company), ("lead", others),
    ):  # fmt: skip
        about(session, kind, record, cast.staff, "安排视频会议")
    urls = (f"/leads/{lead.id}", f"/projects/{project.id}", f"/companies/{company.id}")
    for url in urls:
        assert found(staff, "恒曜 视频会议", url), url
        assert found(staff, "视频会议 恒曜", url), url
        path = url.rpartition("/")[0]
        assert staff.page(f"{path}?q=恒曜 视频").select_one(f"a[href='{url}']"), url
    assert found(staff, "灯具 视频会议", urls[1])
    assert found(staff, "华耀 视频会议", urls[2])
    assert not found(staff, "恒曜 视频会议", f"/leads/{others.id}")
    assert not found(outsider, "恒曜 视频会议", urls[0])
    assert "没有找到" in staff.text("/search?q=hengyao 视频会议")
    assert "没有找到" in staff.text("/search?q=公司安排")


def test_it_follows_a_new_name(staff, cast, session):
    company = make_company(session, cast.staff, "恒曜光电有限公司")
    project = make_project(session, cast.staff, company_id=company.id)
    for kind, record in (("project", project), ("company", company)):
        about(session, kind, record, cast.staff, "安排视频会议")
    company.name = "金泰光电有限公司"
    session.flush()
    for url in (f"/projects/{project.id}", f"/companies/{company.id}"):
        assert found(staff, "金泰 视频会议", url)
        assert not found(staff, "恒曜 视频会议", url)


def test_what_is_confidential_is_not_found_by_name_and_visit_either(
    staff, colleague, cast, session
):
    secret = make_company(session, cast.staff, "恒曜光电有限公司", confidential=True)
    lead = make_lead(session, cast.staff, "恒曜半导体有限公司", confidential=True)
    # The project is open to the unit, its investor is not.
    project = make_project(session, cast.staff, company_id=secret.id, name="灯具项目")
    for kind, record in (("lead", lead), ("project", project), ("company", secret)):
        about(session, kind, record, cast.staff, "安排视频会议")
    assert "没有找到" in colleague.text("/search?q=恒曜 视频会议")
    assert found(colleague, "灯具 视频会议", f"/projects/{project.id}")
    # What is said of a confidential record is for its list, under either of its names.
    assert not found(colleague, "光伏 视频会议", f"/leads/{lead.id}")
    for words_of_it in ("恒曜 视频会议", "GF 视频会议"):
        assert found(staff, words_of_it, f"/leads/{lead.id}")
