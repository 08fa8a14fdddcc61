"""A brief with every kind of part in it, on invented figures. Prints the digest of its PDF."""

import hashlib
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from crm.lib.typeset import (
    About,
    Column,
    Document,
    FontSet,
    FunnelStep,
    GapBar,
    GapCell,
    Masthead,
    MonthBar,
    QuotaBar,
    Rendered,
    Run,
    load_fonts,
)

SHIPPED = Path(__file__).parents[3] / "crm/briefs/fonts"
PLACES = (
    ("步凤电子信息产业园", 102, "63.5", "62.25", "+12.3", 14),
    ("新城街道", 159, "96.5", "60.69", "+10.7", 8),
    ("光电产业园", 136, "82.2", "60.44", "+10.4", 16),
    ("综合保税区", 61, "36.3", "59.51", "+9.5", 24),
    ("韩资工业园", 125, "71.6", "57.28", "+7.3", 26),
    ("驻深圳招商处", 59, "31.5", "53.39", "+3.4", 24),
    ("驻上海招商处", 49, "25.9", "52.86", "+2.9", 27),
    ("软件园", 93, "45.6", "49.03", "-1.0", 27),
    ("驻北京招商处", 83, "36.7", "44.22", "-5.8", 17),
    ("南洋镇", 45, "15.5", "34.44", "-15.6", 29),
)
NODES = ("设计", "制造", "封装测试", "装备", "材料", "应用")
TARGETS = (
    "江苏恒瑞医药股份有限公司",
    "中芯国际集成电路制造（深圳）有限公司",
    "㛃峰新材料（堃锐）科技有限公司",
    "Applied Materials（应用材料）中国公司",
    "宁德时代新能源科技股份有限公司华东区域总部",
    "北京京东方显示技术有限公司（BOE）",
)


def sample(fonts: FontSet) -> Rendered:
    document = Document(
        fonts,
        title="关于2025年上半年全区产业链招商工作情况的通报",
        masthead=Masthead(
            "产业链招商月报", "第6期（总第30期）", "区招商引资工作领导小组办公室编", "2025年7月3日"
        ),
        about=About(
            "区招商办", "招商月报", ("招商", "月报"), created=datetime(2025, 7, 3, tzinfo=UTC)
        ),
    )
    opening(document)
    places(document)
    gaps(document)
    document.signature("2025年7月3日", "区招商引资工作领导小组办公室")
    document.imprint(
        [
            "报：区党工委、管委会领导。",
            "送：市招商引资工作领导小组办公室，各园区、街道，区各有关部门，各驻点招商处。",
        ],
        "区招商办综合科",
        "2025年7月3日印发",
        copies=60,
    )
    return document.build()


def opening(document: Document) -> None:
    document.addressee("各园区、街道，各产业链专班，区有关部门：")
    document.paragraph(
        "今年以来，全区上下深入实施“产业链招商攻坚年”行动，聚焦8条重点产业链、46个关键缺链环节，坚持“以商招商、"
        "基金招商、场景招商”多措并举，招商引资呈现“量质齐升、结构趋优”的良好态势。现将上半年工作情况通报如下。"
    )
    document.heading1("一、总体情况")
    document.paragraph(
        "截至6月底，全区在谈亿元以上产业链项目126个，计划总投资1286.75亿元；其中签约项目38个、总投资505.3亿元，"
        "同比增长23.6%；开工项目21个，开工率55.3%。OLED、Mini-LED和MicroLED三个细分方向签约额占新型显示产业链"
        "的67.3%。全年目标912亿元，已完成505.3亿元，完成率55.4%，",
        Run("比序时进度（50%）高5.4个百分点", bold=True),
        "。",
    )
    document.heading2("（一）项目漏斗")
    document.paragraph("按存量口径，各阶段项目数与总投资如图1所示，签约到注册的转化率为84.2%。")
    document.funnel(
        [
            FunnelStep("在谈", 126, "126个", "1286.75亿元"),
            FunnelStep("签约", 38, "38个", "505.30亿元", "转化30.2%"),
            FunnelStep("注册", 32, "32个", "431.20亿元", "转化84.2%"),
            FunnelStep("开工", 21, "21个", "286.00亿元", "转化65.6%"),
            FunnelStep("投产", 9, "9个", "73.40亿元", "转化42.9%"),
        ],
        "产业链项目漏斗（截至2025年6月30日）",
    )
    document.heading2("（二）逐月签约")
    document.paragraph("上半年逐月签约项目数见图2，与上年同期相比多11个。")
    now, then = (3, 5, 9, 4, 6, 11), (2, 3, 8, 4, 4, 6)
    document.month_bars(
        [
            MonthBar(f"{i}月", n, str(n), b)
            for i, (n, b) in enumerate(zip(now, then, strict=True), 1)
        ],
        "逐月签约项目数（个）",
    )


def places(document: Document) -> None:
    document.heading1("二、各地目标任务完成情况")
    document.paragraph(
        "按“序时进度50%”口径，高于序时进度的有7个单位，低于序时进度的有3个。滞后5个百分点以上的，由区招商办下发提醒函。"
    )
    columns = [
        Column("序号", "center", 3),
        Column("单位"),
        Column("全年目标", "decimal"),
        Column("已完成", "decimal"),
        Column("完成率%", "decimal"),
        Column("比序时±点", "decimal"),
        Column("项目数", "decimal"),
        Column("进度", "center"),
    ]
    rows = [
        [
            str(i),
            name,
            goal,
            Decimal(done),
            rate,
            gap,
            count,
            "▼ 滞后" if gap < "0" and gap[0] == "-" else "▲ 超序时",
        ]
        for i, (name, goal, done, rate, gap, count) in enumerate(PLACES, 1)
    ]
    total = ["", "合计", 912, Decimal("505.3"), "55.41", "+5.4", 212, ""]
    document.table(columns, rows, "各单位签约额目标完成情况（单位：亿元、个）", total=total)
    document.quota_bars(
        [
            QuotaBar(
                name,
                float(rate) / 100,
                0.5,
                f"{float(rate):.1f}%",
                f"{'滞后' if gap[0] == '-' else '超'}{gap[1:]}点",
                reported=0.04 if count > 25 else 0,
                behind=gap[0] == "-",
            )
            for name, _, _, rate, gap, count in PLACES
        ],
        "签约额完成率与序时进度",
    )


def gaps(document: Document) -> None:
    document.heading1("三、产业链缺链环节")
    document.paragraph(
        "经8个产业链专班会同链主企业摸排，全区共有46个缺链、弱链环节（见表2）。条形图中深色为本地已有配套企业数，"
        "浅色为在谈可补，斜线部分为净缺口。"
    )
    document.gap_bars(
        [
            GapBar(
                node,
                goal,
                landed,
                pipeline,
                f"{landed}/{goal}",
                f"净缺{max(goal - landed - pipeline, 0)}",
            )
            for node, goal, landed, pipeline in zip(
                NODES, (15, 5, 12, 10, 8, 10), (6, 1, 7, 2, 0, 10), (4, 2, 3, 3, 1, 2), strict=True
            )
        ],
        "集成电路产业链各环节目标与缺口（家）",
    )
    rows = [
        [
            str(i),
            "集成电路" if i % 3 else "新型显示",
            ("偏光片", "光刻胶", "OLED有机发光材料", "车规级功率半导体")[i % 4],
            GapCell(3 + i % 6, i % 5 % (3 + i % 6), i % 2),
            f"{i % 5 % (3 + i % 6)}/{3 + i % 6}",
            TARGETS[i % len(TARGETS)],
            "新型显示招商组" if i % 3 == 0 else "集成电路招商组",
        ]
        for i in range(1, 31)
    ]
    columns = [
        Column("序号", "center", 3),
        Column("产业链", width=4.4),
        Column("缺链环节", width=7),
        Column("配套缺口", width=5.5),
        Column("已有/需", "center"),
        Column("目标企业"),
        Column("责任单位", width=5.2),
    ]
    document.table(columns, rows, "重点产业链缺链弱链环节及目标企业清单")
    document.heading1("四、下一步工作")
    document.paragraph(
        "各单位要对照年度目标，逐项目倒排工期；对滞后项目，挂包领导每半月调度一次，责任单位于7月15日前报送"
        "整改计划。驻点招商处要围绕《产业链招商图谱》〔2025版〕补充目标企业，做到“一企一策”。"
    )


if __name__ == "__main__":
    rendered = sample(load_fonts(SHIPPED))
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_bytes(rendered.pdf)
    sys.stdout.write(hashlib.sha256(rendered.pdf).hexdigest())
