"""What a session that was just written down changes: the answer that a coach waits for.

How much of the contract is used, how far apart the sessions that are left may lie, whether the
rhythm holds; and for what is not simply a session held, what it counts for.
"""

from dataclasses import dataclass

from phmcoach.domain.cadence.report import CadenceReport
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.coverage import session_effects
from phmcoach.domain.records.session import Session
from phmcoach.errors import Problem
from phmcoach.words import Level


@dataclass(frozen=True)
class CadenceSummary:
    """Where an engagement is in its contract: the number counted, and what is to come.

    `gap_days` are the whole days that each session left may take, None where no rhythm is asked
    for. `reason` is the verdict that decides: why the rhythm is not held, or why there is none.
    """

    counted: int
    contracted: int | None
    planned: int
    gap_days: int | None
    level: Level
    reason: Problem | None


def summarise_cadence(report: CadenceReport) -> CadenceSummary:
    """Read the standing from a report of the cadence, whose gravest answers come first."""
    gap = report.required_gap
    if gap is None:
        level: Level = "ok"
        reason = report.no_rhythm
    else:
        gravest = next(iter(report.answers), None)
        level = gravest.level if gravest else "ok"
        reason = gravest if level != "ok" else None
    return CadenceSummary(
        counted=report.counted,
        contracted=report.contracted,
        planned=report.planned,
        gap_days=None if gap is None else int(gap),
        level=level,
        reason=reason,
    )


def report_effect(dossier: Dossier, session: Session) -> Problem | None:
    """Tell what a session counts for; None where it is held and does all that a session does."""
    does = session_effects(dossier, session)
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
    code = "effect.beside-billed" if billed else "effect.beside-included"
    if does.coaching_minutes:
        code = "effect.beside-billed-hours" if billed else "effect.beside-included-hours"
    return Problem(code, level="ok")


def _report_not_held(dossier: Dossier, session: Session) -> Problem:
    """Tell what a session that fell through counts for, by the terms of the contract."""
    terms = dossier.terms_on(session.on)
    if terms is None or not session_effects(dossier, session).counts:
        return Problem("effect.freed", level="ok")
    if terms.plan == "package":
        return Problem("effect.reserved-package", level="ok")
    if not terms.late_cancel_percent:
        return Problem("effect.reserved-free", level="ok")
    return Problem("effect.reserved", {"percent": terms.late_cancel_percent}, level="ok")
