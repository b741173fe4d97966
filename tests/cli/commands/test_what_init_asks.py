"""What `coach init` asks a person for the contracts of private clients: telephone and insurer."""

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
    ran = person(*INIT, "--legal-form", "ei", answers="01 99 00 00 00\nMAIF\nRC-1\n")
    assert ran.code == 0, ran
    assert 'phone = "01 99 00 00 00"\n' in written()
    assert INSURED in written()


def test_none_is_an_answer(person: Ask) -> None:
    ran = person(*INIT, "--legal-form", "ei", answers="aucun\nnone\n")
    assert ran.code == 0, ran
    assert "phone" not in written()
    assert "insur" not in written()


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
