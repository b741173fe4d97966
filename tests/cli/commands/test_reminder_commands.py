"""Late invoices, reminders, e-mails and duplicates, for a coach and for a script."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import BeginAfter, Ran, Run
from tests.cli.road import IN, INVOICED, ROAD

NUMBER = "SPECIMEN-2026-0001"
DOCUMENTS = Path("practice") / "documents" / "martin"
NBSP, NARROW = "\u00a0", "\u202f"


@pytest.fixture
def late(begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a practice whose invoice of 3 February was due on 5 March; it is 20 April."""
    root = begin_after(*INVOICED)
    monkeypatch.setenv("COACH_TODAY", "2026-04-20")
    return root / "practice"


def data(ran: Ran) -> Any:  # noqa: ANN401 - JSON
    assert ran.code == 0, ran
    return json.loads(ran.out)


def speak_french(practice: Path) -> None:
    settings = practice / "practice.toml"
    settings.write_text(settings.read_text("utf-8").replace('"en"', '"fr"'), "utf-8")


def plain(text: str) -> str:
    return text.replace(NBSP, " ").replace(NARROW, " ")


@pytest.mark.usefixtures("late")
def test_a_late_invoice_is_listed_with_the_next_reminder(coach: Run) -> None:
    ran = coach(*IN, "remind")
    assert (ran.code, ran.err) == (0, "")
    assert plain(ran.out) == (
        "Invoice             Client   Due on        Days late  Left to pay  Late cost"
        "  Time for\n"
        "SPECIMEN-2026-0001  Acme SA  5 March 2026         46      €520.00     €47.96"
        "  friendly reminder\n"
        "Left to pay: €520.00, of which overdue: €520.00.\n"
    )


def test_the_list_is_translated_into_french(coach: Run, late: Path) -> None:
    speak_french(late)
    _, row, totals = plain(coach(*IN, "remind", language="fr").out).splitlines()
    assert row.split("  ")[-2:] == [" 47,96 €", "relance amicale"]
    assert totals == "Reste dû : 520,00 €, dont échu : 520,00 €."


@pytest.mark.usefixtures("late")
def test_an_invoice_that_is_not_due_has_no_days_late_and_no_cost(coach: Run) -> None:
    assert plain(coach(*IN, "remind", "--on", "2026-03-05").out) == (
        "Invoice             Client   Due on        Days late  Left to pay  Late cost  Time for\n"
        "SPECIMEN-2026-0001  Acme SA  5 March 2026                 €520.00\n"
        "Left to pay: €520.00, of which overdue: €0.00.\n"
    )


@pytest.mark.usefixtures("late")
def test_the_list_is_printed_as_json(coach: Run) -> None:
    assert data(coach(*IN, "remind", "--json")) == {
        "schema": 1,
        "unpaid": [
            {
                "number": NUMBER,
                "engagement": "martin",
                "client": "Acme SA",
                "issued_on": "2026-02-03",
                "due_on": "2026-03-05",
                "as_of": "2026-04-20",
                "days_late": 46,
                "outstanding": "520.00",
                "penalties": "7.96",
                "indemnity": "40.00",
                "compensated": "0.00",
                "level": "formal",
                "next_level": "friendly",
                "claimable_until": "2031-03-05",
            }
        ],
        "warnings": [],
    }


@pytest.mark.usefixtures("late")
def test_unknown_rates_leave_the_list_with_a_warning(coach: Run) -> None:
    ran = coach(*IN, "remind", "--on", "2027-01-02", "--json")
    assert data(ran)["unpaid"][0]["penalties"] is None
    assert "law/2027.toml" in ran.err
    table = plain(coach(*IN, "remind", "--on", "2027-01-02").out)
    assert "303      €520.00             friendly reminder" in table


@pytest.mark.usefixtures("late")
def test_a_reminder_reports_its_files_and_that_nothing_was_sent(coach: Run) -> None:
    ran = coach(*IN, "remind", "1", "--level", "formal")
    stem = DOCUMENTS.absolute() / f"mise-en-demeure-{NUMBER}-2026-04-20"
    assert ran.code == 0
    assert ran.out == f"{stem}.pdf\n{stem}.eml\n"
    assert ran.err == (
        "Warning: No firm letter that is eight days old is among the documents of "
        f"{NUMBER}: if you sent none otherwise, begin with it.\n"
        f"  To fix it: coach -C practice remind {NUMBER} --level firm\n"
        "Warning: The e-mail address of Acme SA is not known: the draft has no recipient.\n"
        "  To fix it: coach -C practice set-client acme --email …\n"
        f"Written: formal notice about {NUMBER}, asking for €567.96.\n"
        "Nothing was sent: send the letter by registered post with advice of delivery, which "
        "proves its date, and the e-mail as a copy.\n"
    )


def test_the_letter_to_a_client_whose_address_mail_programs_refuse_is_written_alone(
    coach: Run, late: Path
) -> None:
    client = late / "clients" / "acme.toml"
    client.write_text(f'email = "é@acme.example"\n{client.read_text("utf-8")}', "utf-8")
    ran = coach(*IN, "remind", "1", "--level", "firm")
    letter = DOCUMENTS.absolute() / f"relance-ferme-{NUMBER}-2026-04-20.pdf"
    assert (ran.code, ran.out) == (0, f"{letter}\n"), ran
    assert ran.err == (
        "Warning: Not every mail program accepts the e-mail address of Acme SA (é@acme.example):"
        " no draft is written to it.\n"
        "  To fix it: coach -C practice set-client acme --email …\n"
        f"Written: firm reminder about {NUMBER}, asking for €520.00.\n"
        "Nothing was sent: print the letter and post it.\n"
    )
    assert data(coach(*IN, "remind", "1", "--level", "firm", "--json"))["mail"] is None
    formal = coach(*IN, "remind", "1", "--level", "formal")
    assert formal.err.endswith(
        "Nothing was sent: send the letter by registered post with advice of delivery, which proves"
        " its date.\n"
    )


@pytest.mark.usefixtures("late")
def test_a_reminder_is_printed_as_json(coach: Run) -> None:
    made = data(coach(*IN, "remind", NUMBER, "--level", "firm", "--json"))
    assert (made["level"], made["asked"], made["reply_by"]) == ("firm", "520.00", "2026-04-28")
    assert Path(made["letter"]).read_bytes().startswith(b"%PDF")
    assert Path(made["mail"]).read_bytes().startswith(b"X-Unsent: 1\r\n")


def bill_hour(coach: Run, monkeypatch: pytest.MonkeyPatch, on: str, held_on: str) -> None:
    """Bill an hour (260 €) on a day; it is due 30 days later."""
    monkeypatch.setenv("COACH_TODAY", on)
    assert coach(*IN, "log-session", "martin", "--on", held_on, "--hours", "1").code == 0
    assert coach(*IN, "invoice", "martin").code == 0


@pytest.fixture
def several(coach: Run, late: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Add an invoice that was due on 9 April, and one on 19 April; the first had its letter."""
    bill_hour(coach, monkeypatch, "2026-03-10", "2026-02-04")
    bill_hour(coach, monkeypatch, "2026-03-20", "2026-02-05")
    monkeypatch.setenv("COACH_TODAY", "2026-04-01")
    assert coach(*IN, "remind", NUMBER, "--level", "friendly").code == 0
    monkeypatch.setenv("COACH_TODAY", "2026-04-20")
    return late


@pytest.mark.usefixtures("several")
def test_the_json_of_a_letter_about_several_invoices_is_about_the_one_that_was_named(
    coach: Run,
) -> None:
    """The firm letter about the first one leads, and contains the friendly one about the second."""
    newer, stem = "SPECIMEN-2026-0002", DOCUMENTS.absolute()
    made = data(coach(*IN, "remind", newer, "--json"))
    facts = ("number", "outstanding", "level", "asked", "total", "letter", "mail", "others")
    assert {key: made[key] for key in facts} == {
        "number": newer,
        "outstanding": "260.00",
        "level": "friendly",
        "asked": "260.00",
        "total": "780.00",
        "letter": f"{stem}/relance-amicale-{newer}-2026-04-20.pdf",
        "mail": f"{stem}/relance-ferme-{NUMBER}-2026-04-20.eml",
        "others": [{"number": NUMBER, "level": "firm", "asked": "520.00"}],
    }


ONE_LETTER = {
    "en": """\
Written: firm reminder about SPECIMEN-2026-0001, asking for €520.00.
In the same letter: friendly reminder about SPECIMEN-2026-0002, asking for €260.00.
One letter for Acme SA, asking for €780.00 in all. For a letter about one invoice, add --level.
""",
    "fr": """\
Document établi : relance ferme pour SPECIMEN-2026-0001, 520,00 € à régler.
Dans la même lettre : relance amicale pour SPECIMEN-2026-0002, 260,00 € à régler.
Une seule lettre pour Acme SA, qui demande 780,00 € en tout. Pour une lettre sur une seule \
facture, ajoutez --level.
""",
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_sum_of_a_letter_is_what_it_asks_for_and_not_all_that_is_owed(
    coach: Run, several: Path, language: str
) -> None:
    """The third invoice (260 €) is late by one day: it is owed, and not in the letter."""
    if language == "fr":
        speak_french(several)
    err = plain(coach(*IN, "remind", NUMBER, language=language).err)
    assert ONE_LETTER[language] in err
    assert "SPECIMEN-2026-0003" not in err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("remind", "9"), 3),
        (("remind", NUMBER, "--level", "rude"), 2),
        (("remind", "--level", "firm"), 2),
        (("remind", "--rate", "15"), 2),
        (("remind", "--notified-on", "2026-04-01"), 2),
        (("remind", NUMBER, "--on", "2026-03-05"), 5),
        (("remind", NUMBER, "--on", "2026-03-06"), 5),
        (("remind", NUMBER, "--on", "2026-04-21"), 5),
        (("remind", NUMBER, "--rate", "1"), 5),
        (("remind", NUMBER, "--notified-on", "2026-04-01"), 5),
        (("mail",), 2),
        (("mail", "9"), 3),
        (("mail", "--duplicate"), 2),
        (("mail", "9", "--duplicate"), 3),
    ],
)
def test_an_invalid_command_is_refused_and_writes_nothing(
    coach: Run, late: Path, words: tuple[str, ...], code: int
) -> None:
    ran = coach(*IN, *words)
    assert (ran.code, ran.out) == (code, ""), ran
    assert ran.err
    assert not list(late.glob("documents/martin/*SPECIMEN*"))


@pytest.mark.usefixtures("late")
def test_a_paid_invoice_is_neither_listed_nor_reminded_of(coach: Run) -> None:
    assert coach(*IN, "pay", NUMBER, "--on", "2026-03-05", "--by", "transfer").code == 0
    assert coach(*IN, "remind") == (0, "", "Nothing is left to pay.\n")
    assert data(coach(*IN, "remind", "--json"))["unpaid"] == []
    refused = coach(*IN, "remind", NUMBER)
    assert (refused.code, refused.err) == (
        5,
        f"Error: {NUMBER} is paid: there is nothing to remind the client of.\n",
    )


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize("typed", [("mail",), ("mail", "9"), ("mail", "--duplicate"), ("credit",)])
def test_the_last_papers_are_listed_to_choose_from(coach: Run, typed: tuple[str, ...]) -> None:
    err = plain(coach(*IN, *typed).err)
    assert err.startswith("Issued:\n  1  SPECIMEN-2026-0001, Acme SA, on 3 February 2026\n"), err


@pytest.mark.usefixtures("late")
def test_the_lines_of_an_invoice_are_listed_to_choose_from(coach: Run) -> None:
    ran = coach(*IN, "credit", "1", "--lines", "--reason", "X.")
    assert (ran.code, ran.err.count("Line 1: "), "--lines 1,3" in ran.err) == (2, 1, True), ran


@pytest.mark.usefixtures("late")
def test_an_e_mail_is_a_draft_in_the_documents_folder(coach: Run) -> None:
    warned = coach(*IN, "mail", "1").err
    assert warned.startswith("Warning: The e-mail address of Acme SA is not known")
    assert coach(*IN, "set-client", "acme", "--email", "compta@acme.example").code == 0
    ran = coach(*IN, "mail", "1")
    assert (ran.code, ran.out) == (0, f"{DOCUMENTS.absolute()}/facture-{NUMBER}.eml\n")
    assert ran.err == (
        "Nothing was sent: open the .eml file in your mail program, read it over and send it.\n"
    )


def test_a_duplicate_leaves_the_ledger_unchanged(coach: Run, late: Path) -> None:
    before = {path: path.read_bytes() for path in (late / "ledger").rglob("*.*")}
    ran = coach(*IN, "mail", NUMBER, "--duplicate")
    assert (ran.code, ran.out) == (0, f"{DOCUMENTS.absolute()}/facture-{NUMBER}-duplicata.pdf\n")
    assert ran.err == "The duplicate is written; the ledger is unchanged.\n"
    assert {path: path.read_bytes() for path in (late / "ledger").rglob("*.*")} == before


def test_a_quote_is_offered_for_a_duplicate_but_not_for_a_plain_copy(
    coach: Run, begin_after: BeginAfter
) -> None:
    begin_after(*ROAD[:7], (*IN, "quote", "martin"))
    offered = [
        coach(*IN, "mail", "--duplicate", *plain_copy).err for plain_copy in ((), ("--plain",))
    ]
    assert ["SPECIMEN-D-2026-0001" in each for each in offered] == [True, False]
