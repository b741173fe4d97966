"""An amendment on the coach's own screen: what it changes, and who has yet to sign it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output

if TYPE_CHECKING:
    from phmcoach.actions.contract.amending import Amended
    from phmcoach.actions.contract.overview import AmendmentLine
    from phmcoach.domain.contract.amending import Change
    from phmcoach.domain.records.engagement import Amendment

_WRITTEN_AS: Mapping[str, tuple[str, str]] = {
    "sessions": ("amended.sessions", "number"),
    "session_minutes": ("amended.session-minutes", "hours"),
    "start_on": ("amended.start-on", "day"),
    "end_on": ("amended.end-on", "day"),
    "hourly_rate": ("amended.hourly-rate", "money"),
    "package_price": ("amended.package-price", "money"),
    "modes": ("amended.modes", "words"),
    "place": ("amended.place", ""),
    "also_billed": ("amended.also-billed", "words"),
    "notice_hours": ("amended.notice-hours", "number"),
    "late_cancel_percent": ("amended.late-cancel-percent", "percent"),
    "payment_days": ("amended.payment-days", "number"),
    "session_dates": ("amended.session-dates", ""),
    "applies_from": ("amended.applies-from", "day"),
    "statement": ("amended.statement", ""),
    "expected_result": ("amended.expected-result", ""),
    "indicator": ("amended.indicator", ""),
    "levels": ("amended.levels", "list"),
    "weight": ("amended.weight", "number"),
}
"""The label of each key that an amendment can change, of the terms or of an objective's wording,
and how its values are written."""


def say_amended(out: Output, amended: "Amended") -> None:
    """Say what the amendment now changes, and the two steps that put it in force."""
    amendment = amended.amendment
    out.say(
        "said.amended",
        number=amendment.number,
        on=amendment.effective_on,
        parties=amended.parties,
    )
    print_changes(out, amendment, amended.changes, amended.wordings)
    words = f"{amended.ref} --amendment {amendment.number}"
    out.say("said.amendment-next", contract=f"coach contract {words}", sign=f"coach sign {words}")


def amended_data(amended: "Amended") -> dict[str, object]:
    """Return an amendment for a program, with what it changes and who has yet to sign it."""
    return {
        "ref": amended.ref,
        "amendment": amended.amendment,
        "changes": amended.changes,
        "to_sign": amended.parties,
    }


def print_amendment(out: Output, line: "AmendmentLine") -> None:
    """Print one amendment of an engagement: since when it is in force, or that it is not."""
    amendment = line.amendment
    message = "show.amendment-unsigned" if line.signed_on is None else "show.amendment-signed"
    args = {"on": line.signed_on or amendment.set_on, "effective_on": amendment.effective_on}
    out.result(out.tr.text(message, number=amendment.number, **args))
    print_changes(out, amendment, line.changes, line.wordings)


def print_changes(
    out: Output,
    amendment: "Amendment",
    changes: "tuple[Change, ...]",
    wordings: "Mapping[str, tuple[Change, ...]]",
) -> None:
    """Print each value that changes, from what to what, and each objective, with what is new."""
    for change in changes:
        out.result(_write_change(out, change))
    for objective in amendment.objectives:
        args = {"id": objective.id, "statement": objective.statement}
        out.result(out.tr.text("amended.objective", **args))
        for change in wordings.get(objective.id, ()):
            out.result("  " + _write_change(out, change))
    for name in amendment.dropped:
        out.result(out.tr.text("amended.dropped", id=name))


def _write_change(out: Output, change: "Change") -> str:
    label, kind = _WRITTEN_AS[change.key]
    old, new = (_write(out, value, kind) for value in (change.before, change.after))
    message = "amended.new" if change.before in (None, ()) else "amended.change"
    return out.tr.text(message, label=out.tr.text(label), before=old, after=new)


def _write(out: Output, value: object, kind: str) -> str:
    if isinstance(value, bool):
        return out.tr.text("amended.yes" if value else "amended.no")
    return "" if value is None else out.tr.format_value(value, kind)
