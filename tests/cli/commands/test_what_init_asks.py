# ruff: noqa: E501 - command lines as they are typed
"""What a person is asked for the contracts of private clients: telephone, insurer, where they sign."""

import shlex
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.road import INIT
from tests.cli.shell.test_prompts import Ask, person

__all__ = ["person"]

INSURED = '[insurance]\ninsurer = "MAIF"\npolicy = "RC-1"\n'


def written() -> str:
    return Path("practice/practice.toml").read_text("utf-8")


def test_a_person_is_asked_for_their_telephone_and_insurer(person: Ask) -> None:
    ran = person(*INIT, "--ask", answers="ei\n\n\n01 99 00 00 00\nMAIF\nRC-1\n")
    assert ran.code == 0, ran
    assert 'phone = "01 99 00 00 00"\n' in written()
    assert INSURED in written()


def test_the_number_of_the_policy_is_put_off_with_the_insurer(person: Ask) -> None:
    ran = person(*INIT, "--ask", answers="ei\n\n\n01 99 00 00 00\nMAIF\n\n")
    assert ran.code == 0, ran
    assert "insur" not in written()
    assert "set-practice --insurer MAIF --policy …" in ran.err


def test_none_is_an_answer(person: Ask) -> None:
    ran = person(*INIT, "--ask", answers="ei\n\n\naucun\nnone\n")
    assert ran.code == 0, ran
    assert "phone" not in written()
    assert "insur" not in written()


def test_the_folder_of_init_is_also_that_of_its_option(coach: Run) -> None:
    name, where, *rest = INIT
    assert name == "init"
    missing = coach("-C", where, name, "--name", "Camille Durand")
    assert "DIR" not in missing.err
    assert f"To fix it: coach -C {where} init --name 'Camille Durand' --siret" in missing.err
    assert coach("-C", where, name, *rest).code == 0
    assert written()


def test_a_script_is_asked_for_neither(coach: Run) -> None:
    assert coach(*INIT).code == 0
    assert "phone" not in written()
    assert "insur" not in written()


def test_a_script_gives_the_insurer_with_the_policy(coach: Run) -> None:
    assert coach(*INIT, "--insurer", "MAIF", "--policy", "RC-1").code == 0
    assert INSURED in written()


def test_an_insurer_without_a_policy_is_refused(coach: Run) -> None:
    ran = coach(*INIT, "--insurer", "MAIF")
    assert ran.code == 2
    assert "--policy" in ran.err


@pytest.mark.parametrize("insurer", [(), ("--insurer", "none")])
def test_a_policy_without_an_insurer_is_refused(coach: Run, insurer: tuple[str, ...]) -> None:
    ran = coach(*INIT, *insurer, "--policy", "RC-1")
    assert ran.code == 2
    assert "--insurer" in ran.err
    assert not Path("practice").exists()


def test_a_person_who_typed_a_policy_names_its_insurer(person: Ask) -> None:
    ran = person(*INIT, "--legal-form", "ei", "--policy", "RC-1", answers="aucun\naucun\n")
    assert (ran.code, "--insurer" in ran.err, Path("practice").exists()) == (2, True, False), ran


PRIVATE = """
new-client petit --kind private --name "Hugo Petit" --address "2 rue" --postcode 69000 --city Lyon
new-engagement hugo --client petit --beneficiary "Hugo Petit" --situation new-role --received-on 2026-01-02
validate-demand hugo --on 2026-01-05 --request "Trouver ma place."
add-objective hugo --shared --statement "Déléguer." --result "Fait." --indicator "Dossiers."
"""


def test_a_person_is_asked_where_a_private_client_signs(coach: Run, person: Ask) -> None:
    assert coach(*INIT).code == 0
    for line in PRIVATE.strip().splitlines():
        ran = coach("-C", "practice", *shlex.split(line))
        assert ran.code == 0, ran
    terms = "set-terms hugo --sessions 10 --hours 2 --start 2026-02-09 --months 4 --rate 120"
    ran = person("-C", "practice", *shlex.split(terms), answers="off-premises\n")
    assert ran.code == 0, ran
    assert "Where does this client sign?" in ran.err
    written = Path("practice/engagements/hugo.toml").read_text("utf-8")
    assert 'concluded = "off-premises"\n' in written


def test_a_person_who_typed_all_that_a_script_has_to_is_asked_nothing(person: Ask) -> None:
    ran = person(*INIT, answers="")
    assert ran.code == 0, ran
    assert "legal_form" not in written()
    assert "?" not in ran.err
