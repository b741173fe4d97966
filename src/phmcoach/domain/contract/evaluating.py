"""The gates of scales, of the evaluation and of its report to the organisation.

Levels that are written once the outcome is known measure nothing. So a shared scale is written
before anyone signs the contract or the amendment that contains it, and a personal one before the
second session.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from phmcoach.domain.case import Case, Dossier
from phmcoach.domain.contract.agreement import agreed_objective, has_agreed, is_shown
from phmcoach.domain.contract.ending import declined_problems
from phmcoach.domain.contract.lifecycle import has_met_by, met_days, recording_remedy
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.evaluation import EvaluationContent
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.values.gas import Scores, score_change
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import Value

_TEXTS = ("changed", "remains", "next", "shared_words", "observations")
"""The keys of an evaluation that hold a text."""


def scale_gate(dossier: Dossier, on: date, *, shared: bool) -> tuple[Problem, ...]:
    """Require that a scale is written before the outcome can be known.

    The scale of a shared objective is written before the first signature, the scale of a personal
    one before the second session, and no scale after the evaluation.
    """
    if dossier.engagement.is_evaluated:
        return (Problem("scale.already-evaluated"),)
    signed, met = dossier.engagement.signatures.first_on, met_days(dossier)
    if shared and signed is not None:
        return (Problem("scale.after-signature", {"on": signed}),)
    if not shared and len(met) > 1 and on >= met[1]:
        return (Problem("scale.after-second-session", {"on": met[1]}),)
    return ()


def signature_gate(objectives: Iterable[Objective], on: date) -> Iterator[Problem]:
    """Yield a problem for each shared scale that was written after its paper was signed.

    `objectives` are those of the contract or of one amendment; `on` is the day of its signature.
    """
    for objective in objectives:
        written = objective.scaled_on
        if objective.shared and written is not None and written > on:
            args = {"id": objective.id, "written_on": written, "on": on}
            yield Problem("scale.written-after-signature", args)


def amended_gate(
    dossier: Dossier, amendment: Amendment, *, typed: bool = False
) -> tuple[Problem, ...]:
    """Require that an amendment does not change the objectives after their evaluation.

    It may still cover held sessions or correct a price. But the evaluation rates the objectives
    that were agreed before the outcome was known: their words, levels and weights.
    `typed`: the amendment comes from the current command and is not in the file yet.
    """
    engagement = dossier.engagement
    if not engagement.is_evaluated or not (amendment.objectives or amendment.dropped):
        return ()
    remedy = Remedy.SHOW if typed else Remedy.TAKE_BACK_AMENDMENT
    if amendment.signatures.days:
        remedy = Remedy.TAKE_BACK_EVALUATION
    return (Problem("amend.objectives-evaluated", {"number": amendment.number}, remedy=remedy),)


def _amended_breaches(dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem for each change of objectives that was signed after the evaluation."""
    evaluated_on = dossier.engagement.outcome.evaluated_on
    for step in dossier.binding:
        each, signed_on = step.amendment, step.signed_on
        if evaluated_on is None or signed_on is None or signed_on <= evaluated_on:
            continue
        if each.objectives or each.dropped:
            args = {"number": each.number, "on": signed_on, "evaluated_on": evaluated_on}
            yield Problem("amend.objectives-after-evaluation", args)


def scale_breaches(dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem for each scale and each amended objective that is dated too late."""
    signed, met = dossier.engagement.signatures.first_on, met_days(dossier)
    evaluated_on = dossier.engagement.outcome.evaluated_on
    yield from _amended_breaches(dossier)
    if signed is not None:
        yield from signature_gate(dossier.engagement.objectives, signed)
    for amendment in dossier.engagement.amendments:
        if (amended_on := amendment.signatures.first_on) is not None:
            yield from signature_gate(amendment.objectives, amended_on)
    for objective in dossier.engagement.objectives:
        written = objective.scaled_on
        if objective.personal and len(met) > 1 and written is not None and written > met[1]:
            args = {"id": objective.id, "written_on": written, "on": met[1]}
            yield Problem("scale.written-after-second-session", args)
        elif objective.personal and written and evaluated_on and written > evaluated_on:
            args = {"id": objective.id, "written_on": written, "on": evaluated_on}
            yield Problem("scale.written-after-evaluation", args)


def evaluation_gate(case: Case, on: date) -> tuple[Problem, ...]:
    """Require that a session was held by the day; nothing is evaluated once closed or declined."""
    closed = case.engagement.outcome.closed_on
    if closed is not None:
        return (Problem("evaluate.closed", {"on": closed}),)
    if declined := declined_problems(case):
        return declined
    if not has_met_by(case, on):
        remedy = recording_remedy(case, on)
        return (Problem("gate.evaluated-without-session", {"on": on}, remedy=remedy),)
    return ()


def content_gate(content: EvaluationContent) -> tuple[Problem, ...]:
    """Require that something was filled in: a text, the working relationship or an objective."""
    texts = (getattr(content, key) or "" for key in _TEXTS)
    if content.alliance is not None or content.ratings or any(text.strip() for text in texts):
        return ()
    return (Problem("evaluate.nothing-filled-in"),)


def evaluation_breaches(case: Case) -> Iterator[Problem]:
    """Yield all problems of the evaluation and of the beneficiary's agreement to it."""
    yield from (each.problem for each in contradictions_in_evaluation(case))
    yield from agreement_breaches(case)


class Contradiction(Value):
    """A problem of an evaluation, and the key of the form that causes it, if there is one."""

    problem: Problem
    key: str | None = None


def contradictions_in_evaluation(case: Case) -> Iterator[Contradiction]:
    """Yield the contradictions in an evaluation: days, objectives, levels, consents."""
    found = case.engagement.evaluation
    if found is None:
        return
    evaluated = case.engagement.outcome.evaluated_on
    if evaluated is None:
        yield Contradiction(Problem("evaluate.without-day"))
    if case.private and found.mode == "three-way":
        yield Contradiction(Problem("evaluate.three-way-private"), "mode")
    if found.observations is not None and found.mode == "two-way":
        yield Contradiction(Problem("evaluate.observations-two-way"), "observations")
    yield from map(Contradiction, _rating_breaches(case))
    is_of_shown = found.approved_sha256 == found.shown_sha256  # else of an earlier version
    days = (evaluated, found.shown_on if is_of_shown else None)
    before = max((day for day in days if day), default=None)
    approved = found.approved_on
    if approved is not None and before is not None and approved < before:
        yield Contradiction(Problem("evaluate.approved-early", {"on": approved, "before": before}))
    if approved is not None and found.shown_on is None:
        yield Contradiction(Problem("evaluate.approved-unshown", {"on": approved}))


def agreement_breaches(dossier: Dossier) -> tuple[Problem, ...]:
    """Return a problem if the beneficiary agreed to another version than the current one."""
    found = dossier.engagement.evaluation
    if found is None or found.approved_on is None or has_agreed(dossier):
        return ()
    args = {"on": found.approved_on}
    remedy = agreement_remedy(dossier)
    return (Problem("evaluate.changed-since-approval", args, remedy=remedy),)


def voided_agreement(before: Dossier, after: Dossier) -> tuple[Problem, ...]:
    """Return a problem if a change voids the beneficiary's agreement to the evaluation."""
    evaluation = before.engagement.evaluation
    if evaluation is None or not has_agreed(before) or has_agreed(after):
        return ()
    args = {"on": evaluation.approved_on}
    return (Problem("evaluate.changed-since-approval", args, remedy=Remedy.REPORT),)


def _rating_breaches(dossier: Dossier) -> Iterator[Problem]:
    evaluation = dossier.engagement.evaluation
    if evaluation is None:
        return
    rated = [rating.objective for rating in evaluation.ratings]
    for rating in evaluation.ratings:
        args = {"id": rating.objective}
        objective = agreed_objective(dossier, rating.objective)
        if objective is None:
            yield Problem("evaluate.unknown-objective", args)
        elif not objective.levels and (rating.start, rating.end) != (None, None):
            yield Problem("evaluate.level-without-scale", args)
    for name in dict.fromkeys(name for name in rated if rated.count(name) > 1):
        yield Problem("evaluate.rated-twice", {"id": name})


def agreement_remedy(dossier: Dossier) -> Remedy:
    """Return the next step to an agreement: to show the report or record it.

    If there is no evaluation, taking it back puts aside what is left of one.
    """
    if dossier.engagement.evaluation is None:
        return Remedy.TAKE_BACK_EVALUATION
    return Remedy.APPROVE_REPORT if is_shown(dossier) else Remedy.REPORT


def approval_gate(case: Case) -> tuple[Problem, ...]:
    """Require that the beneficiary was shown the current version of the evaluation."""
    if problems := report_gate(case, for_sponsor=False):
        return problems
    return (Problem("report.no-sponsor"),) if case.private else shown_problems(case)


def shown_problems(dossier: Dossier) -> tuple[Problem, ...]:
    """Return a problem if the beneficiary was not shown the current version of the evaluation."""
    found = dossier.engagement.evaluation
    if found is None or is_shown(dossier):
        return ()
    if found.shown_on is None:
        return (Problem("report.not-shown"),)
    return (Problem("report.changed-since-shown", {"on": found.shown_on}),)


def report_gate(case: Case, *, for_sponsor: bool) -> tuple[Problem, ...]:
    """Require a valid evaluation and, for the organisation, the beneficiary's agreement to it."""
    if case.engagement.evaluation is None:
        is_late = case.engagement.outcome.closed_on is not None
        remedy = Remedy.EVALUATE if met_days(case) and not is_late else Remedy.SHOW
        return (Problem("report.no-evaluation", remedy=remedy),)
    if for_sponsor and case.private:
        return (Problem("report.no-sponsor"),)
    broken = tuple(each.problem for each in contradictions_in_evaluation(case))
    if broken or not for_sponsor or has_agreed(case):
        return broken
    return approval_gate(case) or (Problem("report.not-approved"),)


def score_evaluation(dossier: Dossier) -> Scores | None:
    """Return the T-scores of all objectives with a scale and a level, including personal ones."""
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
