"""What is dated after today: facts of an engagement, and entries of the ledger."""

from collections.abc import Iterator
from datetime import date

from phmcoach.actions.context import Context
from phmcoach.actions.money.recovering import dated_ahead
from phmcoach.actions.opening import is_specimen
from phmcoach.actions.sessions.recording import HAPPENED
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.ending import endings
from phmcoach.domain.contract.gates import future_facts
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.store.ledger import Ledger
from phmcoach.store.records import Loaded


def future_problems(dossier: Dossier, today: date) -> Iterator[Problem]:
    """Yield a problem for each fact dated in the future, which must not open a gate."""
    yield from future_facts(dossier, today)
    engagement = dossier.engagement
    evaluation = engagement.evaluation
    amended = (
        day for each in engagement.amendments for day in (each.set_on, *each.signatures.days)
    )
    met = (s.on for s in engagement.sessions if s.status in HAPPENED)
    brought = (each for amendment in engagement.amendments for each in amendment.objectives)
    scaled = (objective.scaled_on for objective in (*engagement.objectives, *brought))
    agreement = (evaluation.shown_on, evaluation.approved_on) if evaluation else ()
    asked = (
        engagement.signatures.express_request_on,
        engagement.quote and engagement.quote.accepted_on,
    )
    called_off = (s.notified_at.date() for s in engagement.sessions if s.notified_at)
    ends = (ending.on for ending in endings(dossier))
    for day in (*asked, *met, *called_off, *ends, *scaled, *agreement, *amended):
        if day is not None and day > today:
            yield Problem("gate.in-the-future", {"on": day}, remedy=Remedy.EDIT)


def find_entries_ahead(
    context: Context, practice: Loaded[Practice] | None, ledger: Ledger
) -> tuple[Problem, ...]:
    """Return what a wrong clock dated ahead, among specimens or real entries, as they are made now.

    A damaged ledger is put right first.
    """
    if practice is None or ledger.damage:
        return ()
    return dated_ahead(ledger, context.today, specimen=is_specimen(context, practice.value))
