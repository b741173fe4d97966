"""Which of two records with one id gets another one."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from phmcoach.domain.sync.renumbering import Apart, tell_apart

Data = dict[str, Any]


def engagement(**sessions: str) -> Data:
    return {"sessions": [{"id": name, "on": day} for name, day in sessions.items()]}


def days(side: Data) -> dict[str, str]:
    return {each["id"]: each["on"] for each in side.get("sessions", [])}


def apart(ours: Data, theirs: Data, *billed: str, base: Data | None = None) -> Apart:
    return tell_apart(base or {}, ours, theirs, last=(9, 9), billed_here=billed)


def test_the_session_that_was_sent_keeps_its_id() -> None:
    found = apart(engagement(s1="March"), engagement(s1="April"))
    assert (days(found.ours), days(found.theirs)) == ({"s10": "March"}, {"s1": "April"})
    assert (found.new_here, found.new_there) == ({"s1": "s10"}, {})


def test_the_session_of_an_invoice_that_only_this_machine_has_keeps_its_id() -> None:
    found = apart(engagement(s1="March"), engagement(s1="April"), "s1")
    assert (days(found.ours), days(found.theirs)) == ({"s1": "March"}, {"s10": "April"})

    again = apart(engagement(s1="March", s10="April"), engagement(s1="April"), "s1")
    assert days(again.ours) == {"s1": "March", "s10": "April"}
    assert days(again.theirs) == {"s10": "April"}


def test_an_id_that_an_invoice_here_names_is_not_free_once_its_session_was_removed() -> None:
    found = apart(engagement(), engagement(s1="April"), "s1")
    assert days(found.theirs) == {"s10": "April"}


def test_two_equal_records_of_one_machine_stay_two() -> None:
    found = apart(engagement(s1="March", s2="March"), engagement(s1="April", s2="March"))
    assert days(found.ours) == {"s10": "March", "s2": "March"}


def test_what_both_had_before_is_left_alone() -> None:
    base = engagement(s1="March")
    found = apart(engagement(s1="April"), engagement(s1="May"), base=base)
    assert (days(found.ours), days(found.theirs)) == ({"s1": "April"}, {"s1": "May"})


def test_all_that_names_an_objective_names_it_by_its_new_id() -> None:
    ours = {
        "objectives": [{"id": "o1", "statement": "Listen."}],
        "amendments": [{"number": 1, "dropped": ["o1"], "seal": {"objectives.o1.statement": "…"}}],
        "evaluation": {"ratings": [{"objective": "o1", "end": 1}]},
        "seal": {"objectives.o1.statement": "…", "demand.request": "…"},
    }
    theirs = {"objectives": [{"id": "o1", "statement": "Decide."}]}
    assert apart(ours, theirs).ours == {
        "objectives": [{"id": "o10", "statement": "Listen."}],
        "amendments": [
            {"number": 1, "dropped": ["o10"], "seal": {"objectives.o10.statement": "…"}}
        ],
        "evaluation": {"ratings": [{"objective": "o10", "end": 1}]},
        "seal": {"objectives.o10.statement": "…", "demand.request": "…"},
        "last_objective": "o10",
    }


SIDES = st.dictionaries(
    st.sampled_from(["s1", "s2", "s3", "s4"]), st.sampled_from(["March", "April", "May"])
)


@given(SIDES, SIDES, st.sets(st.sampled_from(["s1", "s2", "s3"])))
def test_each_id_names_one_session_and_none_is_lost(
    ours: dict[str, str], theirs: dict[str, str], billed: set[str]
) -> None:
    found = apart(engagement(**ours), engagement(**theirs), *billed)
    here, there = days(found.ours), days(found.theirs)
    assert sorted(here.values()) == sorted(ours.values())
    assert sorted(there.values()) == sorted(theirs.values())
    assert all(there.get(name, day) == day for name, day in here.items())
    assert all(here[name] == ours[name] for name in billed & ours.keys())

    merged = engagement(**{**there, **here})
    again = apart(merged, engagement(**theirs), *billed)
    assert days(again.ours) == days(merged)
    assert days(again.theirs).items() <= days(merged).items()
