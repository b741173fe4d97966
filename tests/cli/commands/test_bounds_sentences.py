"""Each broken bound is a full sentence in both languages, wherever terms are set or signed."""

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run

ROAD = """
init practice --name "Camille Durand" --siret 90000000100017 --address "1 rue X" --postcode 75000 --city Paris --email c@example.org --iban FR7699999000010000000000115 --bic TESTFRPPXXX --vat-regime franchise --language {language}
new-client acme --kind company-fr --name "Acme SA" --siren 811222330 --address "2 rue Y" --postcode 69000 --city Lyon
new-engagement martin-2026 --client acme --beneficiary "Claire Martin" --situation new-role --received-on 2026-01-02
validate-demand martin --on 2026-01-05 --request "Trouver ma place."
add-objective martin --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
set-terms martin --sessions 12 --hours 2 --start 2026-01-12 --months 6
"""  # noqa: E501 - command lines as they are typed

BROKEN = {
    "number": ("--sessions 8 --hours 2 --end 2026-07-11", "sessions = 8", 1),
    "number above": ("--sessions 21 --hours 2 --end 2026-07-11", "sessions = 21", 1),
    "length": ("--sessions 12 --hours 5 --end 2026-07-11", "session_minutes = 300", 1),
    "span": ("--sessions 12 --hours 2 --end 2026-09-11", "end_on = 2026-09-11", 1),
    "short span": ("--sessions 12 --hours 2 --end 2026-01-20", "end_on = 2026-01-20", 1),
    "sessions a month": ("--sessions 4 --hours 2 --end 2026-07-11", "sessions = 4", 2),
}
"""Terms that break bounds: as options, as an edit of the file, and how many they break."""

SENTENCE = re.compile(
    r"^(?:Error: |Erreur\u202f: )\S.*\S: \S.*\.$|^(?:Error: |Erreur\u202f: )\S.*\.$"
)
EMPTY = re.compile('«\\s*»|""|“”|{|}|None|  +[a-zé]')


def lines_of(road: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of each line, with the folder if it needs one."""
    for line in road.strip().splitlines():
        words = shlex.split(line)
        yield (*(() if words[0] == "init" else ("-C", "practice")), *words)


@pytest.fixture
def begin(
    coach: Run, begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Run]:
    """Return a function that makes a practice in a language and returns what types a line."""

    def make(language: str) -> Run:
        monkeypatch.setenv("COACH_TODAY", "2026-01-20")
        monkeypatch.setenv("COACH_LANG", language)
        begin_after(*lines_of(ROAD.format(language=language)))
        return lambda line: coach("-C", "practice", *shlex.split(line))

    return make


def edit_terms(text: str) -> None:
    """Set a key of the terms in the file, as a hand edit does."""
    path = Path("practice/engagements/martin-2026.toml")
    key = text.partition(" = ")[0]
    path.write_text(re.sub(rf"(?m)^{key} = .*$", text, path.read_text("utf-8")), "utf-8")


def sentences_of(err: str) -> list[str]:
    """Return the errors, without the commands that help."""
    return [line for line in err.splitlines() if line.startswith(("Error", "Erreur"))]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("command", ["set-terms", "amend", "contract", "sign", "quote"])
def test_every_broken_bound_is_a_sentence_of_its_own(
    begin: Callable[[str], Run], language: str, command: str
) -> None:
    coach = begin(language)
    if command == "amend":
        assert coach("sign martin --on 2026-01-12").code == 0
    wrong = {}
    for name, (options, edited, count) in BROKEN.items():
        if command == "set-terms":
            line = f"set-terms martin --start 2026-01-12 --rate 260 {options}"
        elif command == "amend":
            line = f"amend martin {options}"
        else:
            edit_terms(edited)
            line = f"{command} martin" + (" --on 2026-01-12" if command == "sign" else "")
        ran = coach(line)
        said = sentences_of(ran.err)
        fine = all(SENTENCE.match(each) and not EMPTY.search(each) for each in said)
        if (ran.code, ran.out, len(said), fine) != (5, "", count, True):
            wrong[name] = (ran.code, said)
        edit_terms("sessions = 12")
        edit_terms("session_minutes = 120")
        edit_terms("end_on = 2026-07-11")
    assert wrong == {}


def test_four_sessions_in_six_months_are_refused_in_two_sentences(
    begin: Callable[[str], Run],
) -> None:
    coach = begin("fr")
    ran = coach("set-terms martin --sessions 4 --hours 2 --start 2026-01-12 --months 6 --rate 260")
    said = (
        "Erreur\u202f: 4 séances\u202f: le profil en permet de 10 à 20.\n"
        "Erreur\u202f: 4 séances sur 6 mois\u202f: le profil en demande au moins 1 par mois.\n"
        "  Pour y remédier\u202f: coach -C practice set-terms martin --hours 2 --start 2026-01-12"
        " --months 6 --rate 260 --sessions N\n"
    )
    assert (ran.code, ran.err) == (5, said)


def test_the_command_that_a_refused_amendment_names_is_accepted(
    begin: Callable[[str], Run],
) -> None:
    coach = begin("fr")
    coach("sign martin --on 2026-01-12")
    refused = coach("amend martin --sessions 22 --end 2026-07-16")
    named = refused.err.splitlines()[-1].partition("coach -C practice ")[2]
    assert named == 'amend martin --sessions 22 --end 2026-07-16 --anyway "…"'
    assert coach(named).code == 0
    assert coach("contract martin --amendment 1").code == 0
    assert coach("sign martin --amendment 1 --on 2026-01-20").code == 0
    assert coach("doctor").code == 0


def test_the_new_engagement_that_a_refused_amendment_names_is_accepted(
    begin: Callable[[str], Run],
) -> None:
    coach = begin("fr")
    coach("sign martin --on 2026-01-12")
    refused = coach('amend martin --sessions 26 --anyway "La suite."')
    named = refused.err.splitlines()[-1].partition("coach -C practice ")[2]
    assert named.startswith("new-engagement martin-2026-2 --client acme")
    assert coach(named).code == 0


def test_a_reason_that_waives_nothing_is_not_recorded(begin: Callable[[str], Run]) -> None:
    coach = begin("fr")
    coach("sign martin --on 2026-01-12")
    ran = coach('amend martin --sessions 14 --anyway "Pour rien."')
    assert ran.code == 0
    assert ran.err.startswith(
        "Attention\u202f: Les conditions restent dans les bornes du profil\u202f: --anyway est"
        " inutile ici, et son motif n’est pas enregistré.\n"
    )
    assert "Pour rien" not in Path("practice/engagements/martin-2026.toml").read_text("utf-8")


def test_a_draft_that_returns_within_the_bounds_loses_its_reason(
    begin: Callable[[str], Run],
) -> None:
    coach = begin("fr")
    coach("sign martin --on 2026-01-12")
    coach('amend martin --sessions 22 --anyway "Deux de plus."')
    assert "Deux de plus." in Path("practice/engagements/martin-2026.toml").read_text("utf-8")
    ran = coach("amend martin --sessions 20")
    said = (
        "  Nombre de séances\u202f: 12 → 20\n"
        "Au lieu de ce qui était en préparation\u202f:\n"
        "  Nombre de séances\u202f: 22 → 20\n"
    )
    assert (ran.code, ran.out) == (0, said)
    assert "Deux de plus." not in Path("practice/engagements/martin-2026.toml").read_text("utf-8")


def test_show_and_the_cadence_name_the_exception(begin: Callable[[str], Run]) -> None:
    coach = begin("fr")
    coach("sign martin --on 2026-01-12")
    coach('amend martin --sessions 22 --anyway "Deux de plus."')
    stated = (
        "  Au-delà des bornes du profil\u202f; motif écrit dans l’avenant\u202f: Deux de plus.\n"
    )
    assert stated in coach("show martin").out
    assert "Deux de plus." not in coach("check-cadence martin --verbose").out
    coach("sign martin --amendment 1 --on 2026-01-20")
    assert (
        "Dépassement convenu par l’avenant n°\u00a01 (motif\u202f: Deux de plus.). "
        "22 séances\u202f: le profil en permet de 10 à 20."
    ) in coach("check-cadence martin --verbose").out


def test_an_exception_that_was_changed_by_hand_is_found(begin: Callable[[str], Run]) -> None:
    coach = begin("en")
    coach("sign martin --on 2026-01-12")
    coach('amend martin --sessions 22 --anyway "Two more."')
    coach("sign martin --amendment 1 --on 2026-01-20")
    assert coach("doctor").code == 0
    edit_terms('exception = "No reason."')
    ran = coach("doctor")
    assert ran.code == 1
    assert "exception (Two more. → No reason.)" in ran.out
