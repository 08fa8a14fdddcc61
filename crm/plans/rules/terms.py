"""The words of the pipeline and of counting: milestones, kinds, channels, progress.

The milestones stand here, below the projects, because quotas and definitions speak of them.
"""

from crm.lib.labelled import Labelled


class Stage(Labelled):
    """The milestones of a project in their order."""

    NEGOTIATING = "negotiating", "在谈"
    SIGNED = "signed", "签约"
    REGISTERED = "registered", "注册"
    STARTED = "started", "开工"
    PRODUCTION = "production", "投产"
    CAPACITY = "capacity", "达产"


STAGES = list(Stage)


# Kinds of an indicator's figures.
VALUE_KINDS = {"baseline": "现状", "target": "目标", "actual": "实际"}


class Metric(Labelled):
    """What a quota counts."""

    COUNT = "count", "项目数"
    INVESTMENT = "investment", "投资额"
    PAID_IN = "paid_in", "到账外资"
    CAPACITY = "capacity", "产能"


class CheckKind(Labelled):
    """How figures of plans must agree with one another."""

    EQUAL = "equal", "两处相同"
    SUM = "sum", "部分之和等于总数"
    AT_MOST = "at_most", "部分不大于总数"
    GROWTH = "growth", "按增速推算"
    PRODUCT = "product", "相乘得出"


class Side(Labelled):
    """Which figures count where some do not agree."""

    PARTS = "parts", "分项"
    WHOLE = "whole", "总数"


class TaskState(Labelled):
    """How a task of a plan stands."""

    NORMAL = "normal", "正常"
    BEHIND = "behind", "滞后"
    DONE = "done", "完成"


class ProjectKind(Labelled):
    """What a project is; the definitions say which kinds are left out of the count."""

    NEW = "new", "新建"
    EXPANSION = "expansion", "增资扩产"
    RELOCATION = "relocation", "区内迁建"
    REAL_ESTATE = "real_estate", "房地产"
    FISCAL = "fiscal", "财政投资"
    HEADQUARTERS = "headquarters", "总部及研发"


class Agreement(Labelled):
    """What kind of paper was signed."""

    CONTRACT = "contract", "正式合同"
    FRAMEWORK = "framework", "框架/意向协议"


class Channel(Labelled):
    """How the company was found (招引方式)."""

    REFERRAL = "referral", "以商引商"
    OFFICE = "office", "驻点招商"
    CHAIN = "chain", "产业链招商"
    FUND = "fund", "基金招商"
    AGENT = "agent", "委托招商"
    EVENT = "event", "会展活动"
    ALUMNI = "alumni", "乡贤校友"
    SUPERIOR = "superior", "上级推介"
    SELF = "self", "企业自荐"
    MERGER = "merger", "并购合作"


class Progress(Labelled):
    """How a quota stands against time."""

    AHEAD = "ahead", "超序时"
    EVEN = "even", "达序时"
    BEHIND = "behind", "滞后"
    FAR_BEHIND = "far_behind", "严重滞后"
