"""Recording a demand, and its validation by the beneficiary."""

from collections.abc import Collection, Mapping
from datetime import date

from phmcoach.actions.changing import KeyPath, as_typed, change_record, without_none
from phmcoach.actions.context import Context
from phmcoach.actions.documents import NewFile
from phmcoach.actions.opening import Opened, open_engagement, open_practice, refuse_if_over
from phmcoach.actions.saving import save_engagement
from phmcoach.domain.case import Dossier
from phmcoach.domain.contract.copies import are_one
from phmcoach.domain.contract.ending import ending_of
from phmcoach.domain.contract.lifecycle import (
    amending_remedy,
    validated_problems,
    validation_problems,
)
from phmcoach.domain.contract.renewal import (
    FOLLOW_UP,
    closed_engagements,
    follow_up_to_name,
    known_id,
    person_keys,
    renewal_problems,
)
from phmcoach.domain.contract.seal import contract_problems
from phmcoach.domain.money.account import is_billed
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import (
    CoachError,
    ConflictError,
    InvalidDataError,
    Problem,
    RuleRefusedError,
    StorageError,
    UsageError,
    refuse,
)
from phmcoach.references import suggest_reference
from phmcoach.remedy import Remedy
from phmcoach.store.archive import find_engagement, list_archived_files, refuse_archived
from phmcoach.store.copies import report_copies_of, same_client
from phmcoach.store.files import make_folder
from phmcoach.store.folder import (
    Folder,
    Listing,
    check_slug,
    resolve_client,
)
from phmcoach.store.ledger import known_engagements, open_ledger, read_ledger
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import create_record, load_record, validate_data
from phmcoach.typed_words import read_word
from phmcoach.value import replace
from phmcoach.words import Requester, Situation


def new_engagement(
    context: Context,
    *,
    ref: str,
    client: str,
    beneficiary: str,
    situations: Collection[Situation],
    beneficiary_id: str | None = None,
    role: str | None = None,
    email: str | None = None,
    situation_text: str | None = None,
    requested_by: Requester = "beneficiary",
    sponsor_request: str | None = None,
    profile: str | None = None,
    received_on: date | None = None,
    justification: str | None = None,
    follow_up_of: str | None = None,
    already_held: int | None = None,
) -> NewFile:
    """Record a demand; the work starts only with its validation.

    A further engagement of the same `beneficiary_id` within twelve months needs a justification,
    so that the coach does not become a permanent support. The default profile is `follow-up` if
    `follow_up_of` names an engagement, else `standard`. A follow-up that names none follows the
    most recently closed engagement of this person; it keeps their role. `already_held` sessions
    were recorded and billed by an earlier tool. Raises RuleRefusedError if the beneficiary of
    `follow_up_of` has another name and no id says that it is the same person.
    """
    folder = context.folder
    check_slug(ref)
    practice = open_practice(folder)
    profile = find_profile(practice, profile or (FOLLOW_UP if follow_up_of else "standard"))
    received = received_on or context.today
    if received > context.today:
        raise RuleRefusedError.of("gate.in-the-future", on=received, remedy=Remedy.RECEIVED_EARLIER)
    with lock_folder(folder):
        listing = Listing(folder)
        refuse_known(folder, listing, ref, beneficiary)
        client = resolve_client(folder, client)
        others, unread = read_others(folder, ref)
        person = beneficiary_id or known_id(beneficiary, others)
        if follow_up_of is not None:
            follow_up_of, _ = find_engagement(listing, follow_up_of)
            if beneficiary_id is None:
                _refuse_other_name(ref, beneficiary, follow_up_of, others)
            person = beneficiary_id or others[follow_up_of].engagement.beneficiary.id
        elif profile == FOLLOW_UP:
            follow_up_of = next(iter(closed_engagements(person, others)), None)
        if role is None and follow_up_of in others:
            role = others[follow_up_of].beneficiary.role
        data: dict[str, object] = without_none(
            {
                "schema": 1,
                "client": client,
                "profile": profile,
                "follow_up_of": follow_up_of,
                "justification": justification,
                "already_held": already_held,
                "beneficiary": without_none(
                    {"id": person, "name": beneficiary, "role": role, "email": email}
                ),
                "demand": without_none(
                    {
                        "received_on": received,
                        "requested_by": requested_by,
                        "situations": list(situations),
                        "situation_text": situation_text,
                        "sponsor_request": sponsor_request,
                    }
                ),
            }
        )
        path = folder.engagement_file(ref)
        with as_typed():
            engagement = validate_data(path, Engagement, data)
        _refuse_same_demand(folder, Dossier(ref, engagement), others)
        problems = renewal_problems(Dossier(ref, engagement), others, typed=True)
        if problems:
            remedy, words = follow_up_to_name(person, others)
            refuse(
                (
                    replace(each, remedy=remedy, words=words)
                    if each.remedy is Remedy.OTHER_FOLLOWED  # there is no file yet
                    else each
                    for each in problems
                ),
                about=ref,
            )
        make_folder(folder.engagements_dir)
        create_record(path, Engagement, data)
    return NewFile(path, ref, unread)


def find_profile(practice: Practice, typed: str) -> str:
    """Return the name of a profile that was typed, in either language; raises UsageError."""
    known = practice.profile_names()
    found = typed if typed in known else read_word(typed, known)
    if found is None:
        raise UsageError.of("profile.unknown", profile=typed, known=known)
    return found


def refuse_known(folder: Folder, listing: Listing, ref: str, beneficiary: str | None) -> None:
    """Refuse a reference that an engagement has, had in the archive, or has in the ledger."""
    refuse_archived(listing, ref)
    path = folder.engagement_file(ref)
    if path.exists():
        remedy, words = _remedy_of_name(folder, ref, beneficiary)
        raise ConflictError.of(
            "store.exists", path=str(path), about=ref, remedy=remedy, words=words
        )
    if ref in known_engagements(open_ledger(folder)):
        raise ConflictError.of("engagement.reference-in-ledger", ref=ref)


def _remedy_of_name(
    folder: Folder, ref: str, typed: str | None
) -> tuple[Remedy | None, Mapping[str, object]]:
    """Return what corrects the name of the engagement that is there, if another one was typed."""
    try:
        opened = open_engagement(folder, ref)
    except CoachError:  # what is wrong with it is shown
        return Remedy.SHOW, {}
    if typed in (None, opened.case.beneficiary.name) or ending_of(opened.case) is not None:
        return Remedy.SHOW, {}
    if not opened.engagement.signatures.days:
        return Remedy.RENAME_BENEFICIARY, {}
    return amending_remedy(opened.case, Remedy.RENAME_BY_AMENDMENT)


def _refuse_same_demand(folder: Folder, dossier: Dossier, others: Mapping[str, Dossier]) -> None:
    """Refuse what would be a second file of an engagement, which no command could work on."""
    for ref, other in others.items():
        if are_one(dossier, other, same_client(folder)):
            raise RuleRefusedError.of("engagement.same-demand", other=ref)


def _refuse_other_name(ref: str, typed: str, followed: str, others: Mapping[str, Dossier]) -> None:
    """Refuse to follow the engagement of a person with another name, usually a typing error.

    A person who returns under another name is identified by an id: names are never matched.
    """
    other = others[followed].beneficiary
    slug = suggest_reference(typed)
    if slug in (other.id, suggest_reference(other.name)):
        return
    people = (each.beneficiary for each in others.values())
    ids = (person.id for person in people if suggest_reference(person.name) == slug)
    remedy, words = follow_up_to_name(next(ids, slug), others)
    raise RuleRefusedError.of(
        "engagement.follow-up-other-name",
        followed=followed,
        name=other.name,
        typed=typed,
        id=other.id,
        about=ref,
        remedy=remedy,
        words=words,
    )


def read_others(folder: Folder, ref: str) -> tuple[dict[str, Dossier], tuple[Problem, ...]]:
    """Read every engagement except one, including archived ones; return the problems of the rest.

    A file that cannot be read does not prevent a new engagement.
    """
    listing = Listing(folder)
    names = (name for name in listing.engagements.names if name != ref)
    paths = {name: folder.engagement_file(name) for name in names}
    for name, path in list_archived_files(listing):
        paths.setdefault(name, path)
    found: dict[str, Dossier] = {}
    problems: list[Problem] = []
    for name, path in paths.items():
        try:
            found[name] = Dossier(name, load_record(path, Engagement).value)
        except (InvalidDataError, StorageError) as error:
            problems.extend(error.problems)
    return found, tuple(problems)


def validate_demand(
    context: Context,
    *,
    ref: str,
    on: date,
    request: str,
    shared_request: str | None = None,
    analysed_on: date | None = None,
    received_on: date | None = None,
    disciplinary: bool | None = None,
    beneficiary: str | None = None,
) -> Opened:
    """Record that the beneficiary validated their own demand, in their words, on a day.

    `shared_request` is the only part of it that the organisation may ever read. `analysed_on` is
    the day on which coach and beneficiary clarified the demand. `disciplinary` says whether a
    disciplinary procedure against the beneficiary is under way: a warning that only the coach sees.
    `received_on` corrects the day on which the demand came, `beneficiary` the name of the person,
    and an id that was made of it. Raises RuleRefusedError if another engagement contains the same
    demand.
    """
    with lock_folder(context.folder):
        opened = open_engagement(context.folder, ref)
        demand = opened.engagement.demand
        refuse_if_over(opened, before_contract=True)
        if demand.validated_on is not None:
            billed = is_billed(read_ledger(context.folder).accounts(opened.ref))
            refuse(validated_problems(opened.case, billed=billed), about=opened.ref)
        if opened.engagement.seal or opened.engagement.signatures.days:
            refuse(contract_problems(opened.case), about=opened.ref)
        received = received_on or demand.received_on
        if received_on is not None and received > context.today:
            raise RuleRefusedError.of(
                "gate.in-the-future", on=received, remedy=Remedy.RECEIVED_EARLIER
            )
        problems = validation_problems(received, context.today, on=on, analysed_on=analysed_on)
        refuse(problems, about=opened.ref)
        words = without_none(
            {
                "request": request,
                "shared_request": shared_request,
                "received_on": received_on,
                "analysed_on": analysed_on,
                "validated_on": on,
                "disciplinary": disciplinary,
            }
        )
        values: dict[KeyPath, object] = {("demand", key): value for key, value in words.items()}
        if beneficiary is not None:
            others, _ = read_others(context.folder, opened.ref)
            values |= person_keys(opened.engagement.beneficiary, beneficiary, others)
        changed = change_record(opened.loaded, values=values)
        refuse(report_copies_of(Listing(context.folder), changed, archived=True))
        return save_engagement(context, opened, changed)
