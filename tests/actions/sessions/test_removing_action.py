"""Taking a session out of an engagement, or into the one that it belongs to."""

import json
import shutil
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from tests.actions.conftest import bill
from tests.actions.killing import KILLED, work_until
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.demands import new_engagement, validate_demand
from phmcoach.actions.contract.ending import decline
from phmcoach.actions.contract.evaluating import evaluate, plan_evaluation
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.money.credits import CreditRequest, issue_credit_note
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.sessions.planning import plan_sessions
from phmcoach.actions.sessions.recording import log_session, travel_cost
from phmcoach.actions.sessions.removing import move_session, remove_session
from phmcoach.domain.money.credit import Selection
from phmcoach.domain.records.session import Session
from phmcoach.errors import (
    CoachError,
    InvalidDataError,
    MissingError,
    Problem,
    RuleRefusedError,
    StorageError,
    UsageError,
)
from phmcoach.store.files import replace_file
from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder
from phmcoach.store.two_files import plan_file
from phmcoach.value import replace

Signed = Callable[..., Path]
FIRST, SECOND = date(2026, 1, 13), date(2026, 2, 3)


def refusal(error: pytest.ExceptionInfo[CoachError]) -> list[tuple[str, str | None]]:
    return [(each.message, command_of(each)) for each in error.value.problems]


def sessions(context: Context, ref: str = "martin") -> tuple[Session, ...]:
    return show_engagement(context, ref=ref).case.engagement.sessions


def ids(context: Context, ref: str = "martin") -> list[str]:
    return [session.id for session in sessions(context, ref)]


def findings(context: Context) -> list[str]:
    return [each.message for each in examine(context).findings]


# Removing


def test_a_removed_session_leaves_the_other_lines_of_the_file_and_its_id(
    context: Context, signed: Signed
) -> None:
    path = signed()
    log_session(context, ref="martin", on=FIRST)
    before = path.read_text("utf-8")
    log_session(context, ref="martin", on=SECOND)
    remove_session(context, ref="martin", session_id="s2")
    new = 'last_session = "s2"\nremoved_sessions = ["s2"]\n'
    assert path.read_text("utf-8") == before.replace('last_session = "s1"\n', new)


def test_the_id_of_a_removed_session_is_never_given_again(context: Context, signed: Signed) -> None:
    signed()
    log_session(context, ref="martin", on=FIRST)
    for name in ("s1", "s2", "s3"):
        remove_session(context, ref="martin", session_id=name)
        log_session(context, ref="martin", on=FIRST)
    assert ids(context) == ["s4"]


def test_a_removed_session_no_longer_counts(context: Context, signed: Signed) -> None:
    signed()
    log_session(context, ref="martin", on=FIRST)
    log_session(context, ref="martin", on=SECOND)
    removed = remove_session(context, ref="martin", session_id="s2")
    assert (removed.session.on, removed.standing.counted) == (SECOND, 1)
    assert findings(context) == []


def test_a_billed_session_is_removed_once_it_is_credited(context: Context, signed: Signed) -> None:
    path = signed()
    log_session(context, ref="martin", on=FIRST)
    number = bill(context, ref="martin").number
    before = path.read_bytes()
    with pytest.raises(RuleRefusedError) as error:
        remove_session(context, ref="martin", session_id="s1")
    assert refusal(error) == [
        ("session.already-invoiced", f'coach credit {number} --session s1 --rebill --reason "…"')
    ]
    assert path.read_bytes() == before
    request = CreditRequest(number, Selection(sessions=("s1",)), "Erreur.", rebillable=True)
    issue_credit_note(context, request)
    remove_session(context, ref="martin", session_id="s1")
    assert findings(context) == []


@pytest.fixture
def credited(context: Context, signed: Signed) -> str:
    """Return the number of the invoice of a session that was credited without being freed."""
    signed()
    log_session(context, ref="martin", on=FIRST)
    number = bill(context, ref="martin").number
    issue_credit_note(context, CreditRequest(number, Selection(), "Erreur."))
    return number


@pytest.mark.usefixtures("credited")
def test_a_session_that_was_credited_and_not_freed_is_removed(context: Context) -> None:
    remove_session(context, ref="martin", session_id="s1")
    assert (ids(context), findings(context)) == ([], [])


def test_a_session_that_was_credited_and_not_freed_is_recorded_anew_and_billed(
    context: Context, credited: str
) -> None:
    with pytest.raises(RuleRefusedError) as error:
        issue_credit_note(context, CreditRequest(credited, Selection(), "Erreur.", rebillable=True))
    assert refusal(error) == [
        (
            "credit.session-already-credited",
            "coach log-session martin-2026 --session s1 --remove",
        )
    ]
    remove_session(context, ref="martin", session_id="s1")
    log_session(context, ref="martin", on=FIRST)
    invoice = bill(context, ref="martin").invoice
    assert [each.id for line in invoice.lines for each in line.sessions] == ["s2"]
    assert findings(context) == []


def test_what_was_credited_with_rebill_is_billed_by_the_next_invoice(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=FIRST)
    number = bill(context, ref="martin").number
    request = CreditRequest(number, Selection(), "Erreur.", rebillable=True)
    issue_credit_note(context, request)
    with pytest.raises(RuleRefusedError) as error:
        issue_credit_note(context, request)
    assert refusal(error) == [("credit.session-freed", "coach invoice martin-2026")]
    bill(context, ref="martin")


def test_nothing_that_took_place_is_removed_while_the_ledger_is_damaged(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=FIRST)
    bill(context, ref="martin")
    log_session(context, ref="martin", on=SECOND)
    log_session(context, ref="martin", on=date(2026, 7, 1), status="planned")
    context.folder.ledger_head.unlink()
    with pytest.raises(InvalidDataError):
        remove_session(context, ref="martin", session_id="s2")
    assert remove_session(context, ref="martin", session_id="s3").warnings


def test_the_only_session_of_an_evaluation_is_not_removed(context: Context, signed: Signed) -> None:
    signed()
    log_session(context, ref="martin", on=FIRST)
    evaluate(context, ref="martin", on=SECOND, answers={"mode": "two-way", "next": "X."})
    with pytest.raises(RuleRefusedError) as error:
        remove_session(context, ref="martin", session_id="s1")
    assert refusal(error) == [
        ("gate.evaluated-without-session", "coach log-session martin-2026 --on DATE")
    ]


def test_only_a_session_that_exists_is_removed(context: Context, signed: Signed) -> None:
    signed()
    with pytest.raises(MissingError, match=r"session\.unknown"):
        remove_session(context, ref="martin", session_id="s1")


# Moving to another engagement


@pytest.fixture
def two(context: Context, signed: Signed) -> Context:
    """Return the context of two signed engagements; the first has a session of the second."""
    signed()
    signed("roux-2026", beneficiary="Julie Roux")
    log_session(context, ref="martin", on=FIRST)
    log_session(context, ref="roux", on=FIRST)
    log_session(
        context,
        ref="martin",
        on=SECOND,
        at=time(14, 30),
        minutes=90,
        travel=[travel_cost(Decimal(12), "Train")],
    )
    return context


def test_a_session_moves_with_all_that_was_recorded_of_it(two: Context) -> None:
    was = sessions(two)[1]
    moved = move_session(two, ref="martin", session_id="s2", to="roux")
    assert moved.logged.session == replace(was, id="s2")
    assert (moved.logged.ref, moved.from_ref, moved.from_id) == ("roux-2026", "martin-2026", "s2")
    assert (ids(two), ids(two, "roux")) == (["s1"], ["s1", "s2"])
    assert moved.logged.standing.counted == 2
    assert findings(two) == []


def test_a_session_that_moved_is_billed_by_the_other_engagement(two: Context) -> None:
    move_session(two, ref="martin", session_id="s2", to="roux")
    assert bill(two, ref="roux").invoice.engagement == "roux-2026"
    assert log_session(two, ref="martin", on=date(2026, 2, 4)).session.id == "s3"


def test_a_session_that_was_credited_and_not_freed_is_billed_by_the_other_engagement(
    two: Context,
) -> None:
    number = bill(two, ref="martin").number
    selection = Selection(sessions=("s2",))
    issue_credit_note(two, CreditRequest(number, selection, "Erreur."))
    move_session(two, ref="martin", session_id="s2", to="roux")
    assert findings(two) == []


def test_what_the_other_engagement_refuses_stays_where_it_is(two: Context) -> None:
    log_session(two, ref="roux", on=SECOND)
    before = two.folder.engagement_file("martin-2026").read_bytes()
    with pytest.raises(RuleRefusedError, match=r"session\.already-logged"):
        move_session(two, ref="martin", session_id="s2", to="roux")
    assert two.folder.engagement_file("martin-2026").read_bytes() == before
    assert len(ids(two, "roux")) == 2


def test_a_session_that_the_other_contract_does_not_cover_needs_anyway(
    context: Context, signed: Signed, open_demand: Callable[..., Path]
) -> None:
    signed()
    log_session(context, ref="martin", on=FIRST)
    open_demand("roux-2026", beneficiary="Julie Roux")
    with pytest.raises(RuleRefusedError) as error:
        move_session(context, ref="martin", session_id="s1", to="roux")
    assert "gate.demand-not-validated" in dict(refusal(error))
    moved = move_session(context, ref="martin", session_id="s1", to="roux", anyway=True)
    assert "gate.session-before-signature" in [each.message for each in moved.logged.problems]


def test_a_planned_session_does_not_move_to_an_engagement_that_is_over(
    context: Context, signed: Signed, open_demand: Callable[..., Path]
) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 7, 1), status="planned")
    open_demand("roux-2026", beneficiary="Julie Roux")
    decline(context, ref="roux", on=FIRST, by="coach")
    with pytest.raises(RuleRefusedError, match=r"outcome\.already-over"):
        move_session(context, ref="martin", session_id="s1", to="roux")


def test_a_planned_session_moves_to_an_engagement_that_was_evaluated(two: Context) -> None:
    log_session(two, ref="martin", on=date(2026, 7, 1), status="planned")
    evaluate(two, ref="roux", on=SECOND, answers={"mode": "two-way", "next": "X."})
    move_session(two, ref="martin", session_id="s3", to="roux")
    assert (ids(two), ids(two, "roux")) == (["s1", "s2"], ["s1", "s2"])


def test_a_session_does_not_move_to_its_own_engagement(two: Context) -> None:
    with pytest.raises(UsageError, match=r"session\.already-there"):
        move_session(two, ref="martin", session_id="s2", to="martin-2026")


def test_a_final_meeting_that_moves_takes_the_place_of_a_planned_evaluation(two: Context) -> None:
    planned, meeting = date(2026, 7, 20), date(2026, 6, 20)
    plan_evaluation(two, ref="roux", on=planned)
    days = [meeting]
    plan_sessions(two, ref="martin", days=days, minutes=60, kind="three-way", purpose="final")
    remarks: list[Problem] = []
    world = replace(two, remark=remarks.append)
    move_session(world, ref="martin", session_id="s3", to="roux")
    outcome = show_engagement(two, ref="roux").engagement.outcome
    assert outcome.evaluation_planned_on is None
    assert [(each.message, each.args, each.ref) for each in remarks] == [
        ("evaluate.follows-meeting", {"was": planned, "on": meeting}, "roux-2026")
    ]


def test_a_killed_move_is_not_begun_or_the_next_command_finishes_it(
    two: Context, tmp_path: Path
) -> None:
    def texts(world: Context) -> tuple[str, str]:
        martin, roux = (world.folder.engagement_file(ref) for ref in ("martin-2026", "roux-2026"))
        return martin.read_text("utf-8"), roux.read_text("utf-8")

    move = partial(move_session, ref="martin", session_id="s2", to="roux")
    old, found = texts(two), []
    for calls in range(200):
        root = tmp_path / str(calls)
        shutil.copytree(two.folder.root, root)
        world = replace(two, folder=Folder(root))
        code = work_until(partial(move, world), calls)
        assert code in (0, KILLED)
        with lock_folder(world.folder):  # as any command that writes
            found.append(texts(world))
        assert not plan_file(world.folder).exists()
        assert findings(world) == []
        if code == 0:
            break
    new = found[-1]
    assert code == 0
    assert new != old
    assert found == [old] * found.index(new) + [new] * (len(found) - found.index(new))
    assert found.index(new) < len(found) - 4  # the commit comes before both files


@pytest.fixture
def interrupted(two: Context, tmp_path: Path) -> Context:
    """Return a folder where a move of session s2 to Roux was killed between its two files."""
    old = two.folder.engagement_file("roux-2026").read_bytes()
    root = tmp_path / "killed"
    for calls in range(200):
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(two.folder.root, root)
        world = replace(two, folder=Folder(root))
        work_until(partial(move_session, world, ref="martin", session_id="s2", to="roux"), calls)
        if world.folder.engagement_file("roux-2026").read_bytes() != old:
            return world
    raise AssertionError


def test_the_doctor_names_an_interrupted_move_that_the_next_command_finishes(
    interrupted: Context,
) -> None:
    assert findings(interrupted) == ["store.plan-pending"]
    with lock_folder(interrupted.folder):  # as any command that writes
        assert findings(interrupted) == []
        assert "s2" not in ids(interrupted)


@pytest.mark.parametrize("ref", ["martin-2026", "roux-2026"])
def test_a_plan_that_someone_contradicts_is_named(interrupted: Context, ref: str) -> None:
    path = interrupted.folder.engagement_file(ref)
    with path.open("a", encoding="utf-8") as file:
        file.write("# by hand\n")
    with pytest.raises(StorageError) as error:
        log_session(interrupted, ref="martin", on=date(2026, 3, 3))
    (problem,) = error.value.problems
    assert (problem.message, problem.args["path"]) == ("store.plan-unfinished", str(path))
    assert examine(interrupted).findings == (problem,)
    plan_file(interrupted.folder).unlink()
    log_session(interrupted, ref="martin", on=date(2026, 3, 3))


def test_a_plan_that_someone_contradicts_stops_no_other_engagement(
    interrupted: Context,
) -> None:
    with interrupted.folder.engagement_file("roux-2026").open("a", encoding="utf-8") as file:
        file.write("# by hand\n")
    new_engagement(
        interrupted,
        ref="petit-2026",
        client="acme",
        beneficiary="Hugo Petit",
        situations=["new-role"],
    )
    validate_demand(interrupted, ref="petit", on=interrupted.today, request="Trouver ma place.")
    with pytest.raises(StorageError):
        log_session(interrupted, ref="roux", on=date(2026, 3, 3))
    assert plan_file(interrupted.folder).exists()


def test_a_plan_that_an_earlier_version_left_is_finished(two: Context) -> None:
    """It was a list, whose parts were told apart by their number of fields."""
    path = two.folder.engagement_file("martin-2026")
    paper = two.folder.documents_dir("martin-2026") / "draft.pdf"
    paper.write_bytes(b"%PDF-1.7")
    old, new = path.read_bytes(), path.read_text("utf-8") + "# changed\n"
    plan = [
        ["martin-2026", new, sha256(old).hexdigest()],
        ["martin-2026", "draft.pdf", "kept.pdf", sha256(b"%PDF-1.7").hexdigest()],
    ]
    plan_file(two.folder).write_text(json.dumps(plan), "utf-8")
    with lock_folder(two.folder):
        assert path.read_text("utf-8") == new
    assert paper.with_name("kept.pdf").read_bytes() == b"%PDF-1.7"
    assert (paper.exists(), plan_file(two.folder).exists()) == (False, False)


@pytest.mark.parametrize(
    "plan",
    [
        "",
        "{",
        "3",
        "[]",
        "[[1, 2, 3], [1, 2, 3]]",
        '[["../practice", "", "0"], ["../practice", "", "0"]]',
        '[["martin-2026", "0"]]',
        "{}",
        '{"texts": [], "asides": []}',
        '{"texts": [{"ref": "martin-2026"}], "asides": []}',
        '{"texts": [{"ref": "martin-2026", "text": 1, "old_sha256": "0"}], "asides": []}',
        '{"texts": [], "asides": [{"ref": "a", "name": "../b", "kept": "c", "sha256": "0"}]}',
    ],
)
def test_a_damaged_plan_is_named_and_stops_only_what_needs_a_plan(two: Context, plan: str) -> None:
    path = plan_file(two.folder)
    path.write_text(plan, encoding="utf-8")
    path.chmod(0o600)
    log_session(two, ref="martin", on=date(2026, 3, 3))
    with pytest.raises(StorageError) as error:
        move_session(two, ref="martin", session_id="s2", to="roux")
    (problem,) = error.value.problems
    assert (problem.message, problem.args["path"]) == ("store.plan-unfinished", str(path))
    assert examine(two).findings == (problem,)


def test_a_move_names_the_file_that_someone_changes_before_it_is_replaced(
    two: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    martin = two.folder.engagement_file("martin-2026")
    usual = replace_file

    def replace_and_edit(path: Path, content: bytes, expected_sha256: str | None) -> None:
        usual(path, content, expected_sha256)
        with martin.open("a", encoding="utf-8") as file:
            file.write("# by hand\n")

    monkeypatch.setattr("phmcoach.store.two_files.replace_file", replace_and_edit)
    with pytest.raises(StorageError) as error:
        move_session(two, ref="martin", session_id="s2", to="roux")
    (problem,) = error.value.problems
    assert (problem.message, problem.args["path"]) == ("store.plan-unfinished", str(martin))


def test_a_hand_edit_of_the_file_in_place_does_not_stop_the_rest_of_a_move(
    two: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    martin, roux = (two.folder.engagement_file(ref) for ref in ("martin-2026", "roux-2026"))
    usual, remarks = replace_file, list[Problem]()

    def refuse_martin(path: Path, content: bytes, expected_sha256: str | None) -> None:
        if path == martin:
            raise StorageError.of("store.no-permission", path=str(path))
        usual(path, content, expected_sha256)

    with monkeypatch.context() as patch:
        patch.setattr("phmcoach.store.two_files.replace_file", refuse_martin)
        move_session(replace(two, remark=remarks.append), ref="martin", session_id="s2", to="roux")
    assert [(each.message, each.args) for each in remarks] == [
        ("store.plan-left", {"path": str(martin)})
    ]
    with roux.open("a", encoding="utf-8") as file:
        file.write("# by hand\n")
    with lock_folder(two.folder):  # as any command that writes
        assert "s2" not in ids(two)
    assert findings(two) == []


def test_a_move_whose_plan_cannot_be_deleted_is_done(
    two: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def refuse(path: Path, *, missing_ok: bool = False) -> None:
        if path == plan_file(two.folder):
            raise PermissionError
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    remarks: list[Problem] = []
    move_session(replace(two, remark=remarks.append), ref="martin", session_id="s2", to="roux")
    assert remarks == []
    assert "s2" not in ids(two)
