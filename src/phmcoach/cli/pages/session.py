"""A session that was logged, planned or called off, and the state of its contract."""

from typing import TYPE_CHECKING

from phmcoach.cli.pages.cadence import verdict_data
from phmcoach.cli.shell.output import Output
from phmcoach.i18n import Translator

if TYPE_CHECKING:
    from phmcoach.actions.sessions.calling_off import CalledOff
    from phmcoach.actions.sessions.planning import Planned, PlannedSession
    from phmcoach.actions.sessions.recording import Logged
    from phmcoach.actions.sessions.removing import Moved
    from phmcoach.domain.cadence.summary import CadenceSummary
    from phmcoach.domain.records.session import Session
    from phmcoach.errors import Problem

_STANDINGS = {
    "ok": "said.standing-ok",
    "risk": "said.standing-risk",
    "breach": "said.standing-breach",
}


def word_type(tr: Translator, session: "Session") -> str:
    """Write the type of a session in words, and the purpose of a three-way meeting."""
    if session.purpose is None:
        return tr.word(session.type)
    return f"{tr.word(session.type)} ({tr.word(session.purpose)})"


def word_costs(tr: Translator, session: "Session") -> list[str]:
    """Write each travel cost of a session: what it is for, and its amount."""
    return [tr.text("show.cost", label=it.label, amount=it.amount) for it in session.travel]


def show_logged(out: Output, logged: "Logged", *, json: bool) -> None:
    """Show a session that was logged, and what it counts for."""
    out.warn_all((*logged.problems, *logged.warnings))
    if json:
        out.emit_json(_logged_data(logged, out.tr))
    else:
        _say_logged(out, logged)


def show_removed(out: Output, removed: "Logged", *, json: bool) -> None:
    """Show a session that was removed, and the state of the contract without it."""
    out.warn_all(removed.warnings)
    if json:
        out.emit_json(_logged_data(removed, out.tr))
        return
    _say_fact(out, "said.session-removed", removed.ref, removed.session)
    _say_standing(out, removed.standing)


def show_moved(out: Output, moved: "Moved", *, json: bool) -> None:
    """Show a session that was moved to another engagement, and the state of that one."""
    logged = moved.logged
    out.warn_all((*logged.problems, *logged.warnings))
    if json:
        out.emit_json(_logged_data(logged, out.tr))
        return
    out.say("said.session-moved", id=moved.from_id, ref=moved.from_ref, to=logged.ref)
    _say_logged(out, logged)


def _logged_data(logged: "Logged", tr: Translator) -> dict[str, object]:
    return {
        "ref": logged.ref,
        "session": logged.session,
        "is_session": logged.is_session,
        "effect": _verdict_data(logged.effect, tr),
        "standing": standing_data(logged.standing, tr),
        "problems": logged.problems,
        "warnings": logged.warnings,
    }


def _say_logged(out: Output, logged: "Logged") -> None:
    message = "said.session-logged"
    if not logged.is_session:
        is_held = logged.session.status == "held"
        message = "said.uncounted-logged" if is_held else "said.uncounted"
    _say_fact(out, message, logged.ref, logged.session)
    if debrief := logged.session.debrief_minutes:
        out.say("said.debrief-included", minutes=logged.session.minutes, debrief=debrief)
    if logged.session.travel:
        out.say("said.travel", costs=word_costs(out.tr, logged.session))
    if logged.effect is not None:
        out.say(logged.effect.message, **logged.effect.args)
    _say_standing(out, logged.standing)


def _say_fact(out: Output, message: str, ref: str, session: "Session") -> None:
    out.say(
        message,
        ref=ref,
        id=session.id,
        on=session.on,
        minutes=session.minutes,
        type=word_type(out.tr, session),
        status=session.status,
    )


def show_planned(out: Output, planned: "Planned", *, json: bool) -> None:
    """Show the sessions that were planned, each with the gap before it."""
    out.warn_all(planned.warnings)
    if json:
        out.emit_json(
            {
                "ref": planned.ref,
                "sessions": planned.sessions,
                "standing": standing_data(planned.standing, out.tr),
                "warnings": planned.warnings,
            }
        )
        return
    for each in planned.sessions:
        _say_planned_session(out, planned.ref, each)
    standing = planned.standing
    if standing.contracted is not None:
        out.say(
            "cadence.counted",
            counted=standing.counted,
            sessions=standing.contracted,
            booked=standing.planned,
        )


def show_called_off(out: Output, called_off: "CalledOff", *, json: bool) -> None:
    """Show a session that was called off, the notice that was given, and what replaces it."""
    out.warn_all(called_off.warnings)
    if json:
        out.emit_json(
            {
                "ref": called_off.ref,
                "session": called_off.session,
                "is_session": called_off.is_session,
                "notice": called_off.notice,
                "moved": called_off.moved,
                "effect": _verdict_data(called_off.effect, out.tr),
                "standing": standing_data(called_off.standing, out.tr),
                "warnings": called_off.warnings,
            }
        )
        return
    session, notice = called_off.session, called_off.notice
    if session.status != "planned":
        out.say(
            "said.called-off" if called_off.is_session else "said.uncounted",
            ref=called_off.ref,
            id=session.id,
            on=session.on,
            type=word_type(out.tr, session),
            status=session.status,
        )
    if notice is not None:
        message = "said.notice" if notice.asked_minutes else "said.notice-free"
        out.say(message, minutes=notice.minutes, asked=notice.asked_minutes)
        if notice.to_end_of_day and notice.asked_minutes:
            out.say("said.notice-to-end-of-day")
    if called_off.effect is not None:
        out.say(called_off.effect.message, **called_off.effect.args)
    if called_off.moved is not None:
        _say_planned_session(out, called_off.ref, called_off.moved)
    _say_standing(out, called_off.standing)


def _say_planned_session(out: Output, ref: str, planned: "PlannedSession") -> None:
    session = planned.session
    if session.at is None:
        message = "said.planned" if planned.is_session else "said.uncounted-planned"
    else:
        message = "said.planned-at" if planned.is_session else "said.uncounted-planned-at"
    out.say(
        message,
        ref=ref,
        id=session.id,
        on=session.on,
        at=session.at,
        minutes=session.minutes,
        type=word_type(out.tr, session),
    )
    if planned.gap_days is not None:
        out.say("said.gap", count=planned.gap_days)


def _say_standing(out: Output, standing: "CadenceSummary") -> None:
    """Say how many sessions count, the gap that is left, and whether the rhythm holds, and why.

    A gap of less than a day is not said: the reason that follows says more. The first session that
    is not recorded is named before the reason, which assumes that it was held.
    """
    if standing.contracted is not None and standing.gap_days:
        out.say(
            _STANDINGS[standing.open_level],
            counted=standing.counted,
            contracted=standing.contracted,
            count=standing.gap_days,
        )
    elif standing.contracted is not None:
        out.say("said.standing", counted=standing.counted, contracted=standing.contracted)
    if standing.contracted is None:
        return
    told = standing.unrecorded[:1]
    if standing.open_reason is not None and standing.open_reason not in told:
        told = (*told, standing.open_reason)
    for problem in told:
        out.say(problem.message, **problem.args)


def standing_data(standing: "CadenceSummary", tr: Translator) -> dict[str, object]:
    """Return for a program where an engagement is in its contract."""
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
