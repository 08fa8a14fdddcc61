"""What a milestone rests on (依据): fields and files, as the definition in force asks for them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from crm.lib.credit_code import CreditCodeError, check_credit_code
from crm.plans.rules import Agreement, Stage
from crm.projects.rules.order import Fault

FIELDS: dict[str, str] = {
    "agreement": "协议类型",
    "document_number": "协议文号/证照号",
    "parties": "甲乙双方",
    "company_name": "新公司名称",
    "credit_code": "统一社会信用代码",
    "capital_fen": "注册资本",
}


@dataclass(frozen=True)
class Requirement:
    """What a definition asks for at one stage; `files` is the least number of attachments."""

    meaning: str = ""
    papers: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    files: int = 0


@dataclass(frozen=True)
class Evidence:
    """The fields of a milestone that prove it; empty where nothing was given."""

    agreement: Agreement | None = None
    document_number: str = ""
    parties: str = ""
    company_name: str = ""
    credit_code: str | None = None
    capital_fen: int | None = None


def requirement(milestones: Mapping[str, Any], stage: Stage) -> Requirement:
    """The part of `Definition.milestones` that speaks of the stage."""
    part = milestones.get(stage.value, {})
    return Requirement(
        meaning=part.get("meaning", ""),
        papers=tuple(part.get("evidence", ())),
        fields=tuple(name for name in part.get("fields", ()) if name in FIELDS),
        files=int(part.get("files", 0)),
    )


def checked(evidence: Evidence) -> tuple[Evidence, Fault | None]:
    """The evidence with its credit code in the normal form, or what is wrong with the code."""
    if not evidence.credit_code:
        return replace(evidence, credit_code=None), None
    try:
        code = check_credit_code(evidence.credit_code)
    except CreditCodeError as error:
        return evidence, Fault(f"{error}。", "credit_code")
    return replace(evidence, credit_code=code), None


def missing(asked: Requirement, evidence: Evidence, files: int) -> list[Fault]:
    """What the definition asks for and is not there, field by field."""
    faults = [
        Fault(f"请填写{FIELDS[name]}。", name)
        for name in asked.fields
        if getattr(evidence, name) in (None, "")
    ]
    if files < asked.files:
        papers = "或".join(asked.papers) or "依据材料"
        faults.append(Fault(f"请至少上传 {asked.files} 个文件：{papers}。", "files"))
    return faults
