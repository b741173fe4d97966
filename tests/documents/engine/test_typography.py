"""French typography."""

from datetime import date

import pytest

from phmcoach.documents.engine.typography import group_digits, set_days, set_prose, set_spaces


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Oui !", "Oui\u202f!"),
        ("Oui\u00a0!", "Oui\u202f!"),
        ("« oui »", "«\u202foui\u202f»"),
        ("à 20 % ou 40 €", "à 20\u202f% ou 40\u202f€"),
        ("contrat n° 7", "contrat n°\u00a07"),
        ("article 14, articles L221-18", "article\u00a014, articles\u00a0L221-18"),
        ("art. 293 B du CGI", "art.\u00a0293\u00a0B du CGI"),
        ("l’annexe 1, l’annexe personnelle", "l’annexe\u00a01, l’annexe personnelle"),
        ("M. Berger et Mme Dupont", "M.\u00a0Berger et Mme\u00a0Dupont"),
        ("un article de foi, 3 A.", "un article de foi, 3 A."),
        ("48 heures, 2 h, 3 mois", "48\u00a0heures, 2\u00a0h, 3\u00a0mois"),
        ("https://exemple.fr:80/?a=1;b", "https://exemple.fr:80/?a=1;b"),
        ("2 hommes", "2 hommes"),
    ],
)
def test_spaces_that_must_not_break_do_not(typed: str, printed: str) -> None:
    assert set_spaces(typed) == printed


def test_prose_has_curly_apostrophes_inside_words_only() -> None:
    assert set_prose("l'été, 'cité' ; 5'") == "l’été, 'cité'\u202f; 5'"


@pytest.mark.parametrize(
    ("number", "grouped"),
    [
        ("900000001", "900 000 001"),
        ("90000000100017", "900 000 001 00017"),
        ("FR7699999000010000000000115", "FR76 9999 9000 0100 0000 0000 115"),
        ("06 39 98 00 00", "06 39 98 00 00"),
        ("+33 612345678", "+33 612345678"),
    ],
)
def test_numbers_are_grouped_as_people_read_them(number: str, grouped: str) -> None:
    assert group_digits(number) == grouped.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("days", "written"),
    [
        ([(3, 2)], "3 février 2026"),
        ([(1, 2), (3, 2), (24, 2)], "1er, 3 et 24 février 2026"),
        ([(3, 2), (1, 3)], "3 février et 1er mars 2026"),
        ([(3, 2), (12, 2), (1, 3)], "3 et 12 février ; 1er mars 2026"),
        ([], ""),
    ],
)
def test_days_name_their_month_once(days: list[tuple[int, int]], written: str) -> None:
    found = set_days([date(2026, month, day) for day, month in days], "fr")

    assert found.replace("\u00a0", " ").replace("\u202f", " ") == written


def test_days_of_two_years_name_both() -> None:
    days = [date(2026, 12, 3), date(2026, 12, 10), date(2027, 1, 7)]
    found = set_days(days, "fr").replace("\u00a0", " ").replace("\u202f", " ")

    assert found == "3 et 10 décembre 2026 ; 7 janvier 2027"
    assert set_days(days[1:], "en").replace("\u00a0", " ") == "10 December 2026 and 7 January 2027"


def test_english_days_have_no_ordinal() -> None:
    assert set_days([date(2026, 2, 1)], "en").replace("\u00a0", " ") == "1 February 2026"
