"""The input for papers to sign: a case, the other data that they print, the text of the articles.

Invoices name articles by their numbers, and copies repeat them. In the first text, each clause was
an article; in that of today, several share one.
"""

from datetime import date
from pathlib import Path

from phmcoach.documents.papers.file_names import copy_name
from phmcoach.domain.case import Case
from phmcoach.domain.contract.signed import RECORD, client_as_agreed, client_before
from phmcoach.domain.history import Step
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.signed import FollowedContract
from phmcoach.domain.records.terms import contract_papers
from phmcoach.value import Value
from phmcoach.words import ArticlesText, ContractPaper, Language

TEXT: ArticlesText = 2
"""The text of contracts that are made now."""

TEXTS: tuple[ArticlesText | None, ...] = (TEXT, None)
"""What a record says of its text; None stands for the first one."""

_MERGED_ARTICLES = 22
"""No contract of today has more articles, and none of the first text had so few."""


def text_of(case: Case) -> int:
    """Return the text of a contract: the one that was signed, else that of today.

    Who signed with an earlier version, or has a record without a text, signed the first one.
    """
    record, seal = case.signed.contract, case.engagement.seal
    if record is not None:
        return record.text or 1
    return 1 if seal and RECORD not in seal else TEXT


def text_with(articles: int) -> int | None:
    """Return the text of a printed contract by its last article: the first one, or None."""
    return 1 if articles > _MERGED_ARTICLES else None


class PaperInput(Value, kw_only=True):
    """The input for any paper to sign; the caller has checked the gates.

    `templates` is the folder of the coach's own templates. `signed` are the names of the papers
    that are kept because somebody has signed: these are written beside them, as marked copies.
    With `all_copies` every paper is one: all have signed, and that is sealed. What they signed may
    be another paper, so its name stays free.
    """

    case: Case
    practice: Practice
    law: Law
    specimen: bool
    templates: Path | None = None
    signed: frozenset[str] = frozenset()
    all_copies: bool = False

    @property
    def language(self) -> Language:
        """The language of the papers, which is that of the client."""
        return self.case.client.language

    def is_copy(self, name: str) -> bool:
        """Whether a paper of this name is marked as a copy."""
        return self.all_copies or name in self.signed

    def name_of(self, name: str) -> str:
        """Return the name under which a paper is written."""
        return copy_name(self.language, name) if self.is_copy(name) else name


class ContractInput(PaperInput, kw_only=True):
    """The input for the papers of a contract, as of the day `today`.

    The caller has checked the gates: the terms are set and the client's address is known. `text` is
    another text of the articles than that of the case. `follows` is what a follow-up continues.
    """

    today: date
    text: int | None = None
    follows: FollowedContract | None = None

    @property
    def papers(self) -> tuple[ContractPaper, ...]:
        """The papers that make up the contract."""
        terms = self.case.engagement.terms
        if terms is None:
            message = "the engagement has no terms"
            raise ValueError(message)
        return contract_papers(terms, private=self.case.private)


class AmendmentInput(PaperInput, kw_only=True):
    """The input for the papers of an amendment.

    The caller has checked the gates: the contract is signed and the client's address is known.
    `new_client` is the client whom the amendment brings in, or the same one under a new name.
    """

    step: Step
    new_client: Client | None = None

    @property
    def clients(self) -> tuple[Client, Client]:
        """The client before and after the amendment, each with the contact that was agreed last."""
        case, step = self.case, self.step
        after = client_as_agreed(case, through=step, new_client=self.new_client)
        return client_before(case, step), after

    @property
    def papers(self) -> tuple[ContractPaper, ...]:
        """The papers that make up the amendment."""
        return self.case.papers_of(self.step)
