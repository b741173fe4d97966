"""An amendment on the coach's own screen: what it changes, and who still has to sign it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from phmcoach.cli.pages.endings import sessions_in_pause
from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.remedy_lines import fill_remedy
from phmcoach.domain.cadence.verdicts import name_pause
from phmcoach.remedy import Remedy

if TYPE_CHECKING:
    from phmcoach.actions.contract.amending import Amended
    from phmcoach.actions.contract.overview import AmendmentLine
    from phmcoach.domain.history import Change
    from phmcoach.domain.records.amendment import Amendment
    from phmcoach.domain.records.parties import Client

_WRITTEN_AS: Mapping[str, str] = {
    "session_minutes": "hours",
    "hourly_rate": "money",
    "package_price": "money",
    "late_cancel_percent": "percent",
    "levels": "list",
}
"""How values are written whose type does not say it, by their keys."""


def show_amended(out: Output, amended: "Amended", *, json: bool) -> None:
    """Show what the amendment now changes, and the two steps that put it in force."""
    out.warn_all(amended.warnings)
    amendment, effect = amended.amendment, amended.effect
    steps = amended.steps
    if effect is not None and amended.pause is not None:
        steps = (*sessions_in_pause(amended.ref, effect, amended.pause.end_on), *steps)
    if json:
        out.emit_json(
            {
                "ref": amended.ref,
                "amendment": amendment,
                "changes": amended.changes,
                "to_sign": amended.parties,
                "pause": amended.pause,
                "next_steps": steps,
                "warnings": amended.warnings,
            }
        )
        return
    out.say(
        "said.amended",
        number=amendment.number,
        on=amendment.effective_on,
        parties=amended.parties,
    )
    print_changes(out, amendment, amended.changes, amended.wordings, amended.successor)
    if (gone := amended.replaced) is not None:
        out.result(out.tr.text("amended.replaced"))
        print_changes(out, gone.draft, gone.changes, gone.wordings, gone.successor)
    if (pause := amended.pause) is not None:
        named = name_pause(pause.reason, pause.start_on, pause.end_on)
        out.result(out.tr.text("amended.pause", pause=named))
    for problem in steps:
        out.finding(problem, "show.next-label", "risk")
    words = {"ref": amended.ref, "number": amendment.number}
    out.say(
        "said.amendment-next",
        contract=out.spell(fill_remedy(Remedy.WRITE_AMENDMENT, **words)),
        sign=out.spell(fill_remedy(Remedy.SIGN_AMENDMENT, **words)),
    )


def print_amendment(out: Output, line: "AmendmentLine") -> None:
    """Print an amendment of an engagement, and since when it is in force, if it is."""
    amendment = line.amendment
    message = "show.amendment-unsigned" if line.signed_on is None else "show.amendment-signed"
    args = {"on": line.signed_on or amendment.set_on, "effective_on": amendment.effective_on}
    out.result(out.tr.text(message, number=amendment.number, **args))
    print_changes(out, amendment, line.changes, line.wordings, line.successor)


def print_changes(
    out: Output,
    amendment: "Amendment",
    changes: "tuple[Change, ...]",
    wordings: "Mapping[str, tuple[Change, ...]]",
    successor: "Client | None",
) -> None:
    """Print each value that changes, before and after, each objective, and what it excepts from."""
    for change in changes:
        out.result(_write_change(out, change))
    for objective in amendment.objectives:
        args = {"id": objective.id, "statement": objective.statement}
        out.result(out.tr.text("amended.objective", **args))
        for change in wordings.get(objective.id, ()):
            out.result("  " + _write_change(out, change))
    for name in amendment.dropped:
        out.result(out.tr.text("amended.dropped", id=name))
    if amendment.client is not None:
        name = amendment.client if successor is None else successor.name
        out.result(out.tr.text("amended.client", name=name, client=amendment.client))
    if amendment.contact is not None:
        named = ", ".join(filter(None, (amendment.contact, amendment.contact_role)))
        out.result(out.tr.text("amended.contact", contact=named))
    if amendment.exception is not None:
        out.result(out.tr.text("amended.exception", reason=amendment.exception))


def _write_change(out: Output, change: "Change") -> str:
    label = out.tr.text(f"amended.{change.key.replace('_', '-')}")
    old, new = (_write(out, change.key, value) for value in (change.before, change.after))
    message = "amended.new" if change.before in (None, ()) else "amended.change"
    return out.tr.text(message, label=label, before=old, after=new)


def _write(out: Output, key: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return out.tr.text("amended.yes" if value else "amended.no")
    return out.tr.format_value(value, _WRITTEN_AS.get(key) or _kind_of(value))


def _kind_of(value: object) -> str:
    match value:
        case int() | Decimal():
            return "number"
        case date():
            return "day"
        case tuple():
            return "words"
        case _:
            return ""
