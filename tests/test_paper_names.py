"""The names of the files of issued papers, and what earlier versions named so."""

from datetime import date

import pytest

from phmcoach.paper_names import (
    PaperKind,
    attachment_name,
    duplicate_names,
    find_number,
    letter_prefixes,
    letter_stem,
    number_in,
    paper_stem,
    portal_stem,
)
from phmcoach.words import LANGUAGES, REMINDER_LEVELS, Language, ReminderLevel

NUMBER = "SPECIMEN-D-2026-0001"
KINDS: tuple[PaperKind, ...] = ("invoice", "deposit", "credit", "quote")


def test_a_paper_is_named_by_a_word_of_its_language_and_its_number() -> None:
    assert [[paper_stem(each, kind, "F-2026-0007") for kind in KINDS] for each in LANGUAGES] == [
        [
            "facture-F-2026-0007",
            "facture-acompte-F-2026-0007",
            "avoir-F-2026-0007",
            "devis-F-2026-0007",
        ],
        [
            "invoice-F-2026-0007",
            "deposit-invoice-F-2026-0007",
            "credit-note-F-2026-0007",
            "quote-F-2026-0007",
        ],
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_number_is_read_in_each_name(language: Language, kind: PaperKind) -> None:
    stem = paper_stem(language, kind, NUMBER)
    duplicate, before = duplicate_names(language, stem, NUMBER)
    assert number_in(f"{stem}.pdf") == NUMBER
    assert number_in(f"{NUMBER}.pdf") == NUMBER
    portal = portal_stem(language, stem)
    made = (duplicate, before, f"{portal}.pdf", f"{portal}.xml")
    for name in (f"{stem}.eml", f"{NUMBER}.eml", *made):
        assert find_number(name) == ("SPECIMEN-D-2026", 1), name


def test_another_name_holds_no_number() -> None:
    assert number_in(".000001.pdf") is None
    assert number_in("contrat-martin-2026.pdf") is None
    assert number_in("facture-F-2026-0007 (1).pdf") is None
    assert [number_in(each) for each in ("IMG-0042.pdf", "SCAN-20260102.pdf")] == [None, None]
    assert find_number("IMG-0042.eml") is None
    assert find_number("relance-ferme-F-2026-0007.pdf") is None
    assert find_number("courriel-factures-2026-06-acme.eml") is None
    assert find_number("contrat-F-2026-0007-2026-06-01.pdf") is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", REMINDER_LEVELS)
def test_a_number_is_read_in_each_letter(language: Language, level: ReminderLevel) -> None:
    on = date(2026, 6, 1)
    stem, before = letter_stem(language, NUMBER, level, on), letter_prefixes(NUMBER, level)[-1]
    for name in (f"{stem}.pdf", f"{stem}.eml", f"{before}{on}.pdf"):
        assert find_number(name) == ("SPECIMEN-D-2026", 1), name


def test_what_is_made_of_a_paper_says_so_in_its_language() -> None:
    on, stem = date(2026, 6, 1), "facture-F-2026-0007"
    assert duplicate_names("fr", stem, "F-2026-0007")[0] == f"{stem}-duplicata.pdf"
    assert duplicate_names("en", "invoice-F-1", "F-1")[0] == "invoice-F-1-duplicate.pdf"
    assert portal_stem("fr", stem) == f"{stem}-portail"
    assert portal_stem("en", "invoice-F-1") == "invoice-F-1-portal"
    assert attachment_name(f"{stem}.pdf", "A-2026-03") == f"{stem}-A-2026-03.pdf"
    assert attachment_name(f"{stem}.pdf", None) == f"{stem}.pdf"
    assert letter_stem("fr", "F-2026-0007", "firm", on) == "relance-ferme-F-2026-0007-2026-06-01"
    assert letter_stem("en", "F-2026-0007", "formal", on) == "formal-notice-F-2026-0007-2026-06-01"


def test_letters_are_found_in_each_language_and_under_their_earlier_name() -> None:
    assert letter_prefixes("F-2026-0007", "friendly") == (
        "relance-amicale-F-2026-0007-",
        "friendly-reminder-F-2026-0007-",
        "F-2026-0007-relance-amicale-",
    )
