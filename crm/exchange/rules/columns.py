"""The columns that each kind of import knows: labels, other names, hints, limits."""

from dataclasses import dataclass

from crm.exchange.rules.runs import ImportKind
from crm.lib.labelled import Labelled


class Reader(Labelled):
    """How a cell is read."""

    LINE = "line", "文字"
    NOTE = "note", "多行文字"
    MONEY = "money", "金额"
    DAY = "day", "日期"
    YES = "yes", "是否"
    SHARE = "share", "比例"
    HUNDREDTHS = "hundredths", "数字"
    CODE = "code", "信用代码"
    CHOICE = "choice", "选项"


@dataclass(frozen=True)
class Column:
    """A column: `key` is the name of the value, `choices` of the list that it is chosen from."""

    key: str
    label: str
    reader: Reader = Reader.LINE
    limit: int = 200
    needed: bool = False
    others: tuple[str, ...] = ()
    hint: str = ""
    example: str = ""
    choices: str = ""


def _c(key: str, label: str, others: str = "", **more: object) -> Column:
    if "choices" in more:
        more.setdefault("reader", Reader.CHOICE)
    return Column(key, label, others=tuple(others.split()), **more)  # type: ignore[arg-type]


CODE_HINT = "18 位，照营业执照；列设为文本格式，否则 Excel 会改掉末几位"
MONEY_HINT = "数字，单位见“金额单位”；也可直接写 1.2亿、3000万、500万美元"
DAY_HINT = "如 2026-03-05、2026年3月5日、2026.3.5"
NODE_HINT = "从下拉列表选，或写环节名称"
PLACE_HINT = "国内投资方填省或市，如 江苏盐城"
HIDDEN_HINT = "是 或 否；涉密的须填代号"
_NODE = "环节 所属环节 产业环节 产业链 所属产业链 产业方向"
_COUNTRY = "国别 国家 国家地区 国别(地区) 投资方国别"
_CHANNEL = "引进方式 引资方式 招商方式 招商途径 招引渠道 招商渠道"
_STEP = "下一步工作 下步计划 下一步计划 下一步打算 下步打算 下步工作 下一步举措 下步举措"
_REGION = "地区 省市 所在省市 来源地 投资来源地 投资方所在地 注册地"
_CODE = "信用代码 社会信用代码 统一信用代码 组织机构代码 税号"

LEADS = (
    _c("company_name", "企业名称", "企业 公司 公司名称 单位名称 投资方 投资企业 客商名称 客商 名称",
       needed=True, hint="营业执照上的全称", example="江苏某某科技有限公司"),
    _c("credit_code", "统一社会信用代码", _CODE, reader=Reader.CODE, hint=CODE_HINT),
    _c("intent", "投资意向", "项目内容 意向 建设内容 项目概况 项目简介 投资内容 主要内容 项目名称",
       reader=Reader.NOTE, limit=1000, hint="想做什么", example="拟建封装测试基地，年产 5 亿颗"),
    _c("node_id", "产业链环节", _NODE, choices="node", hint=NODE_HINT),
    _c("amount", "意向投资额", "投资额 总投资 计划总投资 投资金额 意向投资 预计投资 投资规模 金额",
       reader=Reader.MONEY, hint=MONEY_HINT, example="1.2亿"),
    _c("unit", "金额单位", "单位(金额) 币种 货币单位", choices="unit",
       hint="不填时为万元；表头写明“(亿元)”的按表头"),
    _c("country", "国别地区", _COUNTRY, choices="country", hint="不填时为中国", example="中国"),
    _c("region_code", "投资方省市", _REGION, choices="region", hint=PLACE_HINT, example="江苏盐城"),
    _c("channel", "招引方式", _CHANNEL + " 信息渠道 渠道", choices="channel",
       hint="从下拉列表选"),
    _c("contact_name", "联系人",
       "客商联系人 企业联系人 对接人 联系人及电话 联系人及联系方式 联系人和电话",
       limit=60, hint="电话写在一起也可以", example="张经理"),
    _c("contact_phone", "联系电话", "电话 手机 联系方式 手机号 联系人电话", limit=40,
       hint="列设为文本格式", example="13800000000"),
    _c("next_step", "下一步", _STEP, hint="下一步做什么"),
    _c("next_step_on", "下一步日期", "计划日期 下次跟进日期 时间节点", reader=Reader.DAY,
       hint=DAY_HINT),
    _c("source", "信息来源", "来源 线索来源 引荐人"),
    _c("confidential", "涉密", "是否涉密 保密", reader=Reader.YES, hint=HIDDEN_HINT),
    _c("code_name", "代号", "项目代号", limit=80),
    _c("owner", "负责人", "责任人 招商人员 跟进人 经办人 招商专员", choices="owner",
       hint="不填时为导入的人；负责人可填所辖单位的人员"),
    _c("despite", "仍要登记", "不是重复", reader=Reader.YES,
       hint="查出疑似重复而确非同一项目时填 是"),
)  # fmt: skip

COMPANIES = (
    _c("name", "企业名称", "企业 公司 公司名称 单位名称 名称", needed=True,
       hint="营业执照上的全称", example="江苏某某科技有限公司"),
    _c("credit_code", "统一社会信用代码", _CODE, reader=Reader.CODE, hint=CODE_HINT),
    _c("relation", "关系", "企业类型 类型 企业类别 类别", choices="relation",
       hint="区内企业、投资方或目标企业；不填时为目标企业", example="目标企业"),
    _c("short_name", "简称", "企业简称", limit=80),
    _c("former_names", "曾用名", "曾用名和其他名称 其他名称 别名", limit=1000,
       hint="几个之间用顿号"),
    _c("node_id", "产业链环节", _NODE, choices="node", hint=NODE_HINT),
    _c("country", "国别地区", _COUNTRY, choices="country", hint="不填时为中国"),
    _c("region_code", "所在地区", _REGION, choices="region", hint="国内企业填省或市，如 江苏盐城"),
    _c("industry_code", "行业代码", "国民经济行业代码 行业", limit=6,
       hint="GB/T 4754 的 2 至 4 位数字，如 3985"),
    _c("registered_capital", "注册资本", "注册资金 注册资本(万元)", reader=Reader.MONEY,
       hint="人民币，单位万元；也可写 1.2亿", example="5000"),
    _c("address", "地址", "注册地址 企业地址 经营地址"),
    _c("website", "网址", "官网 网站"),
    _c("description", "主营业务", "经营范围 主营产品 企业简介 主要产品",
       reader=Reader.NOTE, limit=2000),
    _c("is_leader", "龙头企业", "是否龙头 链主企业 是否链主 龙头(链主)企业", reader=Reader.YES,
       hint="是 或 否"),
    _c("confidential", "涉密", "是否涉密 保密", reader=Reader.YES, hint="是 或 否"),
)  # fmt: skip

PROJECTS = (
    _c("name", "项目名称", "项目 名称", needed=True, limit=120, example="某某封装测试基地"),
    _c("company_name", "投资方", "企业名称 公司名称 投资企业 投资主体 投资商 客商名称", needed=True,
       hint="全称；系统中没有的企业会一并新建", example="江苏某某科技有限公司"),
    _c("credit_code", "投资方统一社会信用代码", _CODE, reader=Reader.CODE, hint=CODE_HINT),
    _c("node_id", "产业链环节", _NODE, choices="node", needed=True, hint=NODE_HINT),
    _c("amount", "总投资", "计划总投资 协议投资额 投资额 投资金额 投资总额 协议总投资",
       reader=Reader.MONEY, hint=MONEY_HINT, example="3亿"),
    _c("unit", "金额单位", "币种 货币单位", choices="unit",
       hint="不填时为万元；表头写明“(亿元)”的按表头"),
    _c("fixed_assets", "固定资产投资", "固投 固定资产",
       reader=Reader.MONEY, hint="人民币，单位万元"),
    _c("land", "用地(亩)", "用地 用地面积 占地 占地面积 土地面积",
       reader=Reader.HUNDREDTHS, hint="亩数"),
    _c("kind", "项目类型", "类型 建设性质", choices="kind", hint="不填时为新建", example="新建"),
    _c("channel", "招引方式", _CHANNEL, choices="channel", hint="从下拉列表选"),
    _c("country", "投资方国别地区", _COUNTRY + " 国别地区", choices="country", hint="不填时为中国"),
    _c("region_code", "投资方省市", _REGION, choices="region", hint=PLACE_HINT),
    _c("is_foreign", "外资项目", "外资 是否外资", reader=Reader.YES, hint="是 或 否"),
    _c("description", "建设内容", "项目内容 项目概况 主要建设内容 项目简介",
       reader=Reader.NOTE, limit=2000),
    _c("other_node", "其他环节", "次要环节", choices="node"),
    _c("other_share", "其他环节占比", "占比", reader=Reader.SHARE, hint="如 30%；其余归主环节"),
    _c("started_on", "开始洽谈日期", "洽谈日期 登记日期 开始日期 接洽时间", reader=Reader.DAY,
       hint=DAY_HINT + "；不填时为今天"),
    _c("next_step", "下一步", "下一步工作 下步计划 下步工作", hint="下一步做什么"),
    _c("next_step_on", "下一步日期", "计划日期 时间节点", reader=Reader.DAY, hint=DAY_HINT),
    _c("source", "信息来源", "来源 引荐人"),
    _c("confidential", "涉密", "是否涉密 保密", reader=Reader.YES, hint=HIDDEN_HINT),
    _c("code_name", "代号", "项目代号", limit=80),
)  # fmt: skip

ACTIVITIES = (
    _c("subject_kind", "对象类别", "类别 对象类型 类型", choices="subject_kind",
       hint="线索、项目或企业；不填时按名称查找，几处同名的须写明", example="线索"),
    _c("subject", "对象",
       "跟进对象 名称 企业名称 企业 公司名称 单位名称 客商名称 客商 项目名称 项目 线索名称 线索",
       needed=True,
       hint="线索、项目或企业的名称；也可粘贴它的网页地址，或填地址末尾的编号（须写明对象类别）",
       example="江苏某某科技有限公司"),
    _c("happened_on", "日期",
       "跟进日期 跟进时间 时间 走访日期 走访时间 拜访日期 拜访时间 洽谈日期 洽谈时间 接待时间",
       reader=Reader.DAY, needed=True, hint=DAY_HINT, example="2026-03-05"),
    _c("activity", "方式", "跟进方式 跟进类型 联系方式 洽谈方式 活动类型", choices="activity",
       hint="从下拉列表选；不填时为记事", example="外出拜访"),
    _c("summary", "内容",
       "跟进内容 跟进情况 谈了什么 洽谈内容 洽谈情况 走访情况 拜访情况 沟通情况 进展情况 情况",
       reader=Reader.NOTE, limit=4000, needed=True,
       hint="谈了什么", example="参观二期厂房，拟明年一季度签约"),
    _c("people", "参加人员", "参加人 人员 参与人员 对接人 陪同人员 洽谈人员"),
    _c("place", "地点", "洽谈地点 走访地点 会谈地点 场所", limit=120),
    _c("next_step", "下一步", _STEP, hint="最近一次跟进的下一步记到线索或项目上；企业的记为待办"),
    _c("next_step_on", "下一步日期", "计划日期 下次跟进日期 下次跟进时间", reader=Reader.DAY,
       hint=DAY_HINT),
    _c("owner", "登记人", "跟进人 负责人 责任人 招商人员 经办人 招商专员", choices="owner",
       hint="不填时为导入的人；负责人可填所辖单位的人员"),
)  # fmt: skip

COLUMNS: dict[ImportKind, tuple[Column, ...]] = {
    ImportKind.LEADS: LEADS,
    ImportKind.PROJECTS: PROJECTS,
    ImportKind.COMPANIES: COMPANIES,
    ImportKind.ACTIVITIES: ACTIVITIES,
}


def column_of(kind: ImportKind, key: str) -> Column | None:
    """The column with that key, if the kind has one."""
    return next((column for column in COLUMNS[kind] if column.key == key), None)
