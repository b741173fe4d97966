"""Creating a practice, and the clients that it bills."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from phmcoach.actions.carrying import accounts_beside
from phmcoach.actions.changing import KeyPath, as_typed, change_record, without_none
from phmcoach.actions.context import Context
from phmcoach.actions.documents import NewFile
from phmcoach.actions.opening import is_specimen, open_all, open_practice
from phmcoach.actions.practice.client_files import (
    check_client,
    check_email,
    client_data,
    is_kept,
    refuse_known_client,
    refuse_other_kind,
)
from phmcoach.actions.practice.habits import write_price
from phmcoach.domain.base import as_data
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.money.billed import as_client, last_billed
from phmcoach.domain.money.settlement import open_balances
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import DEFAULT_RATES, Practice
from phmcoach.errors import ConflictError, Problem, RuleRefusedError, UsageError
from phmcoach.store.files import make_folder
from phmcoach.store.find_folder import refuse_lost_practice
from phmcoach.store.folder import Folder, Listing, check_slug, resolve_client
from phmcoach.store.ledger import Ledger, create_ledger, read_ledger
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import create_record, load_record, save_record, validate_data
from phmcoach.store.signed import read_signed
from phmcoach.store.sync.ignored import keep_git_files
from phmcoach.value import Value
from phmcoach.words import PARTIES, ClientKind, DeclarationRhythm, Language, TaxRegime, VatRegime


def init_practice(
    directory: Path,
    *,
    name: str,
    siret: str,
    address: str,
    postcode: str,
    city: str,
    email: str,
    iban: str,
    bic: str | None,
    vat_regime: VatRegime,
    vat_number: str | None = None,
    trade_name: str | None = None,
    phone: str | None = None,
    electronic_address: str | None = None,
    language: Language = "fr",
    next_number: int = 1,
    next_number_year: int | None = None,
    tax_regime: TaxRegime = "micro-bnc",
    started_on: date | None = None,
    declaration: DeclarationRhythm | None = None,
    flat_income_tax: bool = False,
    company: Mapping[str, object] | None = None,
    demo: bool = False,
    rate: Decimal | None = None,
    extra: Mapping[str, object] | None = None,
) -> NewFile:
    """Create the folder of a practice: `practice.toml`, an empty ledger and the other folders.

    `rate` is the price of an hour for a company, by default that of the offer. Raises ConflictError
    if there is a practice already, MissingError if one lost its `practice.toml`, and
    InvalidDataError with all problems of the identity. `practice.toml` is written last: without it
    there is no practice.
    """
    folder = refuse_known_practice(directory)
    data: dict[str, object] = {
        "schema": 1,
        "name": name,
        "trade_name": trade_name,
        "siret": siret,
        "vat_regime": vat_regime,
        "vat_number": vat_number,
        "tax_regime": tax_regime,
        "started_on": started_on,
        "declaration": declaration,
        "flat_income_tax": flat_income_tax or None,
        "email": email,
        "phone": phone,
        "electronic_address": electronic_address,
        "language": language,
        "demo": demo or None,
        **(extra or {}),
        "address": {"street": address, "postcode": postcode, "city": city},
        "company": company,
        "bank": without_none({"iban": iban, "bic": bic}),
        "billing": without_none(
            {
                "payment_days": 30,
                "prefix": "F",
                "next_number": next_number,
                "next_number_year": next_number_year,
            }
        ),
        "cadence": {"months": "contract", "drift_days": 21},
        "rates": [
            as_data(each) | {"hourly": write_price(rate or each.hourly)} for each in DEFAULT_RATES
        ],
    }
    given = without_none(data)
    check_email(email)
    with as_typed():
        validate_data(folder.practice_file, Practice, given)
    make_folder(directory)
    for path in (folder.clients_dir, folder.engagements_dir, folder.ledger_dir):
        make_folder(path)
    with lock_folder(folder):
        if not folder.ledger_head.exists():
            create_ledger(folder)
        keep_git_files(folder)
        create_record(folder.practice_file, Practice, given)
    return NewFile(folder.practice_file)


def refuse_known_practice(directory: Path) -> Folder:
    """Return the folder of a new practice; refuse one that has or had a practice."""
    folder = Folder(directory)
    if folder.practice_file.exists():
        raise ConflictError.of("practice.exists", path=directory)
    refuse_lost_practice(folder)
    return folder


def new_client(
    context: Context,
    *,
    ref: str,
    kind: ClientKind,
    name: str,
    details: Mapping[str, str | None],
) -> NewFile:
    """Write `clients/<ref>.toml`; `details` are keys of the client or of the client's address."""
    data = check_client(kind, name, details)
    path = context.folder.client_file(check_slug(ref))
    with lock_folder(context.folder):
        refuse_known_client(context.folder, ref)
        make_folder(context.folder.clients_dir)
        with as_typed():
            create_record(path, Client, data)
    return NewFile(path, ref)


class ClientChanged(Value):
    """The file of a client that was changed, and the contracts that go on naming them as before.

    `unpaid` are the numbers of invoices that print what was changed, and are not settled.
    """

    path: Path
    ref: str
    signed: tuple[str, ...]
    unpaid: tuple[str, ...] = ()


def set_client(
    context: Context, *, ref: str, details: Mapping[str, str | None], gone: Collection[str] = ()
) -> ClientChanged:
    """Add or change details of a client, and leave the rest of the file as it is.

    The keys that are `gone` are taken out. What an earlier version sealed is recorded and sealed
    first, with what the file said until now.

    `ref` may be any unambiguous beginning. Raises UsageError if nothing is given, MissingError if
    there is no such client, RuleRefusedError for what contradicts the kind of client, and for the
    number of another company while a signed contract or an unpaid invoice is this company's.
    """
    found, given = resolve_client(context.folder, ref), client_data(details)
    if not given and not gone:
        raise UsageError.of("client.nothing-given")
    with lock_folder(context.folder):
        loaded = load_record(context.folder.client_file(found), Client)
        values: dict[KeyPath, object] = {(key,): None for key in gone}
        for key, value in given.items():
            if isinstance(value, dict):
                values |= {(key, inner): text for inner, text in value.items()}
            else:
                values[key,] = value
        changed = change_record(loaded, values=values)
        refuse_other_kind(changed.value, before=loaded.value, ref=found)
        signed = _signed_contracts(context.folder, found)
        if changed.value.company_numbers != loaded.value.company_numbers:
            _refuse_other_company(context, found, loaded.value, changed.value, signed)
        kept = tuple(each.ref for each in signed if is_kept(context, found, each))
        save_record(changed, loaded)
        unpaid = _unpaid_as_issued(context, found, loaded.value, changed.value, signed)
    return ClientChanged(loaded.path, found, kept, unpaid)


_PRINTED = ("name", "siren", "siret", "vat_number", "address", "billing_address")
"""What an invoice says of who is billed, and must say rightly."""


def _unpaid_as_issued(
    context: Context, ref: str, before: Client, after: Client, signed: Iterable[Dossier]
) -> tuple[str, ...]:
    """Return the unpaid invoices that print what was changed of a client."""
    if all(getattr(before, key) == getattr(after, key) for key in _PRINTED):
        return ()
    ledger = read_ledger(context.folder)
    specimen = is_specimen(context, open_practice(context.folder))
    numbers: dict[str, None] = {}
    for account in (ledger.account(each.ref, specimen=specimen) for each in signed):
        unpaid = {number for number, _ in open_balances(account)[0]}
        for paper in account.papers:
            if paper.buyer.reference == ref and paper.number in unpaid:
                numbers[paper.number] = None
    return tuple(sorted(numbers))


def _signed_contracts(folder: Folder, client: str) -> tuple[Dossier, ...]:
    """Return the open engagements of a client that someone has signed, and that can be read."""
    dossiers = (each.case for each in open_all(folder).opened)
    return tuple(
        each
        for each in dossiers
        if client in (each.engagement.client, *_parties(each)) and each.engagement.signatures.days
    )


def _parties(dossier: Dossier) -> tuple[str, ...]:
    """Return the client of a contract, and each successor whose amendment only some have signed."""
    coming = (step.amendment.client for step in dossier.waiting if step.amendment.signatures.days)
    return (dossier.client_reference, *filter(None, coming))


def _refuse_other_company(
    context: Context, ref: str, before: Client, after: Client, signed: tuple[Dossier, ...]
) -> None:
    """Refuse the number of another company while this one has a contract or an unpaid invoice.

    This one is the company that was recorded with the contract or else billed, if its number was
    known then: what was changed by hand since can be put right.
    """
    if not signed:
        return
    ledger = read_ledger(context.folder)
    parties = [(each, _party_of(context.folder, each, ref, before, ledger)) for each in signed]
    others = [(each, party) for each, party in parties if after.is_other_party(party)]
    if not others:
        return
    specimen = is_specimen(context, open_practice(context.folder))
    standing = [
        Problem(_standing_message(each), {"name": each.ref})
        for each, _ in others
        if ref in _parties(each)
    ]
    accounts = (ledger.account(each.ref, specimen=specimen) for each, _ in others)
    unpaid = (name for account in accounts for name, _ in open_balances(account)[0])
    standing += [
        Problem("client.standing-invoice", {"number": name}) for name in dict.fromkeys(unpaid)
    ]
    if standing:
        party = others[0][1]
        number = min(after.company_numbers - party.company_numbers, default="")
        args = {"name": party.name, "number": number, "standing": tuple(standing)}
        other = Problem("client.other-company", args, words={"kind": after.kind}, ref=ref)
        raise RuleRefusedError(other, *_successions(ref, (each for each, _ in others)))


def _successions(client: str, dossiers: Iterable[Dossier]) -> Iterator[Problem]:
    """Yield the second step for each contract in force: a succession brings the other company in.

    No amendment changes any more while some have signed it, nor after the end.
    """
    for each in dossiers:
        is_signed = all(map(each.engagement.signatures.signed_on, PARTIES))
        is_own = each.client_reference == client
        half = any(it.amendment.signatures.days for it in each.waiting)
        if is_signed and is_own and not half and ending_of(each) is None:
            yield Problem("client.succeeded", {"name": each.ref}, ref=each.ref)


def _standing_message(dossier: Dossier) -> str:
    is_closed = dossier.engagement.outcome.closed_on is not None
    return "client.standing-closed" if is_closed else "client.standing-contract"


def _party_of(folder: Folder, dossier: Dossier, ref: str, now: Client, ledger: Ledger) -> Client:
    """Return the client that a contract is with: as recorded, else as billed, if with a number."""
    recorded = read_signed(folder, dossier.ref, dossier.engagement).client_named(ref)
    paper = last_billed(ref, accounts_beside(ledger, dossier.ref, Listing(folder)))
    known = (recorded, paper and as_client(paper.buyer))
    return next((each for each in known if each and each.company_numbers), now)
