"""What `check-cadence` prints on its own, with `--verbose`, and under what it found."""

import json

import pytest
from tests.cli.conftest import Ran, Run

IN = ("-C", "demo")
EXPLAINED = (
    "martin-2026, mois à partir du 22\u00a0avril\u00a02026\u202f: l’explication est notée. L’écran"
    " ne signale plus ce mois (--verbose le montre)\u202f; le manquement reste dans le dossier,"
    " avec le code de sortie 1.\n"
)
ALL_EXPLAINED = (
    "martin-2026, mois qui commencent les 22\u00a0avril\u00a02026, 22\u00a0mai\u00a02026 et"
    " 22\u00a0juin\u00a02026\u202f: l’explication est notée. L’écran ne signale plus ces mois"
    " (--verbose les montre)\u202f; les manquements restent dans le dossier, avec le code de sortie"
    " 1.\n"
)


@pytest.fixture
def check(coach: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Make the demo practice, and check its cadence on a day."""
    coach("demo", "demo", language="fr")

    def run(today: str, *words: str) -> Ran:
        monkeypatch.setenv("COACH_TODAY", today)
        return coach("-C", "demo", "check-cadence", *words)

    return run


@pytest.fixture(autouse=True)
def _french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_LANG", "fr")
    monkeypatch.setenv("COACH_TODAY", "2026-03-25")


def test_one_line_says_that_the_rhythm_is_kept(check: Run) -> None:
    assert check("2026-03-25", "martin") == (0, "1 accompagnement, rythme tenu.\n", "")


def test_what_an_amendment_agreed_beyond_the_bounds_is_always_named(check: Run, coach: Run) -> None:
    for line in (
        ("amend", "martin", "--sessions", "22", "--anyway", "Deux projets de plus"),
        ("sign", "martin", "--amendment", "1", "--on", "2026-03-25"),
    ):
        ran = coach(*IN, *line)
        assert ran.code == 0, ran.err
    assert check("2026-03-25", "martin").out == (
        "  martin-2026  Dépassement convenu par l’avenant n°\u00a01 (motif\u202f: Deux projets"
        " de plus). 22 séances\u202f: le profil en permet de 10 à 20.\n"
        "\n"
        "1 accompagnement, rythme tenu.\n"
    )


def test_engagements_without_a_rhythm_yet_are_counted_apart(check: Run) -> None:
    assert check("2026-03-25").out == (
        "1 accompagnement, rythme tenu."
        " Sans rythme à suivre pour le moment\u202f: 2 accompagnements.\n"
    )
    assert check("2026-03-25", "petit").out == (
        "Sans rythme à suivre pour le moment\u202f: 1 accompagnement.\n"
    )


def test_only_what_is_wrong_is_printed_and_the_last_line_counts_it(check: Run) -> None:
    ran = check("2026-05-29")
    assert ran.code == 1
    assert "petit-2026" not in ran.out
    assert "conforme" not in ran.out
    assert ran.out.splitlines()[-1] == (
        "À revoir\u202f: 1 accompagnement sur 3."
        " Sans rythme à suivre pour le moment\u202f: 2 accompagnements."
    )


def test_verbose_also_prints_what_is_in_order(check: Run) -> None:
    ran = check("2026-05-29", "--verbose")
    assert ran.code == 1
    assert "petit-2026   conforme" in ran.out
    assert "  conforme  Séances décomptées\u202f: 6 sur 12\u202f; prévues\u202f: 0.\n" in ran.out
    assert ran.out.splitlines()[-1] == check("2026-05-29").out.splitlines()[-1]


def test_an_explained_month_is_not_repeated_but_stays_a_breach(check: Run) -> None:
    before = check("2026-05-29", "--json")
    explained = check("2026-05-29", "martin", "--acknowledge", "Mission à l’étranger.")
    assert explained == (0, "", EXPLAINED)
    ran = check("2026-05-29", "martin")
    assert ran.code == 1
    assert "manquement" not in ran.out
    assert ran.out.splitlines()[-1] == (
        "À revoir\u202f: 1 accompagnement sur 1, hors 1 mois déjà expliqué (--verbose)."
    )
    assert check("2026-05-29", "martin", "--verbose").out.splitlines()[-4:-2] == [
        "  manquement  Mois du 22/04/2026 au 21/05/2026\u202f: 0 séance (minimum 1).",
        "    Déjà expliqué\u202f: Mission à l’étranger.",
    ]
    assert check("2026-05-29", "--json") == before


def test_the_closing_line_says_what_it_leaves_out(check: Run, coach: Run) -> None:
    check("2026-05-29", "martin", "--acknowledge", "Mission.")
    coach(*IN, "log-session", "martin", "--session", "s7", "--on", "2026-04-03", "--status", "held")
    for day in ("2026-06-02", "2026-06-08", "2026-06-15", "2026-06-22", "2026-06-29"):
        coach(*IN, "plan", "martin", "--on", day)

    ran = check("2026-05-29", "martin")

    assert ran == (
        1,
        "1 accompagnement, rythme tenu, hors 1 mois déjà expliqué (--verbose).\n",
        "",
    )


def test_an_explanation_is_taken_back(check: Run) -> None:
    before = check("2026-05-29", "martin")
    check("2026-05-29", "martin", "--acknowledge", "Mission.")
    assert check("2026-05-29", "martin", "--take-back").code == 0
    assert check("2026-05-29", "martin") == before


def test_only_what_waits_is_explained_and_only_once(check: Run) -> None:
    check("2026-05-29", "martin", "--acknowledge", "Mission.")
    again = check("2026-05-29", "martin", "--acknowledge", "Mission.")
    assert again.code == 5
    assert "Aucun mois passé de martin-2026 n’attend d’explication" in again.err
    assert check("2026-05-29", "petit", "--take-back").code == 5
    assert check("2026-05-29", "martin", "petit", "--acknowledge", "Mission.").code == 2


def test_several_months_are_explained_in_one_sentence(check: Run) -> None:
    explained = check("2026-07-29", "martin", "--acknowledge", "Mission.")
    assert explained == (0, "", ALL_EXPLAINED)
    taken_back = check("2026-07-29", "martin", "--take-back")
    assert "l’explication est annulée, et l’écran montre de nouveau ces mois" in taken_back.err
    assert taken_back.err.count("martin-2026") == 1


@pytest.mark.parametrize("words", [("--take-back",), ("--acknowledge", "Mission.")])
def test_a_missing_reference_is_explained_as_the_one_that_is_needed(
    check: Run, words: tuple[str, ...]
) -> None:
    ran = check("2026-05-29", *words)
    assert ran.code == 2
    assert "L’accompagnement\u202f: sa référence" in ran.err
    assert "tous ceux en cours" not in ran.err


def test_an_empty_explanation_is_refused_by_its_option(check: Run) -> None:
    assert check("2026-05-29", "martin", "--acknowledge", "") == (
        2,
        "",
        "Erreur\u202f: --acknowledge\u202f: Le texte est vide.\n",
    )


def test_a_recorded_session_says_no_more_that_the_rhythm_is_broken(check: Run, coach: Run) -> None:
    check("2026-05-29", "martin", "--acknowledge", "Mission.")
    ran = coach(*IN, "log-session", "martin", "--on", "2026-05-29", "--hours", "2")
    assert ran.code == 0
    assert "rompu" not in ran.out
    assert "Mois du" not in ran.out


def test_verbose_changes_nothing_in_the_json(check: Run) -> None:
    ran = check("2026-05-29", "--json")
    assert ran == check("2026-05-29", "--json", "--verbose")
    assert len(json.loads(ran.out)["engagements"]) == 3
