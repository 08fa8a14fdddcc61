"""How entries are chained, and how they read as sentences. Pure functions."""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

# Before the first entry.
START = "0" * 64
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":"))

ACTIONS = {
    "created": "新建",
    "updated": "修改",
    "deleted": "删除",
    "reported": "填报",
    "verified": "认定",
    "returned": "退回",
    "revoked": "撤销",
    "paused": "搁置",
    "resumed": "恢复",
    "dropped": "终止",
    "assigned": "分派",
    "converted": "转为项目",
    "released": "释放到公海",
    "claimed": "认领",
    "merged": "合并",
    "unmerged": "撤销合并",
    "followed": "跟进",
    "corrected": "更正跟进",
    "withdrawn": "撤销跟进",
    "reinstated": "恢复跟进",
    "finished": "完成",
    "revealed": "查看号码",
    "uploaded": "上传附件",
    "downloaded": "下载",
    "removed": "移除",
    "exported": "导出",
    "imported": "导入",
    "undone": "撤销导入",
    "issued": "签发",
    "drafted": "编制",
    "signed_in": "登录",
    "sign_in_failed": "登录失败",
    "throttled": "登录受限",
    "signed_out": "退出登录",
    "session_ended": "结束登录",
    "password_changed": "修改密码",
    "password_reset": "重置密码",
    "unlocked": "解除登录限制",
    "refused": "被拒绝访问",
    "verified_log": "校验日志",
    "ran": "运行",
    "decided": "裁定",
}
KINDS = {
    "lead": "线索",
    "project": "项目",
    "company": "企业",
    "contact": "联系人",
    "milestone": "节点",
    "paid_in": "到账外资",
    "activity": "跟进",
    "todo": "待办",
    "quota": "招引目标",
    "plan": "规划",
    "task": "任务",
    "carrier": "载体",
    "indicator": "指标",
    "figure_check": "数字核对",
    "brief": "简报",
    "view": "视图",
    "tag": "标签",
    "target": "目标企业",
    "user": "账号",
    "unit": "机构",
    "cluster": "产业集群",
    "chain": "产业链",
    "node": "环节",
    "attachment": "附件",
    "page": "页面",
    "export": "导出",
    "import": "导入",
    "audit": "审计日志",
    "job": "作业",
    "definition": "口径",
    "parameter": "参数",
    "feed": "日历订阅",
    "event": "团组活动",
}
EMPTY = "空"
# What is done to something that was logged for a record: which one stands among the changes.
OF_LOGGED = frozenset({"corrected", "withdrawn", "reinstated"})


class Entry(Protocol):
    """What a sentence is made from: a row of the log."""

    actor: str
    action: str
    kind: str
    title: str
    confidential: bool
    changes: dict[str, list[str | None]]


def canonical(fields: Mapping[str, Any]) -> bytes:
    """The one way to write an entry down; what the chain is computed over."""
    at: datetime = fields["at"]
    written = {
        name: fields[name]
        for name in (
            "id", "actor_id", "actor", "address", "action", "kind", "subject_id", "title",
            "changes",
        )
    }  # fmt: skip
    written["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    written["confidential"] = bool(fields["confidential"])
    return _ENCODER.encode(written).encode()


def chained(key: bytes, previous: str, fields: Mapping[str, Any]) -> str:
    """The hash of an entry: over the one before and all of its own fields."""
    return hmac.digest(key, previous.encode() + canonical(fields), "sha256").hex()


def kind_label(kind: str) -> str:
    """The word for a kind of record."""
    return KINDS.get(kind, kind)


def action_label(action: str) -> str:
    """The word for what was done."""
    return ACTIONS.get(action, action)


def sentence(entry: Entry, *, hide_values: bool = False) -> str:
    """An entry as one Chinese sentence: 张三 修改了项目“…”：将 总投资 由 3亿元 改为 5亿元.

    With `hide_values` only the names of the fields are told.
    """
    title = f"“{entry.title}”" if entry.title else ""
    match entry.action:
        case "signed_in" | "signed_out" | "password_changed" | "session_ended":
            head = f"{entry.actor} {action_label(entry.action)}"
        case "sign_in_failed" | "throttled":
            head = f"{action_label(entry.action)}：登录名{title}"
        case "refused":
            head = f"{entry.actor} 被拒绝访问{title}"
        case action if action in OF_LOGGED:
            head = f"{entry.actor} {action_label(entry.action)}（{kind_label(entry.kind)}{title}）"
        case _:
            head = f"{entry.actor} {action_label(entry.action)}了{kind_label(entry.kind)}{title}"
    told = [
        field if hide_values else change(field, old, new)
        for field, (old, new) in entry.changes.items()
        if not (entry.action == "created" and new in (None, "", EMPTY))  # nothing to tell
    ]
    if not told:
        return head
    if hide_values:
        return f"{head}（涉及：{'、'.join(told)}）"
    return f"{head}：{'；'.join(told)}"


def change(field: str, old: str | None, new: str | None) -> str:
    """One field's change in words."""
    if old is None:
        return f"{field} {new if new is not None else EMPTY}"
    return f"将 {field} 由 {old} 改为 {EMPTY if new is None else new}"


def deed(entry: Entry) -> str:
    """What was done, for the record's own timeline: without the record's title."""
    if entry.action in ("created", "updated"):
        return f"{action_label(entry.action)}了{kind_label(entry.kind)}"
    return action_label(entry.action)


def taken_apart(entry: Entry) -> tuple[str, str, dict[str, list[str | None]]]:
    """What was done to what, why, and the changes beside: of what was logged for a record."""
    rest = dict(entry.changes)
    _, which = rest.pop("跟进", (None, None))
    _, why = rest.pop("原因", (None, None))
    return (f"{deed(entry)}：{which}" if which else deed(entry)), why or "", rest


ICONS = {
    "created": "plus",
    "updated": "edit",
    "reported": "flag",
    "verified": "check",
    "returned": "arrow-back-up",
    "revoked": "ban",
    "corrected": "edit",
    "withdrawn": "ban",
    "reinstated": "arrow-back-up",
    "paused": "player-pause",
    "dropped": "player-stop",
    "uploaded": "paperclip",
    "downloaded": "download",
    "exported": "file-spreadsheet",
    "issued": "send",
    "signed_in": "login-2",
    "signed_out": "logout",
    "password_changed": "key",
    "password_reset": "key",
    "unlocked": "lock-open",
    "assigned": "user-check",
    "converted": "arrow-right",
    "decided": "user-check",
    "merged": "link",
    "unmerged": "arrow-back-up",
}


def icon(action: str) -> str:
    """The drawing that stands for what was done."""
    return ICONS.get(action, "point")
