"""A practice to experiment with: the usual course of engagements with invented people.

It uses the same use cases as the commands, so it is also the first thing that breaks when they do.
Its folder stays a demo: all its documents are specimens.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

from phmcoach.actions.context import Context
from phmcoach.actions.contract.contracting import add_objective, set_terms
from phmcoach.actions.contract.demands import new_engagement, validate_demand
from phmcoach.actions.contract.papers import Papers, write_contract
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.money.invoices import Issued, Request, issue_invoices
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.base import COACH, Line, Minutes, Money, Record, Slug, Text
from phmcoach.domain.records.session import TravelCost
from phmcoach.errors import ConflictError
from phmcoach.store.files import make_folder, write_new
from phmcoach.store.ledger import create_ledger
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import load_record
from phmcoach.store.sync.ignored import keep_git_files
from phmcoach.value import Value, fields_of, replace
from phmcoach.words import Requester, SessionStatus, Situation


class _Objective(Record):
    statement: Annotated[Text, COACH]
    result: Annotated[Text, COACH]
    indicator: Annotated[Text, COACH]
    personal: Annotated[bool, COACH] = False


class _Terms(Record):
    sessions: Annotated[int, COACH]
    minutes: Annotated[Minutes, COACH]
    start: Annotated[int, COACH]
    months: Annotated[int, COACH]
    rate: Annotated[Money | None, COACH] = None
    purchase_order: Annotated[Line | None, COACH] = None
    place: Annotated[Line | None, COACH] = None


class _Session(Record):
    on: Annotated[int, COACH]
    status: Annotated[SessionStatus, COACH] = "held"
    travel: Annotated[Money | None, COACH] = None
    travel_label: Annotated[Line, COACH] = "Train"


class _Example(Record):
    ref: Annotated[Slug, COACH]
    client: Annotated[Slug, COACH]
    beneficiary: Annotated[Line, COACH]
    role: Annotated[Line | None, COACH] = None
    situations: Annotated[tuple[Situation, ...], COACH]
    requested_by: Annotated[Requester, COACH] = "beneficiary"
    sponsor_request: Annotated[Text | None, COACH] = None
    profile: Annotated[Slug, COACH] = "standard"
    received: Annotated[int, COACH]
    validated: Annotated[int | None, COACH] = None
    request: Annotated[Text | None, COACH] = None
    shared_request: Annotated[Text | None, COACH] = None
    signed: Annotated[int | None, COACH] = None
    objectives: Annotated[tuple[_Objective, ...], COACH] = ()
    terms: Annotated[_Terms | None, COACH] = None
    sessions: Annotated[tuple[_Session, ...], COACH] = ()


class _Examples(Record):
    engagements: Annotated[tuple[_Example, ...], COACH]


class Demo(Value):
    """The created demo: the engagement to look at first, its contract, its invoices."""

    folder: Path
    ref: str
    refs: tuple[str, ...]
    contract: Path
    invoices: tuple[Issued, ...]


def make_demo(context: Context) -> Demo:
    """Create a practice in the context's folder, which must be empty or not exist yet.

    Days are counted back from the context's today, so that the demo has a current cadence.
    """
    folder = context.folder
    if folder.root.exists() and any(folder.root.iterdir()):
        raise ConflictError.of("demo.folder-not-empty", path=folder.root)
    examples = find_examples()
    for path in (folder.root, folder.clients_dir, folder.engagements_dir):
        make_folder(path)
    with lock_folder(folder):
        for source in sorted((examples / "clients").iterdir()):
            write_new(folder.clients_dir / source.name, source.read_bytes())
        create_ledger(folder)
        keep_git_files(folder)
        write_new(folder.practice_file, (examples / "practice.toml").read_bytes())
    found = load_record(examples / "road.toml", _Examples).value.engagements
    contracts = [_create_engagement(context, example) for example in found]
    first = f"{found[0].ref}-{context.today.year}"
    return Demo(
        folder=folder.root,
        ref=first,
        refs=tuple(f"{example.ref}-{context.today.year}" for example in found),
        contract=next(written.paths[0] for written in contracts if written is not None),
        invoices=_invoices(context, first),
    )


def find_examples() -> Path:
    """Return the folder of the example practice: in the package, else at the project's root."""
    package = Path(__file__).resolve().parents[2]
    packaged = package / "examples"
    return packaged if packaged.is_dir() else package.parent.parent / "examples"


def _create_engagement(context: Context, example: _Example) -> Papers | None:
    ref = f"{example.ref}-{context.today.year}"
    new_engagement(
        context,
        ref=ref,
        client=example.client,
        beneficiary=example.beneficiary,
        situations=example.situations,
        role=example.role,
        requested_by=example.requested_by,
        sponsor_request=example.sponsor_request,
        profile=example.profile,
        received_on=_day(context, example.received),
    )
    if example.validated is None or example.request is None:
        return None
    validate_demand(
        context,
        ref=ref,
        on=_day(context, example.validated),
        request=example.request,
        shared_request=example.shared_request,
    )
    signed_on = None if example.signed is None else _day(context, example.signed)
    then = replace(context, today=signed_on or context.today)
    for objective in example.objectives:
        add_objective(then, ref=ref, **fields_of(objective))
    if example.terms is None:
        return None
    terms = fields_of(example.terms)
    start_on = _day(context, terms.pop("start"))
    set_terms(then, ref=ref, start_on=start_on, **terms)
    written = write_contract(then, ref=ref)
    if signed_on is not None:
        sign(context, ref=ref, on=signed_on)
    for session in example.sessions:
        _log(context, ref, session)
    return written


def _log(context: Context, ref: str, session: _Session) -> None:
    cost = session.travel
    travel = [] if cost is None else [TravelCost(amount=cost, label=session.travel_label)]
    on = _day(context, session.on)
    log_session(context, ref=ref, on=on, status=session.status, travel=travel)


def _invoices(context: Context, ref: str) -> tuple[Issued, ...]:
    """Bill the past months on the first of the current one, as a coach does."""
    first = context.today.replace(day=1)
    now = context.now.replace(year=first.year, month=first.month, day=first.day)
    then = replace(context, today=first, now=now)
    request = Request(ref, through=first - timedelta(days=1))
    return tuple(issued for issued, _ in issue_invoices(then, request))


def _day(context: Context, offset: int) -> date:
    return context.today + timedelta(days=offset)
