"""What `coach set-practice` says where the day of a change is missing, or nothing that changes."""

import tomllib
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.road import IN, INIT
from tests.cli.shell.test_prompts import Ask, person

__all__ = ["person"]


@pytest.mark.parametrize("change", ["--declaration monthly", "--tax-regime bnc-2035"])
@pytest.mark.parametrize(
    ("today", "new_year"), [("2026-02-03", "2027-01-01"), ("2027-01-01", "2027-01-01")]
)
def test_what_holds_for_whole_years_is_suggested_from_a_day_that_is_accepted(
    coach: Run, monkeypatch: pytest.MonkeyPatch, change: str, today: str, new_year: str
) -> None:
    assert coach(*INIT).code == 0
    monkeypatch.setenv("COACH_TODAY", today)
    ran = coach(*IN, "set-practice", *change.split())
    line = f"set-practice {change} --from {new_year}"
    assert (ran.code, ran.out, line in ran.err) == (2, "", True), ran
    assert coach(*IN, *line.split()).code == 0


def test_a_person_is_offered_the_next_new_year(coach: Run, person: Ask) -> None:
    assert coach(*INIT).code == 0
    ran = person(*IN, "set-practice", "--declaration", "monthly", answers="\n")
    assert ran.code == 0, ran
    written = tomllib.loads(Path("practice/practice.toml").read_text("utf-8"))
    assert [f"{each['valid_from']}" for each in written["declarations"]] == ["2027-01-01"]


EN = (
    "Error: --from means nothing without another option: add --vat-regime, --tax-regime,"
    " --declaration, --iban, --bic, --payment-days, --prefix, --next-number or"
    " --rate, or else leave out --from."
)
FR = (
    "Erreur\u202f: --from ne sert à rien sans une autre option\u202f: ajoutez --vat-regime,"
    " --tax-regime, --declaration, --iban, --bic, --payment-days, --prefix, --next-number ou"
    " --rate, sinon retirez --from."
)


@pytest.mark.parametrize(("language", "sentence"), [("en", EN), ("fr", FR)])
def test_a_day_without_a_change_names_all_that_can_change(
    coach: Run, language: str, sentence: str
) -> None:
    ran = coach("set-practice", "--from", "2027-01-01", language=language)
    assert (ran.code, ran.out, ran.err.splitlines()[0]) == (2, "", sentence)


INSURED = '\n[insurance]\ninsurer = "MAIF"\npolicy = "RC-1"\n'


@pytest.mark.parametrize(("language", "none"), [("en", "none"), ("fr", "aucun"), ("fr", "Aucune")])
def test_none_takes_the_telephone_and_the_insurance_out(
    coach: Run, language: str, none: str
) -> None:
    assert coach(*INIT).code == 0
    file = Path("practice/practice.toml")
    before = file.read_text("utf-8")
    insured = ("--phone", "01 99 00 00 00", "--insurer", "MAIF", "--policy", "RC-1")
    assert coach(*IN, "set-practice", *insured).code == 0
    assert file.read_text("utf-8").endswith(INSURED)
    assert 'phone = "01 99 00 00 00"\n' in file.read_text("utf-8")

    both = ("set-practice", "--phone", none, "--insurer", none)
    for _ in range(2):  # what is not there any more is taken out again
        assert coach(*IN, *both, language=language).code == 0
        assert tomllib.loads(file.read_text("utf-8")) == tomllib.loads(before)


def test_a_policy_of_no_insurer_is_refused(coach: Run) -> None:
    assert coach(*INIT).code == 0
    before = Path("practice/practice.toml").read_bytes()
    ran = coach(*IN, "set-practice", "--insurer", "none", "--policy", "RC-1")
    assert (ran.code, "--insurer" in ran.err) == (2, True), ran
    assert Path("practice/practice.toml").read_bytes() == before
