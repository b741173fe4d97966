"""Erase a person: show first what goes, what stays until when, and what cannot be reached.

The plan is made of the inventory, so nothing is erased that was not shown, and it is made again
under the lock.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.notes.files import note_of_draft
from phmcoach.actions.privacy.erasing_contacts import client_work, contact_work
from phmcoach.actions.privacy.erasure_plan import (
    Going,
    Plan,
    Staying,
    Work,
    by_reason,
    find_beyond,
    names_of,
)
from phmcoach.actions.privacy.inventory import (
    Inventory,
    holdings_of,
    holdings_with,
    take_inventory,
)
from phmcoach.domain.base import as_data
from phmcoach.domain.case import NOT_READ, Case
from phmcoach.domain.privacy.erasing import erase, erasing_problems, removed_texts, with_lines
from phmcoach.domain.privacy.held import Holding, held_of_beneficiary, held_of_client
from phmcoach.domain.privacy.keeping import Keeping, kept_until, over_since
from phmcoach.domain.privacy.papers import (
    ACCOUNTS_PAPERS,
    PRIVATE_PAPERS,
    PROOF_PAPERS,
    kind_of_paper,
)
from phmcoach.domain.privacy.people import Person, choose_person
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.erased import ERASED_TEXT, ErasedPart, ErasureReason
from phmcoach.errors import (
    ConflictError,
    Problem,
    RuleRefusedError,
    StorageError,
    as_warnings,
    error_of,
    errors_of,
)
from phmcoach.store.folder import Folder
from phmcoach.store.keeping.erasing import (
    drafts_to_erase,
    erase_for_good,
    list_folder,
    states_to_erase,
)
from phmcoach.store.keeping.traces import seek
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import Loaded, load_own_record, render_record
from phmcoach.typed_words import fold
from phmcoach.value import Value, field_names, replace

_PREVIEW = re.compile("(?:projet-devis|draft-quote|brouillon-facture|draft-invoice)-")


class Erasing(Value):
    """The work of erasing a person, and what of them stays untouched.

    `going_on` is the work that is not closed, `others` what was not meant.
    """

    works: tuple[Work, ...]
    going_on: tuple[Problem, ...] = ()
    others: tuple[Problem, ...] = ()

    @property
    def left(self) -> tuple[Problem, ...]:
        """The warnings about what it does not touch."""
        both = (*self.going_on, *self.others)
        return as_warnings(both)

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The parts of the works that are shown."""
        return tuple(each.plan for each in self.works)


def plan_erasure(context: Context, typed: str) -> Erasing:
    """Return what erasing a person would do, for each engagement; nothing is written.

    Raises RuleRefusedError while the work with them goes on, and if nothing is left to erase,
    MissingError and UsageError as `choose_person` does, and the errors of files that cannot be
    read: nothing is called erased that nobody could look at.
    """
    inventory = take_inventory(context)
    person = choose_person(inventory.people, typed)
    if errors := errors_of(inventory.problems):
        raise error_of(errors, refused=inventory.refused)
    if person.role == "contact":
        work = contact_work(context, inventory, person)
        found = Erasing((work,) if work else ())
    else:
        found = _erase_beneficiary(context, inventory, person, fold(typed))
    if found.works:
        return found
    if found.going_on:
        raise RuleRefusedError(*found.going_on, *found.others)
    is_one = bool(found.others) or person.name == ERASED_TEXT
    name = fold(typed) if is_one else person.name
    raise RuleRefusedError(Problem("erase.nothing", {"name": name}), *found.others)


def erase_person(context: Context, typed: str, shown: tuple[Plan, ...]) -> None:
    """Do what was shown. Raises ConflictError if it would be something else by now.

    Raises StorageError for what the system refuses; the next command erases what is left.
    """
    with lock_folder(context.folder):
        found = plan_erasure(context, typed)
        if found.plans != shown:
            raise ConflictError.of("erase.changed", name=shown[0].name)
        for each in found.works:
            try:
                erase_for_good(each.files, each.record, each.text, each.old_sha256)
            except StorageError as error:
                left = Problem("erase.unfinished", {"name": each.plan.name, "typed": typed})
                raise StorageError(*error.problems, left) from None


def _erase_beneficiary(
    context: Context, inventory: Inventory, person: Person, wanted: str
) -> Erasing:
    """Return the works for a beneficiary: one engagement if its reference was typed, else all.

    The file of a private client loses their name after that of their last contract.
    """
    own = holdings_of(inventory, person)
    meant = tuple(each for each in own if each.ref == wanted) or own
    refused = [it for each in meant for it in erasing_problems(_case(each))]
    going_on = {each.ref for each in refused}
    of_client = holdings_with(inventory, person.client)
    if not refused and all(_goes_whole(inventory, it, meant, context.today) for it in of_client):
        of_client = ()
    works = [
        _engagement_work(context, inventory, each, of_client)
        for each in meant
        if each.ref not in going_on
    ]
    if person.client is not None and not of_client:
        works.append(client_work(context, person.client, own))
    left = tuple(each.ref for each in own if each not in meant)
    others = (Problem("erase.others-left", {"name": person.name, "refs": left}),) if left else ()
    return Erasing(tuple(each for each in works if each is not None), tuple(refused), others)


def _goes_whole(
    inventory: Inventory, holding: Holding, meant: Sequence[Holding], today: date
) -> bool:
    """Whether an engagement names nobody any more, or will not once those `meant` are erased."""
    is_past = holding in meant and _is_past_contract(inventory, holding, today)
    return is_past or holding.dossier.engagement.is_erased("engagement")


def _case(holding: Holding) -> Case:
    """Return the case of an engagement, for rules that need neither closures nor invoices."""
    dossier, unread = holding.dossier, NOT_READ
    return Case(
        dossier.ref, dossier.engagement, holding.client, unread, unread, unread, holding.signed
    )


def _engagement_work(
    context: Context, inventory: Inventory, holding: Holding, of_client: tuple[Holding, ...]
) -> Work | None:
    """Return the work for one engagement, or None if nothing of it is left to erase.

    The file of a private client stays for the engagements `of_client`; it goes if there are none.
    """
    folder, today, ref = context.folder, context.today, holding.ref
    loaded = load_own_record(folder.root / holding.file, folder.root, Engagement)
    whole = _is_past_contract(inventory, holding, today)
    kinds = PRIVATE_PAPERS | (PROOF_PAPERS if whole else frozenset())
    if _is_past(inventory, holding, "accounts-data", today):
        kinds |= ACCOUNTS_PAPERS

    def goes(name: str) -> bool:
        """Whether a file beside it goes; of one of their own, only the coach can tell."""
        return kind_of_paper(ref, name) in kinds or _PREVIEW.match(name) is not None

    beside: dict[ErasedPart, tuple[Path, ...]] = {
        "notes": tuple(list_folder(folder.notes_dir / ref)),
        "drafts": (*_note_drafts(folder, ref), *drafts_to_erase(folder, ref)),
        "papers": tuple(it for it in list_folder(folder.documents_dir(ref)) if goes(it.name)),
    }
    erasure = erase(
        _case(holding),
        whole=whole,
        goes=goes,
        others={part: len(files) for part, files in beside.items()},
    )
    texts = removed_texts(holding.dossier.engagement, erasure.engagement)
    going = tuple(path for each in beside.values() for path in each)

    def is_gone_or_own(name: str) -> bool:
        return goes(name) or kind_of_paper(ref, name) == "other-paper"

    sought = seek(ref, texts, is_gone_or_own, going)
    states = states_to_erase(folder, sought)
    if not (erasure.counts or states):
        return None
    files = (*states, *going)
    reason = _reason(inventory, holding, today)
    new = with_lines(erasure, on=today, reason=reason)
    staying = _staying(inventory, holding, new, files, of_client, today)
    known = {holding.file, *holding.entries, *names_of(folder, files)}
    if holding.client.is_private:  # it has a plan of its own
        known.add(f"clients/{holding.dossier.client_reference}.toml")
    plan = Plan(
        ref=ref,
        name=holding.dossier.beneficiary.name,
        reason=reason,
        going=tuple(
            Going(part, count, names_of(folder, beside.get(part, ())))
            for part, count in erasure.counts.items()
        ),
        staying=staying,
        undo=names_of(folder, states),
        beyond=find_beyond(folder, sought, known | {it for one in staying for it in one.files}),
        whole=whole,
    )
    text = render_record(loaded.path, Engagement, _data(loaded, new)).source.raw
    return Work(plan, loaded.path, text, loaded.sha256, files)


def _data(loaded: Loaded[Engagement], new: Engagement) -> dict[str, object]:
    """Return the data of the changed file: what was not touched, as it was written.

    The file is written anew, because a comment may say what was erased.
    """
    fresh, old = as_data(new, defaults=False), loaded.value
    same = {new.keys[it] for it in field_names(Engagement) if getattr(new, it) == getattr(old, it)}
    kept = {key: value for key, value in loaded.data.items() if key in same or key in fresh}
    return {key: kept[key] if key in same and key in kept else fresh[key] for key in kept | fresh}


def _is_past_contract(inventory: Inventory, holding: Holding, today: date) -> bool:
    """Whether nothing of a contract is kept any more: nobody signed one, or its day is past."""
    return not holding.is_signed or _is_past(inventory, holding, "contract-data", today)


def _is_past(inventory: Inventory, holding: Holding, keeping: Keeping, today: date) -> bool:
    """Whether the last day of a kind of data of an engagement is past."""
    over_on = over_since(holding.dossier)
    if over_on is None:
        return False
    return kept_until(inventory.law.duration(keeping, over_on), over_on) < today


def _reason(inventory: Inventory, holding: Holding, today: date) -> ErasureReason:
    held = held_of_beneficiary(holding, inventory.law.duration, today)
    is_due = any(each.keeping != "accounts-data" and each.is_due(today) for each in held)
    return "due" if is_due else "asked"


def _staying(
    inventory: Inventory,
    holding: Holding,
    engagement: Engagement,
    files: Iterable[Path],
    of_client: tuple[Holding, ...],
    today: date,
) -> tuple[Staying, ...]:
    """Return what stays of an engagement, by reason and day."""
    gone = {path.name for path in files}
    after = replace(
        holding,
        dossier=holding.dossier.having(engagement),
        papers={name: kind for name, kind in holding.papers.items() if name not in gone},
        notes=(),
    )
    held = [*held_of_beneficiary(after, inventory.law.duration, today)]
    if holding.client.is_private and of_client:
        ref = holding.dossier.client_reference
        held += held_of_client(ref, holding.client, of_client, inventory.law.duration, today)
    return by_reason(each for each in held if each.what != "other-paper" and not each.is_due(today))


def _note_drafts(folder: Folder, ref: str) -> Iterator[Path]:
    for path in list_folder(folder.notes_dir):
        note = note_of_draft(path)
        if note is not None and note.ref == ref:
            yield path
