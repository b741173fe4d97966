"""The amendments of an engagement, and the one that is prepared until somebody signs it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

from phmcoach.actions.changing import KeyPath, as_typed
from phmcoach.actions.context import Context
from phmcoach.actions.opening import Opened, load_client, open_engagement
from phmcoach.actions.saving import save_change
from phmcoach.documents.papers.file_names import amendment_names, is_scan_of, taken_back_name
from phmcoach.domain.base import as_data
from phmcoach.domain.case import Case
from phmcoach.domain.history import Change, Step, compare_wording
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Pause
from phmcoach.domain.records.parties import Client
from phmcoach.errors import CoachError, MissingError, Place, Problem, RuleRefusedError, as_warnings
from phmcoach.remedy import Remedy
from phmcoach.store.folder import Folder
from phmcoach.store.records import validate_data
from phmcoach.store.two_files import Aside, choose_aside, put_aside
from phmcoach.value import Value, fields_of, replace


def refuse_unknown(context: Context, ref: str, number: int | None) -> None:
    """Raise MissingError if an engagement has no amendment of this number; None is the contract."""
    if number is not None:
        find_step(open_engagement(context.folder, ref), number)


def find_step(opened: Opened, number: int) -> Step:
    """Return the step of the amendment with this number.

    Raises MissingError if there is none, RuleRefusedError if the file has several.
    """
    found = [step for step in opened.case.history if step.amendment.number == number]
    if not found:
        raise MissingError.of("amend.unknown", number=number, ref=opened.ref, about=opened.ref)
    if len(found) > 1:
        raise RuleRefusedError.of(
            "amend.wrong-number", number=number, expected=found[1].place + 1, about=opened.ref
        )
    return found[0]


def having_draft(
    opened: Opened, draft: Amendment | None, data: dict[str, object], added: tuple[Pause, ...]
) -> Case:
    """Return the case with an amendment of the data, in the place of the draft if there is one.

    The pauses that come with it are `added`.
    """
    with as_typed():
        amendment = validate_data(opened.loaded.path, Amendment, data)
    engagement = opened.engagement
    earlier = engagement.amendments[:-1] if draft else engagement.amendments
    pauses = (*engagement.pauses, *added)
    return opened.case.having(replace(engagement, amendments=(*earlier, amendment), pauses=pauses))


def find_draft(opened: Opened) -> Amendment | None:
    """Return the last amendment if nobody has signed it; refuse if only some have signed it."""
    step = opened.case.history[-1] if opened.case.history else None
    if step is None or step.signed_on is not None:
        return None
    last = step.amendment
    if last.signatures.days:
        raise RuleRefusedError.of(
            "amend.partly-signed", number=last.number, parties=step.missing, about=opened.ref
        )
    return last


def draft_number(case: Case) -> int:
    """Return the number of the amendment that is prepared, or of the next one."""
    step = case.history[-1] if case.history else None
    waits = step is not None and step.signed_on is None
    return step.amendment.number if step and waits else len(case.engagement.amendments) + 1


def too_early(opened: Opened, amendment: Amendment, on: date) -> RuleRefusedError:
    """Return the error of a signature that is older than its amendment.

    As long as nobody has signed it, the amendment can still get the day of the signature.
    """
    contracted_on = opened.case.contracted_on
    may_move = not amendment.signatures.days and contracted_on and contracted_on <= on
    return RuleRefusedError.of(
        "amend.signed-early",
        number=amendment.number,
        signed_on=on,
        on=amendment.set_on,
        about=opened.ref,
        remedy=Remedy.DATE_AMENDMENT if may_move else None,
    )


def refuse_used_number(context: Context, opened: Opened, number: int) -> None:
    """Refuse the number of an amendment that is gone, but whose paper is still there.

    Whoever signed that paper would find another amendment under its number.
    """
    for path in papers_of_draft(context.folder, opened.ref, number):
        raise RuleRefusedError.of(
            "amend.number-used", number=number, place=Place(path), about=opened.ref
        )


def papers_to_put_aside(
    context: Context, opened: Opened, number: int
) -> tuple[list[Aside], tuple[Problem, ...]]:
    """Return how each paper of an amendment gets another name, and each scan of one.

    With them, what the system refuses to read, as warnings: that stays where it is.
    """
    found: list[Aside] = []
    refused: list[Problem] = []
    language, names = opened.case.client.language, amendment_names(opened.ref, number)
    for path in (
        *papers_of_draft(context.folder, opened.ref, number),
        *_scans(context, opened, names),
    ):
        try:
            aside = choose_aside(path, partial(taken_back_name, language, path.name))
        except CoachError as error:
            refused += as_warnings(error.problems)
        else:
            found += [aside] if aside else []
    return found, tuple(refused)


def put_papers_aside(
    context: Context, papers: Sequence[Aside]
) -> tuple[tuple[Aside, ...], tuple[Problem, ...]]:
    """Put aside the papers that are all that is left of an amendment; return them.

    With them, what the system refuses, as warnings.
    """
    refused = put_aside(context.folder, papers)
    problems = (each for error in refused.values() for each in error.problems)
    done = tuple(each for each in papers if each not in refused)
    return done, as_warnings(problems)


def name_pauses(opened: Opened, gone: Amendment) -> tuple[Problem, ...]:
    """Return the pauses that may have come with an amendment that is taken back: they stay.

    A pause that is made up for comes with another end, or with other sessions.
    """
    if gone.end_on is None and gone.sessions is None:
        return ()
    return tuple(
        Problem("amend.pause-stays", fields_of(each), level="warning")
        for each in opened.engagement.pauses
        if each.end_on >= gone.set_on
    )


def _scans(context: Context, opened: Opened, names: frozenset[str]) -> tuple[Path, ...]:
    directory = context.folder.documents_dir(opened.ref)
    with suppress(OSError):  # what cannot be searched is left where it is
        return tuple(sorted(p for p in directory.iterdir() if is_scan_of(p.name, names)))
    return ()


def papers_of_draft(folder: Folder, ref: str, number: int) -> Iterator[Path]:
    """Yield the papers on disk of the amendment with a number, in the order of their names."""
    for name in sorted(amendment_names(ref, number)):
        path = folder.documents_dir(ref) / name
        if path.exists():
            yield path


class Replaced(Value):
    """The earlier draft's changes that the amendment in its place says otherwise, or no longer.

    `changes` are the values of terms, `draft` has only such objectives, clients and contacts.
    `wordings` are the texts of each objective, by its id: the draft's and what they are now, or the
    agreed ones and the draft's if the objective is gone. `successor` is the draft's client.
    """

    changes: tuple[Change, ...]
    draft: Amendment
    wordings: Mapping[str, tuple[Change, ...]]
    successor: Client | None


def find_replaced(
    folder: Folder, case: Case, draft: Amendment | None, step: Step
) -> Replaced | None:
    """Return what a draft said that the amendment now in its place does not, if it is anything."""
    if draft is None:
        return None
    now, kept = step.amendment, {each.id: each for each in step.amendment.objectives}
    gone = tuple(each for each in draft.objectives if kept.get(each.id) != each)
    is_new_contact = (draft.contact, draft.contact_role) != (now.contact, now.contact_role)
    left = replace(
        draft,
        objectives=gone,
        dropped=tuple(name for name in draft.dropped if name not in now.dropped),
        client=draft.client if draft.client != now.client else None,
        contact=draft.contact if is_new_contact else None,
        exception=None,
    )
    changes = _replaced_values(draft, step)
    if not (changes or gone or left.dropped or left.client or left.contact):
        return None
    before, after = (
        {each.id: each for each in agreed.objectives} for agreed in (step.before, step.after)
    )
    wordings = {
        each.id: compare_wording(each, after[each.id])
        if each.id in after
        else compare_wording(before.get(each.id), each)
        for each in gone
    }
    successor = None
    with suppress(CoachError):  # nobody needs their file any more
        if left.client is not None:
            successor = load_client(folder, left.client, needed_by=case).value
    return Replaced(changes, left, wordings, successor)


def _replaced_values(draft: Amendment, step: Step) -> tuple[Change, ...]:
    """Return each term and name of a draft that the amendment now in its place has otherwise."""
    named = {
        "applies_from": draft.applies_from,
        "beneficiary": draft.beneficiary,
        "beneficiary_role": draft.beneficiary_role,
    }
    now = {key: getattr(step.after.terms, key, None) for key in draft.changed_terms}
    now |= {
        "applies_from": step.amendment.applies_from,
        "beneficiary": step.after.beneficiary,
        "beneficiary_role": step.after.role,
    }
    return tuple(
        Change(key, value, now[key])
        for key, value in (draft.changed_terms | named).items()
        if value is not None and value != now[key]
    )


def effective_day(draft: Amendment | None, on: date) -> date:
    """Return the effective day: the draft's if it differs from the draft's date, else `on`."""
    if draft is None or draft.effective_on == draft.set_on:
        return on
    return draft.effective_on


def write_draft(
    context: Context,
    opened: Opened,
    draft: Amendment | None,
    data: dict[str, object],
    added: tuple[Pause, ...],
) -> None:
    """Append the amendment, or change the keys of the draft; replace it if objectives change.

    The `added` pauses are appended in the same write.
    """
    paused = [("pauses", as_data(each)) for each in added]
    if draft is None:
        save_change(context, opened, appends=[("amendments", data), *paused])
        return
    place = len(opened.engagement.amendments) - 1
    tables = opened.loaded.data.get("amendments")
    old = tables[place] if isinstance(tables, list) else {}
    if old.get("objectives") != data.get("objectives"):
        gone: KeyPath = ("amendments", place)
        appends = [("amendments", data), *paused]
        save_change(context, opened, appends=appends, values={gone: None})
        return
    values: dict[KeyPath, object] = {
        ("amendments", place, key): data.get(key)
        for key in (*data, *old)
        if old.get(key) != data.get(key)
    }
    save_change(context, opened, appends=paused, values=values)
