"""The input for papers to sign: a case, and the other data that they print."""

from datetime import date
from pathlib import Path

from phmcoach.documents.papers.file_names import copy_name
from phmcoach.domain.case import Case
from phmcoach.domain.contract.signed import client_as_agreed, client_before
from phmcoach.domain.history import Step
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.terms import contract_papers
from phmcoach.value import Value
from phmcoach.words import ContractPaper, Language


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

    The caller has checked the gates: the terms are set and the client's address is known.
    """

    today: date

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
