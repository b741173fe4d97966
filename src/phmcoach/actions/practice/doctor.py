"""Looking at everything: each file loaded, each rule checked, each byte of the ledger verified.

A folder of plain files can be edited by anyone. The doctor is what makes that safe: he reads
everything, changes nothing, and says what is wrong in the words of the rules.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from phmcoach.actions.context import Context
from phmcoach.actions.contract.accepted_quote import quote_problems
from phmcoach.actions.contract.reports import stale_reports
from phmcoach.actions.money.invoiced import readable_ledger
from phmcoach.actions.sessions.recording import HAPPENED
from phmcoach.domain.contract.amending import signed_amendments
from phmcoach.domain.contract.gates import breaches, demand_warnings, future_facts
from phmcoach.domain.contract.remarks import lasting_remarks
from phmcoach.domain.contract.renewal import renewal_problems
from phmcoach.domain.contract.seal import missing_seals
from phmcoach.domain.money.account import billed_shares
from phmcoach.domain.money.billed import compare_billed
from phmcoach.domain.money.repricing import repricing_problems
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.law import OwnLaw
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import CoachError, Place, Problem
from phmcoach.remedy import Remedy
from phmcoach.store.archive import list_archived_files
from phmcoach.store.folder import Folder, list_clients, list_law_files, list_references
from phmcoach.store.ledger import Ledger, known_engagements, list_ledger_files
from phmcoach.store.ledger_check import verify_ledger
from phmcoach.store.records import Loaded, load_record
from phmcoach.words import Level

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Diagnosis:
    """All findings, and how much was looked at."""

    findings: tuple[Problem, ...]
    engagements: int
    clients: int
    entries: int

    @property
    def errors(self) -> int:
        """How many of the findings are errors; the others are worth a word, and stop nothing."""
        return sum(finding.level == "error" for finding in self.findings)

    @property
    def is_healthy(self) -> bool:
        """Whether nothing is an error."""
        return not self.errors


def examine(context: Context) -> Diagnosis:
    """Load every file of the folder and check every invariant; never raises for what is wrong."""
    folder = context.folder
    found: list[Problem] = []
    ledger = readable_ledger(folder)
    practice = _load(folder.practice_file, Practice, found)
    clients = {ref: _load(folder.client_file(ref), Client, found) for ref in list_clients(folder)}
    paths = {ref: folder.engagement_file(ref) for ref in list_references(folder)}
    archived = set()
    for ref, path in list_archived_files(folder):
        if ref in paths:
            found.append(_second_of_a_reference(ref, path, paths[ref]))
            _load(path, Engagement, found)
        else:
            archived.add(ref)
        paths.setdefault(ref, path)
    loaded = {ref: _load(path, Engagement, found) for ref, path in paths.items()}
    engagements = {ref: each for ref, each in loaded.items() if each is not None}
    for ref, each in engagements.items():
        problems = [
            *_profile_problems(each, practice),
            *_client_problems(ref, each.value, clients, ledger, practice),
            *_future_problems(ref, each.value, context.today),
            *(_archived_problems(ref, each.value) if ref in archived else ()),
            *renewal_problems(
                each.value,
                {name: other.value for name, other in engagements.items() if name != ref},
                ref=ref,
            ),
        ]
        found.extend(_at(each, ref, problem) for problem in problems)
        warnings = (*demand_warnings(each.value), *stale_reports(folder, ref, each.value))
        found.extend(_at(each, ref, problem, "warning") for problem in warnings)
        remarks = (
            *_session_remarks(ref, each.value, clients, ledger, practice),
            *missing_seals(each.value, ref),
        )
        found.extend(_at(each, ref, problem, "info") for problem in remarks)
    for path in list_law_files(folder):
        _load(path, OwnLaw, found)
    found.extend(verify_ledger(folder))
    if ledger is None:
        entries = len(list_ledger_files(folder).entries) if folder.ledger_dir.is_dir() else 0
    else:
        entries = len(ledger.entries)
        found.extend(_compare_with_ledger(folder, ledger, loaded))
    return Diagnosis(tuple(found), len(paths), len(clients), entries)


def _load(path: Path, model: type[T], found: list[Problem]) -> Loaded[T] | None:
    try:
        return load_record(path, model)
    except CoachError as error:
        found.extend(error.problems)
        return None


def _second_of_a_reference(ref: str, path: Path, other: Path) -> Problem:
    args = {"ref": ref, "other": str(other)}
    return Problem("engagement.reference-twice", args, place=Place(path))


def _future_problems(ref: str, engagement: Engagement, today: date) -> Iterator[Problem]:
    """Yield each fact that is recorded before its day: a gate would open with what is not yet."""
    yield from future_facts(engagement, today, ref=ref)
    outcome, evaluation = engagement.outcome, engagement.evaluation
    amended = (
        day for each in engagement.amendments for day in (each.set_on, *each.signatures.days)
    )
    met = (s.on for s in engagement.sessions if s.status in HAPPENED)
    brought = (each for amendment in engagement.amendments for each in amendment.objectives)
    scaled = (objective.scaled_on for objective in (*engagement.objectives, *brought))
    told = (evaluation.shown_on, evaluation.approved_on) if evaluation else ()
    asked = (
        engagement.signatures.express_request_on,
        engagement.quote and engagement.quote.accepted_on,
    )
    called_off = (s.notified_at.date() for s in engagement.sessions if s.notified_at)
    ends = (outcome.declined_on, outcome.ended_on, outcome.evaluated_on, outcome.closed_on)
    for day in (*asked, *met, *called_off, *ends, *scaled, *told, *amended):
        if day is not None and day > today:
            yield Problem("gate.in-the-future", {"on": day}, remedy=Remedy.EDIT)


def _archived_problems(ref: str, engagement: Engagement) -> Iterator[Problem]:
    """Yield that an engagement was moved among the archived ones and is not closed."""
    if engagement.outcome.closed_on is None:
        yield Problem("step.archived-open", {"ref": ref})


def _profile_problems(
    loaded: Loaded[Engagement], practice: Loaded[Practice] | None
) -> Iterator[Problem]:
    profile = loaded.value.profile
    if practice is not None and practice.value.profile(profile) is None:
        args = {"profile": profile, "known": practice.value.profile_names()}
        place = Place(loaded.path, loaded.line_of("profile"), "profile")
        yield Problem("profile.unknown", args, place=place)


def _client_problems(
    ref: str,
    engagement: Engagement,
    clients: Mapping[str, Loaded[Client] | None],
    ledger: Ledger | None,
    practice: Loaded[Practice] | None,
) -> Iterator[Problem]:
    """Yield what only the kind of the client can tell: who must sign, what must be shared."""
    if engagement.client not in clients:
        args = {"client": engagement.client, "engagement": ref}
        yield Problem("find.client-of-engagement", args)
        return
    client = clients[engagement.client]
    if client is not None:
        billed = ledger.invoiced_sessions(ref) if ledger else ()
        yield from breaches(
            engagement,
            private=client.value.is_private,
            ref=ref,
            billed=billed,
            closures=practice.value.closures if practice else (),
        )


def _session_remarks(
    ref: str,
    engagement: Engagement,
    clients: Mapping[str, Loaded[Client] | None],
    ledger: Ledger | None,
    practice: Loaded[Practice] | None,
) -> tuple[Problem, ...]:
    """Return what of the sessions is worth a word: no room for a planned one, a notice unheeded."""
    client = clients.get(engagement.client)
    if client is None:
        return ()
    closures = practice.value.closures if practice else ()
    return lasting_remarks(
        engagement,
        private=client.value.is_private,
        ref=ref,
        billed=ledger.invoiced_sessions(ref) if ledger else (),
        closures=closures,
    )


def _compare_with_ledger(
    folder: Folder, ledger: Ledger, engagements: Mapping[str, Loaded[Engagement] | None]
) -> Iterator[Problem]:
    """Compare each engagement with what was billed for it."""
    for ref in sorted(known_engagements(ledger) - engagements.keys()):
        yield _engagement_gone(folder, ref)
    for ref, each in engagements.items():
        if each is None:
            continue  # not readable, which has been told
        problems = (
            *differences_from_ledger(ledger, each.value, ref),
            *quote_problems(ledger, each.value, ref),
            *_repriced(ledger, each.value, ref),
        )
        yield from (_at(each, ref, problem) for problem in problems)


def _engagement_gone(folder: Folder, ref: str) -> Problem:
    return Problem(
        "billing.engagement-gone", {"ref": ref}, place=Place(folder.engagement_file(ref))
    )


def differences_from_ledger(
    ledger: Ledger, engagement: Engagement, ref: str
) -> tuple[Problem, ...]:
    """Return each session that is no longer what was billed, by a real invoice or a specimen."""
    return tuple(
        problem
        for specimen in (False, True)
        for problem in compare_billed(
            engagement, billed_shares(ledger.account(ref, specimen=specimen)), ref=ref
        )
    )


def _repriced(ledger: Ledger, engagement: Engagement, ref: str) -> Iterator[Problem]:
    """Yield each invoice whose sessions an amendment that was signed after it prices anew."""
    for amendment in signed_amendments(engagement):
        yield from repricing_problems(engagement, amendment, ledger.accounts(ref), ref=ref)


def _at(loaded: Loaded[Engagement], ref: str, problem: Problem, level: Level = "error") -> Problem:
    """Say where a problem stands, whose it is and how grave."""
    placed = replace(problem, place=problem.place or Place(loaded.path), level=level)
    return placed.naming(ref)
