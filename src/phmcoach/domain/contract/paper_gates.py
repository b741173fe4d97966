"""The gates of quotes and invoices: facts about both parties and about the contract.

Everything that is missing (an address, numbers required by law, a territory with known VAT) is
reported at once, before a number is drawn.
"""

from phmcoach.domain.case import Case
from phmcoach.domain.contract.gates import contract_gate, signed_gate, terms_gate
from phmcoach.domain.contract.seal import seal_problems
from phmcoach.domain.records.parties import practice_problems, territory_problems
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Problem, about


def client_gate(case: Case) -> tuple[Problem, ...]:
    """Require the client's address and, for an organisation, the number that identifies it.

    A French company needs its SIREN, a public body the SIRET that Chorus Pro uses, a company of
    another EU country the VAT number under which it owes the tax (CGI 283-2).
    """
    client = case.client
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
    return about(case.engagement.client, problems)


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
    if client.kind in ("company-fr", "public") or client.email is not None:
        return ()
    problem = Problem("gate.client-without-email", {"name": client.name})
    return about(case.engagement.client, (problem,))


def paper_gate(case: Case, practice: Practice) -> tuple[Problem, ...]:
    """Require the facts that every quote and invoice states about both parties."""
    return (
        *client_gate(case),
        *about(case.engagement.client, territory_problems(case.client)),
        *practice_problems(practice),
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
        problems.append(Problem("quote.already-signed", {"on": signed_on}))
    return tuple(problems)


def billing_gate(case: Case, practice: Practice) -> tuple[Problem, ...]:
    """Require a complete signed contract that was not changed since, and complete parties."""
    return (
        *seal_problems(case),
        *contract_gate(case),
        *signed_gate(case),
        *paper_gate(case, practice),
    )
