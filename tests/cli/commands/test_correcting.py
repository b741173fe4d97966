"""How a coach corrects what was noted of a demand, with the command that noted it."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.cli.commands.remedy_states import CONTRACTED, DEMANDED, READY, VALIDATED, State, build
from tests.conftest import leave_typesetting_out
from tests.folders.running import Data, Desk, desk_in

IN_FRENCH = '! practice.toml language = "en" => language = "fr"'
CORRECTED = "La demande est corrigée : Claire Martin (martin)."
Stand = Callable[[State], Desk]


@pytest.fixture
def stand(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stand]:
    """Stand in the folder of a state, in French."""
    leave_typesetting_out(monkeypatch)
    with ExitStack() as stack:

        def enter(state: State) -> Desk:
            folder = build(state.then(IN_FRENCH), {}, lambda: tmp_path_factory.mktemp("state"))
            desk = stack.enter_context(desk_in(folder, tmp_path, real=False))
            desk.set_day(state.today)
            return desk

        yield enter


def say(desk: Desk, line: str) -> tuple[int, list[str]]:
    """Return how a command ended, and what it said."""
    ran = desk.run(line)
    said = (ran.out + ran.err).replace("\u202f", " ").replace("\xa0", " ")
    return ran.code, said.splitlines()


def read(desk: Desk) -> Data:
    return tomllib.loads((desk.folder / "engagements" / "martin.toml").read_text("utf-8"))


def test_each_option_corrects_its_key_and_the_rest_of_the_file_stays(stand: Stand) -> None:
    desk = stand(READY)
    before = read(desk)
    line = (
        "new-engagement martin --received-on 05/01/2026 --situation délégation"
        " --requested-by responsable --sponsor-request Texte. --role Directrice"
        " --beneficiary-id c-martin --already 1 --justification Suite."
    )
    assert say(desk, line) == (0, [CORRECTED])
    after = read(desk)
    noted = {"sponsor_request": "Texte.", "requested_by": "manager", "situations": ["delegation"]}
    day = {"received_on": after["demand"]["received_on"]}
    assert f"{after['demand']['received_on']}" == "2026-01-05"
    assert after == before | {
        "beneficiary": before["beneficiary"] | {"role": "Directrice", "id": "c-martin"},
        "demand": before["demand"] | noted | day,
        "already_held": 1,
        "justification": "Suite.",
    }


def test_another_profile_gives_the_terms_its_bounds_and_show_says_what_they_break(
    stand: Stand,
) -> None:
    desk = stand(READY)
    assert say(desk, "new-engagement martin --profile standard") == (0, [CORRECTED])
    bounds = read(desk)["terms"]["bounds"]
    assert (bounds["sessions_min"], bounds["sessions_max"]) == (10, 20)
    shown = say(desk, "show martin")[1]
    assert "Prochaine étape : 2 séances : le profil en permet de 10 à 20." in shown
    assert say(desk, "new-engagement martin --profile court") == (0, [CORRECTED])
    assert desk.run("contract martin").code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            "--received-on 2026-01-06",
            [
                (
                    "Erreur : La demande est validée le 5 janvier 2026, avant d’avoir été reçue le"
                    " 6 janvier 2026."
                ),
                "  Pour y remédier : coach new-engagement martin --received-on DATE",
            ],
        ),
        (
            "--received-on 2026-03-01",
            [
                "Erreur : Le 1er mars 2026 est dans l’avenir : seul ce qui a eu lieu s’enregistre.",
                "  Pour y remédier : coach new-engagement martin --received-on DATE",
            ],
        ),
        (
            "--profile suivi",
            [
                (
                    "Erreur : Un suivi prolonge un accompagnement clos, et il n’y en a pas pour"
                    " Claire Martin."
                ),
                "  Pour y remédier : coach new-engagement martin --profile standard",
            ],
        ),
    ],
)
def test_what_a_new_engagement_could_not_say_is_refused(
    stand: Stand, options: str, said: list[str]
) -> None:
    desk = stand(VALIDATED)
    before = read(desk)
    assert say(desk, f"new-engagement martin {options}") == (5, said)
    assert read(desk) == before


def test_after_a_signature_only_what_no_paper_prints_is_corrected(stand: Stand) -> None:
    desk = stand(CONTRACTED)
    assert say(desk, "new-engagement martin --role Directrice") == (
        5,
        [
            (
                "Erreur : Une première signature date du 10 janvier 2026 : la fonction du"
                " bénéficiaire fait partie de ce qui est signé."
            ),
            '  Pour y remédier : coach amend martin --role "…"',
        ],
    )
    assert say(desk, "new-engagement martin --received-on 2026-01-04") == (
        5,
        [
            (
                "Erreur : Une première signature date du 10 janvier 2026 : ce sur quoi elle repose"
                " ne change pas tant qu’elle est enregistrée."
            ),
            "  Pour y remédier : coach sign martin --take-back",
        ],
    )
    line = "new-engagement martin --situation délégation --email c@example.org --justification X."
    assert say(desk, line) == (0, [CORRECTED])
    assert desk.run("doctor").code == 0
    assert say(desk, "new-engagement martin --already 3") == (
        5,
        [
            (
                "Erreur : 3 séances ont déjà été tenues avant ce dossier (already_held), plus que"
                " le contrat n’en prévoit : 2."
            ),
            "  Pour y remédier : coach new-engagement martin --already N",
        ],
    )


def test_sessions_of_an_earlier_tool_that_were_none_are_taken_out(stand: Stand) -> None:
    desk = stand(CONTRACTED)
    assert say(desk, "new-engagement martin --already 1") == (0, [CORRECTED])
    assert read(desk)["already_held"] == 1
    assert say(desk, "new-engagement martin --already 0") == (0, [CORRECTED])
    assert "already_held" not in read(desk)


def test_no_session_of_an_earlier_tool_is_a_correction_on_a_terminal_too(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no line without options, which would go on with the interview."""
    desk = stand(READY.then("new-engagement martin --already 1"))
    monkeypatch.setattr("phmcoach.cli.shell.state.is_terminal", lambda _: True)
    assert say(desk, "new-engagement martin --already 0") == (0, [CORRECTED])
    assert "already_held" not in read(desk)


def test_with_a_name_or_a_client_it_is_a_new_engagement_as_before(stand: Stand) -> None:
    desk = stand(DEMANDED)
    line = 'new-engagement martin --client acme --beneficiary "Claire Martin" --situation new-role'
    assert say(desk, line)[0] == 6
    line = 'new-engagement roux --client acme --beneficiary "Anna Roux" --situation new-role'
    assert say(desk, line)[0] == 0
