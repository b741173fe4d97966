"""The input for papers to sign: a case, and the other data that they print."""

from datetime import date
from pathlib import Path

from phmcoach.domain.case import Case
from phmcoach.domain.history import Step
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.terms import contract_papers
from phmcoach.value import Value
from phmcoach.words import ContractPaper, Language


class PaperInput(Value, kw_only=True):
    """The input for any paper to sign; the caller has checked the gates.

    `templates` is the folder of the coach's own templates.
    """

    case: Case
    practice: Practice
    law: Law
    specimen: bool
    templates: Path | None = None

    @property
    def language(self) -> Language:
        """The language of the papers, which is that of the client."""
        return self.case.client.language


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
    """

    step: Step

    @property
    def papers(self) -> tuple[ContractPaper, ...]:
        """The papers that make up the amendment."""
        return self.case.papers_of(self.step)
