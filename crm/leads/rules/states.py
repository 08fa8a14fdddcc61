"""States of leads and the moves between them. Pure functions."""

from crm.lib.labelled import Labelled


class LeadState(Labelled):
    """Where a lead stands."""

    OPEN = "open", "跟进中"
    POOL = "pool", "公海"
    CONVERTED = "converted", "已转项目"
    DROPPED = "dropped", "已放弃"


class DropReason(Labelled):
    """Why a lead or a project came to nothing."""

    ELSEWHERE = "elsewhere", "落户外地"
    CANCELLED = "cancelled", "投资方取消投资"
    POLICY = "policy", "政策条件不合"
    LAND = "land", "用地或载体不合"
    ENVIRONMENT = "environment", "环评能耗不合"
    FUNDS = "funds", "资金不到位"
    NO_CONTACT = "no_contact", "联系中断"
    FALSE = "false", "信息不实"
    OTHER = "other", "其他"


class Move(Labelled):
    """What changes the state of a lead."""

    ASSIGN = "assign", "分派"
    CLAIM = "claim", "认领"
    RELEASE = "release", "释放到公海"
    DROP = "drop", "放弃"
    REOPEN = "reopen", "重新跟进"
    CONVERT = "convert", "转为项目"


# From which states a move is possible, and the state that it leads to.
MOVES: dict[Move, tuple[frozenset[LeadState], LeadState]] = {
    Move.ASSIGN: (frozenset({LeadState.OPEN, LeadState.POOL}), LeadState.OPEN),
    Move.CLAIM: (frozenset({LeadState.POOL}), LeadState.OPEN),
    Move.RELEASE: (frozenset({LeadState.OPEN}), LeadState.POOL),
    Move.DROP: (frozenset({LeadState.OPEN, LeadState.POOL}), LeadState.DROPPED),
    Move.REOPEN: (frozenset({LeadState.DROPPED}), LeadState.OPEN),
    Move.CONVERT: (frozenset({LeadState.OPEN}), LeadState.CONVERTED),
}


class WrongMove(ValueError):
    """The state does not allow the move; the message is a sentence."""


def is_possible(state: LeadState, move: Move) -> bool:
    """Whether a lead in that state can make the move."""
    return state in MOVES[move][0]


def after(state: LeadState, move: Move) -> LeadState:
    """The state after a move. Raises WrongMove when the state does not allow it."""
    if not is_possible(state, move):
        raise WrongMove(f"线索现在是“{state.label}”，不能{move.label}。请刷新页面后再看。")
    return MOVES[move][1]
