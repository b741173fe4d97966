"""The gates of scales, of the evaluation and of what the organisation may be given of it.

Levels that are written once the outcome is known measure nothing, so a scale has its time: before
anyone signs the annex that it stands in, the contract's or an amendment's, and before the second
session where it is personal.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.agreement import agreed_objective, has_agreed, is_shown
from phmcoach.domain.contract.lifecycle import has_met_by, met_days
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.evaluation import Evaluation
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.values.gas import Scores, score_change
from phmcoach.errors import Problem

UNDONE = "evaluate.changed-since-approval"
"""Told where the beneficiary's agreement is to something else than the report as it is now."""


def scale_gate(dossier: Dossier, on: date, *, shared: bool) -> tuple[Problem, ...]:
    """Require that on its day the outcome was open: levels are written before it can be known.

    Of a shared objective: before the first signature; of a personal one: before a second session
    was held; of none once there is an evaluation.
    """
    if dossier.engagement.evaluation is not None:
        return (Problem("scale.already-evaluated", {}, f"coach show {dossier.ref}"),)
    signed, met = dossier.engagement.signatures.first_on, met_days(dossier)
    if shared and signed is not None:
        fix = f"coach amend {dossier.ref} --reword-objective OBJECTIVE --scale …"
        return (Problem("scale.after-signature", {"on": signed}, fix),)
    if not shared and len(met) > 1 and on >= met[1]:
        return (Problem("scale.after-second-session", {"on": met[1]}),)
    return ()


def signature_gate(
    dossier: Dossier, objectives: Iterable[Objective], on: date
) -> Iterator[Problem]:
    """Yield each shared scale that was not written yet on the day its paper was signed.

    `objectives` are those of the paper: of the contract, or of an amendment.
    """
    for objective in objectives:
        written = objective.scaled_on
        if objective.shared and written is not None and written > on:
            args = {"id": objective.id, "written_on": written, "on": on}
            yield Problem("scale.written-after-signature", args, f"coach edit {dossier.ref}")


def amended_gate(dossier: Dossier, amendment: Amendment, fix: str) -> tuple[Problem, ...]:
    """Require that an amendment leaves the objectives alone once there is an evaluation of them.

    It may still cover sessions that were held, or put a price right; but what is rated is what was
    agreed before the outcome was known: its words, its levels, its weight among the others.
    """
    engagement = dossier.engagement
    is_evaluated = engagement.evaluation is not None or engagement.outcome.evaluated_on is not None
    if not is_evaluated or not (amendment.objectives or amendment.dropped):
        return ()
    return (Problem("amend.objectives-evaluated", {"number": amendment.number}, fix),)


def _amended_breaches(dossier: Dossier, fix: str) -> Iterator[Problem]:
    """Yield each amendment of the objectives whose last signature is later than the evaluation."""
    evaluated_on = dossier.engagement.outcome.evaluated_on
    for step in dossier.binding:
        each, signed_on = step.amendment, step.signed_on
        if evaluated_on is None or signed_on is None or signed_on <= evaluated_on:
            continue
        if each.objectives or each.dropped:
            args = {"number": each.number, "on": signed_on, "evaluated_on": evaluated_on}
            yield Problem("amend.objectives-after-evaluation", args, fix)


def scale_breaches(dossier: Dossier) -> Iterator[Problem]:
    """Yield each scale and each amended objective that came after its time, by its own day."""
    signed, met = dossier.engagement.signatures.first_on, met_days(dossier)
    evaluated_on = dossier.engagement.outcome.evaluated_on
    yield from _amended_breaches(dossier, f"coach edit {dossier.ref}")
    if signed is not None:
        yield from signature_gate(dossier, dossier.engagement.objectives, signed)
    for amendment in dossier.engagement.amendments:
        if (amended_on := amendment.signatures.first_on) is not None:
            yield from signature_gate(dossier, amendment.objectives, amended_on)
    for objective in dossier.engagement.objectives:
        written = objective.scaled_on
        if objective.personal and len(met) > 1 and written is not None and written > met[1]:
            args = {"id": objective.id, "written_on": written, "on": met[1]}
            yield Problem("scale.written-after-second-session", args, f"coach edit {dossier.ref}")
        elif objective.personal and written and evaluated_on and written > evaluated_on:
            args = {"id": objective.id, "written_on": written, "on": evaluated_on}
            yield Problem("scale.written-after-evaluation", args, f"coach edit {dossier.ref}")


def evaluation_gate(dossier: Dossier, on: date) -> tuple[Problem, ...]:
    """Require a session held by the day, and an engagement that is not closed."""
    closed = dossier.engagement.outcome.closed_on
    if closed is not None:
        return (Problem("evaluate.closed", {"on": closed}),)
    if not has_met_by(dossier, on):
        fix = f"coach log-session {dossier.ref} --on DATE"
        return (Problem("gate.evaluated-without-session", {"on": on}, fix),)
    return ()


def evaluation_breaches(case: Case) -> Iterator[Problem]:
    """Yield what does not fit in an evaluation: days, objectives, levels, consents."""
    found, fix = case.engagement.evaluation, f"coach edit {case.ref}"
    if found is None:
        return
    evaluated = case.engagement.outcome.evaluated_on
    if evaluated is None:
        yield Problem("evaluate.without-day", {}, fix)
    if case.private and found.mode == "three-way":
        yield Problem("evaluate.three-way-private", {}, fix)
    if found.observations is not None and found.mode == "two-way":
        yield Problem("evaluate.observations-two-way", {}, fix)
    yield from _rating_breaches(case, found, fix)
    before = max((day for day in (evaluated, found.shown_on) if day), default=None)
    approved = found.approved_on
    if approved is not None and before is not None and approved < before:
        yield Problem("evaluate.approved-early", {"on": approved, "before": before}, fix)
    if approved is not None and found.shown_on is None:
        yield Problem("evaluate.approved-unshown", {"on": approved}, fix)
    if approved is not None and not has_agreed(case):
        again = agreement_step(case)
        yield Problem("evaluate.changed-since-approval", {"on": approved}, again)


def agreement_undone(before: Dossier, after: Dossier) -> tuple[Problem, ...]:
    """Tell that a change leaves the beneficiary's agreement to the evaluation without effect."""
    evaluation = before.engagement.evaluation
    if evaluation is None or not has_agreed(before) or has_agreed(after):
        return ()
    args = {"on": evaluation.approved_on}
    show = f"coach report {before.ref} --for beneficiary"
    return (Problem("evaluate.changed-since-approval", args, show),)


def _rating_breaches(dossier: Dossier, evaluation: Evaluation, fix: str) -> Iterator[Problem]:
    rated = [rating.objective for rating in evaluation.ratings]
    for rating in evaluation.ratings:
        args = {"id": rating.objective}
        objective = agreed_objective(dossier, rating.objective)
        if objective is None:
            yield Problem("evaluate.unknown-objective", args, fix)
        elif not objective.levels and (rating.start, rating.end) != (None, None):
            yield Problem("evaluate.level-without-scale", args, fix)
    for name in dict.fromkeys(name for name in rated if rated.count(name) > 1):
        yield Problem("evaluate.rated-twice", {"id": name}, fix)


def agreement_step(dossier: Dossier) -> str:
    """Return the command that leads to his agreement: he is shown first what he agrees to."""
    if is_shown(dossier):
        return f"coach approve-report {dossier.ref} --on DATE"
    return f"coach report {dossier.ref} --for beneficiary"


def approval_gate(case: Case) -> tuple[Problem, ...]:
    """Require that the beneficiary was shown the evaluation as it stands."""
    if case.private:
        return (Problem("report.no-sponsor", {}, f"coach report {case.ref} --for beneficiary"),)
    problems = report_gate(case, for_sponsor=False)
    found = case.engagement.evaluation
    if problems or found is None:
        return problems
    if not is_shown(case):
        message = "report.not-shown" if found.shown_on is None else "report.changed-since-shown"
        args = {} if found.shown_on is None else {"on": found.shown_on}
        return (Problem(message, args, f"coach report {case.ref} --for beneficiary"),)
    return ()


def report_gate(case: Case, *, for_sponsor: bool) -> tuple[Problem, ...]:
    """Require an evaluation that holds, and for the organisation the beneficiary's agreement."""
    if case.engagement.evaluation is None:
        return (Problem("report.no-evaluation", {}, f"coach evaluate {case.ref}"),)
    if for_sponsor and case.private:
        return (Problem("report.no-sponsor", {}, f"coach report {case.ref} --for beneficiary"),)
    broken = tuple(problem for problem in evaluation_breaches(case) if problem.message != UNDONE)
    if broken or not for_sponsor or has_agreed(case):
        return broken
    waiting = approval_gate(case)
    approve = f"coach approve-report {case.ref} --on DATE"
    return waiting or (Problem("report.not-approved", {}, approve),)


def score_evaluation(dossier: Dossier) -> Scores | None:
    """Return the T-scores of all objectives, the personal too, that have a scale and a level."""
    evaluation = dossier.engagement.evaluation
    if evaluation is None:
        return None
    return score_change(
        (objective.weight, rating.start, rating.end)
        for objective in dossier.agreed_objectives
        if objective.levels
        and (rating := evaluation.rating(objective.id)) is not None
        and rating.end is not None
    )
