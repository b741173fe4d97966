from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import tomli
from tests.actions.conftest import TODAY, bill, on_day
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import (
    ObjectiveChange,
    PartyChange,
    TermsChange,
)
from phmcoach.actions.contract.contracting import add_objective, set_terms
from phmcoach.actions.contract.ending import end
from phmcoach.actions.contract.evaluating import evaluate, open_evaluable, write_form
from phmcoach.actions.contract.objectives import change_objective
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.contract.papers import write_amendment, write_contract
from phmcoach.actions.contract.pausing import pause, take_back_pause
from phmcoach.actions.contract.reports import approve_report, write_report
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.contract.taking_back import take_back_amendment
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.sessions.recording import log_session
from phmcoach.errors import CoachError, MissingError, Problem, RuleRefusedError, UsageError
from phmcoach.remedy import Remedy
from phmcoach.value import replace
from phmcoach.words import Party

Signed = Callable[..., Path]
LEVELS = ("a", "b", "c", "d", "e")
NEW = ObjectiveChange(statement="Animer.", result="Une heure.", indicator="Durée.")


def messages(error: pytest.ExceptionInfo[CoachError]) -> list[str]:
    return [problem.message for problem in error.value.problems]


def record_of(context: Context) -> Path:
    return context.folder.documents_dir("martin-2026") / "contract.signed.toml"


def amendments_of(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomli.loads(path.read_text("utf-8")).get("amendments", [])
    return found


def findings(context: Context) -> list[tuple[str, str]]:
    return [(each.level, each.message) for each in examine(context).findings]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def test_an_amendment_contains_only_changes_and_is_appended(
    context: Context, signed: Signed
) -> None:
    path = signed()
    was = path.read_text("utf-8")
    amended = amend(
        context, ref="martin", on=TODAY, terms=TermsChange(sessions=14, notice_hours=48)
    )
    assert path.read_text("utf-8") == was + (
        "\n[[amendments]]\n"
        "number = 1\n"
        "set_on = 2026-06-15\n"
        "effective_on = 2026-06-15\n"
        "sessions = 14\n"
    )
    assert [(c.key, c.before, c.after) for c in amended.changes] == [("sessions", 12, 14)]
    assert amended.parties == ("coach", "beneficiary", "sponsor")
    assert findings(context) == []


def test_the_end_may_be_given_in_months_from_the_start(context: Context, signed: Signed) -> None:
    path = signed()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(months=5))
    assert amendments_of(path)[0]["end_on"] == date(2026, 6, 11)
    with pytest.raises(UsageError):
        amend(context, ref="martin", on=TODAY, terms=TermsChange(months=5, end_on=TODAY))


def test_until_it_is_signed_the_same_amendment_is_changed(context: Context, signed: Signed) -> None:
    path = signed()
    first = date(2026, 6, 20)
    amend(
        context,
        ref="martin",
        on=date(2026, 6, 10),
        effective_on=first,
        terms=TermsChange(sessions=14, hourly_rate=Decimal(280)),
        reason="À sa demande.",
    )
    edit(path, "sessions = 14", "sessions = 14  # au lieu de 12")
    amend(
        context, ref="martin", on=TODAY, terms=TermsChange(hourly_rate=Decimal(260), place="Lyon")
    )
    (table,) = amendments_of(path)
    assert table == {
        "number": 1,
        "set_on": TODAY,
        "effective_on": first,
        "reason": "À sa demande.",
        "sessions": 14,
        "place": "Lyon",
    }
    assert "# au lieu de 12" in path.read_text("utf-8")


def test_objectives_are_added_reworded_and_dropped_one_after_the_other(
    context: Context, signed: Signed
) -> None:
    path = signed()
    add_objective(
        context, ref="martin", statement="Dormir.", result="R.", indicator="I.", personal=True
    )
    amend(context, ref="martin", on=TODAY, objectives=NEW)
    amend(context, ref="martin", on=TODAY, objectives=ObjectiveChange("o1", result="Tout."))
    amend(context, ref="martin", on=TODAY, objectives=ObjectiveChange("o3", indicator="Le tour."))
    (table,) = amendments_of(path)
    assert table["objectives"] == [
        {
            "id": "o3",
            "statement": "Animer.",
            "expected_result": "Une heure.",
            "indicator": "Le tour.",
        },
        {
            "id": "o1",
            "statement": "Déléguer.",
            "expected_result": "Tout.",
            "indicator": "Dossiers.",
        },
    ]
    amend(context, ref="martin", on=TODAY, objectives=ObjectiveChange(drop=("o1",)))
    (table,) = amendments_of(path)
    assert table["dropped"] == ["o1"]
    amend(
        context,
        ref="martin",
        on=TODAY,
        terms=TermsChange(place="Lyon"),
        objectives=ObjectiveChange("o1", result="Fait."),
    )
    (table,) = amendments_of(path)
    assert "dropped" not in table
    assert [each["id"] for each in table["objectives"]] == ["o3"]  # type: ignore[attr-defined]  # a list
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="martin", on=TODAY, objectives=ObjectiveChange(drop=("o2",)))
    assert [command_of(each) for each in refused.value.problems] == [
        "coach add-objective martin-2026 --objective o2 --remove"
    ]
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="martin", on=TODAY, objectives=ObjectiveChange("o9", result="R."))
    assert messages(refused) == ["amend.unknown-objective"]
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="martin", on=TODAY, objectives=ObjectiveChange(drop=("o9",)))
    assert messages(refused) == ["amend.unknown-objective"]
    assert command_of(refused.value.problems[0]) == "coach show martin-2026"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (ObjectiveChange("o1", statement="X.", drop=("o1",)), "amend.reword-and-drop"),
        (ObjectiveChange("o1", drop=("o1",)), "amend.reword-and-drop"),
        (ObjectiveChange("o1"), "amend.reword-without-words"),
    ],
)
def test_no_part_of_a_change_of_objectives_is_ignored_silently(
    context: Context, signed: Signed, change: ObjectiveChange, message: str
) -> None:
    path = signed()
    was = path.read_bytes()
    with pytest.raises(UsageError) as refused:
        amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14), objectives=change)
    assert messages(refused) == [message]
    assert path.read_bytes() == was


def test_an_objective_of_a_draft_that_is_dropped_twice_is_dropped_once(
    context: Context, signed: Signed
) -> None:
    path = signed()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14), objectives=NEW)
    amend(context, ref="martin", on=TODAY, objectives=ObjectiveChange(drop=("o2", "o2")))
    (table,) = amendments_of(path)
    assert not {"objectives", "dropped"} & table.keys()


def test_all_bounds_that_the_amended_terms_break_are_refused_at_once(
    context: Context, signed: Signed
) -> None:
    path = signed()
    was = path.read_bytes()
    change = TermsChange(sessions=21, session_minutes=240, months=8)
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="martin", on=TODAY, terms=change)
    assert messages(refused) == ["bounds.sessions", "bounds.session-length", "bounds.span-long"]
    assert path.read_bytes() == was


def test_a_pause_is_deducted_from_the_span_of_the_amended_terms(
    context: Context, signed: Signed
) -> None:
    path = signed()
    later = TermsChange(end_on=date(2026, 8, 11))
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="martin", on=TODAY, terms=later)
    assert messages(refused) == ["bounds.span-long"]
    with path.open("a", encoding="utf-8") as file:
        file.write("\n[[pauses]]\nstart_on = 2026-04-01\nend_on = 2026-05-01\n")
    amend(context, ref="martin", on=TODAY, terms=later)
    assert amendments_of(path)[0]["end_on"] == date(2026, 8, 11)


def test_terms_that_an_amendment_does_not_change_are_not_checked_again(
    context: Context, signed: Signed
) -> None:
    path = signed()
    pauses = "\n[[pauses]]\nstart_on = 2026-04-01\nend_on = 2026-05-01\n"
    with path.open("a", encoding="utf-8") as file:
        file.write(pauses)
    amend(context, ref="martin", on=TODAY, terms=TermsChange(end_on=date(2026, 8, 11)))
    sign_amendment(context, ref="martin", number=1, on=TODAY)
    edit(path, pauses, "")
    amend(context, ref="martin", on=TODAY, terms=TermsChange(place="Lyon"))
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=13))
    assert messages(refused) == ["bounds.span-long"]


def test_every_reason_against_an_amendment_is_reported(
    context: Context, signed: Signed, open_demand: Callable[..., Path]
) -> None:
    path = signed()
    open_demand("petit-2026", beneficiary_id="petit")
    change = TermsChange(sessions=14)
    cases = [
        ("petit", TODAY, change, "amend.no-contract"),
        ("martin", TODAY, TermsChange(), "amend.nothing"),
        ("martin", TODAY, TermsChange(sessions=12), "amend.nothing"),
        ("martin", date(2026, 6, 16), change, "gate.in-the-future"),
        ("martin", date(2026, 1, 9), change, "amend.before-contract"),
        ("martin", TODAY, TermsChange(package_price=Decimal(5000)), "amend.no-package"),
        ("martin", TODAY, TermsChange(end_on=date(2026, 1, 1)), "amend.ends-before-start"),
    ]
    for ref, on, terms, message in cases:
        with pytest.raises(RuleRefusedError) as refused:
            amend(context, ref=ref, on=on, terms=terms)
        assert messages(refused) == [message]
    with pytest.raises(UsageError):
        amend(context, ref="martin", on=TODAY, terms=TermsChange(notice_hours=-1))
    with path.open("a", encoding="utf-8") as file:
        file.write("\n[outcome]\nended_on = 2026-03-03\n")
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="martin", on=TODAY, terms=change)
    assert messages(refused) == ["amend.over"]


def test_a_draft_of_which_nothing_is_left_is_taken_back(context: Context, signed: Signed) -> None:
    path = signed()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    before = path.read_bytes()
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=12))
    assert [(each.message, each.remedy) for each in refused.value.problems] == [
        ("amend.nothing", Remedy.TAKE_BACK_AMENDMENT)
    ]
    assert path.read_bytes() == before


def test_a_number_below_the_sessions_used_is_refused(context: Context, signed: Signed) -> None:
    signed()
    for day in range(13, 24):
        log_session(context, ref="martin", on=date(2026, 1, day))
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=10))
    assert messages(refused) == ["amend.below-used"]


def test_an_amendment_binds_once_all_have_signed_and_is_sealed_by_the_first(
    context: Context, signed: Signed
) -> None:
    path = signed()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    done = sign_amendment(context, ref="martin", number=1, on=TODAY, party="coach")
    assert (done.parties, done.in_force) == (("coach",), False)
    assert "seal" in amendments_of(path)[0]
    assert [p.message for p in show_engagement(context, ref="martin").next_steps] == [
        "amend.not-signed"
    ]
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=15))
    assert messages(refused) == ["amend.partly-signed"]
    assert show_engagement(context, ref="martin").summary.contracted == 12
    done = sign_amendment(context, ref="martin", number=1, on=TODAY)
    assert (done.parties, done.in_force) == (("beneficiary", "sponsor"), True)
    shown = show_engagement(context, ref="martin")
    assert shown.summary.contracted == 14
    assert shown.next_steps == ()
    with pytest.raises(RuleRefusedError) as refused:
        sign_amendment(context, ref="martin", number=1, on=TODAY)
    assert messages(refused) == ["amend.already-signed"]
    assert (
        amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=15)).amendment.number == 2
    )
    assert findings(context) == []


@pytest.mark.parametrize(
    ("on", "party", "remedy"),
    [
        (date(2026, 6, 9), None, Remedy.DATE_AMENDMENT),
        (date(2026, 6, 9), "coach", None),
        (date(2025, 6, 9), None, None),
    ],
)
def test_an_amendment_gets_an_earlier_day_until_somebody_signs_it(
    context: Context, signed: Signed, on: date, party: Party | None, remedy: Remedy | None
) -> None:
    signed()
    amend(context, ref="martin", on=date(2026, 6, 10), terms=TermsChange(sessions=14))
    if party:
        sign_amendment(context, ref="martin", number=1, on=date(2026, 6, 10), party=party)
    with pytest.raises(RuleRefusedError) as refused:
        sign_amendment(context, ref="martin", number=1, on=on)
    assert [(each.message, each.remedy) for each in refused.value.problems] == [
        ("amend.signed-early", remedy)
    ]


def test_the_amendment_that_is_prepared_keeps_its_number_in_a_refused_day(
    context: Context, signed: Signed
) -> None:
    signed()
    amend(context, ref="martin", on=date(2026, 6, 10), terms=TermsChange(sessions=14))
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="martin", on=date(2025, 6, 9))
    assert [(each.message, each.args["number"]) for each in refused.value.problems] == [
        ("amend.before-contract", 1)
    ]


def test_a_signature_of_an_amendment_is_refused_by_name(context: Context, signed: Signed) -> None:
    path = signed()
    amend(context, ref="martin", on=date(2026, 6, 10), terms=TermsChange(sessions=14))
    for on, message in (
        (date(2026, 6, 9), "amend.signed-early"),
        (date(2026, 6, 16), "gate.in-the-future"),
    ):
        with pytest.raises(RuleRefusedError) as refused:
            sign_amendment(context, ref="martin", number=1, on=on)
        assert messages(refused) == [message]
    with pytest.raises(MissingError):
        sign_amendment(context, ref="martin", number=2, on=TODAY)
    edit(path, "sessions = 14", "sessions = 24")
    with pytest.raises(RuleRefusedError) as refused:
        sign_amendment(context, ref="martin", number=1, on=TODAY)
    assert messages(refused) == ["bounds.sessions"]


def test_a_private_client_has_no_third_party(context: Context, signed: Signed) -> None:
    path = signed()
    edit(path, "sponsor = 2026-01-10\n", "")
    client = context.folder.client_file("acme")
    edit(client, "company-fr", "private")
    edit(client, 'siren = "811222330"\n', "")
    record_of(context).unlink()
    path.write_text(path.read_text("utf-8").partition("[seal]")[0], "utf-8")
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    with pytest.raises(RuleRefusedError) as refused:
        sign_amendment(context, ref="martin", number=1, on=TODAY, party="sponsor")
    assert messages(refused) == ["sign.amendment-party-not-needed"]
    assert sign_amendment(context, ref="martin", number=1, on=TODAY).in_force


def test_what_was_typed_for_signed_terms_is_the_amendment_that_is_named(
    context: Context, signed: Signed
) -> None:
    signed()
    terms = {"minutes": 90, "start_on": date(2026, 1, 12), "end_on": date(2026, 7, 10)}
    with pytest.raises(RuleRefusedError) as refused:
        set_terms(context, ref="martin", sessions=14, rate=None, place="Lyon", **terms)  # type: ignore[arg-type]  # as given
    assert [command_of(each) for each in refused.value.problems] == [
        "coach amend martin-2026 --sessions 14 --hours 90min --end 2026-07-10 --place Lyon"
    ]


def test_the_first_signature_seals_a_contract_and_nobody_can_sign_it_once_changed(
    context: Context, open_demand: Callable[..., Path]
) -> None:
    path = open_demand("martin-2026")
    from phmcoach.actions.contract.demands import validate_demand

    validate_demand(context, ref="martin", on=date(2026, 1, 5), request="Trouver.")
    add_objective(context, ref="martin", statement="S.", result="R.", indicator="I.")
    terms = {"minutes": 120, "start_on": date(2026, 1, 12), "months": 6}
    set_terms(context, ref="martin", sessions=12, **terms)  # type: ignore[arg-type]  # as given
    sign(context, ref="martin", on=date(2026, 1, 10), party="coach")
    with pytest.raises(RuleRefusedError) as refused:
        set_terms(context, ref="martin", sessions=13, **terms)  # type: ignore[arg-type]  # as given
    assert messages(refused) == ["terms.partly-signed"]
    command = "coach sign martin-2026 --take-back"
    assert command_of(refused.value.problems[0]) == command
    edit(path, "sessions = 12", "sessions = 13")
    with pytest.raises(RuleRefusedError) as refused:
        sign(context, ref="martin", on=date(2026, 1, 10))
    assert messages(refused) == ["seal.contract-changed"]
    edit(path, "coach = 2026-01-10\n", "")
    with pytest.raises(RuleRefusedError) as refused:
        sign(context, ref="martin", on=date(2026, 1, 10))
    assert messages(refused) == ["seal.contract-changed"]


def test_a_signature_that_was_a_mistake_is_taken_back_with_its_record_and_its_seal(
    context: Context, signed: Signed
) -> None:
    path = signed()
    path.write_text(path.read_text("utf-8").split("\n[signatures]")[0], "utf-8")
    edit(path, "sessions = 12", "sessions = 13")
    record_of(context).unlink()
    sign(context, ref="martin", on=date(2026, 1, 10))
    assert findings(context) == []


def test_a_hand_edit_of_a_signed_contract_blocks_every_later_step(
    context: Context, signed: Signed
) -> None:
    path = signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    edit(path, "hourly_rate = 260.0", "hourly_rate = 280.0")
    assert findings(context) == [("error", "seal.contract-changed")]
    for refuse in (
        lambda: bill(context, ref="martin"),
        lambda: write_contract(context, ref="martin"),
        lambda: amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14)),
    ):
        with pytest.raises(RuleRefusedError) as refused:
            refuse()
        assert messages(refused) == ["seal.contract-changed"]
        assert refused.value.problems[0].args["keys"] == ("terms.hourly_rate",)
    remarks: list[Problem] = []
    desk = replace(context, remark=remarks.append)
    log_session(desk, ref="martin", on=date(2026, 1, 20))  # a fact is a fact
    assert [each.message for each in remarks] == ["seal.contract-changed"]


def test_a_contract_that_was_signed_by_hand_can_be_sealed(context: Context, signed: Signed) -> None:
    path = signed()
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("\n[seal]")], "utf-8")
    assert findings(context) == [("info", "seal.contract-missing")]
    assert sign(context, ref="martin", on=date(2026, 1, 10)).parties == ()
    assert findings(context) == []
    assert path.read_text("utf-8") == text


def test_an_amendment_that_was_signed_by_hand_can_be_sealed(
    context: Context, signed: Signed
) -> None:
    path = signed()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    with path.open("a", encoding="utf-8") as file:
        file.write("signatures = { coach = 2026-06-15, beneficiary = 2026-06-15 }\n")
    assert findings(context) == [("info", "seal.amendment-missing")]
    done = sign_amendment(context, ref="martin", number=1, on=TODAY)
    assert (done.parties, done.in_force) == (("sponsor",), True)
    assert findings(context) == []


def test_facts_of_an_amendment_in_the_future_are_reported(context: Context, signed: Signed) -> None:
    path = signed()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    sign_amendment(context, ref="martin", number=1, on=TODAY)
    past = on_day(context, date(2026, 6, 14))
    assert {message for _, message in findings(past)} == {"gate.in-the-future"}
    edit(path, "number = 1", "number = 2")
    assert ("error", "amend.wrong-number") in findings(context)
    assert ("error", "seal.amendment-changed") in findings(context)


def test_a_number_that_two_amendments_have_is_refused(context: Context, signed: Signed) -> None:
    path = signed()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    text = path.read_text("utf-8")
    path.write_text(text + text[text.index("[[amendments]]") :], encoding="utf-8")
    for act in (
        lambda: sign_amendment(context, ref="martin", number=1, on=TODAY),
        lambda: write_amendment(context, ref="martin", number=1),
    ):
        with pytest.raises(RuleRefusedError, match=r"amend\.wrong-number") as refused:
            act()
        assert refused.value.problems[0].args == {"number": 1, "expected": 2}


def test_a_session_is_recorded_and_billed_once_its_amendment_is_signed(
    context: Context, signed: Signed
) -> None:
    path = signed()
    late = date(2026, 6, 13)
    edit(path, "end_on = 2026-07-11", "end_on = 2026-06-12")
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("\n[seal]")], "utf-8")
    (context.folder.documents_dir("martin-2026") / "contract.signed.toml").unlink()
    sign(context, ref="martin", on=date(2026, 1, 10))
    with pytest.raises(RuleRefusedError):
        log_session(context, ref="martin", on=late)
    logged = log_session(context, ref="martin", on=late, anyway=True)
    assert logged.problems[0].message == "gate.session-after-end"
    assert command_of(logged.problems[0]) == "coach amend martin-2026 --end 2026-06-13"
    with pytest.raises(RuleRefusedError):
        bill(context, ref="martin")
    amend(context, ref="martin", on=TODAY, terms=TermsChange(end_on=late))
    sign_amendment(context, ref="martin", number=1, on=TODAY)
    assert bill(context, ref="martin").invoice.total_net == 520
    assert findings(context) == []


def test_the_paper_of_an_amendment_is_written_next_to_the_contract(
    context: Context, signed: Signed
) -> None:
    signed()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    written = write_amendment(context, ref="martin", number=1)
    assert written.paths[0].name == "avenant-1-martin-2026.pdf"
    assert written.paths[0].read_bytes().startswith(b"%PDF")
    with pytest.raises(MissingError):
        write_amendment(context, ref="martin", number=2)


def test_only_the_contracts_of_a_pair_that_change_are_amended_and_signed(
    context: Context, signed: Signed
) -> None:
    path = signed()
    path.write_text(path.read_text("utf-8").split("[seal]")[0], "utf-8")
    record_of(context).unlink()
    edit(path, "\n[terms.bounds]", 'contract = "pair"\n\n[terms.bounds]')
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    both = write_amendment(context, ref="martin", number=1)
    assert [each.name for each in both.paths] == [
        "avenant-1-prestation-martin-2026.pdf",
        "avenant-1-beneficiaire-martin-2026.pdf",
    ]
    price = TermsChange(sessions=12, hourly_rate=Decimal(280))
    amended = amend(context, ref="martin", on=TODAY, terms=price)
    assert amended.parties == ("coach", "sponsor")
    one = write_amendment(context, ref="martin", number=1)
    assert [each.name for each in one.paths] == ["avenant-1-prestation-martin-2026.pdf"]
    (left,) = one.warnings
    assert left.args["names"] == ["avenant-1-beneficiaire-martin-2026.pdf"]
    with pytest.raises(RuleRefusedError) as refused:
        sign_amendment(context, ref="martin", number=1, on=TODAY, party="beneficiary")
    assert messages(refused) == ["sign.amendment-party-not-needed"]
    done = sign_amendment(context, ref="martin", number=1, on=TODAY)
    assert (done.parties, done.in_force) == (("coach", "sponsor"), True)


def test_an_added_objective_may_have_a_scale_written_on_the_day_of_the_amendment(
    context: Context, signed: Signed
) -> None:
    path = signed()
    new = ObjectiveChange(
        statement="Animer.", result="R.", indicator="I.", levels=LEVELS, weight=Decimal(2)
    )
    day = date(2026, 6, 10)
    amend(context, ref="martin", on=day, objectives=new)
    (table,) = amendments_of(path)
    said = {"id": "o2", "statement": "Animer.", "expected_result": "R.", "indicator": "I."}
    scale = {"levels": list(LEVELS), "weight": 2, "scaled_on": day}
    assert table["objectives"] == [said | scale]
    edit(path, "scaled_on = 2026-06-10", "scaled_on = 2026-06-14")
    with pytest.raises(RuleRefusedError) as refused:
        sign_amendment(context, ref="martin", number=1, on=date(2026, 6, 13))
    assert messages(refused) == ["scale.written-after-signature"]
    edit(path, "scaled_on = 2026-06-14", "scaled_on = 2026-06-16")
    assert findings(context) == [("error", "gate.in-the-future")]
    edit(path, "scaled_on = 2026-06-16", "scaled_on = 2026-06-10")
    sign_amendment(context, ref="martin", number=1, on=TODAY)
    log_session(context, ref="martin", on=TODAY)
    assert [each.id for each in open_evaluable(context, ref="martin", on=TODAY).objectives] == [
        "o1",
        "o2",
    ]
    with pytest.raises(RuleRefusedError) as refused:
        change_objective(context, ref="martin", name="o2", levels=LEVELS)
    assert messages(refused) == ["scale.in-amendment"]
    assert command_of(refused.value.problems[0]) == (
        "coach amend martin-2026 --reword-objective o2 --scale-file FILE"
    )
    form = write_form(context, ref="martin").path.read_text("utf-8")
    assert "Animer." in form
    evaluate(context, ref="martin", on=TODAY, answers={"mode": "two-way", "next": "X."})
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="martin", on=TODAY, objectives=new)
    assert messages(refused) == ["amend.objectives-evaluated"]


def test_the_scale_of_a_draft_is_dated_no_later_than_the_draft(
    context: Context, signed: Signed
) -> None:
    path = signed()
    scale = ObjectiveChange(reword="o1", levels=LEVELS)
    amend(context, ref="martin", on=date(2026, 6, 10), objectives=scale)
    for day, scaled_on in ((5, 5), (12, 5)):
        terms = TermsChange(sessions=10 + day // 3)
        amend(context, ref="martin", on=date(2026, 6, day), terms=terms)
        (table,) = amendments_of(path)
        assert table["objectives"][0]["scaled_on"] == date(2026, 6, scaled_on)  # type: ignore[index]  # a list of tables
    sign_amendment(context, ref="martin", number=1, on=date(2026, 6, 12))
    assert findings(context) == []


def test_an_amendment_signed_after_the_evaluation_cannot_change_objectives(
    context: Context, signed: Signed
) -> None:
    path = signed()
    log_session(context, ref="martin", on=TODAY)
    change = ObjectiveChange(reword="o1", weight=Decimal(50))
    amend(context, ref="martin", on=TODAY, objectives=change)
    evaluate(context, ref="martin", on=TODAY, answers={"mode": "two-way", "next": "X."})
    was = path.read_bytes()
    with pytest.raises(RuleRefusedError) as refused:
        sign_amendment(context, ref="martin", number=1, on=TODAY)
    assert messages(refused) == ["amend.objectives-evaluated"]
    assert path.read_bytes() == was
    assert findings(context) == []
    back = ObjectiveChange(reword="o1", weight=Decimal(1))
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14), objectives=back)
    assert sign_amendment(context, ref="martin", number=1, on=TODAY).in_force


def test_the_end_that_a_pause_proposes_is_accepted_despite_a_closure(
    context: Context, signed: Signed, open_demand: Callable[[str], Path]
) -> None:
    signed()
    practice = context.folder.practice_file
    closure = "\n[[closures]]\nstart_on = 2026-07-13\nend_on = 2026-07-31\n"
    practice.write_text(practice.read_text("utf-8") + closure, "utf-8")
    days = {"start_on": date(2026, 6, 1), "end_on": date(2026, 6, 14)}
    end_on = pause(context, ref="martin", reason="illness", **days).effect.restored_end_on
    assert end_on == date(2026, 8, 13)
    amend(context, ref="martin", on=TODAY, terms=TermsChange(end_on=end_on))
    sign_amendment(context, ref="martin", number=1, on=TODAY)
    open_demand("another")
    set_terms(
        context,
        ref="another",
        sessions=12,
        minutes=120,
        start_on=date(2026, 2, 1),
        end_on=date(2026, 8, 20),  # six months, and the closure
        rate=Decimal(260),
    )
    assert findings(context) == []


@pytest.mark.usefixtures("only_source")
def test_a_new_rate_applies_to_billed_sessions_only_once_their_invoice_is_credited(
    context: Context, signed: Signed
) -> None:
    path = signed()
    held_on = date(2026, 5, 12)
    log_session(context, ref="martin", on=held_on)
    rate = TermsChange(hourly_rate=Decimal(300))
    amend(context, ref="martin", on=held_on, terms=rate)
    bill(context, ref="martin")
    for refused_step in (
        lambda: sign_amendment(context, ref="martin", number=1, on=held_on),
        lambda: amend(context, ref="martin", on=held_on, terms=rate),
    ):
        with pytest.raises(RuleRefusedError) as refused:
            refused_step()
        assert messages(refused) == ["amend.price-already-billed"]
    assert findings(context) == []
    amend(context, ref="martin", on=held_on, effective_on=date(2026, 5, 13))
    tomorrow = date(2026, 6, 16)
    sign_amendment(on_day(context, tomorrow), ref="martin", number=1, on=tomorrow)
    edit(path, "effective_on = 2026-05-13", "effective_on = 2026-05-12")
    assert ("error", "amend.price-already-billed") in findings(on_day(context, tomorrow))


@pytest.mark.usefixtures("only_source")
def test_an_amendment_after_the_evaluation_changes_no_objective_and_needs_a_new_agreement(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=TODAY)
    evaluate(context, ref="martin", on=TODAY, answers={"mode": "two-way", "next": "X."})
    write_report(context, ref="martin", reader="beneficiary")
    approve_report(context, ref="martin", on=TODAY)
    write_report(context, ref="martin", reader="sponsor")
    for change in (NEW, ObjectiveChange(reword="o1", indicator="Appels.")):
        with pytest.raises(RuleRefusedError) as refused:
            amend(context, ref="martin", on=TODAY, objectives=change)
        assert messages(refused) == ["amend.objectives-evaluated"]
    amend(context, ref="martin", on=TODAY, terms=TermsChange(notice_hours=24))
    signed_now = sign_amendment(context, ref="martin", number=1, on=TODAY)
    assert [problem.message for problem in signed_now.warnings] == [
        "evaluate.changed-since-approval",
        "report.stale",
    ]


def test_the_number_of_a_written_amendment_that_was_removed_by_hand_is_not_given_again(
    context: Context, signed: Signed
) -> None:
    path = signed()
    before = path.read_bytes()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=14))
    (paper,) = write_amendment(context, ref="martin", number=1).paths
    path.write_bytes(before)
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=16))
    (problem,) = refused.value.problems
    assert (problem.message, problem.place and problem.place.file) == ("amend.number-used", paper)
    assert command_of(problem) == "coach amend martin-2026 --take-back"
    take_back_amendment(context, ref="martin")
    again = amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=16))
    assert again.amendment.number == 1


def test_a_reason_alone_mends_what_a_pause_taken_back_leaves_beyond_the_bounds(
    context: Context, signed: Signed
) -> None:
    signed()
    days = {"start_on": date(2026, 7, 1), "end_on": date(2026, 7, 31)}
    pause(context, ref="martin", **days, reason="illness")
    amend(context, ref="martin", on=TODAY, terms=TermsChange(end_on=date(2026, 8, 11)))
    sign_amendment(context, ref="martin", number=1, on=TODAY)
    take_back_pause(context, ref="martin")
    (finding,) = examine(context).findings
    assert command_of(finding) == 'coach amend martin-2026 --anyway "…"'
    amended = amend(context, ref="martin", on=TODAY, anyway="Reprise plus tôt.")
    assert (amended.amendment.number, amended.changes) == (2, ())
    (finding,) = examine(context).findings
    assert command_of(finding) == "coach sign martin-2026 --amendment 2 --on DATE"
    sign_amendment(context, ref="martin", number=2, on=TODAY)
    assert findings(context) == []


def test_from_its_end_on_a_contract_is_amended_only_to_cover_a_session(
    context: Context, signed: Signed
) -> None:
    signed()
    yesterday, tomorrow = date(2026, 6, 14), date(2026, 6, 16)
    amend(context, ref="martin", on=yesterday, terms=TermsChange(sessions=14))
    end(context, ref="martin", on=TODAY, by="coach")
    for day in (TODAY, tomorrow):
        with pytest.raises(RuleRefusedError) as refused:
            sign_amendment(on_day(context, tomorrow), ref="martin", number=1, on=day)
        (problem,) = refused.value.problems
        assert (problem.message, command_of(problem)) == (
            "amend.over",
            "coach amend martin-2026 --take-back",
        )
    assert sign_amendment(on_day(context, tomorrow), ref="martin", number=1, on=yesterday).in_force


def test_the_reason_for_more_sessions_is_none_for_a_later_end(
    context: Context, signed: Signed
) -> None:
    path = signed()
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=22), anyway="Maladie.")
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="martin", on=TODAY, terms=TermsChange(end_on=date(2026, 8, 11)))
    assert messages(refused) == ["bounds.sessions", "bounds.span-long"]
    amend(context, ref="martin", on=TODAY, terms=TermsChange(sessions=21))
    assert amendments_of(path)[0]["exception"] == "Maladie."


@pytest.mark.parametrize(
    ("effective_on", "terms", "refused"),
    [
        (date(2026, 8, 1), TermsChange(sessions=14), True),
        (date(2026, 7, 2), TermsChange(end_on=date(2026, 7, 1)), True),
        (date(2026, 7, 11), TermsChange(sessions=14), False),
        (date(2026, 8, 1), TermsChange(purchase_order="BC 7"), False),
    ],
)
def test_new_terms_of_sessions_take_effect_before_the_contract_is_over(
    *,
    context: Context,
    signed: Signed,
    effective_on: date,
    terms: TermsChange,
    refused: bool,
) -> None:
    path = signed()
    with pytest.raises(RuleRefusedError) if refused else nullcontext() as error:
        amend(context, ref="martin", on=TODAY, effective_on=effective_on, terms=terms)
    assert (error is not None and messages(error)) == (
        ["amend.effective-after-end"] if refused else False
    )
    assert len(amendments_of(path)) == (0 if refused else 1)


def test_an_amendment_after_the_last_day_takes_effect_on_its_own_day(
    context: Context, signed: Signed
) -> None:
    signed()
    later = date(2026, 7, 20)
    terms = TermsChange(end_on=date(2026, 7, 15))
    amended = amend(
        on_day(context, later), ref="martin", on=later, terms=terms, anyway="Une séance de plus."
    )
    assert amended.amendment.effective_on == later


def test_the_client_of_the_contract_is_no_successor(context: Context, signed: Signed) -> None:
    signed()
    parties = PartyChange(client="acme", contact="Luc Roy")
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="martin", on=TODAY, parties=parties)
    (problem,) = refused.value.problems
    assert problem.message == "amend.client-already"
    assert command_of(problem) == "coach amend martin-2026 --contact 'Luc Roy'"
