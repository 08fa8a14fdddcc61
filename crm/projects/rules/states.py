"""The states of milestones and projects, and which may follow which. Pure functions."""

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


# A milestone that was returned or revoked stays as history; it is reported anew beside it.
MILESTONE_MOVES: dict[MilestoneState, frozenset[MilestoneState]] = {
    MilestoneState.REPORTED: frozenset(
        {MilestoneState.VERIFIED, MilestoneState.RETURNED, MilestoneState.REVOKED}
    ),
    MilestoneState.VERIFIED: frozenset({MilestoneState.REVOKED}),
    MilestoneState.RETURNED: frozenset(),
    MilestoneState.REVOKED: frozenset(),
}
LIVE = frozenset({MilestoneState.REPORTED, MilestoneState.VERIFIED})

PROJECT_MOVES: dict[ProjectState, frozenset[ProjectState]] = {
    ProjectState.ACTIVE: frozenset({ProjectState.PAUSED, ProjectState.DROPPED}),
    ProjectState.PAUSED: frozenset({ProjectState.ACTIVE, ProjectState.DROPPED}),
    ProjectState.DROPPED: frozenset({ProjectState.ACTIVE}),
}


def milestone_fault(current: MilestoneState, wanted: MilestoneState) -> str | None:
    """Why a milestone may not change from one state to the other, as a sentence."""
    if wanted in MILESTONE_MOVES[current]:
        return None
    return f"该节点{current.label}，不能再改为{wanted.label}。请刷新页面查看最新状态。"


def project_fault(current: ProjectState, wanted: ProjectState) -> str | None:
    """Why a project may not change from one state to the other, as a sentence."""
    if wanted in PROJECT_MOVES[current]:
        return None
    return f"项目现为“{current.label}”，不能改为“{wanted.label}”。请刷新页面查看最新状态。"


def reporting_fault(state: ProjectState) -> str | None:
    """Why milestones of a project in that state may not be reported."""
    match state:
        case ProjectState.PAUSED:
            return "项目已搁置，请先恢复推进，再填报节点。"
        case ProjectState.DROPPED:
            return "项目已终止，需负责人重新启动后才能填报节点。"
    return None
