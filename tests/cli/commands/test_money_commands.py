"""Commands that invoice, receive, refund and correct money, for a coach and for a script."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import BeginAfter, Ran, Run
from tests.cli.road import IN, INIT, INVOICED, ROAD

OBJECTIVE = ("--shared", "--statement", "A", "--result", "B", "--indicator", "C")
OWN_TERMS = ("set-terms", "martin", "--sessions", "12", "--hours", "2", "--start", "2026-01-12")


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    """Make a practice with one engagement, whose January was billed on 3 February 2026."""
    return begin_after(*INVOICED) / "practice"


def speak(practice: Path, language: str) -> None:
    settings = practice / "practice.toml"
    text = settings.read_text("utf-8").replace('language = "en"', f'language = "{language}"')
    settings.write_text(text, "utf-8")


def data(ran: Ran) -> Any:  # noqa: ANN401 - JSON
    assert ran.code == 0, ran
    return json.loads(ran.out)


def entries(practice: Path) -> list[str]:
    return sorted(path.name for path in (practice / "ledger").rglob("*.toml"))


PAY = (*IN, "pay", "SPECIMEN-2026-0001", "--on", "2026-02-03", "--by", "transfer")


@pytest.mark.parametrize(
    ("language", "said", "declared"),
    [
        (
            "en",
            (
                "Received: €520.00 on 3\u00a0February\u00a02026 (entry 2).\n"
                "Left to pay on SPECIMEN-2026-0001: €0.00.\n"
            ),
            (
                "Belongs to the Urssaf declaration of Q1 2026, to be filed before "
                "30\u00a0April\u00a02026.\n"
            ),
        ),
        (
            "fr",
            (
                "Encaissé\u202f: 520,00\u202f€ le 3\u00a0février\u00a02026 (écriture n°\u00a02).\n"
                "Reste à régler sur SPECIMEN-2026-0001\u202f: 0,00\u202f€.\n"
            ),
            (
                "Entre dans la déclaration Urssaf du T1 2026, à déposer avant le "
                "30\u00a0avril\u00a02026.\n"
            ),
        ),
    ],
)
def test_a_payment_reports_what_is_left_to_pay_and_where_it_is_declared(
    coach: Run, practice: Path, language: str, said: str, declared: str
) -> None:
    speak(practice, language)
    assert coach(*PAY) == (0, said, declared)


@pytest.mark.usefixtures("practice")
def test_a_payment_of_a_period_that_was_filed_says_which_one_to_correct(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_TODAY", "2026-05-02")
    assert coach(*PAY).err == (
        "Warning: The Urssaf declaration of Q1 2026 was to be filed before "
        "30\u00a0April\u00a02026: Q1 is to be corrected in the next one.\n"
    )


@pytest.mark.usefixtures("practice")
def test_an_invoice_that_is_paid_on_issue_says_where_its_money_is_declared(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_TODAY", "2026-02-10")
    assert coach(*IN, "log-session", "martin", "--on", "2026-02-10").code == 0
    paid = coach(*IN, "invoice", "martin", "--paid-on", "2026-02-09", "--by", "card", "--yes")
    assert paid.err.splitlines()[-1] == (
        "Belongs to the Urssaf declaration of Q1 2026, to be filed before 30\u00a0April\u00a02026."
    )


@pytest.mark.usefixtures("practice")
def test_the_last_digits_of_a_number_identify_an_invoice(coach: Run) -> None:
    assert data(coach(*IN, "pay", "1", *PAY[4:], "--json"))["document"] == "SPECIMEN-2026-0001"


@pytest.mark.usefixtures("practice")
@pytest.mark.parametrize("method", ["transfer", "cash"])
def test_a_payment_before_the_demand_is_refused_for_that_however_long_ago(
    coach: Run, method: str
) -> None:
    ran = coach(*IN, "pay", "1", "--on", "1990-01-01", "--by", method)
    assert (ran.code, ran.out) == (5, "")
    assert ran.err == (
        "Error: The payment cannot be of 1\u00a0January\u00a01990: the demand is of "
        "2\u00a0January\u00a02026.\n"
        f"  To fix it: coach -C practice pay 1 --by {method} --on DATE\n"
    )


@pytest.mark.usefixtures("practice")
def test_income_from_before_all_known_law_is_refused_for_its_day(coach: Run) -> None:
    received = ("--amount", "9", "--label", "A", "--by", "card", "--on", "1990-01-01")
    ran = coach(*IN, "receive", *received)
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.startswith("Error: 1\u00a0January\u00a01990 is too long ago: ")


@pytest.mark.usefixtures("practice")
def test_a_partial_payment_is_printed_as_json(coach: Run) -> None:
    first = data(coach(*PAY, "--amount", "100,50", "--reference", "VIR 7", "--json"))
    assert first == {
        "schema": 1,
        "place": 2,
        "specimen": True,
        "received_on": "2026-02-03",
        "direction": "in",
        "nature": "fees",
        "method": "transfer",
        "amount": "100.50",
        "surplus": "0.00",
        "document": "SPECIMEN-2026-0001",
        "engagement": "martin",
        "client": "Acme SA",
        "label": None,
        "reference": "VIR 7",
        "counters": None,
        "shares": [{"category": "E", "rate": "0.0", "net": "100.50", "vat": "0.00"}],
        "fees": None,
        "outstanding": "419.50",
        "declarations": [
            {
                "declaration": "urssaf",
                "from": "2026-01-01",
                "to": "2026-03-31",
                "due_on": "2026-04-30",
            }
        ],
        "warnings": [],
    }


@pytest.mark.usefixtures("practice")
def test_an_overpayment_is_owed_to_the_client_and_refunded(coach: Run) -> None:
    assert data(coach(*PAY, "--amount", "600", "--json"))["outstanding"] == "-80.00"
    said = coach(*PAY, "--refund").out
    assert said.splitlines()[0] == "Refunded: €80.00 on 3\u00a0February\u00a02026 (entry 3)."


@pytest.mark.usefixtures("practice")
def test_a_receipt_recorded_by_mistake_is_undone_once(coach: Run) -> None:
    assert coach(*PAY).code == 0
    undone = data(coach(*IN, "pay", "--undo", "2", "--json"))
    assert (undone["counters"], undone["outstanding"]) == (2, "520.00")
    again = coach(*IN, "pay", "--undo", "2")
    assert again.code == 5, again
    assert coach(*IN, "pay", "--undo", "9").code == 3
    assert coach(*IN, "pay", "--undo", "1").code == 3, "an invoice is not a receipt"
    assert coach(*PAY, "--undo").code == 2
    for other in (("--amount", "1"), ("--nature", "fees"), ("--reference", "x"), ("--refund",)):
        assert coach(*IN, "pay", "--undo", "2", *other).code == 2, "it would be ignored"


@pytest.mark.usefixtures("practice")
def test_the_last_payment_of_an_invoice_is_undone_by_its_number(coach: Run) -> None:
    for amount in ("100", "200"):
        assert coach(*PAY, "--amount", amount).code == 0
    undone = [coach(*IN, "pay", "1", "--undo").out.splitlines()[0] for _ in range(2)]
    assert undone == [
        "Entry 3 cancelled by entry 4: €200.00 on 3\u00a0February\u00a02026.",
        "Entry 2 cancelled by entry 5: €100.00 on 3\u00a0February\u00a02026.",
    ]
    nothing = coach(*IN, "pay", "1", "--undo")
    assert (nothing.code, "Nothing recorded" in nothing.err) == (3, True), nothing


@pytest.mark.usefixtures("practice")
def test_the_receipts_book_calls_a_counter_entry_a_cancelled_entry(coach: Run) -> None:
    coach(*PAY, "--amount", "100")
    coach(*IN, "pay", "1", "--undo")
    book = coach(*IN, "ledger").out
    assert (book.count("entry cancelled"), book.count(" fees ")) == (1, 1), book


@pytest.mark.usefixtures("practice")
def test_a_receipt_of_another_invoice_is_not_undone(coach: Run) -> None:
    coach(*IN, "receive", "--amount", "10", "--label", "X", "--on", "2026-02-03", "--by", "card")
    assert coach(*IN, "pay", "1", "--undo", "2").code == 5
    assert coach(*IN, "pay", "--undo", "2").code == 0


@pytest.mark.usefixtures("practice")
@pytest.mark.parametrize(
    "words",
    [("pay",), ("pay", "99", *PAY[4:]), ("remind", "99")],
)
def test_the_unpaid_invoices_are_listed_where_none_was_chosen(
    coach: Run, words: tuple[str, ...]
) -> None:
    err = coach(*IN, *words).err
    assert err.startswith(
        "Unpaid:\n  1  SPECIMEN-2026-0001, Acme SA, €520.00, due on 5\u00a0March\u00a02026\n"
    ), err


@pytest.mark.usefixtures("practice")
def test_the_invoice_that_is_missing_is_named_before_the_option(coach: Run) -> None:
    assert "coach -C practice pay NUMBER --undo\n" in coach(*IN, "pay", "--undo").err


@pytest.mark.usefixtures("practice")
def test_what_the_bank_kept_is_received_and_stands_apart(coach: Run) -> None:
    made = data(coach(*PAY, "--amount", "505", "--fees", "15", "--json"))
    assert (made["amount"], made["fees"], made["outstanding"]) == ("520.00", "15.00", "0.00")
    listed = data(coach(*IN, "ledger", "--json"))
    assert [(each["received"], each["bank_fees"]) for each in listed["lines"]] == [
        ("520.00", "15.00")
    ]
    coach(*IN, "pay", "1", "--undo")
    undone = data(coach(*IN, "ledger", "--json"))["lines"][-1]
    assert (undone["received"], undone["bank_fees"]) == ("-520.00", "-15.00")


@pytest.mark.usefixtures("practice")
def test_without_an_amount_the_fees_are_a_part_of_what_was_due(coach: Run) -> None:
    assert data(coach(*PAY, "--fees", "15", "--json"))["amount"] == "520.00"


@pytest.mark.usefixtures("practice")
@pytest.mark.parametrize(("amount", "fees"), [("450", "26.01"), ("10", "1")])
def test_more_than_a_bank_keeps_is_not_fees(coach: Run, amount: str, fees: str) -> None:
    assert coach(*PAY, "--amount", amount, "--fees", fees).code == 5


@pytest.mark.usefixtures("practice")
def test_no_bank_keeps_anything_of_cash(coach: Run) -> None:
    ran = coach(*PAY[:-1], "cash", "--amount", "505", "--fees", "15")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Error: --fees and --by cash exclude each other"), ran.err


@pytest.mark.usefixtures("practice")
def test_penalties_received_leave_the_invoice_open(coach: Run) -> None:
    penalties = (*PAY, "--nature", "penalties", "--amount", "12")
    made = data(coach(*penalties, "--json"))
    assert (made["shares"][0]["category"], made["outstanding"]) == ("O", "520.00")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("pay", "SPECIMEN-2026-0009", *PAY[4:]), 3),
        (("pay", "SPECIMEN-2026-0001", "--on", "2026-01-01", "--by", "transfer"), 5),
        (("pay", "SPECIMEN-2026-0001", "--on", "2026-02-04", "--by", "transfer"), 5),
        (("pay", "SPECIMEN-2026-0001", "--on", "2026-02-03", "--by", "gold"), 2),
        (("pay", "SPECIMEN-2026-0001"), 2),
        ((*PAY[2:], "--refund"), 5),
        ((*PAY[2:], "--nature", "gift"), 2),
        (("credit", "SPECIMEN-2026-0001"), 2),
        (("credit", "SPECIMEN-2026-0009", "--reason", "x"), 3),
        (("credit", "SPECIMEN-2026-0001", "--reason", "x", "--lines", "2"), 5),
        (("credit", "SPECIMEN-2026-0001", "--reason", "x", "--lines", "one"), 2),
        (("credit", "SPECIMEN-2026-0001", "--reason", "x", "--session", "s9"), 5),
        (("credit", "SPECIMEN-2026-0001", "--reason", "x", "--amount", "much"), 2),
        (("credit", "SPECIMEN-2026-0001", "--reason", "x", "--amount", "9000"), 5),
        (("credit", "SPECIMEN-2026-0001", "--reason", "x", "--amount", "0"), 5),
        (("credit", "1", "--reason", "x", "--amount", "130", "--amount", "1=20"), 2),
        (("credit", "1", "--reason", "x", "--amount", "130", "--lines", "1"), 2),
        (("credit", "SPECIMEN-2026-0001", "--reason", "x", "--amount", "1=520.01"), 5),
        (("credit", "SPECIMEN-2026-0001", "--reason", "x", "--amount", "1=20", "--rebill"), 2),
        (("credit", "SPECIMEN-2026-0001", "--reason", "x", "--on", "2026-02-02"), 5),
        (("receive",), 2),
        (
            ("receive", "--amount", "9", "--label", "x", "--on", "2026-02-04", "--by", "transfer"),
            5,
        ),
        (("invoice", "martin"), 5),
        (("invoice", "martin", "--all"), 2),
        (("invoice", "martin", "--deposit", "10", "--month", "2026-01"), 2),
        (("invoice", "martin", "--preview", "--json"), 2),
        (("invoice", "martin", "--month", "2026-01", "--through", "2026-01-31"), 2),
        (("invoice", "martin", "--paid-on", "2026-02-03"), 2),
        (("invoice", "martin", "--deposit", "0"), 5),
        ((*PAY[2:], "--amount", "0"), 5),
    ],
)
def test_an_invalid_command_is_refused_and_leaves_the_ledger_unchanged(
    coach: Run, practice: Path, words: tuple[str, ...], code: int
) -> None:
    before = entries(practice)
    ran = coach(*IN, *words)
    assert (ran.code, ran.out) == (code, ""), ran
    assert ran.err
    assert entries(practice) == before


@pytest.mark.usefixtures("practice")
def test_income_without_an_invoice_is_an_entry_too(coach: Run) -> None:
    received = (
        *(*IN, "receive", "--amount", "90", "--label", "Atelier", "--on", "2026-02-03"),
        *("--by", "cheque", "--from", "Mairie", "--json"),
    )
    made = data(coach(*received))
    assert (made["nature"], made["label"], made["client"]) == ("other", "Atelier", "Mairie")
    assert made["shares"] == [{"category": "E", "rate": "0", "net": "90.00", "vat": "0.00"}]


CREDIT = (*IN, "credit", "SPECIMEN-2026-0001", "--reason", "Erreur de durée")


def test_a_dry_run_shows_a_credit_note_and_writes_nothing(coach: Run, practice: Path) -> None:
    before = entries(practice)
    shown = coach(*CREDIT, "--dry-run")
    assert (shown.code, "€520.00" in shown.out) == (0, True)
    (drafted,) = data(coach(*CREDIT, "--dry-run", "--json"))["invoices"]
    assert (drafted["type"], drafted["corrects"]["number"]) == ("credit", "SPECIMEN-2026-0001")
    assert entries(practice) == before


def test_a_credit_note_has_the_next_number_and_a_pdf(coach: Run, practice: Path) -> None:
    ran = coach(*CREDIT)
    assert ran.code == 0, ran
    assert Path(ran.out.strip()) == practice / "ledger" / "2026" / "avoir-SPECIMEN-2026-0002.pdf"
    assert ran.err.splitlines()[-1] == "Issued: credit note SPECIMEN-2026-0002, €520.00."
    assert coach(*CREDIT).code == 5


WITHOUT_REBILL = {
    "en": """\
Warning: Session s1 stays recorded, but will not be billed any more. If it did not take place, \
remove it; to bill it again, remove it and record it anew.
  To fix it: coach -C practice log-session martin --session s1 --remove
Issued: credit note SPECIMEN-2026-0002, €520.00.
""",
    "fr": """\
Attention : La séance s1 reste enregistrée, mais ne sera plus facturée. Si elle n’a pas eu lieu, \
retirez-la ; pour la facturer à nouveau, retirez-la, puis enregistrez-la de nouveau.
  Pour y remédier : coach -C practice log-session martin --session s1 --remove
Document émis : avoir SPECIMEN-2026-0002, 520,00 €.
""",
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_credit_note_without_rebill_says_what_becomes_of_its_sessions(
    coach: Run, practice: Path, language: str
) -> None:
    speak(practice, language)
    assert spaced(coach(*CREDIT).err) == WITHOUT_REBILL[language]


def test_a_credit_note_of_a_session_that_the_file_has_lost_says_nothing_of_what_stays(
    coach: Run, practice: Path
) -> None:
    path = practice / "engagements" / "martin.toml"
    path.write_text(path.read_text("utf-8").partition("\n[[sessions]]")[0] + "\n", "utf-8")
    assert coach(*CREDIT).err == "Issued: credit note SPECIMEN-2026-0002, €520.00.\n"


def spaced(text: str) -> str:
    """Return a text with plain spaces."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.usefixtures("practice")
def test_a_dry_run_of_a_credit_note_says_that_rebill_is_left_out(coach: Run) -> None:
    asked = "What this credit note takes back will not be billed any more."
    assert asked in coach(*CREDIT, "--dry-run").err
    assert asked not in coach(*CREDIT, "--dry-run", "--rebill").err
    assert asked not in coach(*CREDIT, "--dry-run", "--amount", "15").err


@pytest.mark.usefixtures("practice")
def test_a_session_credited_with_rebill_can_be_billed_again(coach: Run) -> None:
    (made,) = data(coach(*CREDIT, "--session", "s1", "--rebill", "--json"))["invoices"]
    assert made["frees"] is True
    assert coach(*IN, "invoice", "martin").code == 0


@pytest.mark.usefixtures("practice")
def test_a_session_credited_without_rebill_stays_billed(coach: Run) -> None:
    assert coach(*CREDIT).code == 0
    assert coach(*IN, "invoice", "martin").code == 5


@pytest.mark.usefixtures("practice")
def test_a_paid_deposit_is_deducted_from_the_next_invoice(coach: Run) -> None:
    (deposit,) = data(coach(*IN, "invoice", "martin", "--deposit", "300", "--json"))["invoices"]
    assert (deposit["type"], deposit["total_gross"]) == ("deposit", "300.00")
    assert coach(*IN, "log-session", "martin", "--on", "2026-02-03").code == 0
    refused = coach(*IN, "invoice", "martin")
    assert refused.code == 5
    assert "coach -C practice pay SPECIMEN-2026-0002" in refused.err
    assert coach(*IN, "pay", "SPECIMEN-2026-0002", *PAY[4:]).code == 0
    shown = coach(*IN, "invoice", "martin", "--dry-run")
    assert "SPECIMEN-2026-0002" in shown.out
    (final,) = data(coach(*IN, "invoice", "martin", "--json"))["invoices"]
    assert (final["total_gross"], final["deductions"][0]["net"]) == ("520.00", "300.00")


@pytest.mark.usefixtures("practice")
def test_an_invoice_paid_on_issue_takes_no_other_payment(coach: Run) -> None:
    assert coach(*IN, "log-session", "martin", "--on", "2026-02-02").code == 0
    paid = ("--paid-on", "2026-02-02", "--by", "card")
    (made,) = data(coach(*IN, "invoice", "martin", *paid, "--json"))["invoices"]
    assert made["paid"] == {"received_on": "2026-02-02", "method": "card"}
    assert made["due_on"] == "2026-02-02"
    assert coach(*IN, "pay", made["number"], *PAY[4:]).code == 5
    (line,) = data(coach(*IN, "ledger", "--json"))["lines"]
    assert (line["voucher"], line["received"], line["method"]) == (made["number"], "520.00", "card")
    assert coach(*IN, "credit", made["number"], "--reason", "Erreur", "--yes").code == 0
    refunded = data(coach(*IN, "pay", made["number"], *PAY[4:], "--refund", "--json"))
    assert (refunded["amount"], refunded["outstanding"]) == ("520.00", "0.00")


@pytest.mark.usefixtures("practice")
def test_a_payment_on_issue_is_undone_by_the_place_of_its_invoice(
    coach: Run,
) -> None:
    assert coach(*IN, "log-session", "martin", "--on", "2026-02-02").code == 0
    assert coach(*IN, "invoice", "martin", "--paid-on", "2026-02-02", "--by", "cheque").code == 0
    taken = data(coach(*IN, "pay", "--undo", "2", "--json"))
    assert (taken["counters"], taken["outstanding"]) == (2, "520.00")
    assert coach(*IN, "pay", "--undo", "2").code == 5


def round_of(coach: Run, *words: str) -> Ran:
    return coach(*IN, "invoice", "--all", *words)


def add_engagement(coach: Run, ref: str, *, sign: bool = True) -> None:
    other = {"martin": ref, "Claire Martin": ref.title()}
    renamed: list[tuple[str, ...]] = [
        tuple(other.get(word, word) for word in words) for words in ROAD if "martin" in words
    ]
    for words in renamed:
        if not sign and words[2] in ("sign", "log-session"):
            continue
        ran = coach(*words)
        assert ran.code == 0, ran


def test_a_round_bills_each_engagement_and_sums_up(coach: Run, practice: Path) -> None:
    add_engagement(coach, "petit")
    add_engagement(coach, "roux")
    add_engagement(coach, "unsigned", sign=False)
    shown = round_of(coach, "--month", "2026-01", "--dry-run")
    assert (shown.code, "petit" in shown.out, "unsigned" in shown.out) == (0, True, False)
    speak(practice, "fr")
    ran = round_of(coach, "--month", "2026-01")
    assert ran.code == 0, ran
    assert ran.out == (
        "2 documents émis, 1\u202f040,00\u202f€ à régler\u202f; "
        "accompagnements en échec\u202f: 0.\n"
    )
    assert round_of(coach, "--month", "2026-01").out.startswith("0 document")


def test_a_failure_in_a_round_is_reported_and_does_not_stop_the_others(
    coach: Run, practice: Path
) -> None:
    add_engagement(coach, "petit")
    broken = practice / "engagements" / "broken.toml"
    broken.write_text("schema = \n", "utf-8")
    dry = round_of(coach, "--dry-run")
    assert (dry.code, "broken: What follows" in dry.err) == (4, True)
    assert "broken.toml:1" in dry.err
    ran = round_of(coach)
    assert ran.code == 4, ran
    assert "broken: What follows" in ran.err
    assert "broken.toml:1" in ran.err
    assert ran.out == "1 document issued, €520.00 to be paid; engagements that failed: 1.\n"


def test_a_round_is_printed_as_json(coach: Run, practice: Path) -> None:
    add_engagement(coach, "petit")
    (practice / "engagements" / "broken.toml").write_text("schema = \n", "utf-8")
    drafted = json.loads(round_of(coach, "--dry-run", "--json").out)["invoices"]
    assert [each["engagement"] for each in drafted] == ["petit"]
    ran = round_of(coach, "--json")
    made = json.loads(ran.out)
    assert [each["engagement"] for each in made["invoices"]] == ["petit"]
    assert [each["ref"] for each in made["failed"]] == ["broken"]


def test_what_the_practice_itself_has_wrong_is_named_once_in_a_round(
    coach: Run, practice: Path
) -> None:
    add_engagement(coach, "petit")
    add_engagement(coach, "roux")
    (practice / "law").mkdir()
    (practice / "law" / "2027 (copy).toml").write_text("schema = 1\n", "utf-8")
    ran = round_of(coach, "--json")
    made = json.loads(ran.out)
    assert len(made["invoices"]) > 1
    assert len(made["warnings"]) == ran.err.count("is not read") == 1


@pytest.mark.usefixtures("practice")
def test_a_round_bills_nothing_without_vat_once_the_franchise_is_lost(coach: Run) -> None:
    add_engagement(coach, "petit")
    add_engagement(coach, "roux")
    assert coach(*IN, "receive", "--nature", "opening", "--amount", "50000").code == 0
    made = json.loads(round_of(coach, "--json").out)
    failed = [each["problems"][0]["code"] for each in made["failed"]]
    assert (made["invoices"], failed) == ([], ["vat.franchise-over"] * len(failed))
    assert len(failed) > 1


@pytest.mark.usefixtures("practice")
def test_a_franchise_that_is_kept_is_recorded_and_bills_without_vat(coach: Run) -> None:
    add_engagement(coach, "petit")
    assert coach(*IN, "receive", "--nature", "opening", "--amount", "50000").code == 0
    refused = coach(*IN, "invoice", "petit")
    assert (refused.code, "--franchise-kept" in refused.err) == (5, True)
    assert coach(*IN, "set-practice", "--franchise-kept", "Loan repaid by mistake").code == 0
    (made,) = data(coach(*IN, "invoice", "petit", "--json"))["invoices"]
    assert made["total_vat"] == "0.00"
    assert "Loan repaid by mistake" in coach(*IN, "ledger", "--view", "vat").err


@pytest.mark.usefixtures("practice")
def test_a_franchise_that_nothing_ended_is_not_recorded_as_kept(coach: Run) -> None:
    line = ("set-practice", "--franchise-kept", "Loan repaid by mistake")
    refused = coach(*IN, *line)
    assert (refused.code, "nothing is to be recorded" in refused.err) == (5, True)
    assert coach(*IN, "receive", "--nature", "opening", "--amount", "50000").code == 0
    assert [coach(*IN, *line).code for _ in range(2)] == [0, 0]


@pytest.mark.usefixtures("practice")
def test_no_view_says_that_the_franchise_is_kept_once_vat_is_charged(coach: Run) -> None:
    assert coach(*IN, "receive", "--nature", "opening", "--amount", "50000").code == 0
    assert coach(*IN, "set-practice", "--franchise-kept", "Loan repaid by mistake").code == 0
    vat = ("--vat-regime", "quarterly", "--from", "2027-01-01", "--vat-number", "FR68900000001")
    assert coach(*IN, "set-practice", *vat).code == 0
    years = [coach(*IN, "ledger", "--view", "vat", "--year", year).err for year in ("2026", "2027")]
    assert ["Loan repaid" in each for each in years] == [True, False]


@pytest.mark.usefixtures("practice")
@pytest.mark.parametrize("view", ["sales", "vat", "receipts"])
def test_no_view_says_that_a_franchise_that_is_kept_is_lost(coach: Run, view: str) -> None:
    add_engagement(coach, "petit")
    assert coach(*IN, "receive", "--nature", "opening", "--amount", "50000").code == 0
    assert coach(*IN, "set-practice", "--franchise-kept", "Loan repaid by mistake").code == 0
    warned = data(coach(*IN, "ledger", "--view", view, "--json"))["warnings"]
    assert "threshold.franchise-lost" not in [each["code"] for each in warned]


def fresh(begin_after: BeginAfter, *changes: tuple[str, ...]) -> None:
    """Make the practice up to the terms, then run the given commands."""
    begin_after(*ROAD[:-3], *((*IN, *given) for given in changes))


PACKAGE = (*OWN_TERMS, "--months", "6", "--package", "6000")


def test_a_package_is_billed_by_its_schedule(coach: Run, begin_after: BeginAfter) -> None:
    fresh(begin_after, (*PACKAGE, "--schedule", "30/40/30"), ROAD[-2][2:], ROAD[-1][2:])
    (first,) = data(coach(*IN, "invoice", "martin", "--json"))["invoices"]
    assert (first["type"], first["total_net"]) == ("deposit", "1800.00")
    waits = coach(*IN, "invoice", "martin")
    assert (waits.code, "6" in waits.err) == (5, True)
    refused = coach(*IN, "invoice", "martin", "--deposit", "100")
    assert refused.code == 5


def test_a_package_is_billed_by_the_month(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh(begin_after, (*PACKAGE, "--schedule", "monthly"), ROAD[-2][2:])
    assert coach(*IN, "invoice", "martin").code == 5
    monkeypatch.setenv("COACH_TODAY", "2026-02-12")
    (first,) = data(coach(*IN, "invoice", "martin", "--json"))["invoices"]
    assert first["total_net"] == "1000.00"


def test_a_reduced_instalment_is_not_said_to_be_billable_again(
    coach: Run, begin_after: BeginAfter
) -> None:
    """`--amount` cannot be combined with `--rebill`."""
    fresh(begin_after, (*PACKAGE, "--schedule", "30/40/30"), ROAD[-2][2:])
    (made,) = data(coach(*IN, "invoice", "martin", "--json"))["invoices"]
    dry_run = (*IN, "credit", made["number"], "--reason", "Geste", "--dry-run")
    asked = "What this credit note takes back will not be billed any more."
    nothing = "Nothing was written and no number was drawn.\n"
    assert asked in coach(*dry_run).err
    assert coach(*dry_run, "--amount", "100").err == nothing
    assert coach(*dry_run, "--amount", "1=100").err == nothing
    assert coach(*dry_run, "--amount", "100", "--rebill").code == 2


def test_a_package_below_what_is_billed_is_said_and_none_is_free(
    coach: Run, begin_after: BeginAfter
) -> None:
    fresh(begin_after, (*PACKAGE, "--schedule", "30/40/30"), ROAD[-2][2:])
    assert coach(*IN, "invoice", "martin", "--yes").code == 0
    free = coach(*IN, "amend", "martin", "--package", "0")
    assert (free.code, "A package has a price" in free.err) == (2, True), free
    below = coach(*IN, "amend", "martin", "--package", "1799")
    assert (below.code, "€1,800.00 billed already" in " ".join(below.err.split())) == (0, True)
    same = coach(*IN, "amend", "martin", "--package", "1800")
    assert (same.code, same.err.count("billed already")) == (0, 0), same


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--schedule", "30/40/30"), 2),
        (("--package", "6000", "--schedule", "30/40/20"), 2),
        (("--package", "6000", "--schedule", "weekly"), 2),
        (("--package", "0"), 2),
        (("--nature", "training"), 5),
    ],
)
def test_terms_that_cannot_be_billed_are_refused(
    coach: Run, begin_after: BeginAfter, options: tuple[str, ...], code: int
) -> None:
    fresh(begin_after)
    ran = coach(*IN, *OWN_TERMS, "--months", "6", *options)
    assert (ran.code, ran.out) == (code, ""), ran


def test_an_invoice_to_a_public_body_names_its_service_and_its_contract(
    coach: Run, begin_after: BeginAfter
) -> None:
    fresh(
        begin_after,
        ("new-client", "ville", "--kind", "public", "--name", "Ville de X", "--siret",
         "81122233000003", "--service-code", "RH-7", "--address", "1 place Y",
         "--postcode", "69000", "--city", "Lyon"),
        ("new-engagement", "roux", "--client", "ville", "--beneficiary", "Anna Roux",
         "--situation", "new-role", "--received-on", "2026-01-02"),
        ("validate-demand", "roux", "--on", "2026-01-05", "--request", "x"),
        ("add-objective", "roux", *OBJECTIVE),
        ("set-terms", "roux", "--sessions", "12", "--hours", "2", "--start", "2026-01-12",
         "--months", "6", "--rate", "260", "--contract-number", "M-77", "--purchase-order", "EJ-9"),
        ("sign", "roux", "--on", "2026-01-10"),
        ("log-session", "roux", "--on", "2026-01-13"),
    )  # fmt: skip
    (made,) = data(coach(*IN, "invoice", "roux", "--json"))["invoices"]
    assert made["buyer"]["service_code"] == "RH-7"
    assert (made["contract_number"], made["purchase_order"]) == ("M-77", "EJ-9")


TOWN = (
    ("new-client", "ville", "--kind", "public", "--name", "Ville de X", "--siret",
     "81122233000003", "--address", "1 place Y", "--postcode", "69000", "--city", "Lyon"),
    ("new-engagement", "roux", "--client", "ville", "--beneficiary", "Anna Roux",
     "--situation", "new-role", "--received-on", "2026-01-02"),
    ("validate-demand", "roux", "--on", "2026-01-05", "--request", "x"),
    ("add-objective", "roux", *OBJECTIVE),
)  # fmt: skip
TOWN_TERMS = (
    *("set-terms", "roux", "--sessions", "12", "--hours", "2", "--start", "2026-01-12"),
    *("--months", "6", "--rate", "260"),
)


@pytest.mark.parametrize("option", ["--purchase-order", "--contract-number"])
def test_a_reference_that_chorus_pro_would_refuse_is_refused_with_the_terms(
    coach: Run, begin_after: BeginAfter, option: str
) -> None:
    fresh(begin_after, *TOWN)
    ran = coach(*IN, *TOWN_TERMS, option, "9" * 51)
    assert (ran.code, option in ran.err, "50" in ran.err) == (5, True, True), ran
    assert coach(*IN, *TOWN_TERMS, option, "9" * 50).code == 0


def test_an_amendment_refuses_an_order_that_chorus_pro_would_refuse(
    coach: Run, begin_after: BeginAfter
) -> None:
    fresh(begin_after, *TOWN, TOWN_TERMS, ("sign", "roux", "--on", "2026-01-10"))
    amend = ("amend", "roux", "--on", "2026-02-02", "--purchase-order")
    ran = coach(*IN, *amend, "9" * 51)
    assert (ran.code, "--purchase-order" in ran.err) == (5, True), ran
    assert coach(*IN, *amend, "9" * 50).code == 0


@pytest.mark.parametrize(("option", "days"), [((), 30), (("--payment-days", "45"), 45)])
def test_a_public_body_pays_in_thirty_days_unless_the_terms_say_otherwise(
    coach: Run, begin_after: BeginAfter, option: tuple[str, ...], days: int
) -> None:
    fresh(begin_after, *TOWN)
    file = Path("practice", "practice.toml")
    text = file.read_text("utf-8")
    assert "payment_days = 30" in text
    file.write_text(text.replace("payment_days = 30", "payment_days = 45"), "utf-8")
    assert coach(*IN, *TOWN_TERMS, *option).code == 0
    shown = data(coach(*IN, "show", "roux", "--json"))
    assert shown["terms"]["payment_days"] == days


def test_an_off_premises_contract_with_a_consumer_delays_sessions_and_names_early_money(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_TODAY", "2026-01-17")
    fresh(
        begin_after,
        ("new-client", "petit", "--kind", "private", "--name", "Hugo Petit", "--address",
         "1 rue Y", "--postcode", "69000", "--city", "Lyon", "--email", "h@example.org"),
        ("new-engagement", "petit", "--client", "petit", "--beneficiary", "Hugo Petit",
         "--situation", "new-role", "--received-on", "2026-01-02"),
        ("validate-demand", "petit", "--on", "2026-01-05", "--request", "x"),
        ("add-objective", "petit", *OBJECTIVE),
        ("set-terms", "petit", "--sessions", "12", "--hours", "2", "--start", "2026-01-12",
         "--months", "6", "--rate", "120", "--concluded", "off-premises"),
        ("sign", "petit", "--on", "2026-01-10"),
    )  # fmt: skip
    early = coach(*IN, "log-session", "petit", "--on", "2026-01-13")
    assert (early.code, "--express-request" in early.err) == (5, True), early
    assert coach(*IN, "sign", "petit", "--express-request", "--on", "2026-01-10").code == 0
    assert coach(*IN, "log-session", "petit", "--on", "2026-01-13").code == 0
    at_once = ("--paid-on", "2026-01-17", "--by", "card", "--dry-run")
    paid = coach(*IN, "invoice", "petit", *at_once)
    assert (paid.code, "18\u00a0January\u00a02026" in paid.err) == (0, True), paid
    assert coach(*IN, "invoice", "petit").code == 0
    came = coach(*IN, "pay", "SPECIMEN-2026-0001", "--by", "card", "--on", "2026-01-17")
    assert (came.code, "18\u00a0January\u00a02026" in came.err) == (0, True), came


def test_the_first_cash_payment_of_a_consumer_with_vat_gets_a_remark(
    coach: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COACH_TODAY", "2026-02-03")
    liable = (*INIT[:-1], "quarterly", "--vat-number", "FR68900000001")
    assert coach(*liable).code == 0
    steps = (
        ("new-client", "petit", "--kind", "private", "--name", "Hugo Petit", "--address",
         "1 rue Y", "--postcode", "69000", "--city", "Lyon", "--email", "h@example.org"),
        ("new-engagement", "petit", "--client", "petit", "--beneficiary", "Hugo Petit",
         "--situation", "new-role", "--received-on", "2026-01-02"),
        ("validate-demand", "petit", "--on", "2026-01-05", "--request", "x"),
        ("add-objective", "petit", *OBJECTIVE),
        ("set-terms", "petit", "--sessions", "12", "--hours", "2", "--start", "2026-01-12",
         "--months", "6", "--rate", "120"),
        ("sign", "petit", "--on", "2026-01-10"),
        ("log-session", "petit", "--on", "2026-01-13"),
        ("invoice", "petit"),
    )  # fmt: skip
    for step in steps:
        ran = coach(*IN, *step)
        assert ran.code == 0, ran
    cash = (*IN, "pay", "1", "--on", "2026-02-03", "--by", "cash", "--amount", "50")
    assert "286" in coach(*cash).err
    assert "286" not in coach(*cash[:-1], "51").err
    assert (tmp_path / "practice").is_dir()


def test_opening_receipts_are_the_first_entry_of_the_ledger(coach: Run) -> None:
    assert coach(*INIT, "--opening-receipts", "12000", "--tax-regime", "micro-bnc").code == 0
    made = data(coach(*IN, "receive", "--amount", "1", "--label", "x", "--on", "2026-02-03",
                      "--by", "transfer", "--json"))  # fmt: skip
    assert made["place"] == 2


def test_opening_receipts_can_be_recorded_later_but_only_once(coach: Run) -> None:
    assert coach(*INIT).code == 0
    opening = (*IN, "receive", "--nature", "opening", "--amount", "12000")
    assert coach(*opening, "--label", "x").code == 2
    assert data(coach(*opening, "--json"))["nature"] == "opening"
    again = coach(*opening)
    assert (again.code, "coach -C practice pay --undo 1" in again.err) == (5, True), again
    assert coach(*IN, "pay", "--undo", "1").code == 0
    assert coach(*opening).code == 0


def test_a_client_abroad_can_have_another_language(coach: Run, begin_after: BeginAfter) -> None:
    fresh(
        begin_after,
        ("new-client", "muster", "--kind", "company-eu", "--name", "Muster GmbH", "--country",
         "DE", "--vat-number", "DE136695976", "--language", "en", "--address", "Musterweg 1",
         "--postcode", "10115", "--city", "Berlin"),
    )  # fmt: skip
    ran = coach(*IN, "set-client", "muster", "--language", "fr", "--city", "Bonn")
    assert ran.code == 0, ran


RECEIVE = ("receive", "--amount", "10", "--on", "2026-02-03", "--by", "transfer")
PAYS = ("pay", "1", "--on", "2026-02-03", "--by", "transfer")


@pytest.mark.parametrize(
    ("words", "option"),
    [
        ((*RECEIVE, "--label", "a\tb"), "--label"),
        ((*RECEIVE, "--label", "  "), "--label"),
        ((*RECEIVE, "--label", "x", "--from", "a\nb"), "--from"),
        ((*RECEIVE, "--label", "x", "--reference", "a\u202eb"), "--reference"),
        ((*PAYS, "--reference", "a\nb"), "--reference"),
        ((*PAYS, "--reference", "x" * 201), "--reference"),
        (("credit", "1", "--reason", "a\nb"), "--reason"),
        (("credit", "1", "--reason", "a\nb", "--dry-run"), "--reason"),
        (("ledger", "--year", "99999"), "--year"),
        (("ledger", "--year", "0"), "--year"),
        (("export", "archive", "--year", "0"), "--year"),
    ],
)
def test_a_value_that_no_entry_can_hold_is_reported_with_its_option(
    coach: Run, practice: Path, words: tuple[str, ...], option: str
) -> None:
    ran = coach(*IN, *words)
    assert (ran.code, re.match(f"Error: “?{option}\\b", ran.err) is not None) == (2, True), ran
    assert entries(practice) == ["000001.toml", "head.toml"]


@pytest.mark.usefixtures("practice")
@pytest.mark.parametrize(
    "words",
    [
        ("receive", "--amount", "10000000", "--label", "x", "--on", "2026-02-03", "--by", "card"),
        (*PAYS, "--amount", "10000000"),
        ("invoice", "martin", "--deposit", "10000000"),
    ],
)
def test_an_amount_too_large_for_an_entry_is_refused(coach: Run, words: tuple[str, ...]) -> None:
    ran = coach(*IN, *words)
    assert (ran.code, "below €10,000,000.00" in ran.err) == (5, True), ran


@pytest.mark.usefixtures("practice")
def test_cash_above_the_limit_is_recorded_with_a_warning_that_names_the_rule(coach: Run) -> None:
    words = ("--amount", "1000.01", "--label", "Books", "--on", "2026-02-03", "--by", "cash")
    ran = coach(*IN, "receive", *words)
    said = "Warning: €1,000.01 exceeds €1,000.00: the law allows no cash above that (C. mon. fin."
    assert (ran.code, said in " ".join(ran.err.split())) == (0, True), ran
    assert "€1,000.01" in ran.out


def test_every_billing_command_reports_once_that_the_franchise_is_over(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    much = ("--amount", "41250.01", "--label", "x", "--on", "2026-02-03", "--by", "transfer")
    assert coach(*IN, "receive", *much).code == 0
    assert coach(*IN, "log-session", "martin", "--on", "2026-02-02").code == 0
    add_engagement(coach, "petit")
    said = "VAT is due from 3 February 2026"
    assert " ".join(coach(*IN, "invoice", "martin", "--dry-run").err.split()).count(said) == 1
    assert " ".join(round_of(coach, "--dry-run").err.split()).count(said) == 1, "once for all"
    assert " ".join(coach(*IN, "invoice", "martin").err.split()).count(said) == 1
    monkeypatch.setenv("COACH_TODAY", "2027-01-05")
    ran = coach(*IN, "ledger")
    assert (ran.code, " ".join(ran.err.split()).count(said)) == (0, 1), ran
    assert (practice / "practice.toml").exists()


@pytest.mark.usefixtures("practice")
def test_the_ledger_is_shown_in_a_year_whose_law_is_unknown(
    coach: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_TODAY", "2029-02-03")
    ran = coach(*IN, "ledger")
    assert (ran.code, "31\u00a0December\u00a02029" in ran.err) == (0, True), ran


def test_a_package_for_a_consumer_needs_no_hourly_rate(coach: Run, begin_after: BeginAfter) -> None:
    fresh(
        begin_after,
        ("new-client", "petit", "--kind", "private", "--name", "Hugo Petit", "--address",
         "1 rue Y", "--postcode", "69000", "--city", "Lyon", "--email", "h@example.org"),
        ("new-engagement", "petit", "--client", "petit", "--beneficiary", "Hugo Petit",
         "--situation", "new-role", "--received-on", "2026-01-02"),
        ("set-terms", "petit", "--sessions", "12", "--hours", "2", "--start", "2026-01-12",
         "--months", "6", "--package", "3600", "--schedule", "30/40/30"),
    )  # fmt: skip
    shown = coach(*IN, "show", "petit")
    assert "a package of €3,600.00." in " ".join(shown.out.split())
    assert "Billed in instalments of 30%, 40% and 30%." in shown.out
    assert data(coach(*IN, "show", "petit", "--json"))["terms"]["hourly_rate"] == "150.00"


def test_an_instalment_that_is_not_due_yet_names_its_day_and_no_session(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh(begin_after, (*PACKAGE, "--schedule", "monthly"), ROAD[-2][2:])
    monkeypatch.setenv("COACH_TODAY", "2026-02-11")
    ran = coach(*IN, "invoice", "martin")
    assert (ran.code, "bill it from 12\u00a0February" in ran.err) == (5, True), ran
    assert "log-session" not in ran.err
