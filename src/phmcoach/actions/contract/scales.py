"""The scale of an objective: five levels in words, written while the outcome is still open."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from phmcoach.actions.changing import save_change, without_none
from phmcoach.actions.context import Context
from phmcoach.actions.opening import Opened, open_engagement
from phmcoach.domain.contract.evaluating import scale_gate
from phmcoach.errors import CoachError, MissingError, RuleRefusedError, refuse
from phmcoach.store.files import read_file
from phmcoach.store.lock import lock_folder
from phmcoach.store.text import SourceText


def read_levels(path: Path) -> tuple[str, ...]:
    """Return the lines of a file that are not blank; MissingError where there is none."""
    lines = SourceText.from_bytes(read_file(path), path).text.split("\n")
    return tuple(line.strip() for line in lines if line.strip())


def set_scale(
    context: Context,
    *,
    ref: str,
    objective: str,
    levels: Sequence[str],
    weight: Decimal | None = None,
    on: date | None = None,
) -> None:
    """Write the scale of an objective, or write it anew; `on` is today unless it is given.

    Raises MissingError for an unknown objective, RuleRefusedError where the time for it is over or
    an amendment sets it, UsageError for levels that are not five or say the same.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        found = opened.engagement.objective(objective)
        if found is None:
            raise _why_none(opened, objective)
        written_on = on or context.today
        refuse_late_scale(context, opened, written_on, shared=found.shared)
        place = opened.engagement.objectives.index(found)
        keys = scale_keys(levels, weight, written_on)
        save_change(
            opened.loaded,
            values={("objectives", place, key): value for key, value in keys.items()},
        )


def _why_none(opened: Opened, name: str) -> CoachError:
    """Say why an objective has no scale to write: an amendment sets it, or it is nowhere."""
    engagement = opened.engagement
    if engagement.evaluation is not None:
        return RuleRefusedError.of("scale.already-evaluated", about=opened.ref)
    for amendment in reversed(engagement.amendments):
        if name in {each.id for each in amendment.objectives}:
            return RuleRefusedError.of(
                "scale.of-amendment", id=name, number=amendment.number, about=opened.ref
            )
    known = [each.id for each in opened.case.agreed_objectives]
    if not known:
        return MissingError.of("scale.no-objective", about=opened.ref)
    return MissingError.of("scale.unknown-objective", id=name, known=known, about=opened.ref)


def scale_keys(
    levels: Sequence[str], weight: Decimal | None, written_on: date
) -> dict[str, object]:
    """Return the keys of an objective that its scale sets."""
    scale = {"levels": list(levels), "scaled_on": written_on} if levels else {}
    whole = weight is not None and weight == int(weight)
    return without_none({**scale, "weight": int(weight) if weight and whole else weight})


def refuse_late_scale(context: Context, opened: Opened, on: date, *, shared: bool) -> None:
    """Refuse a scale whose time is over, or has not come."""
    if on > context.today:
        raise RuleRefusedError.of("gate.in-the-future", on=on)
    refuse(scale_gate(opened.case, on, shared=shared), about=opened.ref)
