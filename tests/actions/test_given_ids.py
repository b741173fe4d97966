"""An id that was once given is never given again, also after a hand removed what bore it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import tomli

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend
from phmcoach.actions.contract.amendment_keys import ObjectiveChange
from phmcoach.actions.contract.contracting import add_objective
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.contract.taking_back import take_back_amendment, take_back_signatures
from phmcoach.actions.sessions.calling_off import call_off_session
from phmcoach.actions.sessions.planning import plan_sessions
from phmcoach.actions.sessions.recording import log_session
from phmcoach.actions.sessions.removing import move_session

Give = Callable[[Context], object]
TODAY = date(2026, 6, 15)


def log(context: Context) -> object:
    return log_session(context, ref="martin", on=date(2026, 6, 12))


def plan(context: Context) -> object:
    return plan_sessions(context, ref="martin", days=(date(2026, 6, 16), date(2026, 6, 30)))


def postpone(context: Context) -> object:
    """Plan a session, and move it: the new one has an id of its own."""
    (planned,) = plan_sessions(context, ref="martin", days=(date(2026, 6, 23),)).sessions
    return call_off_session(
        context,
        ref="martin",
        session_id=planned.session.id,
        by="coach",
        moved_to=date(2026, 6, 24),
    )


def move_here(context: Context) -> object:
    (planned,) = plan_sessions(context, ref="durand", days=(date(2026, 6, 25),)).sessions
    return move_session(context, ref="durand", session_id=planned.session.id, to="martin")


def add_personal(context: Context) -> object:
    return add_objective(
        context, ref="martin", statement="Dormir.", result="R.", indicator="I.", personal=True
    )


def amend_objective(context: Context) -> object:
    change = ObjectiveChange(statement="Animer.", result="Une heure.", indicator="Durée.")
    return amend(context, ref="martin", on=TODAY, objectives=change)


def without_last(path: Path, table: str) -> None:
    """Remove the last table of a kind from a file, as a hand does."""
    text = path.read_text("utf-8")
    start = text.rindex(f"\n[[{table}]]")
    end = text.find("\n\n[", start + 1)
    path.write_text(text[:start] + (text[end:] if end >= 0 else ""), "utf-8")


def ids_of(path: Path) -> set[str]:
    """Return the ids of all sessions and objectives in a file."""
    data = tomli.loads(path.read_text("utf-8"))
    amended = [each for one in data.get("amendments", ()) for each in one.get("objectives", ())]
    return {each["id"] for each in (*data.get("sessions", ()), *data["objectives"], *amended)}


@pytest.mark.parametrize("give", [log, plan, postpone, move_here], ids=lambda give: give.__name__)
def test_the_id_of_a_session_that_a_hand_removed_is_never_given_again(
    context: Context, signed: Callable[..., Path], give: Give
) -> None:
    path = signed()
    signed("durand-2026", beneficiary="Luc Durand")
    give(context)
    given = ids_of(path)
    while "[[sessions]]" in path.read_text("utf-8"):
        without_last(path, "sessions")
    give(context)
    assert ids_of(path) & given == {"o1"}


@pytest.mark.parametrize(
    ("give", "table"),
    [(add_personal, "objectives"), (amend_objective, "amendments")],
    ids=["objective", "amendment"],
)
def test_the_id_of_an_objective_that_a_hand_removed_is_never_given_again(
    context: Context, signed: Callable[..., Path], give: Give, table: str
) -> None:
    path = signed()
    give(context)
    assert ids_of(path) == {"o1", "o2"}
    without_last(path, table)
    give(context)
    assert ids_of(path) == {"o1", "o3"}


def test_the_id_of_a_signed_personal_objective_that_a_hand_removed_is_never_given_again(
    context: Context, signed: Callable[..., Path]
) -> None:
    path = signed()
    take_back_signatures(context, ref="martin")
    add_personal(context)
    sign(context, ref="martin", on=date(2026, 1, 10))
    without_last(path, "objectives")
    path.write_text(path.read_text("utf-8").replace('last_objective = "o2"\n', ""), "utf-8")
    assert "last_objective" not in path.read_text("utf-8")
    add_personal(context)
    assert ids_of(path) == {"o1", "o3"}


def test_the_id_of_an_objective_in_an_amendment_that_was_taken_back_is_never_given_again(
    context: Context, signed: Callable[..., Path]
) -> None:
    path = signed()
    amend_objective(context)
    take_back_amendment(context, ref="martin")
    amend_objective(context)
    assert ids_of(path) == {"o1", "o3"}


def test_the_highest_id_that_a_hand_wrote_is_kept_too(
    context: Context, signed: Callable[..., Path]
) -> None:
    path = signed()
    log(context)
    table = '\n[[sessions]]\nid = "s20"\non = 2026-05-12\nminutes = 120\nstatus = "held"\n'
    path.write_text(path.read_text("utf-8") + table, "utf-8")
    plan(context)
    assert ids_of(path) == {"o1", "s1", "s20", "s21", "s22"}
    assert 'last_session = "s22"' in path.read_text("utf-8")


def test_a_command_that_gives_no_id_writes_none(
    context: Context, signed: Callable[..., Path]
) -> None:
    path = signed()
    path.write_text(path.read_text("utf-8").replace('last_objective = "o1"\n', ""), "utf-8")
    log(context)
    assert "last_objective" not in path.read_text("utf-8")
    assert 'last_session = "s1"' in path.read_text("utf-8")
