"""The summary that is shown after a session was recorded.

It gives the used part of the contract, the days left for each remaining session, and whether the
rhythm holds. For anything but an ordinary held session, it also gives its effect.
"""

from collections.abc import Sequence

from phmcoach.domain.cadence.report import CadenceReport, gravest_of
from phmcoach.domain.cadence.verdicts import open_verdicts
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.coverage import session_effects
from phmcoach.domain.records.session import Session
from phmcoach.errors import Problem
from phmcoach.value import Value
from phmcoach.words import Level


class CadenceSummary(Value):
    """The progress of an engagement: sessions counted and planned, and the state of its rhythm.

    `gap_days` are the whole days left for each remaining session, or None if no rhythm is required.
    `reason` is the deciding verdict: why the rhythm is not kept or not known, or why there is none.
    `unrecorded` are the planned sessions that are past. `open_level` and `open_reason` leave
    out what the coach has explained.
    """

    counted: int
    contracted: int | None
    planned: int
    gap_days: int | None
    level: Level
    reason: Problem | None
    unrecorded: tuple[Problem, ...] = ()
    open_level: Level = "ok"
    open_reason: Problem | None = None


def summarise_cadence(report: CadenceReport) -> CadenceSummary:
    """Summarise a report of the cadence."""
    gap = report.required_gap
    judged = (*report.unrecorded, *report.answers)
    level, reason = _decide(report, judged)
    open_level, open_reason = _decide(report, open_verdicts(judged))
    return CadenceSummary(
        counted=report.counted,
        contracted=report.contracted,
        planned=report.planned,
        gap_days=None if gap is None else int(gap),
        level=level,
        reason=reason,
        unrecorded=report.unrecorded,
        open_level=open_level,
        open_reason=open_reason,
    )


def _decide(report: CadenceReport, judged: Sequence[Problem]) -> tuple[Level, Problem | None]:
    """Return the gravest level and its first verdict, or why there is no rhythm."""
    if report.no_rhythm is not None:
        return "ok", report.no_rhythm
    level = gravest_of(judged)
    return level, next((each for each in judged if each.level == level != "ok"), None)


def report_effect(dossier: Dossier, session: Session) -> Problem | None:
    """Report the effect of a session; None for a planned one or an ordinary held one."""
    does = session_effects(dossier, session)
    if session.earlier_invoice is not None:
        return Problem("effect.billed-earlier", {"number": session.earlier_invoice}, level="ok")
    if session.status == "planned" or (does.counts and session.status == "held"):
        return None
    if session.status != "held":
        return _report_not_held(dossier, session)
    if session.type == "preliminary":
        return Problem("effect.preliminary", level="ok")
    terms = dossier.terms_on(session.on)
    in_package = terms is not None and terms.plan == "package"
    is_extra = terms is not None and session.type in terms.also_billed
    billed = does.billed_minutes > 0 and (is_extra or not in_package)
    code = "effect.uncounted-billed" if billed else "effect.uncounted-included"
    if does.coaching_minutes:
        code = "effect.uncounted-billed-hours" if billed else "effect.uncounted-included-hours"
    return Problem(code, level="ok")


def _report_not_held(dossier: Dossier, session: Session) -> Problem:
    """Report the effect of a session that was not held, by the terms of the contract."""
    terms = dossier.terms_on(session.on)
    if terms is None or not session_effects(dossier, session).counts:
        return Problem("effect.not-billed", level="ok")
    if terms.plan == "package":
        return Problem("effect.reserved-package", level="ok")
    if not terms.late_cancel_percent:
        return Problem("effect.reserved-free", level="ok")
    return Problem("effect.reserved", {"percent": terms.late_cancel_percent}, level="ok")
