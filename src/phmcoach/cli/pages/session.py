"""The answers to what was written down about a session: what it counts for, and where one is."""

from typing import TYPE_CHECKING

from phmcoach.cli.pages.session_data import called_off_data, logged_data, planned_data
from phmcoach.cli.shell.output import Output
from phmcoach.i18n import Translator

if TYPE_CHECKING:
    from phmcoach.actions.sessions.calling_off import CalledOff
    from phmcoach.actions.sessions.planning import Planned, PlannedSession
    from phmcoach.actions.sessions.recording import Logged
    from phmcoach.domain.cadence.standing import Standing
    from phmcoach.domain.records.session import Session

_STANDINGS = {
    "ok": "said.standing-ok",
    "risk": "said.standing-risk",
    "breach": "said.standing-breach",
}

_PLANNED_AT = {
    "said.planned": "said.planned-at",
    "said.beside-planned": "said.beside-planned-at",
}


def word_type(tr: Translator, session: "Session") -> str:
    """Write a type in words, and why the three parties meet."""
    if session.purpose is None:
        return tr.word(session.type)
    return f"{tr.word(session.type)} ({tr.word(session.purpose)})"


def tell_logged(out: Output, logged: "Logged", *, json: bool = False) -> None:
    """Tell a session that was logged."""
    for problem in (*logged.problems, *logged.warnings):
        out.warn(problem)
    if json:
        out.emit_json(logged_data(logged, out.tr))
        return
    session = logged.session
    message = "said.session-logged"
    if not logged.is_session:
        message = "said.beside-logged" if session.status == "held" else "said.beside"
    out.say(
        message,
        ref=logged.ref,
        id=session.id,
        on=session.on,
        minutes=session.minutes,
        type=word_type(out.tr, session),
        status=session.status,
    )
    if logged.effect is not None:
        out.say(logged.effect.message, **logged.effect.args)
    _tell_standing(out, logged.standing)


def tell_planned(out: Output, planned: "Planned", *, json: bool = False) -> None:
    """Tell the sessions that were planned, each with the gap before it."""
    for problem in planned.warnings:
        out.warn(problem)
    if json:
        out.emit_json(planned_data(planned, out.tr))
        return
    for each in planned.sessions:
        _tell_planned_session(out, planned.ref, each)
    standing = planned.standing
    if standing.contracted is not None:
        out.say(
            "cadence.counted",
            counted=standing.counted,
            sessions=standing.contracted,
            booked=standing.planned,
        )


def tell_called_off(out: Output, called_off: "CalledOff", *, json: bool = False) -> None:
    """Tell a session that fell through, the notice that was given, and what replaces it."""
    for problem in called_off.warnings:
        out.warn(problem)
    if json:
        out.emit_json(called_off_data(called_off, out.tr))
        return
    session, notice = called_off.session, called_off.notice
    out.say(
        "said.called-off" if called_off.is_session else "said.beside",
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
        _tell_planned_session(out, called_off.ref, called_off.moved)
    _tell_standing(out, called_off.standing)


def _tell_planned_session(out: Output, ref: str, planned: "PlannedSession") -> None:
    session = planned.session
    message = "said.planned" if planned.is_session else "said.beside-planned"
    out.say(
        message if session.at is None else _PLANNED_AT[message],
        ref=ref,
        id=session.id,
        on=session.on,
        at=session.at,
        minutes=session.minutes,
        type=word_type(out.tr, session),
    )
    if planned.gap_days is not None:
        out.say("said.gap", count=planned.gap_days)


def _tell_standing(out: Output, standing: "Standing") -> None:
    """Tell the number, the gap that is left and whether the rhythm holds, with the reason."""
    if standing.contracted is not None and standing.gap_days is not None:
        out.say(
            _STANDINGS[standing.level],
            counted=standing.counted,
            contracted=standing.contracted,
            count=standing.gap_days,
        )
    elif standing.contracted is not None:
        out.say("said.standing", counted=standing.counted, contracted=standing.contracted)
    if standing.reason is not None and standing.contracted is not None:
        out.say(standing.reason.message, **standing.reason.args)
