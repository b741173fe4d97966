"""Say of whom something is held for too long, in open and archived engagements."""

from phmcoach.actions.context import Context
from phmcoach.actions.privacy.inventory import list_held, take_inventory
from phmcoach.domain.privacy.due import Due, find_due
from phmcoach.errors import CoachError, Problem, error_of, errors_of, warnings_of
from phmcoach.value import Value


class WhatIsDue(Value):
    """What is held for too long, longest first; `error` says what could not be read."""

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
    errors = errors_of(inventory.problems)
    error = error_of(errors, refused=inventory.refused) if errors else None
    rows = tuple(sorted(found, key=lambda each: (each.since, each.ref, each.data)))
    return WhatIsDue(rows, warnings_of(inventory.problems), error)
