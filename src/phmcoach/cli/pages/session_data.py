"""The answers to what was written down about a session, in JSON."""

from typing import TYPE_CHECKING

from phmcoach.cli.pages.cadence import verdict_data
from phmcoach.i18n import Translator

if TYPE_CHECKING:
    from phmcoach.actions.sessions.calling_off import CalledOff
    from phmcoach.actions.sessions.planning import Planned, PlannedSession
    from phmcoach.actions.sessions.recording import Logged
    from phmcoach.domain.cadence.standing import Standing
    from phmcoach.errors import Problem


def logged_data(logged: "Logged", tr: Translator) -> dict[str, object]:
    """Return a session that was logged, what it counts for, and where the number is."""
    return {
        "ref": logged.ref,
        "session": logged.session,
        "is_session": logged.is_session,
        "effect": _verdict_data(logged.effect, tr),
        "standing": _standing_data(logged.standing, tr),
        "problems": logged.problems,
        "warnings": logged.warnings,
    }


def planned_data(planned: "Planned", tr: Translator) -> dict[str, object]:
    """Return the sessions that were planned, each with the gap before it."""
    return {
        "ref": planned.ref,
        "sessions": [_planned_session_data(each) for each in planned.sessions],
        "standing": _standing_data(planned.standing, tr),
        "warnings": planned.warnings,
    }


def called_off_data(called_off: "CalledOff", tr: Translator) -> dict[str, object]:
    """Return a session that fell through, its notice where one was measured, what replaces it."""
    moved = called_off.moved
    return {
        "ref": called_off.ref,
        "session": called_off.session,
        "is_session": called_off.is_session,
        "notice": called_off.notice,
        "moved": moved and _planned_session_data(moved),
        "effect": _verdict_data(called_off.effect, tr),
        "standing": _standing_data(called_off.standing, tr),
        "warnings": called_off.warnings,
    }


def _planned_session_data(planned: "PlannedSession") -> dict[str, object]:
    return {
        "session": planned.session,
        "is_session": planned.is_session,
        "gap_days": planned.gap_days,
    }


def _standing_data(standing: "Standing", tr: Translator) -> dict[str, object]:
    return {
        "counted": standing.counted,
        "contracted": standing.contracted,
        "planned": standing.planned,
        "gap_days": standing.gap_days,
        "level": standing.level,
        "reason": _verdict_data(standing.reason, tr),
    }


def _verdict_data(verdict: "Problem | None", tr: Translator) -> dict[str, object] | None:
    return None if verdict is None else verdict_data(verdict, tr)
