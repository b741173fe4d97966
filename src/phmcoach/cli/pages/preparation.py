"""One screen before a session, and its JSON. It is for the coach alone."""

from typing import TYPE_CHECKING

from phmcoach.cli.pages.evaluation import mark_level, word_objective
from phmcoach.cli.pages.session import standing_data, word_type
from phmcoach.cli.shell.output import Output
from phmcoach.domain.values.gas import ATTAINMENT_LEVELS
from phmcoach.formats import format_minutes
from phmcoach.i18n import Translator
from phmcoach.value import fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from phmcoach.actions.practice.preparing import Prepared, Unpaid
    from phmcoach.domain.cadence.preparation import Aim, Span
    from phmcoach.domain.cadence.summary import CadenceSummary
    from phmcoach.domain.records.session import Session
    from phmcoach.words import Level

MOST_NAMED = 3
"""How many unpaid invoices are named one by one."""

_PACES: "Mapping[Level, str]" = {"breach": "prepare.pace-lost", "risk": "prepare.pace-tight"}


def print_preparation(out: Output, prepared: "Prepared") -> None:
    """Print where the engagement is, its objectives, its last sessions, and what comes next."""
    tr, known = out.tr, prepared.preparation
    out.title(tr.text("show.title", ref=prepared.ref, name=prepared.beneficiary))
    out.result(tr.text("show.state", state=prepared.shown, client=prepared.client))
    _print_standing(out, known.standing)
    if known.span is not None:
        out.result(_word_span(tr, known.span))
    out.page("")
    if known.aims:
        out.title(tr.text("prepare.aims"))
    else:
        out.result(tr.text("prepare.no-aim"))
    for aim in known.aims:
        out.item(aim.objective.id, _word_aim(out, aim, private=prepared.private))
    if known.last:
        out.title(tr.text("prepare.last"))
    else:
        out.result(tr.text("prepare.no-last"))
    for session in known.last:
        out.item(tr.format_value(session.on, "day"), _word_last(tr, session))
    out.result(_word_coming(tr, prepared))
    _print_unpaid(out, prepared)
    if prepared.notes:
        days = prepared.notes
        out.result(tr.text("prepare.notes", count=len(days), on=days[-1]))
    if prepared.next_step is not None:
        out.page("")
        out.finding(prepared.next_step, "prepare.next-label", "risk", fix="show.next-step-command")


def _print_standing(out: Output, standing: "CadenceSummary") -> None:
    """Print how many sessions are used, the session to record first, and the pace in words."""
    if standing.contracted is not None:
        counts = {"counted": standing.counted, "sessions": standing.contracted}
        out.result(out.tr.text("cadence.counted", **counts, booked=standing.planned))
    unrecorded = standing.unrecorded[:1]
    for problem in unrecorded:
        out.result(out.tr.problem(problem))
    reason = standing.open_reason
    if reason is None and standing.gap_days:
        out.result(out.tr.text("prepare.pace-kept", count=standing.gap_days))
    elif reason is not None and standing.open_level in _PACES and reason not in unrecorded:
        out.result(out.tr.text(_PACES[standing.open_level], reason=reason))
    elif reason is not None and reason not in unrecorded:
        out.result(out.tr.problem(reason))


def _word_span(tr: Translator, span: "Span") -> str:
    if span.days_left < 0:
        return tr.text("prepare.term-over", end_on=span.end_on)
    if span.days_left == 0:
        return tr.text("prepare.ends-today")
    return tr.text("prepare.days-left", end_on=span.end_on, count=span.days_left)


def _word_aim(out: Output, aim: "Aim", *, private: bool) -> str:
    """Word an objective, its five levels, and those that the evaluation found."""
    tr, objective, rating = out.tr, aim.objective, aim.rating
    parts = [word_objective(out, objective, private=private)]
    if objective.levels:
        levels = [
            tr.text("prepare.level", mark=mark_level(mark), text=text)
            for mark, text in zip(ATTAINMENT_LEVELS, objective.levels, strict=True)
        ]
        parts.append(tr.text("prepare.scale", levels="\u00a0· ".join(levels)))
    if rating is not None and rating.start is not None:
        parts.append(tr.text("prepare.at-start", level=mark_level(rating.start)))
    if rating is not None and rating.end is not None:
        parts.append(tr.text("prepare.at-end", level=mark_level(rating.end)))
    return " ".join(parts)


def _word_last(tr: Translator, session: "Session") -> str:
    facts = _word_facts(tr, session)
    if session.status != "held":
        facts = f"{facts}, {tr.word(session.status)}"
    if session.next is None:
        return facts
    return f"{facts}. {tr.text('prepare.promised', text=session.next)}"


def _word_facts(tr: Translator, session: "Session") -> str:
    return f"{format_minutes(session.minutes)}, {word_type(tr, session)}"


def _word_coming(tr: Translator, prepared: "Prepared") -> str:
    session = prepared.preparation.coming
    if session is None:
        return tr.text("prepare.no-coming")
    days = (session.on - prepared.as_of).days
    facts = [tr.text("prepare.in-days", count=days) if days else tr.text("prepare.today")]
    if session.at is not None:
        facts.append(tr.format_value(session.at, "time"))
    facts.append(_word_facts(tr, session))
    return tr.text("prepare.coming", on=session.on, facts=", ".join(facts))


def _print_unpaid(out: Output, prepared: "Prepared") -> None:
    """Print what is left to pay and what of it is late, or that this is not known."""
    unpaid = prepared.unpaid
    if prepared.damage:
        out.result(out.tr.text("prepare.unpaid-unsure"))
    if not unpaid:
        if not prepared.damage:
            out.result(out.tr.text("prepare.nothing-unpaid"))
        return
    left, numbers = _sum(unpaid), [each.number for each in unpaid]
    if len(unpaid) > MOST_NAMED:
        out.result(out.tr.text("prepare.unpaid-many", amount=left, papers=len(unpaid)))
    else:
        out.result(out.tr.text("prepare.unpaid", amount=left, numbers=numbers))
    late = [each for each in unpaid if each.late]
    if late:
        since = min(each.due_on for each in late)
        out.result(out.tr.text("prepare.late", amount=_sum(late), since=since))


def _sum(unpaid: "Sequence[Unpaid]") -> object:
    return sum(each.left for each in unpaid)


def preparation_data(prepared: "Prepared", tr: Translator) -> dict[str, object]:
    """Return the screen for a program."""
    known, span = prepared.preparation, prepared.preparation.span
    return {
        "ref": prepared.ref,
        "beneficiary": prepared.beneficiary,
        "client": prepared.client,
        "state": prepared.state,
        "standing": standing_data(known.standing, tr),
        "unrecorded": known.standing.unrecorded,
        "start_on": span.start_on if span else None,
        "end_on": span.end_on if span else None,
        "days_left": span.days_left if span else None,
        "objectives": [
            {
                **fields_of(aim.objective),
                "start": aim.rating.start if aim.rating else None,
                "end": aim.rating.end if aim.rating else None,
            }
            for aim in known.aims
        ],
        "last_sessions": known.last,
        "next_session": known.coming,
        "unpaid": [fields_of(each) for each in prepared.unpaid],
        "archived": prepared.archived,
        "notes": prepared.notes,
        "next_step": prepared.next_step,
        "warnings": (*prepared.warnings, *prepared.damage),
    }
