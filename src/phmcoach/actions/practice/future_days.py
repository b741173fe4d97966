"""Days after today: facts of an engagement, and entries of the ledger."""

from collections.abc import Iterator
from datetime import date

from phmcoach.actions.context import Context
from phmcoach.actions.money.recovering import dated_ahead
from phmcoach.actions.opening import is_specimen
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.ending import ending_of, endings, taking_back
from phmcoach.domain.contract.lifecycle import future_facts
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.session import HAPPENED
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.store.ledger import Ledger
from phmcoach.store.records import Loaded


def future_problems(dossier: Dossier, today: date) -> Iterator[Problem]:
    """Yield a problem for each fact dated in the future, which must not open a gate."""
    yield from future_facts(dossier, today)
    for day, remedy, words in _later_facts(dossier):
        if day is not None and day > today:
            yield Problem("gate.in-the-future", {"on": day}, remedy=remedy, words=words)


def _later_facts(dossier: Dossier) -> Iterator[tuple[date | None, Remedy, dict[str, object]]]:
    """Yield each day of a fact after the demand, with what corrects it and its words."""
    engagement = dossier.engagement
    for each in engagement.amendments:
        number: dict[str, object] = {"number": each.number}
        yield from ((day, Remedy.TAKE_BACK_SIGNATURES, number) for day in each.signatures.days)
        yield each.set_on, Remedy.TAKE_BACK_AMENDMENT, {}
    for session in engagement.sessions:
        named: dict[str, object] = {"id": session.id}
        if session.status in HAPPENED:
            yield session.on, Remedy.CORRECT_DAY, named
        if session.notified_at is not None:
            yield session.notified_at.date(), Remedy.EDIT, {}
    over = ending_of(dossier)
    if over is not None:
        yield from ((each.on, taking_back(over.state), {}) for each in endings(dossier))
    evaluation = engagement.evaluation
    brought = (each for amendment in engagement.amendments for each in amendment.objectives)
    scaled = (objective.scaled_on for objective in (*engagement.objectives, *brought))
    agreement = (evaluation.shown_on, evaluation.approved_on) if evaluation else ()
    asked = (
        engagement.signatures.express_request_on,
        engagement.quote and engagement.quote.accepted_on,
    )
    yield from ((day, Remedy.EDIT, {}) for day in (*asked, *scaled, *agreement))


def find_entries_ahead(
    context: Context, practice: Loaded[Practice] | None, ledger: Ledger
) -> tuple[Problem, ...]:
    """Return what a wrong clock dated ahead, among specimens or real entries, as they are made now.

    A damaged ledger is put right first.
    """
    if practice is None or ledger.damage:
        return ()
    return dated_ahead(ledger, context.today, specimen=is_specimen(context, practice.value))
