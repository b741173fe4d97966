"""One invoice for several engagements of a client, from the coach's side."""

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import BeginAfter, Ran, Run
from tests.cli.road import IN, ROAD

pytestmark = pytest.mark.usefixtures("only_source")


def _begin(
    ref: str, name: str, *terms: str, client: str = "acme", received_on: str = "2026-01-02"
) -> Sequence[Sequence[str]]:
    """Return the commands of a second engagement, with one session of January."""
    return (
        (
            *(*IN, "new-engagement", ref, "--client", client, "--beneficiary", name),
            *("--situation", "new-role", "--received-on", received_on),
        ),
        (*IN, "validate-demand", ref, "--on", "2026-01-05", "--request", "Ma place."),
        (
            *IN,
            "add-objective",
            ref,
            "--shared",
            "--statement",
            "A",
            "--result",
            "B",
            "--indicator",
            "C",
        ),
        (
            *(*IN, "set-terms", ref, "--sessions", "12", "--hours", "2"),
            *("--start", "2026-01-12", "--months", "6", *terms),
        ),
        (*IN, "sign", ref, "--on", "2026-01-10"),
        (*IN, "log-session", ref, "--on", "2026-01-14", "--travel", "40", "--travel-label", "Bus"),
    )


TWO = (*ROAD, *_begin("roche", "Hugo Roche"))
TOGETHER = (*IN, "invoice", "martin", "--with", "roche")
JOINT = (*TWO, TOGETHER)
PAY = (*IN, "pay", "1", "--on", "2026-02-03", "--by", "transfer")


def data(ran: Ran) -> Any:  # noqa: ANN401 - JSON
    return json.loads(ran.out)


def entry(folder: Path, place: int) -> Any:  # noqa: ANN401 - TOML
    file = folder / f"practice/ledger/2026/{place:06d}.toml"
    return tomllib.loads(file.read_text("utf-8"))


TIME = (
    "Accompagnement professionnel individuel (coaching) – contrat {} du 10 janvier 2026"
    " – temps réservé, janvier 2026"
)


def plain(text: str) -> str:
    """Return a text with plain spaces."""
    return " ".join(text.split())


def billed(coach: Run, ref: str) -> list[tuple[str, str | None]]:
    """Return the sessions of an engagement, each with the invoice that bills it."""
    sessions = data(coach(*IN, "show", ref, "--json"))["sessions"]
    return [(each["id"], each["invoice"]) for each in sessions]


def test_one_invoice_has_a_line_for_each_contract(begin_after: BeginAfter) -> None:
    folder = begin_after(*JOINT)
    recorded = entry(folder, 1)
    assert recorded["schema"] == 3
    assert [
        (line["engagement"], plain(line["designation"]), str(line["amount"]))
        for line in recorded["invoice"]["lines"]
    ] == [
        ("martin", TIME.format("A-2026-01"), "520.0"),
        ("roche", TIME.format("A-2026-02"), "520.0"),
        ("roche", "Frais de déplacement : Bus – contrat A-2026-02 du 10 janvier 2026", "40.0"),
    ]


def test_the_head_of_the_invoice_names_no_contract(begin_after: BeginAfter) -> None:
    folder = begin_after(*JOINT)
    invoice = entry(folder, 1)["invoice"]
    assert "contract_reference" not in invoice
    named = [each["contract_reference"] for each in invoice["contracts"]]
    assert named == ["A-2026-01", "A-2026-02"]


def test_each_engagement_shows_its_session_as_billed(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*JOINT)
    number = "SPECIMEN-2026-0001"
    assert billed(coach, "martin") == [("s1", number)]
    assert billed(coach, "roche") == [("s1", number)]


@pytest.mark.parametrize("typed", [("martin",), ("roche",), ("roche", "--with", "martin")])
def test_nothing_is_billed_again(
    coach: Run, begin_after: BeginAfter, typed: tuple[str, ...]
) -> None:
    begin_after(*JOINT)
    ran = coach(*IN, "invoice", *typed)
    assert (ran.code, "There is nothing to bill for" in ran.err) == (5, True)


def test_nothing_is_issued_if_one_of_them_has_nothing_to_bill(
    coach: Run, begin_after: BeginAfter
) -> None:
    folder = begin_after(*TWO, (*IN, "invoice", "roche"))
    ran = coach(*TOGETHER)
    assert (ran.code, plain(ran.err.splitlines()[0])) == (
        5,
        "Error: There is nothing to bill for roche up to 3 February 2026.",
    )
    assert len(list(folder.glob("practice/ledger/2026/*.toml"))) == 1


@pytest.mark.parametrize("typed", ["martin", "mar"])
def test_an_engagement_that_is_typed_twice_is_billed_once(
    coach: Run, begin_after: BeginAfter, typed: str
) -> None:
    begin_after(*TWO)
    (made,) = data(coach(*IN, "invoice", "martin", "--with", typed, "--json"))["invoices"]
    assert (made["total_gross"], made["contracts"]) == ("520.00", [])


def test_each_month_has_an_invoice_of_its_own(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*TWO, (*IN, "log-session", "martin", "--on", "2026-02-02"))
    made = data(coach(*TOGETHER, "--json"))["invoices"]
    assert [(each["start_on"], bool(each["contracts"])) for each in made] == [
        ("2026-01-01", True),
        ("2026-02-01", False),
    ]


def test_a_dry_run_shows_it_and_draws_no_number(coach: Run, begin_after: BeginAfter) -> None:
    folder = begin_after(*TWO)
    ran = coach(*TOGETHER, "--dry-run")
    assert (ran.code, "A-2026-01" in ran.out, "A-2026-02" in ran.out) == (0, True, True)
    assert not list(folder.glob("practice/ledger/2026/*.toml"))


def test_a_payment_of_it_is_left_to_pay_in_no_engagement(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*JOINT, PAY)
    assert data(coach(*IN, "ledger", "--view", "unpaid", "--json"))["lines"] == []
    for ref in ("martin", "roche"):
        ended = coach(*IN, "end", ref, "--by", "sponsor", "--on", "2026-02-03")
        assert "left to pay" not in ended.out + ended.err


def test_what_is_left_to_pay_is_told_to_the_end_of_each_engagement(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*JOINT)
    for ref in ("martin", "roche"):
        ended = coach(*IN, "end", ref, "--by", "sponsor", "--on", "2026-02-03")
        assert "On SPECIMEN-2026-0001, €1,080.00 is left to pay." in ended.out + ended.err


def test_no_engagement_of_an_unpaid_invoice_is_archived(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(
        *JOINT,
        (*IN, "end", "roche", "--by", "sponsor", "--on", "2026-02-03"),
        (*IN, "close", "roche", "--on", "2026-02-03"),
    )
    ran = coach(*IN, "archive", "roche")
    assert (ran.code, ran.err.splitlines()[0]) == (
        5,
        "Error: On SPECIMEN-2026-0001, €1,080.00 is left to pay.",
    )


def test_a_payment_is_undone_by_its_invoice(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*JOINT, PAY)
    assert coach(*IN, "pay", "1", "--undo").code == 0
    assert coach(*PAY).code == 0


def test_a_session_is_credited_by_its_full_name_and_billed_again(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*JOINT)
    credit = coach(*IN, "credit", "1", "--session", "roche/s1", "--reason", "X.", "--rebill")
    assert credit.code == 0, credit
    assert billed(coach, "martin") == [("s1", "SPECIMEN-2026-0001")]
    assert billed(coach, "roche") == [("s1", None)]
    (again,) = data(coach(*IN, "invoice", "roche", "--json"))["invoices"]
    assert (again["total_gross"], again["contracts"]) == ("560.00", [])
    assert coach(*IN, "invoice", "martin").code == 5


def test_a_session_that_several_contracts_have_is_not_credited_by_its_id(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*JOINT)
    ran = coach(*IN, "credit", "1", "--session", "s1", "--reason", "X.")
    said = (
        "Error: SPECIMEN-2026-0001 bills several contracts, each with sessions of its own. Name"
        " which one is meant by s1: martin/s1 and roche/s1."
    )
    assert (ran.code, plain(ran.err.splitlines()[0])) == (5, said)


def test_a_session_that_was_credited_names_its_own_engagement(
    coach: Run, begin_after: BeginAfter
) -> None:
    credit = (*IN, "credit", "1", "--session", "roche/s1", "--reason", "X.", "--rebill")
    begin_after(*JOINT, credit)
    assert "coach -C practice invoice roche" in coach(*credit).err


def test_a_line_is_credited_alone(coach: Run, begin_after: BeginAfter) -> None:
    folder = begin_after(*JOINT)
    assert coach(*IN, "credit", "1", "--lines", "1", "--reason", "X.").code == 0
    credit = entry(folder, 2)
    assert (credit["schema"], [each["engagement"] for each in credit["invoice"]["lines"]]) == (
        3,
        ["martin"],
    )


def test_the_whole_invoice_is_credited_and_billed_again(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*JOINT, (*IN, "credit", "1", "--reason", "X.", "--rebill"))
    (again,) = data(coach(*TOGETHER, "--json"))["invoices"]
    assert (again["total_gross"], len(again["contracts"])) == ("1080.00", 2)


@pytest.mark.parametrize(
    "credited",
    [
        (("--session", "martin/s1"), ("--session", "roche/s1")),
        (("--session", "roche/s1"), ("--session", "martin/s1")),
        (("--lines", "3"), ("--lines", "1"), ("--lines", "2")),
        ((),),
    ],
)
@pytest.mark.parametrize(
    "again",
    [
        (("martin",), ("roche",)),
        (("roche",), ("martin",)),
        (("martin", "--with", "roche"),),
        (("roche", "--with", "martin"),),
    ],
)
def test_in_every_order_it_is_credited_and_billed_again_alone_or_together(
    coach: Run,
    begin_after: BeginAfter,
    credited: tuple[tuple[str, ...], ...],
    again: tuple[tuple[str, ...], ...],
) -> None:
    folder = begin_after(*TWO, *DEPOSITS, TOGETHER)
    for parts in credited:
        assert coach(*IN, "credit", "3", *parts, "--reason", "X.", "--rebill").code == 0
    for refs in again:
        assert coach(*IN, "invoice", *refs).code == 0
    made = sorted(folder.glob("practice/ledger/2026/*.toml"))[5 + len(credited) :]
    numbers = {
        ref: entry(folder, int(path.stem))["invoice"]["number"]
        for path, refs in zip(made, again, strict=True)
        for ref in refs
        if ref != "--with"
    }
    for ref in ("martin", "roche"):
        assert billed(coach, ref) == [("s1", numbers[ref])]
    lines = data(coach(*IN, "ledger", "--view", "unpaid", "--json"))["lines"]
    assert [(each["left_to_pay"], each["owed_to_client"]) for each in lines] == [
        ("420.00", None),
        (None, "40.00"),
    ]
    assert coach(*IN, "doctor").code == 0


ARCHIVED = (
    *JOINT,
    PAY,
    (*IN, "end", "roche", "--by", "sponsor", "--on", "2026-02-03"),
    (*IN, "close", "roche", "--on", "2026-02-03"),
    (*IN, "archive", "roche"),
)


def test_an_archived_engagement_still_shows_it_and_the_other_goes_on(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*ARCHIVED)
    assert billed(coach, "roche") == [("s1", "SPECIMEN-2026-0001")]
    credit = coach(*IN, "credit", "1", "--session", "martin/s1", "--reason", "X.", "--rebill")
    assert credit.code == 0, credit
    (again,) = data(coach(*IN, "invoice", "martin", "--json"))["invoices"]
    assert (again["total_gross"], again["contracts"]) == ("520.00", [])
    assert coach(*IN, "pay", "1", "--refund", "--on", "2026-02-03", "--by", "transfer").code == 0
    assert coach(*IN, "doctor").code == 0


@pytest.mark.parametrize("parts", [("--session", "roche/s1"), ("--lines", "2"), ()])
def test_what_an_archived_engagement_has_on_it_is_not_freed_but_credited(
    coach: Run, begin_after: BeginAfter, parts: tuple[str, ...]
) -> None:
    begin_after(*ARCHIVED)
    credit = (*IN, "credit", "1", *parts, "--reason", "X.")
    refused = coach(*credit, "--rebill")
    assert (refused.code, "coach -C practice archive roche --take-back" in refused.err) == (5, True)
    assert coach(*credit).code == 0


def test_its_mail_and_its_duplicate_are_among_the_papers_of_the_first_engagement(
    coach: Run, begin_after: BeginAfter
) -> None:
    folder = begin_after(*JOINT)
    assert (coach(*IN, "mail", "1").code, coach(*IN, "mail", "1", "--duplicate").code) == (0, 0)
    assert {path.parent.name for path in folder.glob("practice/documents/*/facture-SPECIMEN*")} == {
        "martin"
    }


def test_a_letter_about_it_is_no_step_of_the_other_engagement_once_it_is_written(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_after(
        *JOINT,
        (*IN, "end", "roche", "--by", "sponsor", "--on", "2026-02-03"),
        (*IN, "close", "roche", "--on", "2026-02-03"),
    )
    monkeypatch.setenv("COACH_TODAY", "2026-03-15")
    assert "remind" in coach(*IN, "show", "roche").out
    assert coach(*IN, "remind", "1").code == 0
    assert "remind" not in coach(*IN, "show", "roche").out


def test_another_company_is_refused_with_the_invoice_named_once(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*JOINT)
    refused = coach(*IN, "set-client", "acme", "--siren", "552100554")
    assert refused.code == 5
    assert plain(refused.err).count("SPECIMEN-2026-0001") == 1


def test_the_doctor_finds_all_well(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*JOINT, (*IN, "credit", "1", "--lines", "2", "--reason", "X.", "--rebill"))
    ran = coach(*IN, "doctor")
    assert (ran.code, ran.out.splitlines()[0]) == (
        0,
        "All is well. Engagements: 2, clients: 1, ledger entries: 2.",
    )


DEPOSITS = (
    (*IN, "invoice", "martin", "--deposit", "100"),
    (*IN, "invoice", "roche", "--deposit", "600"),
    (*IN, "pay", "1", "2", "--on", "2026-02-03", "--by", "transfer"),
)


def test_each_deposit_is_deducted_from_its_own_contract(
    coach: Run, begin_after: BeginAfter
) -> None:
    folder = begin_after(*TWO, *DEPOSITS, TOGETHER)
    invoice = entry(folder, 5)["invoice"]
    assert [
        (each["engagement"], each["number"], str(each["net"])) for each in invoice["deductions"]
    ] == [("martin", "SPECIMEN-2026-0001", "100.0"), ("roche", "SPECIMEN-2026-0002", "560.0")]
    lines = data(coach(*IN, "ledger", "--view", "unpaid", "--json"))["lines"]
    assert [(each["invoice"], each["left_to_pay"], each["owed_to_client"]) for each in lines] == [
        ("SPECIMEN-2026-0003", "420.00", None),
        ("SPECIMEN-2026-0002", None, "40.00"),
    ]


def test_a_dry_run_names_whose_deposit_is_deducted(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*TWO, *DEPOSITS)
    ran = coach(*TOGETHER, "--dry-run")
    assert [plain(each) for each in ran.out.splitlines() if "deducted" in each] == [
        "Deposit SPECIMEN-2026-0001 (martin) deducted: €100.00.",
        "Deposit SPECIMEN-2026-0002 (roche) deducted: €560.00.",
    ]


def test_a_later_month_deducts_what_the_earlier_one_left_of_a_deposit(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*TWO, *DEPOSITS, *_held_in_february("roche"))
    drafted = data(coach(*TOGETHER, "--json", "--dry-run"))["invoices"]
    issued = data(coach(*TOGETHER, "--json"))["invoices"]
    for made in (drafted, issued):
        assert [
            [(taken["engagement"], taken["net"]) for taken in each["deductions"]] for each in made
        ] == [[("martin", "100.00"), ("roche", "560.00")], [(None, "40.00")]]


def test_a_credit_note_releases_the_deposit_of_its_own_contract(
    coach: Run, begin_after: BeginAfter
) -> None:
    folder = begin_after(*TWO, *DEPOSITS, TOGETHER)
    credit = coach(*IN, "credit", "3", "--session", "roche/s1", "--reason", "X.", "--rebill")
    assert credit.code == 0, credit
    released = entry(folder, 6)["invoice"]["deductions"]
    assert [(each["engagement"], str(each["net"])) for each in released] == [("roche", "560.0")]
    (again,) = data(coach(*IN, "invoice", "roche", "--json"))["invoices"]
    assert [(each["engagement"], each["net"]) for each in again["deductions"]] == [(None, "560.00")]


def test_an_unpaid_deposit_of_any_of_them_is_named(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*TWO, *DEPOSITS[:2])
    ran = coach(*TOGETHER)
    assert (ran.code, "SPECIMEN-2026-0001" in ran.err) == (5, True), ran
    assert "coach -C practice invoice martin --with roche --credit-unpaid" in ran.err
    settled = data(coach(*TOGETHER, "--credit-unpaid", "--json"))["invoices"]
    assert [(each["type"], each["engagement"], len(each["contracts"])) for each in settled] == [
        ("credit", "martin", 0),
        ("credit", "roche", 0),
        ("invoice", "martin", 2),
    ]


LATER = (*ROAD, *_begin("roche", "Hugo Roche", received_on="2026-01-04"))
AT_ONCE = (*TOGETHER, "--by", "transfer", "--paid-on")


@pytest.mark.parametrize(
    "typed", [(*AT_ONCE, "2026-01-03"), ("pay", "1", "--by", "transfer", "--on", "2026-01-03")]
)
def test_it_is_not_paid_before_the_demand_of_any_of_them(
    coach: Run, begin_after: BeginAfter, typed: tuple[str, ...]
) -> None:
    is_pay = typed[0] == "pay"
    begin_after(*LATER, *((TOGETHER,) if is_pay else ()))
    ran = coach(*IN, *typed) if is_pay else coach(*typed)
    assert (ran.code, plain(ran.err.splitlines()[0])) == (
        5,
        "Error: The payment cannot be of 3 January 2026: the demand is of 4 January 2026.",
    )


def test_it_is_paid_on_its_issue_as_one_paper(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*TWO)
    (made,) = data(coach(*AT_ONCE, "2026-02-02", "--json"))["invoices"]
    assert (made["paid"], made["due_on"], len(made["contracts"])) == (
        {"received_on": "2026-02-02", "method": "transfer"},
        "2026-02-02",
        2,
    )
    received = data(coach(*IN, "ledger", "--json"))["lines"]
    assert [(each["voucher"], each["received"]) for each in received] == [
        ("SPECIMEN-2026-0001", "1080.00")
    ]


def test_the_limit_for_cash_is_that_of_the_whole_paper(coach: Run, begin_after: BeginAfter) -> None:
    begin_after(*TWO)
    cash = ("--by", "cash", "--paid-on", "2026-02-02")
    whole = coach(*TOGETHER, *cash, "--dry-run")
    assert (whole.code, "exceeds €1,000.00" in whole.err) == (0, True), whole
    one = coach(*IN, "invoice", "martin", *cash)
    assert (one.code, "exceeds" in one.err) == (0, False), one


def test_it_is_not_paid_on_its_issue_if_it_deducts_a_deposit(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*TWO, *DEPOSITS)
    ran = coach(*AT_ONCE, "2026-02-03")
    assert ran.code == 5
    assert ran.err.splitlines()[-1].endswith("coach -C practice invoice martin --with roche"), ran


def refused(coach: Run) -> list[str]:
    ran = coach(*TOGETHER)
    return [each for each in ran.err.splitlines() if each.startswith("Error")]


@pytest.mark.parametrize(
    ("terms", "datum"),
    [
        (("--purchase-order", "BC-7"), "the purchase order differs (BC-7 / –)"),
        (("--payment-days", "45"), "the payment period in days differs (45 / 30)"),
    ],
)
def test_the_refusal_names_the_datum_that_differs(
    coach: Run, begin_after: BeginAfter, terms: tuple[str, ...], datum: str
) -> None:
    begin_after(*ROAD, *_begin("roche", "Hugo Roche", *terms))
    assert refused(coach) == [f"Error: roche cannot be on one invoice with martin: {datum}."]


def test_engagements_without_a_common_month_are_not_on_one_invoice(
    coach: Run, begin_after: BeginAfter
) -> None:
    folder = begin_after(*TWO, (*IN, "invoice", "roche"), *_held_in_february("roche"))
    months = "February\N{NO-BREAK SPACE}2026 / January\N{NO-BREAK SPACE}2026"
    differs = f"they have no month in common ({months})"
    assert refused(coach) == [f"Error: roche cannot be on one invoice with martin: {differs}."]
    assert len(list(folder.glob("practice/ledger/2026/*.toml"))) == 1


def test_a_change_of_regime_in_one_of_them_is_refused_with_both_treatments(
    coach: Run, begin_after: BeginAfter
) -> None:
    """The session of martin is of the 13th, that of roche of the 14th."""
    regime = ("--vat-regime", "quarterly", "--from", "2026-01-14", "--vat-number", "FR68900000001")
    begin_after(*TWO, (*IN, "set-practice", *regime))
    (said,) = refused(coach)
    assert said.startswith(
        "Error: roche cannot be on one invoice with martin: the VAT differs (20 %"
    )
    assert "293 B" in said


def test_another_client_is_refused_with_all_that_differs(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(
        *ROAD,
        (
            *(*IN, "new-client", "autre", "--kind", "company-fr", "--name", "Autre SA"),
            *("--siren", "811222330", "--address", "9 rue Z", "--postcode", "75001"),
            *("--city", "Paris", "--language", "en"),
        ),
        *_begin("roche", "Hugo Roche", client="autre"),
    )
    assert refused(coach) == [
        f"Error: roche cannot be on one invoice with martin: {datum}."
        for datum in (
            "the client differs (autre / acme)",
            "the billing address differs (9 rue Z, 75001 Paris / 10 avenue Y, 69000 Lyon)",
            "the language differs (en / fr)",
        )
    ]


def _held_in_february(*refs: str) -> Sequence[Sequence[str]]:
    return [(*IN, "log-session", ref, "--on", "2026-02-02") for ref in refs]


def test_a_later_month_in_which_one_of_them_has_nothing_is_billed_for_the_other(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*TWO, *_held_in_february("roche"))
    made = data(coach(*TOGETHER, "--json"))["invoices"]
    assert [[line["amount"] for line in each["lines"]] for each in made] == [
        ["520.00", "520.00", "40.00"],
        ["520.00"],
    ]


def test_the_lines_that_are_left_are_those_of_all_contracts(
    coach: Run, begin_after: BeginAfter
) -> None:
    credited = (*IN, "credit", "1", "--lines", "2", "--reason", "Erreur")
    begin_after(*JOINT, credited)
    listed = coach(*IN, "credit", "1", "--reason", "Erreur", "--lines")
    assert ("A-2026-01" in listed.err, listed.err.count("A-2026-02")) == (True, 1), listed


def test_an_invoice_of_another_regime_is_named_once_with_its_first_day(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*JOINT)
    regime = ("--vat-regime", "quarterly", "--from", "2026-01-02", "--vat-number", "FR68900000001")
    changed = coach(*IN, "set-practice", *regime)
    assert plain(changed.err).count("Credit it") == 1, changed
    assert "13 January 2026" in plain(changed.err), changed


def test_a_warning_about_the_practice_is_said_once_beside_a_joint_invoice(
    coach: Run, begin_after: BeginAfter
) -> None:
    """The franchise was lost on a day after the sessions: each engagement alone would say so."""
    receive = (*IN, "receive", "--amount", "30000", "--on", "2026-02-01", "--by", "transfer")
    begin_after(*TWO, (*receive, "--label", "A"), (*receive, "--label", "B"))
    ran = coach(*TOGETHER, "--json")
    assert (ran.code, data(ran)["invoices"][0]["number"]) == (0, "SPECIMEN-2026-0001")
    codes = [each["code"] for each in data(ran)["warnings"]]
    assert codes == ["threshold.franchise-lost"]


def off_the_premises(line: Sequence[str]) -> Sequence[str]:
    """Return the command of a contract as that of a small company; roche signs two days later."""
    if "set-terms" in line:
        return (*line, "--small-company")
    if "sign" in line:
        on = "2026-01-12" if "roche" in line else "2026-01-10"
        return (*line[:-1], on, "--express-request")
    return line


def test_an_early_payment_of_two_contracts_is_warned_of_once_with_the_later_day(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*(off_the_premises(line) for line in TWO))
    assert coach(*TOGETHER).code == 0
    ran = coach(*PAY[:-3], "2026-01-15", *PAY[-2:])
    said = "no payment may be taken before"
    assert (ran.code, ran.err.count(said)) == (0, 1), ran
    assert f"{said} 20 January 2026" in plain(ran.err)
