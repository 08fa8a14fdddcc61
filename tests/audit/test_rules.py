"""How entries are chained and read."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from crm.audit.rules import START, chained, sentence


@dataclass
class Entry:
    action: str
    actor: str = "张三"
    kind: str = "project"
    title: str = "电池项目"
    confidential: bool = False
    changes: dict = field(default_factory=dict)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Entry("created"), "张三 新建了项目“电池项目”"),
        (
            Entry("created", changes={"总投资": [None, "3亿元"], "代号": [None, None]}),
            "张三 新建了项目“电池项目”：总投资 3亿元",
        ),
        (
            Entry("updated", changes={"总投资": ["3亿元", "5亿元"]}),
            "张三 修改了项目“电池项目”：将 总投资 由 3亿元 改为 5亿元",
        ),
        (
            Entry("updated", changes={"备注": ["有", None], "阶段": [None, "签约"]}),
            "张三 修改了项目“电池项目”：将 备注 由 有 改为 空；阶段 签约",
        ),
        (Entry("signed_in", kind="user"), "张三 登录"),
        (Entry("sign_in_failed", kind="user", title="li"), "登录失败：登录名“li”"),
        (
            Entry("refused", kind="page", title="/audit", changes={"状态": [None, "403"]}),
            "张三 被拒绝访问“/audit”：状态 403",
        ),
        (Entry("something_new", kind="thing"), "张三 something_new了thing“电池项目”"),
    ],
)
def test_reads_as_a_sentence(entry, words):
    assert sentence(entry) == words


def test_names_only_the_fields_of_a_confidential_record():
    entry = Entry("updated", changes={"总投资": ["3亿元", "5亿元"], "投资方": ["甲", "乙"]})
    assert sentence(entry, hide_values=True) == "张三 修改了项目“电池项目”（涉及：总投资、投资方）"


def test_every_field_counts_in_the_hash():
    fields = {
        "id": 1,
        "at": datetime(2026, 11, 20, tzinfo=UTC),
        "actor_id": 1,
        "actor": "张三",
        "address": "127.0.0.1",
        "action": "updated",
        "kind": "project",
        "subject_id": 7,
        "title": "x",
        "confidential": False,
        "changes": {"甲": ["1", "2"]},
    }
    hashes = {chained(b"key", START, fields), chained(b"other", START, fields)}
    hashes.add(chained(b"key", "1" * 64, fields))
    others = {
        "id": 2,
        "at": datetime(2026, 11, 21, tzinfo=UTC),
        "actor_id": None,
        "actor": "李四",
        "address": "",
        "action": "created",
        "kind": "lead",
        "subject_id": 8,
        "title": "y",
        "confidential": True,
        "changes": {},
    }
    hashes |= {chained(b"key", START, {**fields, name: value}) for name, value in others.items()}
    assert len(hashes) == 3 + len(others)
