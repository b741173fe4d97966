"""Taking back a validation, an agreement, an evaluation or an amendment recorded by mistake.

What somebody has signed since is not undone: the signature rests on it.
"""

from functools import partial

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amendment_draft import papers_of_draft
from phmcoach.actions.contract.reopening import without_facts
from phmcoach.actions.contract.reports import stale_reports
from phmcoach.actions.opening import (
    Opened,
    open_engagement,
    refuse_if_anyone_signed,
    refuse_if_over,
)
from phmcoach.actions.saving import Edits, save_change
from phmcoach.domain.contract.signed import name_taken_back
from phmcoach.domain.records.evaluation import APPROVAL
from phmcoach.errors import Place, Problem, RuleRefusedError, about
from phmcoach.remedy import Remedy
from phmcoach.store.lock import lock_folder
from phmcoach.store.signed import amendment_record_file, put_record_aside
from phmcoach.value import Value, fields_of

_OF_VALIDATION = ("request", "shared_request", "analysed_on", "validated_on", "disciplinary")


class TakenBack(Value):
    """The engagement without the fact; `warnings` name the papers that were made with it.

    `unplanned` says that it was only the planned day of an evaluation.
    """

    ref: str
    unplanned: bool = False
    warnings: tuple[Problem, ...] = ()


def take_back_validation(context: Context, *, ref: str) -> TakenBack:
    """Remove the beneficiary's validation of their demand, with their words.

    Raises RuleRefusedError if there is none, if the engagement is over or after a signature.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        refuse_if_over(opened)
        if opened.engagement.demand.validated_on is None:
            raise RuleRefusedError.of("taken-back.no-validation", about=opened.ref)
        refuse_if_anyone_signed(opened)
        save_change(context, opened, values={("demand", key): None for key in _OF_VALIDATION})
    return TakenBack(opened.ref)


def take_back_approval(context: Context, *, ref: str) -> TakenBack:
    """Remove the beneficiary's agreement to the evaluation, which stays; refused once closed."""
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        found = opened.engagement.evaluation
        if found is None or found.approved_on is None:
            raise RuleRefusedError.of("taken-back.no-approval", about=opened.ref)
        _refuse_if_closed(opened)
        values: Edits = {("evaluation", key): None for key in sorted(APPROVAL)}
        after = save_change(context, opened, values=values)
    warnings = about(opened.ref, stale_reports(context.folder, after.case))
    return TakenBack(opened.ref, warnings=warnings)


def take_back_evaluation(context: Context, *, ref: str) -> TakenBack:
    """Remove the evaluation, its day and the agreement to it; refused once it is closed.

    If there is none yet, remove the day on which it is planned.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        outcome = opened.engagement.outcome
        is_done = opened.engagement.evaluation is not None or outcome.evaluated_on is not None
        if not is_done and outcome.evaluation_planned_on is None:
            raise RuleRefusedError.of("taken-back.no-evaluation", about=opened.ref)
        _refuse_if_closed(opened)
        values: Edits = {("evaluation",): None} if is_done else {}
        fact = "evaluated_on" if is_done else "evaluation_planned_on"
        values |= without_facts(opened, (fact,))
        after = save_change(context, opened, values=values)
    warnings = about(opened.ref, stale_reports(context.folder, after.case))
    return TakenBack(opened.ref, unplanned=not is_done, warnings=warnings)


def _refuse_if_closed(opened: Opened) -> None:
    closed_on = opened.engagement.outcome.closed_on
    if closed_on is not None:
        raise RuleRefusedError.of("outcome.closed-since", on=closed_on, about=opened.ref)


def take_back_amendment(context: Context, *, ref: str) -> TakenBack:
    """Remove the last amendment unless everyone has signed it; its papers and pauses are named.

    It never came into force, so the record of what some have signed is put aside, before the
    amendment goes: whoever is interrupted in between types the same again. Raises RuleRefusedError
    if there is none.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        step = opened.case.history[-1] if opened.case.history else None
        if step is None:
            raise RuleRefusedError.of("taken-back.no-amendment", about=opened.ref)
        if step.signed_on is not None:
            raise RuleRefusedError.of(
                "taken-back.amendment-signed",
                number=step.amendment.number,
                on=step.signed_on,
                about=opened.ref,
            )
        draft = step.amendment
        papers = tuple(papers_of_draft(context.folder, opened.ref, draft.number))
        record = amendment_record_file(context.folder, opened.ref, draft.number)
        put_record_aside(record, partial(name_taken_back, draft.number))
        save_change(context, opened, values={("amendments", step.place): None})
    number = {"number": draft.number}
    left = (
        *(
            Problem("amend.number-used", number, place=Place(path), remedy=Remedy.NOTHING)
            for path in papers
        ),
        *(
            Problem("amend.pause-stays", fields_of(each), level="warning")
            for each in opened.engagement.pauses
            if each.end_on >= draft.set_on
        ),
    )
    return TakenBack(opened.ref, warnings=about(opened.ref, left))
