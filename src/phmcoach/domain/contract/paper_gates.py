"""The gates of quotes and invoices: facts about both parties and about the contract.

Everything that is missing (an address, numbers required by law, a territory with known VAT) is
reported at once, before a number is drawn.
"""

from collections.abc import Iterator
from datetime import date

from phmcoach.domain.case import Case
from phmcoach.domain.contract.ending import declined_problems
from phmcoach.domain.contract.gates import contract_gate, signed_gate, terms_gate
from phmcoach.domain.contract.lifecycle import signed_remedy
from phmcoach.domain.contract.seal import seal_problems, unsigned_records
from phmcoach.domain.history import Step
from phmcoach.domain.records.parties import FRENCH_ORGANISATIONS, Client
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Problem, about
from phmcoach.remedy import Remedy
from phmcoach.value import replace

# fmt: off
EU_COUNTRIES = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
     "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK")
)
# fmt: on
"""The member states since 2021, by ISO 3166 (directive 2006/112/EC, art. 5)."""


def client_gate(case: Case) -> tuple[Problem, ...]:
    """Require the client's address and, for an organisation, the number that identifies it.

    A French company needs its SIREN, a public body the SIRET that Chorus Pro uses, a company of
    another EU country the VAT number under which it owes the tax (CGI 283-2). An association may
    have no number at all.
    """
    return about(case.client_reference, identity_problems(case.client))


def public_gate(case: Case) -> tuple[Problem, ...]:
    """Require of a public body, before anyone signs, what its contract and Chorus Pro need.

    The address and the number of another client may follow a contract that was signed on paper.
    """
    return client_gate(case) if case.client.kind == "public" else ()


def identity_problems(client: Client) -> tuple[Problem, ...]:
    """Return what is missing to name a client on a paper."""
    named = {"name": client.name}
    problems = []
    if client.address is None:
        problems.append(Problem("gate.client-without-address", named))
    if client.kind == "company-fr" and client.known_siren is None:
        problems.append(Problem("gate.client-without-siren", named))
    if client.kind == "public" and client.siret is None:
        problems.append(Problem("gate.client-without-siret", named))
    if client.kind == "company-eu" and client.vat_number is None:
        problems.append(Problem("gate.client-without-vat-number", named))
    return tuple(problems)


def successor_gate(step: Step, successor: Client | None) -> tuple[Problem, ...]:
    """Require what names a successor on the paper of the amendment that brings them in."""
    name = step.amendment.client
    if successor is None or name is None:
        return ()
    return about(name, identity_problems(successor))


def territory_gate(case: Case) -> tuple[Problem, ...]:
    """Require a client in a territory with known VAT; an unknown address is no problem here."""
    return about(case.client_reference, _territory_problems(case))


def _territory_problems(case: Case) -> Iterator[Problem]:
    client = case.client
    if client.address is None:
        return
    country, postcode = client.address.country, client.address.postcode
    named: dict[str, object] = {"name": client.name, "country": country}
    if country not in EU_COUNTRIES:
        yield Problem("gate.client-outside-eu", named)
    elif problem := _country_problem(client):
        yield problem
    elif client.kind in FRENCH_ORGANISATIONS and _is_overseas(postcode):
        yield Problem("gate.client-overseas", {"name": client.name, "postcode": postcode})
    yield from vat_number_problems(client)


def _country_problem(client: Client) -> Problem | None:
    """Return the problem of a country in which no client of this kind is."""
    country = client.address.country if client.address else None
    args = {"name": client.name, "country": country}
    if country == "FR" and client.kind == "company-eu":
        return Problem("gate.client-in-france", args)
    if country not in ("FR", None) and client.kind in FRENCH_ORGANISATIONS:
        return Problem("gate.client-country-mismatch", args)
    return None


def vat_number_problems(client: Client) -> Iterator[Problem]:
    """Yield the problem of a VAT number of another country than the client's."""
    country = client.address.country if client.address else None
    if client.kind != "company-eu" or country not in EU_COUNTRIES - {"FR"}:
        return
    prefix = "EL" if country == "GR" else country
    if client.vat_number and not client.vat_number.startswith(prefix):
        args = {"name": client.name, "country": country, "prefix": prefix}
        args["vat_number"] = client.vat_number
        yield Problem("gate.vat-number-country-mismatch", args)


def kind_problems(client: Client) -> Iterator[Problem]:
    """Yield what contradicts the kind of a client; the kind stays what it was at the beginning."""
    if (problem := _country_problem(client)) is not None:
        kind = "company-eu" if client.kind != "company-eu" else "company-fr"
        yield replace(problem, remedy=Remedy.OTHER_KIND, words={"kind": kind})
    if client.service_code is not None and client.kind != "public":
        yield Problem("client.no-service-code", {"name": client.name})


def practice_gate(practice: Practice) -> tuple[Problem, ...]:
    """Refuse a practice overseas that charges VAT, because the rates there differ.

    Under the VAT franchise there is no VAT, so the address does not matter (CGI 293 B, 294, 296).
    """
    postcode = practice.address.postcode
    if practice.charges_vat_on(date.max) and _is_overseas(postcode):
        return (Problem("gate.practice-overseas", {"postcode": postcode}),)
    return ()


def _is_overseas(postcode: str) -> bool:
    """Whether a French postcode is in an overseas department or territory (97…, 98…)."""
    return postcode.startswith(("97", "98"))


def seller_gate(case: Case, practice: Practice) -> tuple[Problem, ...]:
    """Require the coach's own VAT number if the client owes the tax (CGI 286 ter)."""
    if case.client.kind == "company-eu" and practice.vat_number is None:
        return (Problem("gate.seller-without-vat-number"),)
    return ()


def address_remarks(case: Case) -> tuple[Problem, ...]:
    """Warn if the e-invoice would lack the buyer's electronic address (BR-FR-12, BT-49).

    A French organisation is addressed by its SIREN, which `client_gate` requires. For all other
    clients the sale is declared by e-reporting and the client gets the PDF, so a missing e-mail
    address is no reason to refuse.
    """
    client = case.client
    reached = client.known_siren or client.electronic_address or client.email
    if client.kind in ("company-fr", "public") or reached is not None:
        return ()
    problem = Problem("gate.client-without-email", {"name": client.name})
    return about(case.client_reference, (problem,))


def paper_gate(case: Case, practice: Practice) -> tuple[Problem, ...]:
    """Require the facts that every quote and invoice states about both parties."""
    return (
        *client_gate(case),
        *territory_gate(case),
        *practice_gate(practice),
        *seller_gate(case, practice),
    )


def quote_gate(case: Case, practice: Practice) -> tuple[Problem, ...]:
    """Require terms in bounds, complete parties, and that nobody has signed yet.

    The demand need not be validated: people want to know the price before they commit themselves.
    """
    problems = [
        *terms_gate(case),
        *paper_gate(case, practice),
    ]
    if (signed_on := case.engagement.signatures.first_on) is not None:
        remedy, words = signed_remedy(case), {"number": ()}
        args = {"on": signed_on}
        problems.append(Problem("quote.already-signed", args, remedy=remedy, words=words))
    return tuple(problems)


def billing_gate(case: Case, practice: Practice) -> tuple[Problem, ...]:
    """Require a complete signed contract that was not changed since, and complete parties.

    While it differs from what was signed, the bounds that it breaks follow from that.
    """
    changed = seal_problems(case)
    lacking = declined_problems(case) or (*contract_gate(case), *signed_gate(case))
    return (
        *changed,
        *unsigned_records(case),
        *(() if changed else lacking),
        *paper_gate(case, practice),
    )
