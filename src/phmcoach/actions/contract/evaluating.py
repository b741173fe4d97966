"""Planning the day of the evaluation, and recording it, from the command line or from a form."""

from collections.abc import Mapping
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import NoReturn

from phmcoach.actions.changing import KeyPath, as_typed, change_record, without_none
from phmcoach.actions.context import Context
from phmcoach.actions.contract.reports import stale_reports
from phmcoach.actions.documents import Written, form_path, name_form
from phmcoach.actions.money.invoiced import Invoiced
from phmcoach.actions.opening import Opened, open_engagement, open_practice
from phmcoach.actions.saving import remark_changes, save_change, save_engagement
from phmcoach.domain.case import Case
from phmcoach.domain.contract.evaluating import (
    Contradiction,
    content_gate,
    contradictions_in_evaluation,
    evaluation_gate,
)
from phmcoach.domain.contract.evaluation_day import (
    evaluation_day_gate,
    held_meeting,
    late_evaluation,
    other_meetings,
)
from phmcoach.domain.records.evaluation import CONSENTS, EvaluationForm, Rating
from phmcoach.domain.records.objective import Objective
from phmcoach.errors import (
    ConflictError,
    Place,
    Problem,
    UsageError,
    about,
    refuse,
    without_remedy,
)
from phmcoach.remedy import Remedy
from phmcoach.store.files import make_folder, write_new
from phmcoach.store.folder import refuse_documents_outside
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import Loaded, load_record, validate_data
from phmcoach.store.toml.data import render_toml
from phmcoach.store.toml.statements import find_line, scan_statements
from phmcoach.value import Value, fields_of, replace

ANSWERS = ("mode", "changed", "remains", "next", "observations", "shared_words")
"""The keys of an evaluation that hold one value each."""


class Evaluated(Value):
    """The day of the evaluation, and whether it voids an agreement to an earlier version.

    `warnings` name the sponsor's report under that agreement, if there is one.
    """

    ref: str
    on: date
    unapproved: bool
    warnings: tuple[Problem, ...] = ()


class PlannedEvaluation(Value):
    """The full reference, and warnings: the day is late, or a final meeting is on another one."""

    ref: str
    warnings: tuple[Problem, ...] = ()


def plan_evaluation(context: Context, *, ref: str, on: date) -> PlannedEvaluation:
    """Record the day on which the evaluation is to take place; it replaces an earlier one.

    Raises RuleRefusedError before everyone has signed, once it is evaluated, declined or closed,
    and for a day in the past or before the first session.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref, open_practice(context.folder))
        refuse(evaluation_day_gate(opened.case, on, context.today), about=opened.ref)
        case = opened.with_billed(Invoiced(context.folder).of(opened)).case
        remarks = about(opened.ref, (*late_evaluation(case, on), *other_meetings(case, on)))
        save_change(context, opened, values={("outcome", "evaluation_planned_on"): on})
    return PlannedEvaluation(opened.ref, remarks)


class Evaluable(Value):
    """The facts about an engagement that the prompts of an evaluation need."""

    ref: str
    private: bool
    objectives: tuple[Objective, ...]


def open_evaluable(context: Context, *, ref: str, on: date) -> Evaluable:
    """Return the facts to evaluate; raise RuleRefusedError before a session and after the close."""
    opened = open_engagement(context.folder, ref)
    refuse(evaluation_gate(opened.case, on), about=opened.ref)
    return Evaluable(opened.ref, opened.case.private, opened.case.agreed_objectives)


def refuse_without_form(context: Context, *, ref: str) -> NoReturn:
    """Refuse to evaluate without questions and without a form; the remedy is the form.

    Raises RuleRefusedError before a session and after the close, else UsageError.
    """
    found = open_evaluable(context, ref=ref, on=context.today)
    problem = Problem("usage.evaluate-by-form", remedy=Remedy.EVALUATE, ref=found.ref)
    raise UsageError(*name_form(context.folder, found.ref, [problem]))


def evaluate(context: Context, *, ref: str, on: date, answers: Mapping[str, object]) -> Evaluated:
    """Record an evaluation; `answers` has the keys of `EvaluationForm` except the day.

    An earlier one is replaced, together with the beneficiary's agreement. Raises RuleRefusedError
    before a session was held, after the close, if nothing was filled in, and for contradictions.
    """
    with as_typed():
        form = validate_data(Path(), EvaluationForm, {**answers, "on": on})
    return _record(context, ref, form, None)


def evaluate_from(context: Context, *, ref: str, path: Path) -> Evaluated:
    """Record the evaluation in a form; raises as `evaluate` does, with lines of the form."""
    loaded = load_record(path, EvaluationForm)
    return _record(context, ref, loaded.value, loaded)


def keep_answers(context: Context, *, ref: str, on: date, answers: Mapping[str, object]) -> Path:
    """Write what was answered into a form, and return its path; no form is written over."""
    first = form_path(context.folder, ref)
    with lock_folder(context.folder):
        refuse_documents_outside(context.folder, ref)
        make_folder(first.parent)
        others = (first.with_stem(f"{first.stem}-{number}") for number in count(2))
        path = next(each for each in chain((first,), others) if not each.exists())
        write_new(path, render_toml({"on": on, **answers}))
    return path


def _record(
    context: Context, ref: str, form: EvaluationForm, source: Loaded[EvaluationForm] | None
) -> Evaluated:
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        refuse(_in_the_future(form, source, context.today), about=opened.ref)
        refuse(evaluation_gate(opened.case, form.on), about=opened.ref)
        refuse(_contents(form, source))
        old = opened.engagement.evaluation
        changed = change_record(opened.loaded, values=_values(opened, form))
        ratings = [("evaluation.ratings", _keys(rating)) for rating in form.ratings]
        changed = change_record(changed, appends=ratings)
        after = opened.case.having(changed.value)
        refuse(_contradictions(after, source))
        warnings = about(opened.ref, stale_reports(context.folder, after))
        save_engagement(context, opened, changed)
    return Evaluated(
        opened.ref,
        form.on,
        unapproved=bool(old and old.approved_on),
        warnings=warnings,
    )


def _in_the_future(
    form: EvaluationForm, source: Loaded[EvaluationForm] | None, today: date
) -> tuple[Problem, ...]:
    """Return a problem if the day is still to come, with the line of the form that says so."""
    if form.on <= today:
        return ()
    early = Problem("gate.in-the-future", {"on": form.on}, remedy=Remedy.OTHER_DAY)
    if source is None:
        return (early,)
    place = Place(source.path, source.line_of("on"), "on")
    words = {"form": source.path}
    return (replace(early, place=place, remedy=Remedy.EVALUATE_FROM, words=words),)


def _values(opened: Opened, form: EvaluationForm) -> dict[KeyPath, object]:
    """Return the edits that set the new evaluation and remove old consents and ratings."""
    old = opened.engagement.evaluation
    rated = len(old.ratings) if old else 0
    values: dict[KeyPath, object] = {("outcome", "evaluated_on"): form.on}
    values |= {("evaluation", "ratings", place): None for place in reversed(range(rated))}
    values |= {("evaluation", key): None for key in sorted(CONSENTS)}
    values |= {("evaluation", key): getattr(form, key) for key in ANSWERS}
    if form.alliance is None:
        values[("evaluation", "alliance")] = None
    else:
        answers = fields_of(form.alliance)
        values |= {("evaluation", "alliance", key): value for key, value in answers.items()}
    return values


def _keys(rating: Rating) -> dict[str, object]:
    return without_none(fields_of(rating))


def _contents(form: EvaluationForm, source: Loaded[EvaluationForm] | None) -> tuple[Problem, ...]:
    """Return a problem if nothing was filled in, with the line of the form after which to begin."""
    found = content_gate(form)
    if source is None:
        return found
    line = find_line(scan_statements(source.source.text), ("mode",))
    return tuple(replace(each, place=Place(source.path, line)) for each in found)


def _contradictions(case: Case, source: Loaded[EvaluationForm] | None) -> tuple[Problem, ...]:
    """Return the contradictions, with the line of the form if there is one."""
    found = contradictions_in_evaluation(case)
    if source is None:
        return without_remedy(each.problem for each in found)
    return without_remedy(_at(each, source) for each in found)


def _at(found: Contradiction, source: Loaded[EvaluationForm]) -> Problem:
    problem = found.problem
    path: KeyPath = (found.key,) if found.key else ()
    rated = [rating.objective for rating in source.value.ratings]
    name = problem.args.get("id")
    if name in rated:
        path = ("ratings", rated.index(str(name)), "objective")
    line = find_line(scan_statements(source.source.text), path)
    return replace(problem, place=Place(source.path, line))


def write_form(context: Context, *, ref: str) -> Written:
    """Write a form for this engagement's evaluation, with its objectives, ready to fill in.

    It is `documents/<ref>/evaluation.toml`; its day is that of a final meeting, else today. Raises
    ConflictError if the file exists, because it may be partly filled in.
    """
    from phmcoach.documents.papers.evaluation_form import render_evaluation_form

    opened = open_engagement(context.folder, ref)
    refuse(evaluation_gate(opened.case, context.today), about=opened.ref)
    text = render_evaluation_form(
        opened.case,
        on=held_meeting(opened.case) or context.today,
        language=open_practice(context.folder).language,
        templates=context.folder.templates_dir,
    )
    target = form_path(context.folder, opened.ref)
    with lock_folder(context.folder):
        refuse_documents_outside(context.folder, opened.ref)
        if target.exists():
            raise ConflictError.of(
                "store.exists",
                path=str(target),
                about=opened.ref,
                remedy=Remedy.EVALUATE_FROM,
                words={"form": target},
            )
        make_folder(target.parent)
        write_new(target, text.encode())
    remark_changes(context, opened)
    return Written(target)
