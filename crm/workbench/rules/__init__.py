"""What deserves a look today. Pure functions."""

from datetime import date, timedelta
from decimal import ROUND_DOWN

from crm.analytics.rules.scores import Score
from crm.lib.periods import is_working_day
from crm.plans.rules import Stage

# Working days without a milestone or an activity after which a project stands still. One that
# produces has arrived.
STANDS_STILL = {
    Stage.NEGOTIATING: 20,
    Stage.SIGNED: 20,
    Stage.REGISTERED: 30,
    Stage.STARTED: 40,
}


def last_day_in_time(on: date, working_days: int) -> date:
    """The earliest day after which no more than so many working days have passed."""
    day = on
    while working_days >= 0:
        if is_working_day(day):
            working_days -= 1
        day -= timedelta(days=1)
    return day + timedelta(days=1)


def moved_since(on: date) -> dict[Stage, date]:
    """By stage the first day on which a project must have moved so as not to stand still."""
    return {stage: last_day_in_time(on, days) for stage, days in STANDS_STILL.items()}


def outlook_words(score: Score) -> str:
    """Whether the target will be met at the present pace, in a few words; '' when that is open."""
    stand, outlook = score.standing, score.outlook
    if outlook is None or not stand.target or score.partial:
        return ""
    if not stand.remaining:
        return "已完成"
    if not stand.months_left:
        return f"到期未完成，差 {score.text(stand.remaining)} {score.unit.word}"
    whole = outlook.to_integral_value(ROUND_DOWN) if score.unit.places == 0 else outlook
    reach = f"照此进度到期末约 {score.text(whole)} {score.unit.word}"
    missing = stand.target - whole
    if missing <= 0:
        return f"{reach}，可以完成"
    return f"{reach}，差 {score.text(missing)}；每月需 {score.each_month}"
