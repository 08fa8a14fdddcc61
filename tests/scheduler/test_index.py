"""The page of jobs."""


def test_it_lists_every_job_with_its_hour(admin):
    text = admin.text("/admin/jobs")
    assert "编制上月月报草稿" in text
    assert "每月首个工作日 07:00" in text


def test_a_job_can_be_run_by_hand(admin):
    admin.post("/admin/jobs/accounts.forget/run", status=302)
    page = admin.get("/admin/jobs", 200).text
    assert "“清理过期登录”已运行" in page
    assert "2026-11-20" in admin.text("/admin/jobs")


def test_it_is_for_the_administrator_alone(guest, manager, auditor):
    guest.get("/admin/jobs", 302)
    manager.get("/admin/jobs", 403)
    auditor.get("/admin/jobs", 403)


def test_an_unknown_job_is_not_found(admin):
    admin.post("/admin/jobs/nothing/run", status=404)
