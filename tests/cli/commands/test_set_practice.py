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
