"""Find data that is held for too long, in open and archived engagements."""

from typing import TYPE_CHECKING

from phmcoach.actions.context import Context
from phmcoach.actions.privacy.inventory import list_held, take_inventory
from phmcoach.domain.privacy.due import Due, find_due
from phmcoach.domain.privacy.erasing import is_closed
from phmcoach.errors import CoachError, Problem, error_of, errors_of, warnings_of
from phmcoach.value import Value, replace

if TYPE_CHECKING:
    from datetime import date


class WhatIsDue(Value):
    """Data that is held for too long, longest first, that of one reference together.

    `error` says what could not be read.
    """

    due: tuple[Due, ...]
    warnings: tuple[Problem, ...]
    error: CoachError | None


def list_due(context: Context) -> WhatIsDue:
    """Return what is due of everybody; an engagement names its client's contact in its contract.

    Of a contact, only what the client's file says is a row: the rest goes with the engagement.
    """
    inventory = take_inventory(context)
    found: list[Due] = []
    for person in inventory.people:
        held = list_held(inventory, person, context.today)
        if person.role == "contact":
            held = tuple(each for each in held if each.ref == person.client)
        found += find_due(person.name, held, context.today)
    going_on = {each.ref for each in inventory.holdings if not is_closed(each.dossier)}
    found = [replace(each, closed=each.ref not in going_on) for each in found]
    errors = errors_of(inventory.problems)
    error = error_of(errors, refused=inventory.refused) if errors else None
    first: dict[str, date] = {}
    for each in found:
        first[each.ref] = min(each.since, first.get(each.ref, each.since))
    rows = tuple(sorted(found, key=lambda each: (first[each.ref], each.ref, each.since)))
    return WhatIsDue(rows, warnings_of(inventory.problems), error)
