from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import make_amendment, make_case, make_engagement, make_session
from tests.commands import command_of
from tests.domain.cadence.cadence_samples import assess, contract, day, meeting, verdict

from phmcoach.domain.contract.gates import breaches
from phmcoach.domain.contract.pausing import (
    PauseEffect,
    ends_to_agree,
    making_up,
    measure_pause,
    not_paused_yet,
    pause_problems,
    pauses_left_out,
    pauses_outside,
    restore_end,
)
from phmcoach.domain.contract.remarks import lasting_remarks, session_remarks
from phmcoach.domain.records.engagement import Engagement, Outcome, Pause
from phmcoach.domain.records.practice import Closure
from phmcoach.domain.records.session import Session
from phmcoach.domain.values.pauses import DayRange, count_open_days
from phmcoach.errors import Problem
from phmcoach.remedy import Remedy
from phmcoach.value import replace
from phmcoach.words import PauseReason

AUGUST = (date(2026, 8, 1), date(2026, 8, 21))


def named(reason: PauseReason, first: date, last: date) -> Problem:
    return Problem("pause.days", {"reason": reason, "from_on": first, "to_on": last})


def pausing(engagement: Engagement, start_on: date, end_on: date) -> list[str]:
    problems = pause_problems(make_case(engagement), start_on=start_on, end_on=end_on)
    return [problem.message for problem in problems]


def with_pause(engagement: Engagement, days: DayRange, reason: PauseReason) -> Engagement:
    pause = Pause(start_on=days[0], end_on=days[1], reason=reason)
    return replace(engagement, pauses=(*engagement.pauses, pause))


def measure(
    engagement: Engagement, days: DayRange, *, closures: Iterable[DayRange] = (), as_of: date
) -> PauseEffect:
    after = with_pause(engagement, days, "illness")
    closed = [Closure(start_on=first, end_on=last) for first, last in closures]
    return measure_pause(
        make_case(engagement, closures=closed),
        days,
        gap_before=assess(engagement, as_of, closures=closures).required_gap,
        gap_after=assess(after, as_of, closures=closures).required_gap,
    )


def test_a_pause_before_an_end_proposes_no_later_end() -> None:
    """No amendment is possible any more: the command that it named was refused."""
    outcome = Outcome(ended_on=day(4, 12), ended_by="coach")
    ended = replace(make_engagement(), outcome=outcome)
    effect = measure_pause(
        make_case(ended), (day(4, 3), day(4, 5)), gap_before=None, gap_after=None
    )
    assert effect.days == 3
    assert (effect.restored_end_on, effect.all_restored_end_on) == (effect.end_on, effect.end_on)


# Whether a pause may be recorded


def test_a_pause_that_begins_within_the_contract_may_outlast_it() -> None:
    assert pausing(make_engagement(), day(3, 1), day(3, 31)) == []
    assert pausing(make_engagement(), day(7, 1), day(9, 30)) == []


def test_a_pause_outside_the_contract_is_refused() -> None:
    assert pausing(make_engagement(), day(1, 1), day(1, 11)) == ["gate.pause-outside-contract"]
    assert pausing(make_engagement(), day(7, 12), day(7, 20)) == ["gate.pause-outside-contract"]


def test_a_pause_after_the_end_is_recorded_with_the_amendment_that_moves_the_end() -> None:
    case = make_case(make_engagement())
    found = pause_problems(case, start_on=day(7, 12), end_on=day(7, 20))
    assert [each.remedy for each in found] == [Remedy.AMEND_WITH_PAUSE]
    early = pause_problems(case, start_on=day(1, 1), end_on=day(1, 11))
    assert [each.remedy for each in early] == [Remedy.OTHER_PAUSE]


def test_a_pause_may_lie_in_the_days_of_an_amendment_that_is_prepared() -> None:
    later = make_amendment(signed=False, end_on=day(9, 11))
    prepared = make_engagement(amendments=[later])
    assert pausing(prepared, day(7, 12), day(7, 20)) == []
    assert pausing(prepared, day(9, 12), day(9, 20)) == ["gate.pause-outside-contract"]
    held = with_pause(prepared, (day(7, 12), day(7, 20)), "illness")
    assert "gate.pause-outside-contract" not in [each.message for each in breaches(make_case(held))]


def test_a_pause_is_made_up_for_from_the_end_of_an_amendment_in_preparation() -> None:
    later = make_amendment(signed=False, end_on=day(9, 11))
    case = make_case(make_engagement(amendments=[later]))
    effect = measure_pause(case, (day(8, 1), day(8, 20)), gap_before=None, gap_after=None)
    assert (effect.days, effect.end_on) == (20, day(9, 11))
    assert (effect.restored_end_on, effect.all_restored_end_on) == (day(10, 1), day(10, 1))


def test_an_amendment_that_someone_signed_is_signed_before_a_pause_is_made_up_for() -> None:
    half = make_amendment(notice_hours=72, signatures={"coach": day(3, 2)})
    case = make_case(make_engagement(amendments=[half]))
    effect = measure_pause(case, (day(4, 1), day(4, 20)), gap_before=None, gap_after=None)
    assert [(each.message, each.remedy) for each in making_up(case, effect)] == [
        ("pause.amend-end", Remedy.SIGN_AMENDMENT)
    ]


def test_a_pause_recorded_while_an_amendment_was_half_signed_is_made_up_for_then() -> None:
    half = make_amendment(notice_hours=72, signatures={"coach": day(3, 2)})
    whole = make_amendment(notice_hours=72)
    moved = make_amendment(end_on=day(9, 11))
    paused = day(4, 1), day(4, 20)

    def proposed(first: dict[str, object], then: dict[str, object]) -> list[str]:
        before, after = (
            make_case(with_pause(make_engagement(amendments=[each]), paused, "illness"))
            for each in (first, then)
        )
        return [each.message for each in ends_to_agree(before, before.history[0], after)]

    assert proposed(half, whole) == ["pause.amend-end"]
    assert proposed(half, half) == []
    assert proposed(half | {"end_on": day(9, 11)}, moved) == []
    assert proposed(make_amendment(notice_hours=72, signed=False), whole) == []


def test_an_earlier_end_in_preparation_may_leave_no_pause_outside() -> None:
    later = make_amendment(signed=False, end_on=day(9, 11))
    before = make_case(
        with_pause(make_engagement(amendments=[later]), (day(8, 1), day(8, 20)), "illness")
    )
    earlier = make_engagement(amendments=[later | {"end_on": day(7, 20)}])
    after = make_case(with_pause(earlier, (day(8, 1), day(8, 20)), "illness"))
    assert [(each.message, each.remedy) for each in pauses_left_out(before, after)] == [
        ("gate.pause-outside-contract", Remedy.ENDING_LATER)
    ]
    assert [each.message for each in pauses_outside(after)] == ["gate.pause-outside-contract"]


def test_a_pause_outside_a_contract_that_is_not_signed_is_not_taken_back() -> None:
    unsigned = with_pause(make_engagement(signatures=None), (day(8, 1), day(8, 20)), "illness")
    assert pauses_outside(make_case(unsigned)) == ()


def test_a_pause_without_a_contract_is_refused() -> None:
    unsigned = make_engagement(signatures=None)
    assert pausing(unsigned, day(3, 1), day(3, 31)) == ["pause.without-contract"]


def test_after_an_end_only_days_before_it_can_be_paused() -> None:
    ended = make_engagement(outcome={"ended_on": day(3, 1)})
    assert pausing(ended, day(3, 2), day(3, 31)) == ["outcome.already-over"]
    assert pausing(ended, day(2, 1), day(2, 10)) == []


def test_days_that_are_all_paused_are_not_paused_again() -> None:
    paused = make_engagement(pauses=[{"start_on": day(3, 1), "end_on": day(3, 31)}])
    assert pausing(paused, day(3, 1), day(3, 31)) == ["pause.already-there"]
    assert pausing(paused, day(3, 5), day(3, 6)) == ["pause.already-there"]
    assert pausing(paused, day(3, 20), day(4, 5)) == []


def test_the_doctor_finds_a_pause_twice_and_one_outside() -> None:
    once = {"start_on": day(3, 1), "end_on": day(3, 31)}
    outside = {"start_on": day(9, 1), "end_on": day(9, 2)}
    engagement = make_engagement(pauses=[once, once, outside])
    assert [problem.message for problem in breaches(make_case(engagement, ref="x"))] == [
        "gate.pause-twice",
        "gate.pause-outside-contract",
    ]


def test_the_doctor_finds_a_pause_without_a_contract() -> None:
    """No command writes one: it was written by hand, or the contract's signature was removed."""
    engagement = with_pause(make_engagement(signatures=None), AUGUST, "leave")
    reported = [problem.message for problem in breaches(make_case(engagement, ref="x"))]
    assert reported == ["gate.pause-without-contract"]


# The effects of a pause


def test_a_pause_deducts_its_days_and_proposes_an_end_that_makes_up_for_them() -> None:
    engagement = contract(day(1, 10), meeting(day(3, 5), "planned"))
    effect = measure(engagement, (day(3, 1), day(3, 10)), as_of=day(2, 1))
    assert (effect.days, effect.end_on, effect.restored_end_on) == (10, day(6, 30), day(7, 10))
    # 150 days from 1 February, nine sessions left: 16.7; ten days fewer: 15.6.
    assert (effect.gap_before, effect.gap_after) == (Decimal("16.7"), Decimal("15.6"))
    assert [session.on for session in effect.planned] == [day(3, 5)]
    assert effect.held == ()


def test_a_pause_names_the_sessions_during_it_that_count() -> None:
    sessions = [
        make_session(1, day(3, 1)),
        make_session(2, day(3, 2), status="no-show"),
        make_session(3, day(3, 3), status="cancelled"),
        make_session(4, day(3, 4), kind="phone"),
        make_session(5, day(3, 11)),
    ]
    effect = measure(make_engagement(*sessions), (day(3, 1), day(3, 10)), as_of=day(4, 1))
    assert [session.id for session in effect.held] == ["s1", "s2"]


def test_a_session_in_a_pause_or_a_closure_is_remarked_on_when_it_is_recorded() -> None:
    held, planned = make_session(1, day(3, 5)), make_session(2, day(4, 5), status="planned")
    closure = Closure(start_on=day(4, 1), end_on=day(4, 10))
    engagement = with_pause(make_engagement(held, planned), (day(3, 1), day(3, 10)), "illness")

    def reported(session: Session, *closures: Closure) -> list[str]:
        remarks = session_remarks(make_case(engagement, ref="martin", closures=closures), session)
        return [remark.message for remark in remarks]

    assert reported(held) == ["session.in-pause"]
    assert reported(planned) == []
    assert reported(planned, closure) == ["plan.in-pause"]
    assert reported(replace(held, on=day(4, 5)), closure) == ["session.in-pause"]
    assert reported(replace(held, type="letter")) == []


def test_a_session_in_a_pause_is_remarked_on_until_the_engagement_is_over() -> None:
    sessions = [
        make_session(1, day(3, 5)),
        make_session(2, day(4, 5)),
        make_session(3, day(4, 6), status="planned"),
    ]
    closures = (Closure(start_on=day(4, 1), end_on=day(4, 10)),)
    engagement = with_pause(make_engagement(*sessions), (day(3, 1), day(3, 10)), "illness")
    remarks = lasting_remarks(make_case(engagement, ref="martin", closures=closures))
    assert [(each.message, command_of(each, "martin")) for each in remarks] == [
        ("session.in-pause", "coach pause martin --take-back --from 2026-03-05 --to 2026-03-05"),
        ("plan.in-pause", "coach log-session martin --session s3 --on DATE --status planned"),
    ]
    over = make_engagement(*sessions[:2], outcome={"ended_on": day(4, 7), "ended_by": "coach"})
    over = with_pause(over, (day(3, 1), day(3, 10)), "illness")
    assert lasting_remarks(make_case(over, ref="martin", closures=closures)) == ()


def test_after_the_amendment_the_required_gap_is_as_before() -> None:
    engagement = contract(day(1, 10))
    days = (day(3, 1), day(3, 10))
    effect = measure(engagement, days, as_of=day(2, 1))
    paused = with_pause(engagement, days, "illness")
    assert paused.terms is not None
    terms = replace(paused.terms, end_on=effect.restored_end_on)
    amended = replace(paused, terms=terms)
    report = assess(amended, day(2, 1))
    assert (report.required_gap, report.own_gap) == (Decimal("16.7"), Decimal("18.1"))


def test_days_that_a_closure_deducts_already_are_not_deducted_again() -> None:
    engagement = contract(start=day(7, 1), signed_on=day(7, 1))
    effect = measure(engagement, (day(7, 25), day(8, 5)), closures=[AUGUST], as_of=day(7, 2))
    assert (effect.days, effect.restored_end_on) == (7, date(2027, 1, 7))
    inside = measure(engagement, (day(8, 3), day(8, 7)), closures=[AUGUST], as_of=day(7, 2))
    assert (inside.days, inside.restored_end_on) == (0, inside.end_on)
    assert inside.gap_before == inside.gap_after


def test_the_proposed_end_skips_a_closure() -> None:
    engagement = contract(start=day(2, 1), months=6, signed_on=day(2, 1))  # to 31 July
    effect = measure(engagement, (day(3, 1), day(3, 10)), closures=[AUGUST], as_of=day(2, 2))
    assert effect.restored_end_on == day(8, 31)


def test_the_proposed_end_makes_up_for_a_whole_illness_that_outlasts_the_contract() -> None:
    effect = measure(contract(), (day(6, 21), day(7, 20)), as_of=day(6, 1))
    assert (effect.days, effect.restored_end_on) == (10, day(7, 30))


def test_the_end_that_makes_up_for_all_pauses_is_also_proposed() -> None:
    engagement = contract(pauses=[(day(2, 1), day(2, 10))])
    effect = measure(engagement, (day(3, 1), day(3, 5)), as_of=day(1, 2))
    assert (effect.restored_end_on, effect.all_restored_end_on) == (day(7, 5), day(7, 15))


def test_an_end_that_was_amended_makes_up_for_the_earlier_pauses_once() -> None:
    later = make_amendment(end_on=day(7, 21))
    engagement = make_engagement(
        amendments=[later], pauses=[{"start_on": day(2, 1), "end_on": day(2, 10)}]
    )
    effect = measure(engagement, (day(3, 1), day(3, 5)), as_of=day(1, 12))
    assert effect.end_on == day(7, 21)
    assert (effect.restored_end_on, effect.all_restored_end_on) == (day(7, 26), day(7, 26))


def test_an_end_that_was_amended_to_an_earlier_day_makes_up_for_no_pause() -> None:
    earlier = make_amendment(end_on=day(6, 30))
    engagement = make_engagement(
        amendments=[earlier], pauses=[{"start_on": day(2, 1), "end_on": day(2, 10)}]
    )
    effect = measure(engagement, (day(3, 1), day(3, 5)), as_of=day(1, 12))
    assert (effect.restored_end_on, effect.all_restored_end_on) == (day(7, 5), day(7, 15))


@pytest.mark.parametrize(
    ("days", "left"),
    [
        ((5, 20), [(11, 20)]),
        ((1, 20), [(1, 4), (11, 20)]),
        ((11, 20), [(11, 20)]),
        ((6, 9), []),
    ],
)
def test_a_further_pause_adds_the_days_that_no_other_one_has(
    days: tuple[int, int], left: list[tuple[int, int]]
) -> None:
    known = make_engagement(pauses=[{"start_on": day(3, 5), "end_on": day(3, 10)}])
    pause = Pause(start_on=day(3, days[0]), end_on=day(3, days[1]), reason="illness")
    found = not_paused_yet(make_case(known), pause)
    assert [(each.start_on.day, each.end_on.day) for each in found] == left
    assert {each.reason for each in found} <= {"illness"}


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
RANGES = st.lists(st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair))), max_size=4)


@given(RANGES, st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair))))
def test_the_proposed_end_makes_up_for_exactly_the_days_that_were_open(
    old: list[DayRange], pause: DayRange
) -> None:
    start, end = day(2, 1), day(8, 31)
    new = [*old, pause]
    restored = restore_end(start, end, old=old, new=new)
    wanted = count_open_days(start, end, old)
    assert count_open_days(start, restored, new) == wanted
    if restored > end:  # not one day more than needed
        assert count_open_days(start, restored - timedelta(days=1), new) < wanted


# The cadence with pauses: each verdict names what was deducted


def test_an_august_closure_is_named_with_the_remaining_figures() -> None:
    engagement = contract(day(9, 2), start=day(7, 15), signed_on=day(7, 1))
    report = assess(engagement, day(9, 5), closures=[AUGUST])
    assert verdict(report, "cadence.pauses-deducted").args == {
        "count": 21,
        "pauses": (named("closure", *AUGUST),),
    }
    # 15 July to 14 January are 184 days; 5 September to 14 January are 132, nine sessions left.
    assert (report.own_gap, report.required_gap) == (Decimal("16.3"), Decimal("14.7"))


def test_a_long_illness_does_not_change_floor_pace_and_drift() -> None:
    illness = (day(2, 2), day(5, 31))
    paused = with_pause(contract(day(1, 30)), illness, "illness")
    report = assess(paused, day(6, 1))
    assert not [found for found in report.verdicts if "drift" in found.message]
    assert [month.level for month in report.months[:2]] == ["ok", "ok"]
    assert report.required_gap == Decimal("3.3")  # 30 days left for nine sessions
    assert verdict(report, "cadence.pauses-deducted").args["pauses"] == (
        named("illness", *illness),
    )


def test_a_pause_over_the_end_of_a_month_postpones_that_end() -> None:
    paused = with_pause(contract(), (day(1, 25), day(2, 5)), "leave")
    report = assess(paused, day(2, 13))
    broken = verdict(report, "cadence.floor-broken-pauses").args
    assert (broken["from_on"], broken["to_on"], broken["paused_days"]) == (
        day(1, 1),
        day(2, 12),
        12,
    )
    assert broken["pauses"] == (named("leave", day(1, 25), day(2, 5)),)


def test_two_overlapping_pauses_are_both_named_and_counted_once() -> None:
    engagement = contract(start=day(7, 15), signed_on=day(7, 1))
    paused = with_pause(engagement, (day(7, 25), day(8, 5)), "leave")
    report = assess(paused, day(9, 20), closures=[AUGUST])
    args = verdict(report, "cadence.floor-broken-pauses").args
    assert (args["paused_days"], args["pauses"]) == (
        28,
        (named("leave", day(7, 25), day(8, 5)), named("closure", *AUGUST)),
    )
    assert verdict(report, "cadence.pauses-deducted").args["count"] == 28


def test_a_month_at_risk_also_names_its_pauses() -> None:
    paused = with_pause(contract(), (day(1, 5), day(1, 9)), "illness")
    args = verdict(assess(paused, day(1, 28)), "cadence.floor-at-risk-pauses").args
    assert args["pauses"] == (named("illness", day(1, 5), day(1, 9)),)


@pytest.mark.parametrize("on", [day(3, 1), day(3, 10)])
def test_a_pause_never_prevents_billing(on: date) -> None:
    engagement = make_engagement(make_session(1, day(2, 1)))
    assert engagement.terms is not None
    terms = replace(engagement.terms, end_on=day(4, 11))  # three months, the minimum
    paused = with_pause(replace(engagement, terms=terms), (on, day(3, 20)), "other")
    assert breaches(make_case(paused, ref="x")) == ()
