"""The legal form of a practice: what `init` asks of a company, and what its files must say."""

from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.road import IN, INIT
from tests.cli.shell.test_prompts import Ask, person

COMPANY = ("--capital", "1500.50", "--rcs", "Nanterre")
SIGNER = ("--represented-by", "Camille Durand", "--title", "présidente")
SASU = ("--legal-form", "sasu", *COMPANY, *SIGNER)
TABLE = """\
[company]
form = "sasu"
capital = 1500.50
rcs = "Nanterre"
represented_by = "Camille Durand"
title = "présidente"
"""

__all__ = ["person"]


def written() -> str:
    return Path("practice/practice.toml").read_text("utf-8")


def test_a_practice_without_a_legal_form_has_no_company(coach: Run) -> None:
    assert coach(*INIT).code == 0
    assert "company]" not in written()


def test_a_company_has_what_its_papers_state_of_it(coach: Run) -> None:
    assert coach(*INIT, *SASU, "--tax-regime", "is").code == 0
    assert TABLE in written()


def test_all_that_a_company_lacks_is_named_at_once(coach: Run) -> None:
    ran = coach(*INIT, "--legal-form", "eurl")
    assert ran.code == 2
    options = ("--tax-regime", "--capital", "--rcs", "--represented-by", "--title")
    assert [line.split()[1] for line in ran.err.splitlines()[:-1]] == list(options)


def test_what_a_company_lacks_is_asked_on_a_terminal(person: Ask) -> None:
    answers = "eurl\nis\n1000\nParis\nCamille Durand\ngérante\n\nnone\nnone\n"
    ran = person(*INIT, "--ask", answers=answers)
    assert ran.code == 0, ran
    assert 'form = "eurl"\ncapital = 1000\nrcs = "Paris"\n' in written()


@pytest.mark.parametrize("answer", ["2", "EURL", "eurl (a company of one member)"])
def test_a_legal_form_is_chosen_from_its_list_like_everything_else(
    person: Ask, answer: str
) -> None:
    answers = f"sarl\n{answer}\nis\n1000\nParis\nCamille Durand\ngérante\n\nnone\nnone\n"
    ran = person(*INIT, "--ask", answers=answers)
    assert ran.code == 0, ran
    assert "“sarl” is not supported: choose ei, eurl or sasu." in ran.err
    assert 'form = "eurl"\n' in written()


def test_another_legal_form_is_refused_with_its_reason(coach: Run) -> None:
    ran = coach(*INIT, "--legal-form", "sarl")
    assert ran.code == 2
    assert "“sarl” is not supported: choose ei, eurl or sasu." in ran.err


def test_the_name_of_a_legal_form_may_be_written_in_capitals(coach: Run) -> None:
    form = ("--legal-form", "SASU", *SASU[2:])
    assert coach(*INIT, *form, "--tax-regime", "is").code == 0


@pytest.mark.parametrize("form", [(), ("--legal-form", "ei")])
def test_a_sole_trader_has_no_share_capital(coach: Run, form: tuple[str, ...]) -> None:
    ran = coach(*INIT, *form, "--capital", "1000")
    assert ran.code == 2
    assert "--capital" in ran.err


def test_a_sasu_never_has_the_regime_of_micro_entrepreneurs(coach: Run) -> None:
    ran = coach(*INIT, *SASU, "--tax-regime", "micro-bnc")
    assert ran.code == 2
    assert "A SASU never has the micro regime" in ran.err


def test_the_flat_income_tax_belongs_to_micro_entrepreneurs(coach: Run) -> None:
    assert coach(*INIT, "--flat-income-tax", "--tax-regime", "bnc-2035").code == 2


def test_what_the_file_of_a_company_lacks_is_named_with_its_line(coach: Run) -> None:
    assert coach(*INIT, *SASU, "--tax-regime", "is").code == 0
    path = Path("practice/practice.toml")
    path.write_text(written().replace("capital = 1500.50\n", "").replace('rcs = "Nanterre"\n', ""))
    ran = coach(*IN, "ledger")
    line = written().splitlines().index("[company]") + 1
    assert ran.code == 4
    assert f"practice.toml:{line}, key company.capital" in ran.err
    assert f"practice.toml:{line}, key company.rcs" in ran.err


def test_under_corporation_tax_the_declaration_is_the_accountants(coach: Run) -> None:
    assert coach(*INIT, *SASU, "--tax-regime", "is").code == 0
    ran = coach(*IN, "ledger", "--view", "declaration")
    assert ran.code == 5
    assert "your accountant’s" in ran.err
    assert coach(*IN, "ledger", "--view", "sales").code == 0
