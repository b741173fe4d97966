"""What a paper about money asks of its two parties, and of the contract that it rests on.

An address, the numbers that the law wants to read, a place whose VAT we know: all that is missing
is said at once, before a number is drawn.
"""

from phmcoach.domain.case import Case
from phmcoach.domain.contract.gates import contract_gate, signed_gate, terms_gate
from phmcoach.domain.contract.seal import seal_problems
from phmcoach.domain.records.parties import practice_problems, territory_problems
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Problem


def client_gate(case: Case) -> tuple[Problem, ...]:
    """Require what a document says of the client: his address, and an organisation's numbers.

    A French company has its SIREN, a public body the SIRET that Chorus Pro finds it by, a company
    of another country the VAT number under which it owes the tax (CGI 283-2).
    """
    client, ref = case.client, case.engagement.client
    problems = []
    if client.address is None:
        fix = f'coach set-client {ref} --address "…" --postcode … --city …'
        problems.append(Problem("gate.client-without-address", {"name": client.name}, fix))
    if client.kind == "company-fr" and client.known_siren is None:
        fix = f"coach set-client {ref} --siren …"
        problems.append(Problem("gate.client-without-siren", {"name": client.name}, fix))
    if client.kind == "public" and client.siret is None:
        fix = f"coach set-client {ref} --siret …"
        problems.append(Problem("gate.client-without-siret", {"name": client.name}, fix))
    if client.kind == "company-eu" and client.vat_number is None:
        fix = f"coach set-client {ref} --vat-number …"
        problems.append(Problem("gate.client-without-vat-number", {"name": client.name}, fix))
    return tuple(problems)


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
    client, ref = case.client, case.engagement.client
    if client.kind in ("company-fr", "public") or client.email is not None:
        return ()
    fix = f"coach set-client {ref} --email …"
    return (Problem("gate.client-without-email", {"name": client.name}, fix),)


def paper_gate(case: Case, practice: Practice) -> tuple[Problem, ...]:
    """Require what any paper about money needs: two parties with all their numbers, and a place."""
    return (
        *client_gate(case),
        *territory_problems(case.client, case.engagement.client),
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
