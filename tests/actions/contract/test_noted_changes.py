"""What was signed, and stops nothing if it changed: a personal annex, a number of the client."""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.actions.conftest import ADDRESS, on_day
from tests.actions.contract.conftest import REF, SIGNED_ON, Agree, add_personal

from phmcoach.actions.context import Context
from phmcoach.actions.contract.attaching import attach, replace_attached
from phmcoach.actions.contract.contracting import BillingTerms, set_terms
from phmcoach.actions.contract.demands import validate_demand
from phmcoach.actions.contract.objectives import change_objective, remove_objective
from phmcoach.actions.contract.papers import write_contract
from phmcoach.actions.contract.signed_files import read_signed_files
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.contract.taking_back import take_back_signatures
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import new_client, set_client
from phmcoach.errors import Problem
from phmcoach.i18n import Translator
from phmcoach.value import replace

ANNEX = "annexe-personnelle-martin-2026.pdf"
LATER = date(2026, 2, 2)


@pytest.fixture
def engagement(context: Context, agree: Agree) -> Path:
    """Return the file of a signed engagement with a personal annex."""
    agree(personal=True)
    sign(context, ref=REF, on=SIGNED_ON)
    return context.folder.engagement_file(REF)


def edit(path: Path, pattern: str, text: str) -> None:
    before = path.read_text("utf-8")
    after = re.sub(pattern, text, before, flags=re.MULTILINE)
    assert after != before
    path.write_text(after, "utf-8")


def reword(path: Path, old: str, new: str) -> None:
    """Edit the second objective, which is personal."""
    before, mark, own = path.read_text("utf-8").partition('id = "o2"')
    assert old in own
    path.write_text(before + mark + own.replace(old, new, 1), "utf-8")


def remarks(context: Context) -> list[tuple[str, str]]:
    found = examine(context).findings
    return [(each.message, changes_of(each)) for each in found]


def changes_of(problem: Problem) -> str:
    changes = problem.args["changes"]
    assert isinstance(changes, tuple)
    return ", ".join(map(Translator("en").problem, changes))


def changed(*keys: str) -> list[tuple[str, str]]:
    return [("seal.annex-changed", ", ".join(keys))]


def test_a_signed_annex_that_fits_is_not_remarked_on(context: Context, engagement: Path) -> None:
    assert remarks(context) == []
    seal = tomllib.loads(engagement.read_text("utf-8"))["seal"]
    assert [key for key in seal if not key.endswith(".pdf")] == [
        "record",
        "agreed",
        "demand.request",
        "objectives.o2.statement",
        "objectives.o2.expected_result",
        "objectives.o2.indicator",
    ]


def test_what_a_hand_changed_of_a_signed_annex_is_named(context: Context, engagement: Path) -> None:
    edit(engagement, 'request = "Trouver ma place."', 'request = "Garder ma place."')
    reword(engagement, 'expected_result = "B"', 'expected_result = "X"')
    found = examine(context).findings
    assert [each.level for each in found] == ["warning"]
    assert remarks(context) == changed("demand.request", "objectives.o2.expected_result")


@pytest.mark.usefixtures("engagement")
def test_what_came_after_the_signature_is_no_change_of_the_annex(context: Context) -> None:
    add_personal(context)
    assert remarks(context) == []


@pytest.mark.usefixtures("engagement")
def test_a_removed_objective_is_still_in_the_signed_annex(context: Context) -> None:
    remove_objective(context, ref=REF, name="o2")
    assert remarks(context) == changed(
        "objectives.o2.statement", "objectives.o2.expected_result", "objectives.o2.indicator"
    )


@pytest.mark.usefixtures("engagement")
def test_an_annex_that_is_written_anew_says_why_and_counts_once_it_is_signed(
    context: Context,
) -> None:
    change_objective(context, ref=REF, name="o2", statement="Dire non.")

    papers = write_contract(on_day(context, LATER), ref=REF)

    assert [(each.level, each.message) for each in papers.warnings] == [
        ("warning", "seal.annex-changed")
    ]
    annex = papers.paths[-1]
    assert annex.name == "annexe-personnelle-martin-2026-2026-02-02.pdf"
    assert remarks(context) == changed("objectives.o2.statement")
    signed = read_signed_files([annex], [])
    replace_attached(context, ref=REF, number=None, wrong=ANNEX, given=signed)
    assert remarks(context) == []
    change_objective(context, ref=REF, name="o2", statement="Dire oui.")
    assert remarks(context) == changed("objectives.o2.statement")


def test_an_annex_that_was_signed_without_a_paper_counts_anew_once_one_is_attached(
    context: Context, agree: Agree
) -> None:
    for path in agree(personal=True).paths:
        path.unlink()
    sign(context, ref=REF, on=SIGNED_ON)
    change_objective(context, ref=REF, name="o2", statement="Dire non.")
    (annex,) = (path for path in write_contract(context, ref=REF).paths if path.name == ANNEX)
    assert remarks(context) == changed("objectives.o2.statement")
    attach(context, ref=REF, number=None, given=read_signed_files([annex], []))
    assert remarks(context) == []


@pytest.mark.usefixtures("engagement")
def test_an_annex_that_would_be_made_otherwise_now_settles_no_remark(context: Context) -> None:
    change_objective(context, ref=REF, name="o2", statement="Dire non.")
    annex = write_contract(on_day(context, LATER), ref=REF).paths[-1]
    change_objective(context, ref=REF, name="o2", statement="Dire oui.")
    given, told = read_signed_files([annex], []), list[Problem]()
    desk = replace(context, remark=told.append)
    replace_attached(desk, ref=REF, number=None, wrong=ANNEX, given=given)
    assert [each.message for each in told] == ["sign.unlike-paper"]
    assert remarks(context) == changed("objectives.o2.statement")


def test_nothing_of_the_annex_stays_in_the_seal_that_is_taken_back(
    context: Context, engagement: Path
) -> None:
    take_back_signatures(context, ref=REF)
    assert "seal" not in tomllib.loads(engagement.read_text("utf-8"))


def test_a_seal_of_an_earlier_version_says_nothing_of_the_annex(
    context: Context, engagement: Path
) -> None:
    edit(engagement, r'^"(demand|objectives)\..*\n', "")
    reword(engagement, 'statement = "A"', 'statement = "X"')
    assert remarks(context) == []


def test_a_number_that_a_hand_removed_from_the_client_is_named_with_the_command_that_puts_it_back(
    context: Context, engagement: Path
) -> None:
    assert engagement.exists()
    edit(context.folder.client_file("acme"), 'siren = ".*"\n', "")
    assert remarks(context) == [("seal.client-incomplete", "siren (removed: 811222330)")]
    set_client(context, ref="acme", details={"siren": "811222330"})
    assert remarks(context) == []


def test_a_siret_that_contains_the_number_is_enough(context: Context, engagement: Path) -> None:
    assert engagement.exists()
    edit(context.folder.client_file("acme"), 'siren = ".*"\n', 'siret = "81122233000011"\n')
    assert remarks(context) == []


def test_an_objective_that_the_contract_of_a_private_client_prints_is_compared_with_its_record(
    context: Context, open_demand: Callable[..., Path]
) -> None:
    new_client(context, ref="petit", kind="private", name="Hugo Petit", details=ADDRESS)
    path = open_demand(REF, client="petit", beneficiary="Hugo Petit")
    validate_demand(context, ref=REF, on=date(2026, 1, 5), request="Trouver ma place.")
    add_personal(context, personal=False)
    add_personal(context)
    set_terms(
        context,
        ref=REF,
        sessions=12,
        minutes=120,
        start_on=date(2026, 1, 12),
        months=6,
        rate=Decimal(100),
        billing=BillingTerms(concluded="on-premises"),
    )
    sign(context, ref=REF, on=SIGNED_ON)
    assert remarks(context) == []
    reword(path, 'statement = "A"', 'statement = "X"')
    assert remarks(context) == [("seal.objectives-noted", "objectives.o2.statement (A → X)")]
