"""A contract that was agreed on and whose papers are written, before anybody signs."""

import tomllib
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from tests.actions.conftest import on_day

from phmcoach.actions.context import Context
from phmcoach.actions.contract.contracting import add_objective, set_terms
from phmcoach.actions.contract.demands import validate_demand
from phmcoach.actions.contract.papers import Papers, write_contract
from phmcoach.words import ContractKind

WRITTEN_ON, SIGNED_ON = date(2026, 1, 8), date(2026, 1, 10)
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
    """Return the papers of a contract that are signed, and their scans."""
    found = context.folder.documents_dir(REF).glob("*.pdf")
    return {path.name: path.read_bytes() for path in found if not path.name.startswith("choix")}


def attached(context: Context, *, amendment: bool = False) -> dict[str, str]:
    """Return the papers that a seal holds, with their digests."""
    data = tomllib.loads(context.folder.engagement_file(REF).read_text("utf-8"))
    seal = data["amendments"][0]["seal"] if amendment else data["seal"]
    return {name: digest for name, digest in seal.items() if "." in name and len(digest) == 64}


def digests(context: Context, *names: str) -> dict[str, str]:
    found = contents(context)
    return {name: sha256(found[name]).hexdigest() for name in names}
