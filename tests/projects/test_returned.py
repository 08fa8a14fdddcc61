"""A report that was returned is reported again."""

from sqlalchemy import select

from crm.attachments.models import Attachment
from tests.client import words
from tests.projects.test_milestones import SIGNING, address, reported


def test_files_of_a_returned_report_are_not_sent_again(session, staff, manager, project, pdf):
    staff.post(address(project), {**SIGNING, "files": [pdf(), pdf("附件.pdf")]}, 302)
    first = reported(session)
    manager.submit(
        f"/projects/{project.id}/milestones/{first.id}/return", {"reason": "缺骑缝章"}, 302
    )
    boxes = staff.page(address(project)).find_all("input", attrs={"name": "kept"})
    assert [box.has_attr("checked") for box in boxes] == [True, True]
    agreement, annex = (box["value"] for box in boxes)
    assert "请至少上传" in words(staff.post(address(project), SIGNING, 400))
    staff.post(address(project), {**SIGNING, "kept": [agreement, "999"]}, 400)
    staff.post(address(project), {**SIGNING, "kept": [agreement], "files": pdf("新.pdf")}, 302)
    second = reported(session)
    found = select(Attachment).where(
        Attachment.kind == "milestone", Attachment.subject_id == second.id
    )
    names = {file.name: file for file in session.scalars(found)}
    assert set(names) == {"投资协议（终稿）.pdf", "新.pdf"}
    copy = names["投资协议（终稿）.pdf"]
    assert (copy.id, copy.sha256) != (int(agreement), "")
    staff.get(f"/projects/{project.id}/attachments/{copy.id}", 200)
    staff.get(f"/projects/{project.id}/attachments/{annex}", 200)
