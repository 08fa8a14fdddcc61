"""What is imported, how far a run has come, and what becomes of a row."""

from datetime import timedelta

from crm.lib.labelled import Labelled


class ImportKind(Labelled):
    """What the rows of a file are."""

    LEADS = "leads", "线索"
    PROJECTS = "projects", "项目"
    COMPANIES = "companies", "企业"
    ACTIVITIES = "activities", "跟进"


class RunState(Labelled):
    """How far an import has come."""

    READING = "reading", "读取中"
    MAPPING = "mapping", "待对应列"
    CHECKING = "checking", "检查中"
    CHECKED = "checked", "待导入"
    WRITING = "writing", "导入中"
    DONE = "done", "已导入"
    UNDOING = "undoing", "撤销中"
    UNDONE = "undone", "已撤销"
    FAILED = "failed", "未导入"

    @property
    def is_working(self) -> bool:
        """Whether something is being done without anybody's doing."""
        return self in WORKING


WORKING = frozenset(
    {RunState.READING, RunState.CHECKING, RunState.WRITING, RunState.UNDOING}
)  # fmt: skip
# From which states the columns may be matched anew, and the file checked again.
RECHECKED = frozenset({RunState.MAPPING, RunState.CHECKED, RunState.FAILED})


class Outcome(Labelled):
    """What the dry run says of a row."""

    NEW = "new", "新增"
    CHANGED = "changed", "更新"
    SAME = "same", "无变化"
    DUPLICATE = "duplicate", "重复"
    WRONG = "wrong", "有误"


WRITTEN = (Outcome.NEW, Outcome.CHANGED)
# What comes back as a file, to be looked at and sent again.
RETURNED = (Outcome.DUPLICATE, Outcome.WRONG)

# Among what was read of a row: the number of a record that had to be made for it.
BESIDES = "besides"
# How the reason of a row begins that stops the undoing, and what stands before the older one.
STUCK, BEFORE = "不能撤销：", "。"

# A worker that has said nothing for so long was lost; another one goes on.
LEASE = timedelta(minutes=2)
# So many rows are written in one transaction, which keeps others waiting for a second; more in
# several, and taken back when one fails.
IN_ONE_GO = 500
CHUNK = 500
# Up to here the file is read, and rows are written, while the person waits.
SMALL_FILE, FEW_ROWS = 96 * 1024, 300
UNDO_DAYS = 30
KEEP_DAYS = 90


def percent(done: int, total: int) -> int:
    """How far something is, for a bar; 0 while nobody knows how much there is."""
    return min(100, done * 100 // total) if total else 0


def may_undo(state: RunState, days: int) -> bool:
    """Whether a run can still be undone, so many days after it was written."""
    return state is RunState.DONE and days <= UNDO_DAYS


def counts_in_words(counts: dict[str, int]) -> str:
    """新增 12 条，更新 3 条."""
    return "，".join(
        f"{outcome.label} {counts[outcome.value]:,} 条"
        for outcome in Outcome
        if counts.get(outcome.value)
    )
