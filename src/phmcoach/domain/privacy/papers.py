"""The kind of each file in the folder of an engagement's documents, by its name."""

import re

from phmcoach.domain.privacy.held import PaperKind

PRIVATE_PAPERS = frozenset[PaperKind]({"annex", "report", "form", "mail"})
"""Those that show what is private, or that are drafts of messages."""

PROOF_PAPERS = frozenset[PaperKind](
    {"record", "contract-paper", "service-paper", "choices-paper"},
)
"""Those that are kept as proof of the contract."""

ACCOUNTS_PAPERS = frozenset[PaperKind]({"attendance", "billing-paper"})
"""Those that are kept with the accounts; a paper that was issued is in the ledger's folder."""

_REF = r"(?P<ref>[^\n]*)\n"
_BEFORE = r"(?:(?:retire|remplace|taken-back|replaced)(?:-[0-9]+)?-)?"
_KINDS: tuple[tuple[str, PaperKind], ...] = (
    (r"(?:contract|amendment-[0-9]+)\.(?:signed|taken-back)[.0-9-]*\.toml", "record"),
    (r"evaluation\.toml", "form"),
    (r".*\.eml", "mail"),
    (r"(?:contrat-prestation|service-agreement)-(?P=ref)\b.*", "service-paper"),
    (r"(?:avenant-[0-9]+-prestation|amendment-[0-9]+-services)-(?P=ref)\b.*", "service-paper"),
    (r"(?:contrat(?:-beneficiaire)?|(?:beneficiary-)?contract)-(?P=ref)\b.*", "contract-paper"),
    (r"(?:avenant|amendment)-[0-9]+(?:-beneficia(?:ire|ry))?-(?P=ref)\b.*", "contract-paper"),
    (r"(?:annexe-personnelle|personal-annex)-(?P=ref)\b.*", "annex"),
    (r"(?:choix-du-beneficiaire|beneficiary-choices)-(?P=ref)\b.*", "choices-paper"),
    (r"(?:bilan|evaluation)-(?P=ref)\b.*", "report"),
    (r"(?:emargement|attendance)-(?P=ref)\b.*", "attendance"),
    (r"(?:projet-devis|draft-quote|brouillon-facture|draft-invoice)-(?P=ref)\b.*", "billing-paper"),
    (r"(?:[a-z-]+-)?[A-Z0-9-]+-[0-9]{4}-[0-9]{4,}\b.*", "billing-paper"),
)
"""How the names of each kind begin; what is made of an issued paper has its number in it."""


def kind_of_paper(reference: str, name: str) -> PaperKind:
    """Return what a file beside an engagement is; a name that the program gives to none is other.

    Another version of a paper, its copy and its scans are what the paper is.
    """
    known = f"{reference}\n{name}"
    for pattern, kind in _KINDS:  # the same for every reference, so that each is compiled once
        if re.fullmatch(_REF + _BEFORE + pattern, known):
            return kind
    return "other-paper"
