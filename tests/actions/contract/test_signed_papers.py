"""Papers once somebody has signed: those on disk stay, copies are marked, an annex may follow."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.actions.conftest import on_day

from phmcoach.actions.context import Context
from phmcoach.actions.contract.contracting import add_objective, set_terms
from phmcoach.actions.contract.demands import validate_demand
from phmcoach.actions.contract.papers import Papers, write_contract
from phmcoach.actions.contract.signing import sign
from phmcoach.documents.engine.metadata import day_of
from phmcoach.words import ContractKind

WRITTEN_ON, SIGNED_ON, LATER = date(2026, 1, 8), date(2026, 1, 10), date(2026, 2, 2)
REF = "martin-2026"
Agree = Callable[..., Papers]


@pytest.fixture
def agree(context: Context, open_demand: Callable[..., Path]) -> Agree:
    """Agree on a contract and write its papers; nobody has signed yet."""

    def make(contract: ContractKind | None = None, *, personal: bool = False) -> Papers:
        open_demand(REF)
        validate_demand(context, ref=REF, on=date(2026, 1, 5), request="Trouver ma place.")
        add_personal(context, personal=False)
        if personal:
            add_personal(context)
        set_terms(
            *(context,),
            ref=REF,
            sessions=12,
            minutes=120,
            start_on=date(2026, 1, 12),
            months=6,
            contract=contract,
        )
        return write_contract(on_day(context, WRITTEN_ON), ref=REF)

    return make


def add_personal(context: Context, *, personal: bool = True) -> None:
    add_objective(context, ref=REF, statement="A", result="B", indicator="C", personal=personal)


def contents(context: Context) -> dict[str, bytes]:
    found = context.folder.documents_dir(REF).glob("*.pdf")
    return {path.name: path.read_bytes() for path in found}


def names(papers: Papers) -> list[str]:
    return [path.name for path in papers.paths]


def test_a_paper_stays_once_somebody_has_signed_and_a_copy_is_written_beside_it(
    context: Context, agree: Agree
) -> None:
    agree()
    before = contents(context)
    sign(context, ref=REF, on=SIGNED_ON, party="coach")

    papers = write_contract(context, ref=REF)

    assert names(papers) == ["contrat-martin-2026-copie.pdf"]
    assert papers.originals == ("contrat-martin-2026.pdf",)
    assert papers.warnings == ()
    assert before.items() <= contents(context).items()


def test_a_copy_is_dated_as_the_paper_that_was_signed(context: Context, agree: Agree) -> None:
    agree()
    sign(context, ref=REF, on=SIGNED_ON)
    (copy,) = write_contract(context, ref=REF).paths
    assert day_of(copy.read_bytes()) == WRITTEN_ON


def test_each_contract_of_a_pair_has_its_copy(context: Context, agree: Agree) -> None:
    agree("pair")
    sign(context, ref=REF, on=SIGNED_ON)
    assert names(write_contract(context, ref=REF)) == [
        "contrat-prestation-martin-2026-copie.pdf",
        "contrat-beneficiaire-martin-2026-copie.pdf",
    ]


def test_a_paper_that_was_never_written_is_written_to_be_signed_by_the_others(
    context: Context, agree: Agree
) -> None:
    (paper,) = agree().paths
    paper.unlink()
    sign(context, ref=REF, on=SIGNED_ON, party="coach")
    papers = write_contract(context, ref=REF)
    assert (names(papers), papers.originals) == (["contrat-martin-2026.pdf"], ())


def test_an_annex_with_the_same_objectives_is_not_written_again(
    context: Context, agree: Agree
) -> None:
    agree(personal=True)
    before = contents(context)
    sign(context, ref=REF, on=SIGNED_ON)
    papers = write_contract(on_day(context, LATER), ref=REF)
    assert names(papers)[1:] == ["annexe-personnelle-martin-2026.pdf"]
    assert before.items() <= contents(context).items()


def test_an_annex_with_other_objectives_is_written_beside_the_signed_one(
    context: Context, agree: Agree
) -> None:
    agree(personal=True)
    before = contents(context)
    sign(context, ref=REF, on=SIGNED_ON)
    add_personal(context)
    papers = write_contract(on_day(context, LATER), ref=REF)
    assert names(papers)[1:] == ["annexe-personnelle-martin-2026-2026-02-02.pdf"]
    assert before.items() <= contents(context).items()
