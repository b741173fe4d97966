"""The ledger as a coach, a spreadsheet and a program see it."""

import csv
import json
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.cli.commands.test_money_commands import speak
from tests.cli.conftest import BeginAfter, Run
from tests.cli.road import IN, INIT, INVOICED

HOSTILE = "=HYPERLINK(1)"


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    """Make a practice that invoiced 520 €, received 100 € of it and 90 € from elsewhere."""
    pay = (*IN, "pay", "1", "--on", "2026-02-03", "--by", "transfer", "--amount", "100")
    other = ("--on", "2026-02-02", "--by", "cash", "--from", HOSTILE)
    receive = (*IN, "receive", "--amount", "90", "--label", "Atelier", *other)
    return begin_after(*INVOICED, pay, receive) / "practice"


def test_the_receipts_of_the_year_are_printed_as_a_table(coach: Run, practice: Path) -> None:
    speak(practice, "fr")
    ran = coach(*IN, "ledger")
    assert ran.code == 0, ran
    assert [" ".join(line.split()) for line in ran.out.splitlines()] == [
        "Livre des recettes, du 1er janvier 2026 au 31 décembre 2026",
        "Encaissé le Pièce Client Nature Règlement Montant Dont espèces N° Écrit le",
        "02/02/2026 000003 =HYPERLINK(1) – Atelier autre espèces 90,00 € 90,00 € 3 03/02/2026",
        "03/02/2026 SPECIMEN-2026-0001 Acme SA honoraires virement 100,00 € 2",
        "Total février 2026 190,00 € 90,00 €",
        "Total T1 2026 190,00 € 90,00 €",
        "Total 2026 190,00 € 90,00 €",
    ]
    assert ran.err == ""


@pytest.mark.usefixtures("practice")
def test_the_receipts_of_a_period_are_printed_as_json(coach: Run) -> None:
    ran = coach(*IN, "ledger", "--from", "2026-02-03", "--to", "2026-02-28", "--json")
    assert ran.code == 0, ran
    assert json.loads(ran.out) == {
        "schema": 1,
        "view": "receipts",
        "from": "2026-02-03",
        "to": "2026-02-28",
        "specimen": True,
        "lines": [
            {
                "received_on": "2026-02-03",
                "voucher": "SPECIMEN-2026-0001",
                "client": "Acme SA",
                "nature": "fees",
                "method": "transfer",
                "received": "100.00",
                "cash": None,
                "vat": "0.00",
                "place": 2,
                "recorded_on": "2026-02-03",
            }
        ],
        "totals": [
            {"span": span, "on": "2026-02-03", "received": "100.00", "cash": "0.00", "vat": "0.00"}
            for span in ("month", "quarter", "year", "period")
        ],
        "limits": [
            {
                "limit": limit,
                "amount": amount,
                "received": "190.00",
                "percent": 0,
                "reached_on": None,
            }
            for limit, amount in (
                ("vat-franchise", "37500.00"),
                ("vat-franchise-upper", "41250.00"),
                ("micro", "83600.00"),
            )
        ],
        "warnings": [],
    }


def test_a_spreadsheet_opens_the_csv_and_runs_no_formula(coach: Run, practice: Path) -> None:
    speak(practice, "fr")
    ran = coach(*IN, "ledger", "--csv")
    assert ran.out.startswith("\ufeffEncaissé le;")
    rows = list(csv.reader(StringIO(ran.out.removeprefix("\ufeff")), delimiter=";"))
    assert rows[1] == [
        *("2026-02-02", "000003", f"'{HOSTILE} – Atelier", "autre", "espèces"),
        *("90,00", "90,00", "0,00", "3", "2026-02-03"),
    ]
    assert len(rows) == 3


@pytest.mark.usefixtures("practice")
def test_the_english_csv_uses_commas(coach: Run) -> None:
    rows = list(csv.reader(StringIO(coach(*IN, "ledger", "--view", "turnover", "--csv").out)))
    assert rows[1] == ["2026-02", "190.00", "520.00"]


@pytest.mark.usefixtures("practice")
@pytest.mark.parametrize(
    ("view", "lines"),
    [
        ("receipts", 2),
        ("sales", 1),
        ("unpaid", 1),
        ("turnover", 1),
        ("vat", 0),
        ("declaration", 1),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_view_exists_as_a_table_as_json_and_as_a_pdf(
    coach: Run, practice: Path, view: str, lines: int, language: str
) -> None:
    speak(practice, language)
    shown = coach(*IN, "ledger", "--view", view)
    assert shown.code == 0, shown
    assert len(json.loads(coach(*IN, "ledger", "--view", view, "--json").out)["lines"]) == lines
    printed = coach(*IN, "ledger", "--view", view, "--pdf")
    assert printed.code == 0, printed
    text = PdfReader(printed.out.strip()).pages[0].extract_text()
    assert shown.out.split(",")[0].split(" on ")[0].strip() in text.replace("\n", " ")


def test_the_printed_ledger_uses_the_language_of_the_practice_not_of_the_user(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(practice, "fr")
    monkeypatch.setenv("COACH_LANG", "en")
    assert coach(*IN, "ledger").out.startswith("Receipts ledger")
    printed = coach(*IN, "ledger", "--pdf").out.strip()
    assert "Livre des recettes" in PdfReader(printed).pages[0].extract_text()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--csv", "--json"), 2),
        (("--year", "2026", "--from", "2026-01-01"), 2),
        (("--view", "gifts"), 2),
        (("--from", "2026-03-01", "--to", "2026-02-01"), 5),
        (("--view", "declaration", "--year", "2031"), 0),
    ],
)
@pytest.mark.usefixtures("practice")
def test_an_invalid_view_is_refused_and_unknown_rates_are_reported(
    coach: Run, words: tuple[str, ...], code: int
) -> None:
    ran = coach(*IN, "ledger", *words)
    assert (ran.code, bool(ran.err)) == (code, True), ran


def test_only_a_micro_entrepreneur_has_a_declaration(coach: Run) -> None:
    assert coach(*INIT, "--tax-regime", "bnc-2035").code == 0
    assert coach(*IN, "ledger", "--view", "declaration").code == 5


@pytest.mark.usefixtures("practice")
def test_the_view_of_vat_names_the_papers_whose_vat_is_wrong_until_they_are_credited(
    coach: Run,
) -> None:
    own = ("--from", "2026-01-01", "--vat-number", "FR68900000001")
    assert coach(*IN, "set-practice", "--vat-regime", "quarterly", *own).code == 0
    said = ("VAT", "credit SPECIMEN-2026-0001 --rebill")
    assert all(words in coach(*IN, "ledger", "--view", "vat").err for words in said)
    assert said[1] not in coach(*IN, "ledger", "--view", "sales").err
    note = ("credit", "SPECIMEN-2026-0001", "--rebill", "--reason", "TVA")
    assert coach(*IN, *note).code == 0
    assert said[1] not in coach(*IN, "ledger", "--view", "vat").err


@pytest.mark.usefixtures("practice")
def test_a_limit_that_comes_near_is_reported_once_on_receipt_and_in_the_ledger(coach: Run) -> None:
    much = ("--amount", "31000", "--label", "x", "--on", "2026-02-03", "--by", "transfer")
    assert "€37,500.00" in coach(*IN, "receive", *much).err
    assert "€37,500.00" in coach(*IN, "ledger").err
    assert coach(*IN, "ledger", "--year", "2025").err == "There is no entry in this period.\n"
    little = ("--amount", "1", *much[2:])
    assert "€37,500.00" not in coach(*IN, "receive", *little).err


def block(path: Path) -> None:
    path.mkdir(parents=True)


def lay_pipe(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)


def link_out(path: Path) -> None:
    path.parent.mkdir()
    outside = path.parents[2] / "elsewhere.toml"
    outside.write_text("schema = 1\n", "utf-8")
    path.symlink_to(outside)


@pytest.mark.parametrize(
    "words",
    [
        ("ledger",),
        ("ledger", "--view", "unpaid"),
        ("remind",),
        ("invoice", "martin"),
        ("invoice", "--all"),
        ("pay", "1", "--on", "2026-02-03", "--by", "transfer"),
        ("contract", "martin"),
        ("show", "martin"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("make", [block, lay_pipe, link_out])
def test_what_is_no_file_in_the_own_law_is_named_once_and_the_rest_is_used(
    begin_after: BeginAfter, coach: Run, make: Callable[[Path], None], words: tuple[str, ...]
) -> None:
    practice = begin_after(*INVOICED, (*IN, "log-session", "martin", "--on", "2026-02-02"))
    blocked = practice / "practice" / "law" / "x.toml"
    make(blocked)
    ran = coach(*IN, *words)
    assert ran.code == 0, ran.err
    said = ran.out + ran.err
    assert said.count("Warning: law/x.toml is ") == 1
    assert said.count("law/x.toml") == 1


@pytest.mark.parametrize(
    ("view", "code"),
    [("receipts", 0), ("sales", 0), ("turnover", 0), ("vat", 0), ("unpaid", 4)],
)
def test_law_that_cannot_be_read_stops_only_what_is_computed_by_it(
    coach: Run, practice: Path, view: str, code: int
) -> None:
    (practice / "law").mkdir()
    (practice / "law" / "x.toml").write_text("schema = ", "utf-8")
    ran = coach(*IN, "ledger", "--view", view)
    label = "Error" if code else "Warning"
    assert (ran.code, bool(ran.out)) == (code, not code)
    assert f"{label}: What follows the equals sign cannot be read" in ran.err
