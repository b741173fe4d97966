"""What the papers that people sign are made from: the case, and all around it that they say."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from phmcoach.domain.case import Case
from phmcoach.domain.history import Step
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.records.terms import contract_papers
from phmcoach.words import ContractPaper, Language


@dataclass(frozen=True, kw_only=True)
class PaperInput:
    """What every signed paper is made from; the gates were passed.

    `templates` is the folder of the coach's own templates.
    """

    case: Case
    practice: Practice
    law: Law
    specimen: bool
    templates: Path | None = None

    @property
    def language(self) -> Language:
        """The language of the papers: the client's."""
        return self.case.client.language


@dataclass(frozen=True, kw_only=True)
class ContractInput(PaperInput):
    """What all papers of a contract are made from, as it stands on the day `today`.

    The gates were passed: terms are set and the client's address is known.
    """

    today: date

    @property
    def papers(self) -> tuple[ContractPaper, ...]:
        """The papers that make up the contract."""
        terms = self.case.engagement.terms
        if terms is None:
            message = "a contract is made of known terms"
            raise ValueError(message)
        return contract_papers(terms, private=self.case.private)


@dataclass(frozen=True, kw_only=True)
class AmendmentInput(PaperInput):
    """What all papers of an amendment are made from.

    The gates were passed: the contract is signed and the client's address is known.
    """

    step: Step

    @property
    def papers(self) -> tuple[ContractPaper, ...]:
        """The papers that make up the amendment."""
        return self.case.papers_of(self.step)
