"""What a paper about money asks of its two parties, and of the contract that it rests on.

An address, the numbers that the law wants to read, a place whose VAT we know: all that is missing
is said at once, before a number is drawn.
"""

from phmcoach.domain.case import Case
from phmcoach.domain.contract.gates import contract_gate, signed_gate, terms_gate
from phmcoach.domain.contract.seal import seal_problems
from phmcoach.domain.records.parties import practice_problems, territory_problems
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Problem, about


def client_gate(case: Case) -> tuple[Problem, ...]:
    """Require what a document says of the client: his address, and an organisation's numbers.

    A French company has its SIREN, a public body the SIRET that Chorus Pro finds it by, a company
    of another country the VAT number under which it owes the tax (CGI 283-2).
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
    """Require the coach's own VAT number where the client owes the tax (CGI 286 ter)."""
    if case.client.kind == "company-eu" and practice.vat_number is None:
        return (Problem("gate.seller-without-vat-number"),)
    return ()


def address_remarks(case: Case) -> tuple[Problem, ...]:
    """Tell that an e-invoice has no address to go to (BR-FR-12, BT-49).

    A French organisation is found by its SIREN, which `client_gate` requires. Anyone else is told
    of by e-reporting and gets the PDF, so his paper is not refused for it.
    """
    client = case.client
    if client.kind in ("company-fr", "public") or client.email is not None:
        return ()
    problem = Problem("gate.client-without-email", {"name": client.name})
    return about(case.engagement.client, (problem,))


def paper_gate(case: Case, practice: Practice) -> tuple[Problem, ...]:
    """Require what any paper about money needs: two parties with all their numbers, and a place."""
    return (
        *client_gate(case),
        *about(case.engagement.client, territory_problems(case.client)),
        *practice_problems(practice),
        *seller_gate(case, practice),
    )


def quote_gate(case: Case, practice: Practice) -> tuple[Problem, ...]:
    """Require what an offer says: terms in their bounds, two parties, and nothing signed yet.

    The demand need not be validated: a person decides on a price before he decides on himself.
    """
    problems = [
        *terms_gate(case),
        *paper_gate(case, practice),
    ]
    if (signed_on := case.engagement.signatures.first_on) is not None:
        problems.append(Problem("quote.already-signed", {"on": signed_on}))
    return tuple(problems)


def billing_gate(case: Case, practice: Practice) -> tuple[Problem, ...]:
    """Require a signed contract that holds as it was signed, and parties who can be named."""
    return (
        *seal_problems(case),
        *contract_gate(case),
        *signed_gate(case),
        *paper_gate(case, practice),
    )
