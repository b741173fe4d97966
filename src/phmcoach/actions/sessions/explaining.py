"""Explaining once why a past month lacks a session, and taking that back.

The breach stays in the file, in the verdicts and in the exit code of the check; only the screen no
longer repeats what the coach already knows.
"""

from datetime import date

from phmcoach.actions.changing import change_record
from phmcoach.actions.context import Context
from phmcoach.actions.opening import Opened, open_engagement, open_practice
from phmcoach.actions.saving import save_change, save_engagement
from phmcoach.domain.base import as_data
from phmcoach.domain.cadence.floor import MonthFloor
from phmcoach.domain.cadence.report import assess_cadence
from phmcoach.domain.records.engagement import Explanation
from phmcoach.errors import RuleRefusedError
from phmcoach.remedy import Remedy
from phmcoach.store.lock import lock_folder
from phmcoach.value import Value


class MonthsExplained(Value):
    """The first days of the months that were explained, or whose explanation was taken back."""

    ref: str
    months: tuple[date, ...]


def explain_months(context: Context, *, ref: str, reason: str) -> MonthsExplained:
    """Explain every past month that lacks a session and has no explanation yet.

    Raises RuleRefusedError if there is none.
    """
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        report = assess_cadence(opened.case, habits=practice.cadence, as_of=context.today)
        known = {each.month_on for each in opened.engagement.explanations}
        months = tuple(
            month.start_on
            for month in report.months
            if report.no_rhythm is None and _is_broken(month) and month.start_on not in known
        )
        if not months:
            raise _refusal("cadence.nothing-to-explain", opened)
        tables = [
            ("explanations", as_data(Explanation(month_on=on, reason=reason))) for on in months
        ]
        save_change(context, opened, appends=tables)
    return MonthsExplained(opened.ref, months)


def take_back_explanations(context: Context, *, ref: str) -> MonthsExplained:
    """Remove every explanation of an engagement; raise RuleRefusedError if there is none."""
    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        explanations = opened.engagement.explanations
        if not explanations:
            raise _refusal("cadence.nothing-explained", opened)
        changed = change_record(opened.loaded, values={("explanations",): None})
        save_engagement(context, opened, changed)
    return MonthsExplained(opened.ref, tuple(each.month_on for each in explanations))


def _refusal(message: str, opened: Opened) -> RuleRefusedError:
    ref, remedy = opened.ref, Remedy.CHECK_RHYTHM
    return RuleRefusedError.of(message, about=ref, ref=ref, remedy=remedy)


def _is_broken(month: MonthFloor) -> bool:
    return month.level == "breach"
