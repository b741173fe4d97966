"""What every paper that is signed is made from."""

from dataclasses import dataclass
from pathlib import Path

from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.law import Law
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.words import Language


@dataclass(frozen=True, kw_only=True)
class Making:
    """The engagement and all around it that its papers say; the gates were passed.

    `reference` is printed on each page; `templates` is the folder of the coach's own templates.
    """

    engagement: Engagement
    client: Client
    practice: Practice
    law: Law
    reference: str
    specimen: bool
    templates: Path | None = None

    @property
    def language(self) -> Language:
        """The language of the papers: the client's."""
        return self.client.language
