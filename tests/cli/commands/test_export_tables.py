"""`coach export sessions|invoices|payments` writes tables that a spreadsheet opens."""

import csv
import json
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run, edit
from tests.cli.road import IN, INVOICED

BILLED = (
    *INVOICED,
    (*IN, "plan", "martin", "--on", "2026-02-10", "--at", "9:00"),
    (*IN, "log-session", "martin", "--on", "2026-01-20", "--status", "no-show"),
    (*IN, "pay", "1", "--on", "2026-02-03", "--by", "transfer", "--amount", "100"),
)


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    return begin_after(*BILLED) / "practice"


def french(practice: Path) -> None:
    edit(practice / "practice.toml", 'language = "en"', 'language = "fr"')


def printed(coach: Run, *words: str, language: str = "en") -> list[str]:
    ran = coach(*IN, "export", *words, "--csv", language=language)
    assert (ran.code, ran.err, ran.out[:1]) == (0, "", "\ufeff"), ran
    return ran.out[1:].splitlines()


def test_the_sessions_have_their_status_and_the_invoice_that_bills_them(
    coach: Run, practice: Path
) -> None:
    french(practice)
    who = "martin;A-2026-01;Claire Martin;Acme SA"
    assert printed(coach, "séances") == [
        "Date;Heure;Référence;Contrat;Bénéficiaire;Client;Type;Statut;Heures;Facture",
        f"2026-01-13;;{who};en présence;tenue;2,00;SPECIMEN-2026-0001",
        f"2026-01-20;;{who};en présence;absence sans prévenir;2,00;",
        f"2026-02-10;09:00;{who};en présence;prévue;2,00;",
    ]


def test_the_invoices_have_what_is_paid_and_what_is_left(coach: Run, practice: Path) -> None:
    assert coach(*IN, "credit", "1", "--amount", "20", "--reason", "Geste").code == 0
    assert printed(coach, "invoices") == [
        "Issued,Invoice,Type,Client,Net,VAT,Gross,Due on,Paid,Left to pay",
        "2026-02-03,SPECIMEN-2026-0001,invoice,Acme SA,520.00,0.00,520.00,2026-03-05,100.00,400.00",
        "2026-02-03,SPECIMEN-2026-0002,credit note,Acme SA,-20.00,0.00,-20.00,,,",
    ]
    french(practice)
    assert printed(coach, "factures")[2].endswith(";-20,00;0,00;-20,00;;;")


@pytest.mark.usefixtures("practice")
def test_the_payments_are_those_of_the_receipts_ledger(coach: Run) -> None:
    ledger = coach(*IN, "ledger", "--csv", "--year", "2026").out[1:].splitlines()
    assert printed(coach, "payments") == ledger
    assert len(ledger) == 2


@pytest.mark.parametrize("what", ["sessions", "invoices", "payments"])
@pytest.mark.usefixtures("practice")
def test_a_year_has_the_lines_of_its_days_alone(coach: Run, what: str) -> None:
    whole = printed(coach, what)
    assert printed(coach, what, "--year", "2026") == whole
    assert printed(coach, what, "--year", "2025") == whole[:1]


def test_a_cell_that_a_spreadsheet_would_run_is_a_text(coach: Run, practice: Path) -> None:
    """Names come from clients, who may begin one with any of these marks."""
    for mark in ("=1+1", "+33 6", "-2", "@SUM(A1)"):
        edit(practice / "engagements" / "martin.toml", '"Claire Martin"', f'"{mark}"')
        rows = list(csv.DictReader(printed(coach, "sessions")))
        assert {row["Beneficiary"] for row in rows} == {f"'{mark}"}
        edit(practice / "engagements" / "martin.toml", f'"{mark}"', '"Claire Martin"')


def test_a_file_is_written_into_exports_under_a_word_of_the_language(
    coach: Run, practice: Path
) -> None:
    ran = coach(*IN, "export", "sessions")
    path = practice / "exports" / "sessions.csv"
    assert (ran.code, ran.out, ran.err) == (0, f"{path}\n", "Lines in the table: 3.\n")
    assert path.read_text("utf-8")[1:].splitlines() == printed(coach, "sessions")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    french(practice)
    ran = coach(*IN, "export", "règlements", "--year", "2026")
    assert ran.out == f"{practice / 'exports' / 'reglements-2026.csv'}\n"


def test_a_file_of_the_coachs_choice_is_replaced_by_the_same_table_only(
    coach: Run, practice: Path
) -> None:
    for _ in range(2):
        ran = coach(*IN, "export", "invoices", "--csv", "--to", "mine.csv")
        assert (ran.code, ran.out) == (0, "mine.csv\n")
    kept = Path("mine.csv").read_bytes()
    ran = coach(*IN, "export", "payments", "--to", "mine.csv")
    assert (ran.code, ran.out) == (6, "")
    assert "mine.csv exists already" in ran.err
    assert coach(*IN, "export", "payments", "--to", str(practice / "clients" / "a.csv")).code == 5
    assert Path("mine.csv").read_bytes() == kept


def test_an_archived_engagement_is_in_the_table_of_the_sessions(coach: Run, practice: Path) -> None:
    before = printed(coach, "sessions")
    (practice / "archive" / "2026").mkdir(parents=True)
    (practice / "engagements" / "martin.toml").rename(practice / "archive" / "2026" / "martin.toml")
    assert printed(coach, "sessions") == before


def test_a_file_that_cannot_be_read_hides_no_other_and_is_named(coach: Run, practice: Path) -> None:
    (practice / "engagements" / "broken.toml").write_text("schema = 1\nclient = 3\n", "utf-8")
    ran = coach(*IN, "export", "sessions", "--csv")
    assert (ran.code, len(ran.out.splitlines())) == (4, 4)
    assert "broken.toml:2" in ran.err


def test_a_damaged_ledger_is_named(coach: Run, practice: Path) -> None:
    entry = practice / "ledger" / "2026" / "000001.toml"
    entry.chmod(0o600)
    edit(entry, "Acme SA", "Acme SE")
    for what in ("sessions", "invoices", "payments"):
        ran = coach(*IN, "export", what, "--csv")
        assert (ran.code, "000001.toml" in ran.err) == (4, True), (what, ran)


@pytest.mark.usefixtures("practice")
def test_the_answer_for_programs_has_the_lines_and_writes_no_file(coach: Run) -> None:
    ran = coach(*IN, "export", "payments", "--json")
    answer = json.loads(ran.out)
    assert answer["lines"][0]["received"] == "100.00"
    assert answer["problems"] == []
    assert not Path("practice/exports/payments.csv").exists()


@pytest.mark.parametrize(
    "words",
    [("ics", "--csv"), ("archive", "--csv"), ("sessions", "--csv", "--json")],
)
@pytest.mark.usefixtures("practice")
def test_options_that_contradict_each_other_are_refused(coach: Run, words: tuple[str, ...]) -> None:
    assert coach(*IN, "export", *words).code == 2
