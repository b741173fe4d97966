"""The log of coaching hours, and the consent of the people in it."""

from datetime import date

from phmcoach.actions.context import Context, refuse_future
from phmcoach.actions.moving.tables import ExportedTable, exported, open_everything
from phmcoach.actions.opening import open_engagement
from phmcoach.actions.saving import save_change
from phmcoach.actions.sessions.each_once import each_once
from phmcoach.domain.money.sheet import Period
from phmcoach.domain.moving.hours import hours_table, list_hours
from phmcoach.store.lock import lock_folder


def record_hours_consent(context: Context, *, ref: str, on: date, given: bool) -> str:
    """Record what the person says of their name in the log, in the place of what they said before.

    Raises RuleRefusedError for a day to come.
    """
    refuse_future(on, context.today)
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        values: dict[tuple[str | int, ...], object] = {
            ("hours_consent", "given"): given,
            ("hours_consent", "on"): on,
        }
        save_change(context, opened, values=values)
    return opened.ref


def collect_hours(context: Context, period: Period) -> ExportedTable:
    """Return the log of a period, of all engagements, also of archived ones."""
    found = open_everything(context)
    cases = (each.case for each in each_once(context.folder, *found))
    return exported(hours_table(list_hours(cases, period)), found)
