"""Rules for writing a scale, for the evaluation, and for disclosing it to the sponsor."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.builders import (
    OBJECTIVE,
    SIGNED_ON,
    make_amendment,
    make_case,
    make_engagement,
    make_session,
    make_terms,
)
from tests.commands import command_of

from phmcoach.domain.base import Reader
from phmcoach.domain.contract.agreement import evaluation_sha256, has_agreed, opener_of
from phmcoach.domain.contract.evaluating import (
    amended_gate,
    approval_gate,
    evaluation_breaches,
    evaluation_gate,
    report_gate,
    scale_breaches,
    scale_gate,
    score_evaluation,
    voided_agreement,
)
from phmcoach.domain.contract.gates import breaches
from phmcoach.domain.disclosure import disclose
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.objective import Objective
from phmcoach.domain.shape.validation import InvalidRecordError, validate
from phmcoach.errors import Problem
from phmcoach.value import replace

LEVELS = ["a", "b", "c", "d", "e"]
SCALED = {"levels": LEVELS, "scaled_on": SIGNED_ON}
SESSIONS = [make_session(1, on=date(2026, 2, 3)), make_session(2, on=date(2026, 2, 10))]
EVALUATED = date(2026, 7, 20)


def objective(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever the field takes
    return {**OBJECTIVE, **changes}


def evaluated(*objectives: dict[str, Any], **evaluation: Any) -> Engagement:  # noqa: ANN401
    return make_engagement(
        *SESSIONS,
        objectives=list(objectives) or [objective(**SCALED)],
        outcome={"evaluated_on": EVALUATED},
        evaluation={"mode": "two-way", "ratings": [{"objective": "o1", "end": 1}], **evaluation},
    )


def approved(engagement: Engagement, **consent: Any) -> Engagement:  # noqa: ANN401
    digest, found = evaluation_sha256(make_case(engagement)), engagement.evaluation
    assert found is not None
    shown = replace(found, shown_on=EVALUATED, shown_sha256=digest)
    agreement: dict[str, Any] = {"approved_on": EVALUATED, "approved_sha256": digest} | consent
    return replace(engagement, evaluation=replace(shown, **agreement))


def ids(problems: Iterable[Problem]) -> list[str]:
    return [problem.message for problem in problems]


def broken(engagement: Engagement, *, private: bool = False) -> list[str]:
    return ids(evaluation_breaches(make_case(engagement, private=private)))


@pytest.mark.parametrize(
    ("levels", "kind"),
    [
        (LEVELS[:4], "shape.levels-not-five"),
        ([*LEVELS, "f"], "shape.levels-not-five"),
        (["a", "b", "c", "d", " A "], "shape.levels-alike"),
        (["a", "b", "c", "d", " "], "shape.empty"),
    ],
)
def test_a_scale_has_five_different_levels_and_none_is_empty(levels: list[str], kind: str) -> None:
    with pytest.raises(InvalidRecordError) as caught:
        validate(Objective, objective(levels=levels, scaled_on=SIGNED_ON))

    assert [error["type"] for error in caught.value.details] == [kind]


@pytest.mark.parametrize("half", [{"levels": LEVELS}, {"scaled_on": SIGNED_ON}])
def test_a_scale_and_its_day_go_together(half: dict[str, Any]) -> None:
    with pytest.raises(InvalidRecordError, match=r"shape\.scale-without-day"):
        validate(Objective, objective(**half))


@pytest.mark.parametrize("weight", [0, -1, 1001])
def test_a_weight_is_positive_and_not_absurdly_large(weight: int) -> None:
    with pytest.raises(InvalidRecordError):
        validate(Objective, objective(weight=weight))


def test_a_shared_scale_is_written_before_any_signature_and_a_personal_one_may_follow_it() -> None:
    unsigned = make_engagement(signatures=None)

    assert scale_gate(make_case(unsigned), EVALUATED, shared=True) == ()
    assert ids(scale_gate(make_case(make_engagement()), EVALUATED, shared=True)) == [
        "scale.after-signature"
    ]
    assert scale_gate(make_case(make_engagement()), EVALUATED, shared=False) == ()


def test_a_personal_scale_is_written_before_a_second_session_was_held() -> None:
    missed = make_session(2, on=date(2026, 2, 10), status="no-show")
    one = make_engagement(SESSIONS[0], missed)

    assert scale_gate(make_case(one), EVALUATED, shared=False) == ()
    two = make_engagement(*SESSIONS)
    assert scale_gate(make_case(two), date(2026, 2, 9), shared=False) == ()
    assert ids(scale_gate(make_case(two), date(2026, 2, 10), shared=False)) == [
        "scale.after-second-session"
    ]


def test_no_scale_is_written_once_there_is_an_evaluation() -> None:
    assert ids(scale_gate(make_case(evaluated()), EVALUATED, shared=False)) == [
        "scale.already-evaluated"
    ]


def test_a_scale_that_was_written_by_hand_too_late_is_found_by_its_day() -> None:
    late = make_engagement(
        *SESSIONS,
        objectives=[
            objective(levels=LEVELS, scaled_on=date(2026, 7, 1)),
            objective(id="o2", personal=True, levels=LEVELS, scaled_on=date(2026, 2, 11)),
            objective(id="o3", personal=True, levels=LEVELS, scaled_on=date(2026, 2, 10)),
        ],
    )

    assert [(each.message, each.args["id"]) for each in scale_breaches(make_case(late))] == [
        ("scale.written-after-signature", "o1"),
        ("scale.written-after-second-session", "o2"),
    ]
    assert "scale.written-after-signature" in ids(breaches(make_case(late)))


AMENDED_ON = date(2026, 3, 2)
"""The day on which `make_amendment` is signed."""


@pytest.mark.parametrize(
    ("written_on", "signed", "found"),
    [
        (AMENDED_ON, True, []),
        (date(2026, 3, 3), True, ["scale.written-after-signature"]),
        (date(2026, 3, 3), False, []),
    ],
)
def test_a_scale_is_written_before_the_signature_of_the_paper_that_brings_it(
    written_on: date, signed: bool, found: list[str]
) -> None:
    new = objective(id="o2", levels=LEVELS, scaled_on=written_on)
    amended = make_engagement(
        *SESSIONS, amendments=[make_amendment(objectives=[new], signed=signed)]
    )

    assert ids(scale_breaches(make_case(amended))) == found


def test_an_amendment_of_an_evaluated_engagement_cannot_change_objectives() -> None:
    late = date(2026, 7, 21)
    signed_late = dict.fromkeys(["coach", "beneficiary", "sponsor"], late)
    for change, reported in (
        ({"objectives": [objective(weight=50)]}, True),
        ({"objectives": [objective(id="o2")]}, True),
        ({"dropped": ["o1"]}, True),
        ({"sessions": 14, "applies_from": date(2026, 1, 9)}, False),
    ):
        before, after, draft = (
            replace(evaluated(), amendments=make_engagement(amendments=[each]).amendments)
            for each in (
                make_amendment(**change),
                make_amendment(**change, signatures=signed_late),
                make_amendment(signed=False, **change),
            )
        )
        assert ids(scale_breaches(make_case(before))) == []
        assert ids(scale_breaches(make_case(draft))) == []
        wrong = ["amend.objectives-after-evaluation"] if reported else []
        assert ids(scale_breaches(make_case(after))) == wrong
        gate = ids(amended_gate(make_case(draft), draft.amendments[0]))
        assert gate == (["amend.objectives-evaluated"] if reported else [])
        no_evaluation = make_engagement(amendments=[make_amendment(**change)])
        assert amended_gate(make_case(no_evaluation), no_evaluation.amendments[0]) == ()


def test_a_personal_scale_that_is_dated_after_the_evaluation_is_found() -> None:
    own = objective(personal=True, levels=LEVELS, scaled_on=date(2026, 7, 21))
    once = replace(evaluated(own), sessions=(SESSIONS[0],))
    assert ids(scale_breaches(make_case(once))) == ["scale.written-after-evaluation"]


def test_an_evaluation_rates_the_objectives_in_force() -> None:
    new = objective(id="o2", levels=LEVELS, scaled_on=AMENDED_ON)
    change = make_amendment(objectives=[new], dropped=["o1"])
    unsigned = make_amendment(objectives=[new], dropped=["o1"], signed=False)
    evaluation = {"mode": "two-way", "ratings": [{"objective": "o2", "end": 1}]}
    amended, draft = (
        make_engagement(*SESSIONS, amendments=[each], evaluation=evaluation)
        for each in (change, unsigned)
    )

    assert broken(draft) == ["evaluate.without-day", "evaluate.unknown-objective"]
    assert broken(amended) == ["evaluate.without-day"]
    scores = score_evaluation(make_case(amended))
    assert scores is not None
    assert scores.end == 60
    assert score_evaluation(make_case(draft)) is None
    agreed = approved(amended)
    seen = disclose(agreed, Reader.SPONSOR, opener_of(make_case(agreed)))["evaluation"]["ratings"]
    assert [dict(each) for each in seen] == [
        {"objective": "o2", "start": None, "end": 1, "attainment": None}
    ]
    later = [change, make_amendment(number=2, objectives=[new | {"indicator": "Autre."}])]
    reworded = make_engagement(*SESSIONS, amendments=later).amendments
    assert not has_agreed(make_case(replace(approved(amended), amendments=reworded)))


def test_an_evaluation_needs_a_session_that_was_held_and_an_open_engagement() -> None:
    none = make_engagement()
    closed = make_engagement(*SESSIONS, outcome={"closed_on": date(2026, 7, 1)})

    assert ids(evaluation_gate(make_case(none), EVALUATED)) == ["gate.evaluated-without-session"]
    assert ids(evaluation_gate(make_case(closed), EVALUATED)) == ["evaluate.closed"]
    assert evaluation_gate(make_case(evaluated()), EVALUATED) == ()


@pytest.mark.parametrize(
    ("evaluation", "found"),
    [
        ({}, []),
        ({"ratings": [{"objective": "o9", "end": 1}]}, ["evaluate.unknown-objective"]),
        ({"ratings": [{"objective": "o1", "end": 1}] * 2}, ["evaluate.rated-twice"]),
        ({"observations": "Bien."}, ["evaluate.observations-two-way"]),
    ],
)
def test_contradictions_in_an_evaluation_are_found(
    evaluation: dict[str, Any], found: list[str]
) -> None:
    assert broken(evaluated(**evaluation)) == found


def test_an_objective_without_a_scale_is_evaluated_in_words() -> None:
    bare = objective()

    assert broken(evaluated(bare)) == ["evaluate.level-without-scale"]
    assert broken(evaluated(bare, ratings=[{"objective": "o1", "attainment": "Oui."}])) == []


def test_a_private_client_has_no_three_way_evaluation() -> None:
    assert broken(evaluated(mode="three-way"), private=True) == ["evaluate.three-way-private"]


def test_only_the_outcome_contains_the_day_of_an_evaluation() -> None:
    engagement = evaluated()
    undated = replace(engagement, outcome=replace(engagement.outcome, evaluated_on=None))

    assert broken(undated) == ["evaluate.without-day"]


@pytest.mark.parametrize(
    "rating", [{"objective": "o1"}, {"objective": "o1", "start": 1}, {"objective": "o1", "end": 3}]
)
def test_a_rating_states_the_result_for_its_objective(rating: dict[str, Any]) -> None:
    with pytest.raises(InvalidRecordError):
        evaluated(ratings=[rating])


@pytest.mark.parametrize(
    "consent",
    [
        {"shown_on": EVALUATED},
        {"approved_sha256": "a" * 64},
        {"score_shared": True},
        {"approved_on": EVALUATED, "approved_sha256": "x"},
    ],
)
def test_a_consent_has_a_day_and_the_digest_of_its_content(consent: dict[str, Any]) -> None:
    with pytest.raises(InvalidRecordError):
        evaluated(**consent)


def test_the_agreement_is_to_exactly_the_content_that_was_shown() -> None:
    agreed = approved(evaluated())
    found = agreed.evaluation
    assert found is not None
    changed = replace(agreed, evaluation=replace(found, changed="Autre chose."))

    assert has_agreed(make_case(agreed))
    assert not has_agreed(make_case(changed))
    assert broken(agreed) == []
    assert broken(changed) == ["evaluate.changed-since-approval"]


def test_a_void_agreement_is_requested_again_once_the_change_was_shown() -> None:
    agreed = approved(evaluated())

    def step(*, again: bool) -> list[str | None]:
        found = agreed.evaluation
        assert found is not None
        changed = replace(found, changed="Autre chose.")
        engagement = replace(agreed, evaluation=changed)
        digest = evaluation_sha256(make_case(engagement)) if again else found.shown_sha256
        shown_now = replace(changed, shown_sha256=digest)
        engagement = replace(engagement, evaluation=shown_now)
        return [command_of(each, "martin") for each in evaluation_breaches(make_case(engagement))]

    assert step(again=False) == ["coach report martin --for beneficiary"]
    assert step(again=True) == ["coach report martin --agreed --on DATE"]


@pytest.mark.parametrize(
    "change",
    [{"statement": "Autre."}, {"indicator": "Autre."}, {"levels": ("v", "w", "x", "y", "z")}],
)
def test_a_change_of_an_objective_also_voids_the_agreement(change: dict[str, Any]) -> None:
    agreed = approved(evaluated())
    changed = replace(agreed.objectives[0], **change)

    assert not has_agreed(make_case(replace(agreed, objectives=(changed,))))


@pytest.mark.parametrize(
    ("on", "holds"), [(date(2026, 7, 19), False), (EVALUATED, False), (date(2026, 7, 21), True)]
)
def test_a_session_recorded_late_voids_the_agreement_and_one_after_the_evaluation_does_not(
    on: date, *, holds: bool
) -> None:
    agreed = approved(evaluated())
    late = make_session(9, on)
    changed = replace(agreed, sessions=(*agreed.sessions, late))

    assert has_agreed(make_case(changed)) == holds
    undone = voided_agreement(make_case(agreed), make_case(changed))
    assert ids(undone) == ([] if holds else ["evaluate.changed-since-approval"])


@pytest.mark.parametrize(
    ("contract", "change", "holds"),
    [
        ("three-party", {"sessions": 14}, False),
        ("three-party", {"hourly_rate": Decimal(280)}, False),
        ("pair", {"sessions": 14}, False),
        ("pair", {"hourly_rate": Decimal(280)}, True),
    ],
)
def test_an_amendment_that_the_report_recalls_voids_the_agreement(
    contract: str, change: dict[str, Any], *, holds: bool
) -> None:
    terms = make_terms(contract=contract)
    amended = make_engagement(terms=terms, amendments=[make_amendment(**change)])
    agreed = approved(replace(evaluated(), terms=amended.terms))

    assert has_agreed(make_case(agreed))
    after = replace(agreed, amendments=amended.amendments)
    assert has_agreed(make_case(after)) == holds


def test_an_agreement_cannot_precede_the_evaluation_or_the_day_it_was_shown() -> None:
    early = approved(evaluated(), approved_on=date(2026, 7, 19))

    assert broken(early) == ["evaluate.approved-early"]


def test_an_agreement_requires_that_the_report_was_shown() -> None:
    unshown = approved(evaluated(), shown_on=None, shown_sha256=None)

    assert broken(unshown) == ["evaluate.approved-unshown"]


def test_each_step_to_the_sponsor_version_names_its_command() -> None:
    engagement = evaluated()
    digest = evaluation_sha256(make_case(engagement))
    found = engagement.evaluation
    assert found is not None

    def way(**consent: Any) -> list[tuple[str, str | None]]:  # noqa: ANN401
        changed = replace(engagement, evaluation=replace(found, **consent))
        problems = report_gate(make_case(changed), for_sponsor=True)
        return [(each.message, command_of(each, "martin")) for each in problems]

    show = "coach report martin --for beneficiary"
    shown: dict[str, Any] = {"shown_on": EVALUATED, "shown_sha256": digest}
    agreed: dict[str, Any] = {"approved_on": EVALUATED, "approved_sha256": digest}
    assert way() == [("report.not-shown", show)]
    assert way(**shown | {"shown_sha256": "0" * 64}) == [("report.changed-since-shown", show)]
    assert way(**shown) == [("report.not-approved", "coach report martin --agreed --on DATE")]
    assert way(**shown, **agreed) == []


def test_without_an_evaluation_there_is_no_report() -> None:
    plain = make_engagement(*SESSIONS)

    assert ids(report_gate(make_case(plain), for_sponsor=False)) == ["report.no-evaluation"]
    assert ids(approval_gate(make_case(plain))) == ["report.no-evaluation"]


def test_a_private_client_has_a_single_version_of_the_report() -> None:
    engagement = evaluated()

    assert report_gate(make_case(engagement, private=True), for_sponsor=False) == ()
    for problems in (
        report_gate(make_case(engagement, private=True), for_sponsor=True),
        approval_gate(make_case(engagement, private=True)),
    ):
        assert ids(problems) == ["report.no-sponsor"]


def test_scores_cover_objectives_with_a_scale_and_need_every_start_level() -> None:
    scaled, other = objective(**SCALED), objective(id="o2", **SCALED)
    ratings: list[dict[str, Any]] = [
        {"objective": "o1", "start": -1, "end": 1},
        {"objective": "o2", "end": 1},
    ]
    half = score_evaluation(make_case(evaluated(scaled, other, ratings=ratings)))
    whole = score_evaluation(make_case(evaluated(scaled, ratings=ratings[:1])))

    assert half is not None
    assert half.start is None
    assert whole is not None
    assert (whole.start, whole.end) == (Decimal(40), Decimal(60))
    assert score_evaluation(make_case(make_engagement())) is None
