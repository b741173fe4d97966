# ruff: noqa: DTZ001 - moments are local, as the file holds them
"""Planning sessions, moving them and calling them off."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from tests.actions.conftest import bill, on_day
from tests.actions.sessions.test_sessions_action import messages, sessions_of
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.sessions.calling_off import call_off_session, next_planned
from phmcoach.actions.sessions.planning import plan_sessions, series
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import MissingError, RuleRefusedError, UsageError
from phmcoach.formats import Interval
from phmcoach.remedy import Remedy
from phmcoach.words import CalledOffBy

Signed = Callable[..., Path]
JUNE = date(2026, 6, 18)
EARLY, LATE = datetime(2026, 6, 15, 8, 0), datetime(2026, 6, 15, 20, 0)


def statuses(path: Path) -> list[tuple[object, ...]]:
    return [(s["id"], s["on"], s.get("at"), s["status"]) for s in sessions_of(path)]


def test_a_planned_session_has_the_length_of_the_contract(context: Context, signed: Signed) -> None:
    path = signed()
    planned = plan_sessions(context, ref="martin", days=[JUNE], at=time(14, 30))
    assert sessions_of(path) == [
        {
            "id": "s1",
            "on": JUNE,
            "at": time(14, 30),
            "minutes": 120,
            "type": "in-person",
            "status": "planned",
        }
    ]
    assert [each.gap_days for each in planned.sessions] == [None]
    assert (planned.standing.counted, planned.standing.planned) == (0, 1)


def test_a_series_is_planned_as_a_whole_and_reports_its_gaps(
    context: Context, signed: Signed
) -> None:
    path = signed()
    days = series(JUNE, Interval(1, "week"), 3)
    planned = plan_sessions(context, ref="martin", days=days)
    assert [each.gap_days for each in planned.sessions] == [None, 7, 7]
    assert [s["id"] for s in sessions_of(path)] == ["s1", "s2", "s3"]


def test_a_series_that_exceeds_the_end_is_refused_as_a_whole(
    context: Context, signed: Signed
) -> None:
    path = signed()
    days = series(JUNE, Interval(2, "week"), 3)
    with pytest.raises(RuleRefusedError) as refused:
        plan_sessions(context, ref="martin", days=days)
    assert messages(refused) == ["plan.after-end"]
    assert sessions_of(path) == []
    planned = plan_sessions(context, ref="martin", days=days, anyway=True)
    assert [problem.message for problem in planned.warnings] == ["plan.after-end"]
    assert [f.message for f in examine(context).findings] == ["plan.after-end"]


@pytest.mark.parametrize("times", [0, 101])
def test_the_length_of_a_series_is_limited(times: int) -> None:
    with pytest.raises(UsageError):
        series(JUNE, Interval(1, "week"), times)


def test_a_series_needs_an_interval_as_well_as_a_length() -> None:
    with pytest.raises(UsageError) as refused:
        series(JUNE, None, 3)
    assert messages(refused) == ["plan.times-without-every"]


def test_a_past_day_is_logged_and_not_planned(context: Context, signed: Signed) -> None:
    signed()
    with pytest.raises(RuleRefusedError) as refused:
        plan_sessions(context, ref="martin", days=[date(2026, 6, 14)], anyway=True)
    assert messages(refused) == ["plan.in-the-past"]


def test_a_day_has_one_session_and_any_number_of_calls(context: Context, signed: Signed) -> None:
    path = signed()
    plan_sessions(context, ref="martin", days=[JUNE])
    with pytest.raises(RuleRefusedError) as refused:
        plan_sessions(context, ref="martin", days=[JUNE], kind="video")
    assert messages(refused) == ["session.already-logged"]
    plan_sessions(context, ref="martin", days=[JUNE], kind="phone", minutes=15)
    assert len(sessions_of(path)) == 2


def test_an_observation_is_planned_only_if_the_beneficiary_proposed_it(
    context: Context, signed: Signed
) -> None:
    path = signed()
    with pytest.raises(RuleRefusedError) as refused:
        plan_sessions(context, ref="martin", days=[JUNE], kind="shadowing", anyway=True)
    assert messages(refused) == ["session.shadowing-not-proposed"]
    plan_sessions(
        context, ref="martin", days=[JUNE], kind="shadowing", proposed_by_beneficiary=True
    )
    assert sessions_of(path)[0]["proposed_by_beneficiary"] is True


def test_an_observation_that_nobody_proposed_is_a_breach_when_it_is_logged(
    context: Context, signed: Signed
) -> None:
    signed()
    with pytest.raises(RuleRefusedError) as refused:
        log_session(context, ref="martin", on=date(2026, 6, 10), kind="shadowing")
    (problem,) = refused.value.problems
    assert problem.message == "gate.shadowing-not-proposed"
    assert problem.remedy is Remedy.PROPOSED
    log_session(context, ref="martin", on=date(2026, 6, 10), kind="shadowing", anyway=True)
    findings = [(f.level, f.message) for f in examine(context).findings]
    assert findings == [("error", "gate.shadowing-not-proposed")]


def test_a_session_in_a_closure_is_remarked_on(context: Context, signed: Signed) -> None:
    signed()
    practice = context.folder.practice_file
    closure = "\n[[closures]]\nstart_on = 2026-06-17\nend_on = 2026-06-19\n"
    practice.write_text(practice.read_text("utf-8") + closure, "utf-8")
    planned = plan_sessions(context, ref="martin", days=[JUNE])
    assert [problem.message for problem in planned.warnings] == ["plan.in-pause"]


@pytest.mark.parametrize(
    ("notified_at", "status", "counted"),
    [(EARLY, "cancelled", 0), (LATE, "cancelled-late", 1)],
)
def test_the_notice_decides_the_status_of_a_session(
    context: Context, signed: Signed, notified_at: datetime, status: str, counted: int
) -> None:
    path = signed()
    plan_sessions(context, ref="martin", days=[date(2026, 6, 17)], at=time(9))
    called = call_off_session(context, ref="martin", session_id="s1", notified_at=notified_at)
    (table,) = sessions_of(path)
    assert (table["status"], table["notified_at"]) == (status, notified_at)
    assert called.notice is not None
    assert called.notice.asked_minutes == 48 * 60
    assert called.standing.counted == counted


def test_a_moved_session_keeps_its_old_day_as_called_off(context: Context, signed: Signed) -> None:
    path = signed()
    plan_sessions(context, ref="martin", days=[JUNE], at=time(9), minutes=90, kind="video")
    called = call_off_session(
        context, ref="martin", session_id="s1", notified_at=EARLY, moved_to=date(2026, 6, 25)
    )
    assert statuses(path) == [
        ("s1", JUNE, time(9), "cancelled"),
        ("s2", date(2026, 6, 25), time(9), "planned"),
    ]
    assert {key: sessions_of(path)[1][key] for key in ("minutes", "type")} == {
        "minutes": 90,
        "type": "video",
    }
    assert called.moved is not None
    assert called.moved.session.id == "s2"


def test_a_three_way_meeting_is_moved_with_its_purpose(context: Context, signed: Signed) -> None:
    path = signed()
    plan_sessions(
        context, ref="martin", days=[JUNE], kind="three-way", purpose="mid-term", minutes=60
    )
    call_off_session(
        context, ref="martin", session_id="s1", by="coach", moved_to=date(2026, 6, 25), at=time(10)
    )
    assert [s["purpose"] for s in sessions_of(path)] == ["mid-term", "mid-term"]
    assert statuses(path) == [
        ("s1", JUNE, None, "cancelled-by-coach"),
        ("s2", date(2026, 6, 25), time(10), "planned"),
    ]
    assert "notified_at" not in sessions_of(path)[0]


def test_before_a_contract_covers_a_session_no_notice_was_agreed_for_it(
    context: Context, signed: Signed
) -> None:
    path = signed()
    plan_sessions(context, ref="martin", days=[date(2026, 6, 16)], at=time(9, 0))
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("[signatures]")] + text[text.index("[[sessions]]") :])
    made = call_off_session(
        context, ref="martin", session_id="s1", by="beneficiary", notified_at=LATE
    )
    assert (made.session.status, made.warnings) == ("cancelled", ())
    assert [each.level for each in examine(context).findings if each.level == "error"] == []


def test_a_late_move_of_the_last_session_is_beyond_the_number(
    context: Context, signed: Signed
) -> None:
    path = signed()
    for day in range(13, 24):
        log_session(context, ref="martin", on=date(2026, 1, day))
    plan_sessions(context, ref="martin", days=[date(2026, 6, 16)], at=time(9))
    with pytest.raises(RuleRefusedError) as refused:
        call_off_session(context, ref="martin", session_id="s12", notified_at=LATE, moved_to=JUNE)
    assert [(problem.message, command_of(problem)) for problem in refused.value.problems] == [
        ("plan.late-move-beyond-number", "coach amend martin-2026 --sessions 13"),
        (
            "plan.late-move-waived",
            "coach log-session martin-2026 --session s12 --status cancelled",
        ),
    ]
    args = refused.value.problems[0].args
    assert (args["moved"], args["notice"], args["asked"]) == ("s12", 13 * 60, 48 * 60)
    assert len(sessions_of(path)) == 12
    called = call_off_session(
        context, ref="martin", session_id="s12", notified_at=LATE, moved_to=JUNE, anyway=True
    )
    assert [problem.message for problem in called.warnings] == ["plan.beyond-number"]


def test_a_late_move_that_is_waived_is_within_the_number(context: Context, signed: Signed) -> None:
    signed()
    for day in range(13, 24):
        log_session(context, ref="martin", on=date(2026, 1, day))
    plan_sessions(context, ref="martin", days=[date(2026, 6, 16)], at=time(9))
    log_session(context, ref="martin", session_id="s12", status="cancelled")
    assert plan_sessions(context, ref="martin", days=[JUNE]).warnings == ()


def test_an_announcement_after_the_hour_is_an_absence(context: Context, signed: Signed) -> None:
    signed()
    plan_sessions(context, ref="martin", days=[date(2026, 6, 15)], at=time(9))
    with pytest.raises(RuleRefusedError) as refused:
        call_off_session(context, ref="martin", session_id="s1", notified_at=LATE)
    (problem,) = refused.value.problems
    assert problem.message == "session.notified-too-late"
    assert command_of(problem) == "coach log-session martin-2026 --session s1 --status no-show"


def test_an_announcement_in_the_future_is_refused(context: Context, signed: Signed) -> None:
    signed()
    plan_sessions(context, ref="martin", days=[JUNE])
    with pytest.raises(RuleRefusedError) as refused:
        call_off_session(
            context, ref="martin", session_id="s1", notified_at=datetime(2026, 6, 16, 9, 0)
        )
    assert messages(refused) == ["gate.in-the-future"]


def test_a_cancellation_by_the_beneficiary_needs_a_moment(context: Context, signed: Signed) -> None:
    signed()
    plan_sessions(context, ref="martin", days=[JUNE])
    with pytest.raises(UsageError) as refused:
        call_off_session(context, ref="martin", session_id="s1")
    assert messages(refused) == ["session.no-moment"]


def test_only_a_planned_session_can_be_called_off(context: Context, signed: Signed) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 6, 10))
    with pytest.raises(RuleRefusedError) as refused:
        call_off_session(context, ref="martin", session_id="s1", by="coach")
    assert messages(refused) == ["session.not-planned"]
    with pytest.raises(MissingError):
        call_off_session(context, ref="martin", session_id="s7", by="coach")


def test_the_next_session_is_the_first_planned_one_from_today_on(
    context: Context, signed: Signed
) -> None:
    signed()
    with pytest.raises(RuleRefusedError) as refused:
        next_planned(context, "martin")
    assert messages(refused) == ["session.none-planned"]
    plan_sessions(context, ref="martin", days=[date(2026, 6, 25), JUNE])
    assert next_planned(context, "martin") == "s2"


def test_a_status_that_contradicts_the_notice_is_reported_when_it_is_logged(
    context: Context, signed: Signed
) -> None:
    path = signed()
    on = date(2026, 6, 16)
    plan_sessions(context, ref="martin", days=[on], at=time(9))
    kind = log_session(context, ref="martin", session_id="s1", status="cancelled", notified_at=LATE)
    assert [problem.message for problem in kind.warnings] == ["session.free-though-late"]
    assert examine(context).findings == ()
    wrong = log_session(
        context,
        ref="martin",
        session_id="s1",
        status="cancelled-late",
        notified_at=datetime(2026, 6, 14, 8, 0),
    )
    assert [problem.message for problem in wrong.warnings] == ["session.charged-in-time"]
    assert [(f.level, f.message) for f in examine(context).findings] == [
        ("info", "session.charged-in-time")
    ]
    assert statuses(path) == [("s1", on, time(9), "cancelled-late")]


def test_a_session_given_by_its_id_keeps_its_day(context: Context, signed: Signed) -> None:
    path = signed()
    plan_sessions(context, ref="martin", days=[date(2026, 6, 15)])
    logged = log_session(context, ref="martin", session_id="s1", status="no-show")
    assert statuses(path) == [("s1", date(2026, 6, 15), None, "no-show")]
    assert logged.effect is not None
    assert logged.effect.message == "effect.reserved"


def test_an_exchange_has_a_length_of_its_own(context: Context, signed: Signed) -> None:
    signed()
    with pytest.raises(UsageError) as refused:
        log_session(context, ref="martin", on=date(2026, 6, 10), kind="phone")
    assert messages(refused) == ["session.no-length-uncounted"]
    logged = log_session(context, ref="martin", on=date(2026, 6, 10), kind="phone", minutes=20)
    assert (logged.is_session, logged.standing.counted) == (False, 0)


def test_a_held_session_is_not_refused_because_of_planned_ones(
    context: Context, signed: Signed
) -> None:
    signed()
    for day in range(13, 24):
        log_session(context, ref="martin", on=date(2026, 1, day))
    plan_sessions(context, ref="martin", days=[JUNE])
    logged = log_session(context, ref="martin", on=date(2026, 6, 10))
    assert logged.problems == ()
    assert [problem.message for problem in logged.warnings] == ["plan.beyond-number"]


def test_a_late_cancellation_is_billed_and_can_be_called_off_no_more(
    context: Context, signed: Signed
) -> None:
    signed()
    plan_sessions(context, ref="martin", days=[date(2026, 6, 15)], at=time(19))
    call_off_session(
        context, ref="martin", session_id="s1", notified_at=datetime(2026, 6, 15, 8, 0)
    )
    invoice = bill(context, ref="martin").invoice
    assert [line.minutes for line in invoice.lines] == [120]
    with pytest.raises(RuleRefusedError) as refused:
        log_session(context, ref="martin", session_id="s1", status="cancelled")
    assert messages(refused) == ["session.already-invoiced"]


def test_sessions_of_a_video_contract_are_planned_by_video(
    context: Context, signed: Signed
) -> None:
    path = signed(modes=["video"])
    planned = plan_sessions(context, ref="martin", days=[JUNE])
    logged = log_session(context, ref="martin", on=date(2026, 6, 1))
    assert [s["type"] for s in sessions_of(path)] == ["video", "video"]
    assert (planned.warnings, logged.warnings) == ((), ())


# Another hour of the same day


def test_another_hour_in_time_keeps_the_session(context: Context, signed: Signed) -> None:
    path = signed()
    plan_sessions(context, ref="martin", days=[JUNE], at=time(14, 30))
    called_off = call_off_session(
        context,
        ref="martin",
        session_id="s1",
        notified_at=datetime(2026, 6, 15, 8, 0),
        at=time(16),
    )
    assert statuses(path) == [("s1", JUNE, time(16), "planned")]
    assert called_off.moved is not None
    assert called_off.moved.session == called_off.session


@pytest.mark.parametrize("by", ["coach", "force-majeure"])
def test_another_hour_that_is_not_the_beneficiarys_wish_keeps_the_session(
    context: Context, signed: Signed, by: CalledOffBy
) -> None:
    path = signed()
    plan_sessions(context, ref="martin", days=[context.today], at=time(14, 30))
    call_off_session(
        context, ref="martin", session_id="s1", by=by, moved_to=context.today, at=time(16)
    )
    assert statuses(path) == [("s1", context.today, time(16), "planned")]


def test_another_hour_asked_too_late_is_a_late_cancellation(
    context: Context, signed: Signed
) -> None:
    path = signed()
    plan_sessions(context, ref="martin", days=[context.today], at=time(14, 30))
    call_off_session(
        context,
        ref="martin",
        session_id="s1",
        notified_at=datetime(2026, 6, 15, 8, 0),
        at=time(16),
    )
    assert statuses(path) == [
        ("s1", context.today, time(14, 30), "cancelled-late"),
        ("s2", context.today, time(16), "planned"),
    ]


def test_the_same_hour_of_the_same_day_is_no_move(context: Context, signed: Signed) -> None:
    signed()
    plan_sessions(context, ref="martin", days=[JUNE], at=time(14, 30))
    with pytest.raises(RuleRefusedError, match=r"session\.same-moment"):
        call_off_session(
            *(context,),
            ref="martin",
            session_id="s1",
            by="coach",
            moved_to=JUNE,
            at=time(14, 30),
            anyway=True,
        )


def test_a_session_whose_day_is_over_gets_no_other_hour(context: Context, signed: Signed) -> None:
    signed()
    log_session(
        on_day(context, date(2026, 1, 10)), ref="martin", on=date(2026, 6, 1), status="planned"
    )
    with pytest.raises(RuleRefusedError, match=r"plan\.in-the-past"):
        call_off_session(context, ref="martin", session_id="s1", by="coach", at=time(16))
