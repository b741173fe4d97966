"""The scale of an objective: five levels in words, written before the outcome is known."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from phmcoach.actions.changing import without_none
from phmcoach.actions.context import Context, refuse_future
from phmcoach.actions.money.billing_context import refuse_over
from phmcoach.actions.opening import Opened
from phmcoach.domain.contract.evaluating import scale_gate
from phmcoach.domain.contract.lifecycle import amending_remedy
from phmcoach.errors import CoachError, MissingError, RuleRefusedError
from phmcoach.store.files import read_file
from phmcoach.store.toml.text import SourceText
from phmcoach.value import replace


def read_levels(path: Path) -> tuple[str, ...]:
    """Return the lines of a file that are not blank; raise MissingError if there is no file."""
    lines = SourceText.from_bytes(read_file(path), path).text.split("\n")
    return tuple(line.strip() for line in lines if line.strip())


def no_scale_error(opened: Opened, name: str) -> CoachError:
    """Return the error for a scale of an objective that the file does not have.

    It was evaluated, or an amendment has the objective, or nothing does.
    """
    engagement = opened.engagement
    if engagement.is_evaluated:
        return RuleRefusedError.of("scale.already-evaluated", about=opened.ref)
    for amendment in reversed(engagement.amendments):
        if name in {each.id for each in amendment.objectives}:
            remedy, words = amending_remedy(opened.case, None)
            return RuleRefusedError.of(
                "scale.in-amendment",
                id=name,
                number=amendment.number,
                about=opened.ref,
                remedy=remedy,
                words=words,
            )
    known = [each.id for each in opened.case.agreed_objectives]
    if not known:
        return MissingError.of("scale.no-objective", about=opened.ref)
    return MissingError.of("scale.unknown-objective", id=name, known=known, about=opened.ref)


def scale_keys(
    levels: Sequence[str], weight: Decimal | None, written_on: date
) -> dict[str, object]:
    """Return the keys of an objective that its scale consists of."""
    scale = {"levels": list(levels), "scaled_on": written_on} if levels else {}
    whole = weight is not None and weight == int(weight)
    return without_none({**scale, "weight": int(weight) if weight and whole else weight})


def refuse_late_scale(
    context: Context, opened: Opened, on: date, objective: str, *, shared: bool
) -> None:
    """Refuse a scale of an objective that is written too late, or dated in the future."""
    refuse_future(on, context.today)
    found = scale_gate(opened.case, on, shared=shared)
    if shared and not opened.engagement.is_evaluated:
        remedy, words = amending_remedy(opened.case, None)
        words = {"id": objective, **words}
        found = tuple(replace(each, remedy=remedy, words=words) for each in found)
    refuse_over(context, opened, found)
