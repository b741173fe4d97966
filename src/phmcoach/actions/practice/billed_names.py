"""Engagements without a seal whose file was renamed: only invoices tell the name that it had."""

import os
from collections.abc import Mapping

from phmcoach.domain.case import Dossier
from phmcoach.domain.money.billed import was_billed_in
from phmcoach.domain.records.engagement import Engagement
from phmcoach.errors import Problem
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import Ledger, known_engagements
from phmcoach.store.records import Loaded
from phmcoach.store.renamed import report_other_name


def find_billed_otherwise(
    folder: Folder, ledger: Ledger, engagements: Mapping[str, Loaded[Engagement]]
) -> dict[str, Problem]:
    """Return a problem for each engagement whose sessions are billed under a name that is gone."""
    known = known_engagements(ledger)
    return {
        ref: report_other_name(folder, each.path, was)
        for was in sorted(known - engagements.keys())
        for ref, each in engagements.items()
        if ref not in known
        and not os.path.lexists(folder.engagement_file(was))
        and any(was_billed_in(Dossier(ref, each.value), one) for one in ledger.accounts(was))
    }
