"""A practice on disk, made by the same actions as a user's, and its context."""

import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from phmcoach.actions.context import Context
from phmcoach.actions.contract.contracting import add_objective, set_terms
from phmcoach.actions.contract.demands import new_engagement, validate_demand
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.money.invoices import Issued, Request, issue_invoices
from phmcoach.actions.practice.practice import init_practice, new_client
from phmcoach.errors import Problem
from phmcoach.store.folder import Folder
from phmcoach.value import replace
from phmcoach.words import SessionMode

DoOnce = Callable[[Path, object, Callable[[], object]], None]

TODAY = date(2026, 6, 15)
ADDRESS = {"street": "10 avenue des Modèles", "postcode": "69000", "city": "Lyon"}


def no_editor(path: Path) -> None:
    raise AssertionError(path)


def no_remark(problem: Problem) -> None:
    raise AssertionError(problem)


def bill_all(context: Context, ref: str, **options: Any) -> list[Issued]:  # noqa: ANN401 - fields of a request
    """Issue every due invoice, one per month."""
    request = Request(ref, **options)
    return [issued for issued, _ in issue_invoices(context, request)]


def bill(context: Context, *, ref: str, **options: Any) -> Issued:  # noqa: ANN401 - fields of a request
    """Issue every due invoice, and return the last one."""
    return bill_all(context, ref, **options)[-1]


def on_day(context: Context, today: date) -> Context:
    """Return the same context on another day."""
    return replace(context, today=today, now=datetime.combine(today, time(9), UTC))


def make_practice(root: Path) -> None:
    """Create the folder of a practice that charges no VAT."""
    init_practice(
        root,
        name="Camille Durand",
        siret="90000000100017",
        address="1 rue de l’Exemple",
        postcode="75000",
        city="Paris",
        email="camille@example.org",
        iban="FR7699999000010000000000115",
        bic="TESTFRPPXXX",
        vat_regime="franchise",
    )


def copy_over(source: str, target: str) -> str:
    """Copy a file over another one, which may be read-only."""
    Path(target).unlink(missing_ok=True)
    return shutil.copy2(source, target)


@pytest.fixture(scope="session")
def left_folders() -> dict[object, Path]:
    """Keep the folders that `do_once` copies."""
    return {}


@pytest.fixture
def do_once(left_folders: dict[object, Path], tmp_path_factory: pytest.TempPathFactory) -> DoOnce:
    """Do a piece of work on a folder once; where all files are the same, copy what it left."""

    def do(root: Path, name: object, work: Callable[[], object]) -> None:
        paths = sorted(path for path in root.rglob("*") if path.is_file())
        key = (name, tuple((path.relative_to(root), path.read_bytes()) for path in paths))
        if key in left_folders:
            shutil.copytree(left_folders[key], root, copy_function=copy_over, dirs_exist_ok=True)
        else:
            work()
            left_folders[key] = shutil.copytree(root, tmp_path_factory.mktemp("left") / "practice")

    return do


@pytest.fixture
def context(tmp_path: Path, do_once: DoOnce) -> Context:
    """Return the context of a practice with one client, in June 2026."""
    root = tmp_path / "practice"
    now = datetime.combine(TODAY, time(9), UTC)
    made = Context(
        folder=Folder(root),
        today=TODAY,
        now=now,
        specimen=False,
        editor=no_editor,
        remark=no_remark,
    )

    def make() -> None:
        make_practice(root)
        new_client(
            made,
            ref="acme",
            kind="company-fr",
            name="Acme SA",
            details={"siren": "811222330", **ADDRESS},
        )

    do_once(root, "context", make)
    return made


@pytest.fixture
def open_demand(context: Context) -> Callable[[str], Path]:
    """Open a demand of a reference and return its file."""

    def make(ref: str, **options: object) -> Path:
        given = {
            "client": "acme",
            "beneficiary": "Claire Martin",
            "situations": ["new-role"],
            "received_on": date(2026, 1, 2),
            **options,
        }
        return new_engagement(context, ref=ref, **given).path  # type: ignore[arg-type]  # tests choose

    return make


@pytest.fixture
def signed(
    context: Context, open_demand: Callable[..., Path], do_once: DoOnce
) -> Callable[..., Path]:
    """Make an engagement of twelve sessions of two hours that all parties signed."""

    def make(
        ref: str = "martin-2026", modes: Sequence[SessionMode] = ("in-person",), **options: object
    ) -> Path:
        def agree() -> None:
            open_demand(ref, beneficiary_id=ref, **options)
            validate_demand(context, ref=ref, on=date(2026, 1, 5), request="Trouver ma place.")
            add_objective(
                context, ref=ref, statement="Déléguer.", result="Fait.", indicator="Dossiers."
            )
            set_terms(
                context,
                ref=ref,
                sessions=12,
                minutes=120,
                start_on=date(2026, 1, 12),
                months=6,
                rate=Decimal(260),
                modes=modes,
            )
            sign(context, ref=ref, on=date(2026, 1, 10))

        do_once(context.folder.root, ("signed", ref, tuple(modes), repr(options)), agree)
        return context.folder.engagement_file(ref)

    return make
