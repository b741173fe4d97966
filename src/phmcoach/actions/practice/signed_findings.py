"""What the doctor finds of what was signed, and the case that it judges an engagement by."""

from collections.abc import Iterator, Mapping

from phmcoach.actions.contract.sealing import judge_records
from phmcoach.actions.opening import complete_case
from phmcoach.domain.case import Case, Dossier, SignedRecords
from phmcoach.domain.contract.seal import noted_problems, unsigned_records
from phmcoach.domain.contract.signed import party_to_archived
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.domain.values.zones import HOME_ZONE
from phmcoach.errors import Problem
from phmcoach.store.folder import Folder
from phmcoach.store.ledger import Ledger
from phmcoach.store.records import Loaded
from phmcoach.store.signed import find_lost
from phmcoach.value import replace


def judge_case(
    folder: Folder,
    dossier: Dossier,
    clients: Mapping[str, Loaded[Client] | None],
    ledger: Ledger,
    practice: Loaded[Practice] | None,
    signed: SignedRecords,
    *,
    archived: bool,
) -> Case | None:
    """Return the case of an engagement, or None if its client is not known.

    Its records say which of them can be made again. The kind of client decides who must sign and
    what must be shared; an archived engagement is judged by the client who signed. An unreadable
    practice is a finding of its own, and counts as empty here; of a damaged ledger, what can be
    read counts.
    """
    client = clients.get(dossier.client_reference)
    if client is None:
        return None
    party = party_to_archived(dossier, signed, client.value) if archived else client.value
    case = complete_case(
        dossier,
        party,
        closures=practice.value.closures if practice else (),
        time_zone=practice.value.time_zone if practice else HOME_ZONE,
        signed=signed,
        billed=ledger.invoiced_sessions(dossier.ref),
    )
    if practice is None:
        return case
    return replace(case, signed=judge_records(folder, case, signed, practice.value))


def lost(folder: Folder, dossier: Dossier, signed: SignedRecords) -> Iterator[Problem]:
    """Yield what is gone of what was signed; a case knows which records can be made again."""
    judged = dossier.signed if isinstance(dossier, Case) else signed
    return find_lost(folder, dossier.ref, dossier.engagement, judged)


def noted(case: Case | None) -> tuple[Problem, ...]:
    """Return what stops nobody from signing what was recorded."""
    return () if case is None else (*unsigned_records(case), *noted_problems(case))
