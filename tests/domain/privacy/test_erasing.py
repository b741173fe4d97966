"""What goes of an engagement, what stays, and the line that stands in the place of what went."""

from datetime import date
from typing import Any

from tests.builders import (
    OBJECTIVE,
    make_amendment,
    make_case,
    make_engagement,
    make_private_client,
    make_session,
)

from phmcoach.domain.case import Case
from phmcoach.domain.privacy.erasing import (
    Erasure,
    erase,
    erasing_problems,
    removed_texts,
    with_lines,
)
from phmcoach.domain.privacy.fields import leaves
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.erased import ERASED_TEXT, NO_SITUATION
from phmcoach.value import replace

ON = date(2026, 9, 1)
PERSONAL = {**OBJECTIVE, "id": "o2", "statement": "Oser dire non.", "personal": True}
OVER = {"evaluated_on": date(2026, 6, 20), "closed_on": date(2026, 7, 1)}


def private_things() -> dict[str, Any]:
    return {
        "demand": {
            "received_on": date(2026, 1, 2),
            "situations": ["problem-or-setback", "new-role"],
            "situation_text": "Un conflit ancien.",
            "sponsor_request": "Plus de recul.",
            "request": "Ne plus m’épuiser.",
            "shared_request": "Déléguer.",
            "analysed_on": date(2026, 1, 4),
            "validated_on": date(2026, 1, 5),
            "disciplinary": True,
        },
        "justification": "Un autre poste.",
        "objectives": [OBJECTIVE, PERSONAL],
        "outcome": {**OVER, "ended_on": date(2026, 6, 19), "end_reason": "Elle part."},
        "evaluation": {"mode": "two-way", "changed": "Je dors.", "remains": "Le reste."},
        "pauses": [{"start_on": date(2026, 3, 2), "end_on": date(2026, 3, 9), "reason": "illness"}],
        "explanations": [{"month_on": date(2026, 4, 1), "reason": "Un deuil."}],
        "amendments": [make_amendment(sessions=13, reason="Elle insiste.")],
    }


def a_case(**changes: object) -> Case:
    engagement = make_engagement(
        make_session(1, date(2026, 1, 13)), make_session(2, date(2026, 1, 27)), **changes
    )
    noted = replace(engagement.sessions[0], next="Rappeler sa mère.")
    return make_case(replace(engagement, sessions=(noted, *engagement.sessions[1:])))


def private_part(case: Case) -> Erasure:
    return erase(case, whole=False)


def test_the_private_part_goes_and_what_was_signed_stays() -> None:
    case = a_case(**private_things())
    before, erasure = case.engagement, private_part(case)
    after = erasure.engagement
    assert removed_texts(before, after) == {
        *("Un conflit ancien.", "Ne plus m’épuiser.", "Un autre poste.", "Oser dire non."),
        *("Elle part.", "Je dors.", "Le reste.", "Un deuil.", "Elle insiste."),
        "Rappeler sa mère.",
    }
    assert after.demand.shared_request == "Déléguer."
    assert after.demand.sponsor_request == "Plus de recul."
    assert after.demand.disciplinary is None
    assert after.demand.situations == NO_SITUATION
    assert after.pauses[0].reason == "other"
    assert after.justification == ERASED_TEXT
    assert [each.id for each in after.objectives] == ["o1"]
    assert after.terms == before.terms
    assert [each.on for each in after.sessions] == [each.on for each in before.sessions]


def test_nothing_is_left_that_a_duration_of_a_year_asks_for() -> None:
    """The inventory names what is private by the audience of each field, also of a new one."""
    before = a_case(**private_things())
    after = private_part(before).engagement
    assert "private-data" in {it.keeping for it in leaves(before.engagement, is_private=False)}
    assert {it.keeping for it in leaves(after, is_private=False)} == {"contract-data"}


def test_a_line_stands_in_the_place_of_each_part() -> None:
    kept = with_lines(private_part(a_case(**private_things())), on=ON, reason="asked")
    assert [(each.what, each.count, each.on, each.reason) for each in kept.erased] == [
        ("demand", 5, ON, "asked"),
        ("objectives", 1, ON, "asked"),
        ("evaluation", 1, ON, "asked"),
        ("reasons", 5, ON, "asked"),
        ("next", 1, ON, "asked"),
    ]


def test_what_goes_beside_the_file_has_its_line_too() -> None:
    erasure = erase(a_case(outcome=OVER), whole=False, others={"notes": 3, "papers": 1})
    counts = dict(erasure.counts)
    assert (counts["notes"], counts["papers"]) == (3, 1)


def test_what_is_erased_once_is_not_erased_twice() -> None:
    case = a_case(**private_things())
    after = private_part(case).engagement
    assert private_part(case.having(after)).counts == {}
    assert private_part(case.having(after)).engagement == after


def test_the_contract_of_a_private_client_prints_their_words_which_stay_with_it() -> None:
    case = replace(a_case(**private_things()), client=make_private_client())
    after = private_part(case).engagement
    assert after.demand.request == "Ne plus m’épuiser."
    assert [each.id for each in after.objectives] == ["o1", "o2"]
    assert after.demand.situation_text is None
    assert after.evaluation is None


def test_the_digests_of_the_annex_leave_the_seal_with_it() -> None:
    seal = {
        "record": "0" * 64,
        "contrat-martin.pdf": "1" * 64,
        "annexe-personnelle-martin.pdf": "2" * 64,
        "demand.request": "3" * 16,
        "objectives.o2.statement": "4" * 16,
    }
    case = a_case(outcome=OVER, seal=seal)
    after = erase(case, whole=False, goes=lambda name: name.startswith("annexe-")).engagement
    assert after.seal == {"record": "0" * 64, "contrat-martin.pdf": "1" * 64}


def test_the_seal_of_an_earlier_version_holds_the_contract_itself_and_stays() -> None:
    seal = {"client": "0" * 16, "objectives.o1": "1" * 16}
    assert private_part(a_case(outcome=OVER, seal=seal)).engagement.seal == seal


def test_past_the_contracts_day_no_name_and_no_text_is_left() -> None:
    case = a_case(**private_things())
    after = erase(case, whole=True).engagement
    assert texts_of_people(after) == set()
    assert (after.beneficiary.id, after.beneficiary.name) == (case.ref, ERASED_TEXT)
    assert [each.minutes for each in after.sessions] == [120, 120]
    assert after.terms is not None
    assert after.terms.hourly_rate == 260
    assert with_lines(erase(case, whole=True), on=ON, reason="due").is_erased("engagement")


def texts_of_people(after: Engagement) -> set[str]:
    known = {
        "Claire Martin",
        "claire-martin",
        "Déléguer.",
        "Plus de recul.",
        OBJECTIVE["statement"],
    }
    left = str(after)
    return {each for each in known if each in left}


def test_nothing_is_erased_while_the_work_goes_on() -> None:
    (problem,) = erasing_problems(a_case())
    assert problem.message == "erase.still-open"
    ended = a_case(outcome={"ended_on": date(2026, 6, 19), "ended_by": "coach"})
    assert [each.message for each in erasing_problems(ended)] == ["erase.still-open"]
    assert erasing_problems(a_case(outcome=OVER)) == ()
    declined = {"declined_on": date(2026, 1, 7), "declined_by": "coach"}
    assert erasing_problems(a_case(outcome=declined, signatures=None, terms=None)) == ()
