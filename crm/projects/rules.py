"""What a project's milestones may do and what follows from them. Pure functions."""

from crm.lib.labelled import Labelled


class MilestoneState(Labelled):
    """What has become of a milestone that somebody reported."""

    REPORTED = "reported", "待认定"
    VERIFIED = "verified", "已认定"
    RETURNED = "returned", "已退回"
    REVOKED = "revoked", "已撤销"


class ProjectState(Labelled):
    """Whether a project goes on."""

    ACTIVE = "active", "推进中"
    PAUSED = "paused", "搁置"
    DROPPED = "dropped", "终止"


class DateBasis(Labelled):
    """How well a milestone's day is known."""

    EXACT = "exact", "当日"
    NOT_LATER = "not_later", "不晚于"
