"""Answer a person who asks for what is held of them: a page, the data and the papers, in one file.

The file is for somebody else, and a copy that nobody needs any more afterwards; so it is written
outside the practice, once and whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.notes.files import Note, list_notes
from phmcoach.actions.notes.texts import OpenNote, open_notes
from phmcoach.actions.opening import complete_case, open_practice
from phmcoach.actions.privacy.inventory import (
    Inventory,
    holdings_of,
    list_held,
    take_inventory,
)
from phmcoach.documents.html.person import render_person
from phmcoach.domain.case import NOT_READ
from phmcoach.domain.contract.seal import changed_remark
from phmcoach.domain.contract.signed import party_to_archived
from phmcoach.domain.privacy.given import GivenPart, give
from phmcoach.domain.privacy.people import Person, choose_person
from phmcoach.errors import (
    ConflictError,
    MissingError,
    Problem,
    RuleRefusedError,
    error_of,
    errors_of,
    warnings_of,
)
from phmcoach.exports.archive import pack_archive
from phmcoach.exports.person_data import write_person_data
from phmcoach.notes.age_files import Key
from phmcoach.references import name_reference
from phmcoach.store.folder import Folder
from phmcoach.store.keeping.outside import write_outside
from phmcoach.store.record_files import read_own_file
from phmcoach.value import Value
from phmcoach.words import Language

_NAMES: Mapping[Language, str] = {"fr": "donnees", "en": "data"}


class Found(Value):
    """A person, with everything that the practice holds."""

    inventory: Inventory
    person: Person
    notes: tuple[Note, ...]


class ExportedPerson(Value):
    """The written file, what it contains, and the files that nobody knows to be about the person.

    `warnings` are about files of the practice that are read nevertheless.
    """

    path: Path
    person: Person
    parts: tuple[GivenPart, ...]
    notes: int
    others: tuple[Path, ...]
    warnings: tuple[Problem, ...]


def find_person(context: Context, typed: str) -> Found:
    """Return the person whom a reference or a name means, as `choose_person` does.

    Raises the problems of the files that cannot be read: what they hold would be missing.
    """
    inventory = take_inventory(context)
    if errors := errors_of(inventory.problems):
        raise error_of(errors, refused=inventory.refused)
    person = choose_person(inventory.people, typed)
    refs = person.engagements if person.role == "beneficiary" else ()
    notes = tuple(note for ref in refs for note in list_notes(context.folder, ref))
    return Found(inventory, person, notes)


def export_person(
    context: Context, found: Found, to: Path, keys: Sequence[Key] | None
) -> ExportedPerson:
    """Write everything that a person is given into a new file; notes if there are `keys`.

    `to` is the file, or a folder that it is written into under a name of its own. Raises
    RuleRefusedError if it would lie in the practice, ConflictError if it exists, the problems of
    notes that cannot be opened, and StorageError for what the system refuses.
    """
    folder, person, inventory = context.folder, found.person, found.inventory
    practice = open_practice(folder)
    language = _language_of(inventory, person, practice.language)
    path = _target(context, person, to, language)
    opened = () if keys is None else _open_notes(context, found.notes, keys)
    texts = None if keys is None else {(each.ref, each.on): each.text for each in opened}
    held = list_held(inventory, person, context.today)
    parts = give(person, held, holdings_of(inventory, person), inventory.clients, texts)
    others = tuple(folder.root / each.file for each in held if each.what == "other-paper")
    warnings = (*warnings_of(inventory.problems), *_changed(inventory, person))
    files = {name: content for part in parts for name, content in _papers(folder, part).items()}
    files["index.html"] = render_person(person, parts, practice, context.today, language)
    files["data.json"] = write_person_data(person, parts, practice, context.today)
    try:
        write_outside(path, pack_archive(files, context.today))
    except ConflictError as error:
        named = person.typed
        raise ConflictError.of("privacy.exists", path=str(path), person=named) from error
    return ExportedPerson(path, person, parts, len(opened), others, warnings)


def _changed(inventory: Inventory, person: Person) -> Iterator[Problem]:
    """Yield a remark on each engagement that is not as it was signed: the page repeats it.

    Of an archived one the client may have changed since.
    """
    for each in holdings_of(inventory, person):
        dossier, signed = each.dossier, each.signed
        is_archived = not each.file.startswith("engagements/")
        party = party_to_archived(dossier, signed, each.client) if is_archived else each.client
        case = complete_case(dossier, party, closures=NOT_READ, time_zone=NOT_READ, signed=signed)
        if remark := changed_remark(case):
            yield remark


def _open_notes(
    context: Context, notes: Sequence[Note], keys: Sequence[Key]
) -> tuple[OpenNote, ...]:
    opened = open_notes(context, notes, keys)
    if opened.problems:
        raise error_of(opened.problems, refused=False)
    return opened.notes


def _target(context: Context, person: Person, to: Path, language: Language) -> Path:
    """Return the file to write; one without an ending gets that of a zip.

    In a folder it is named after the person, or their reference if the name is erased, or has no
    letter that a file name may have.
    """
    who = name_reference(person.name) or name_reference(person.typed)
    name = f"{_NAMES[language]}-{who}-{context.today}.zip"
    path = to / name if to.is_dir() else to if to.suffix else to.with_suffix(".zip")
    if path.resolve().is_relative_to(context.folder.root.resolve()):
        raise RuleRefusedError.of("privacy.inside-practice", path=str(path), person=person.typed)
    return path


def _language_of(inventory: Inventory, person: Person, otherwise: Language) -> Language:
    """Return the language of the papers of a person's last client."""
    own = holdings_of(inventory, person)
    return own[-1].client.language if own else otherwise


def _papers(folder: Folder, part: GivenPart) -> dict[str, bytes]:
    """Return the papers that are given; an issued one of an earlier version has another name."""
    found = {name: read_own_file(folder.root / name, folder.root) for name in part.papers}
    for entry in part.entries:
        if entry.paper is not None:
            path = folder.root / entry.paper
            try:
                found[entry.paper] = read_own_file(path, folder.root)
            except MissingError:
                earlier = path.with_name(f"{entry.number}.pdf")
                found[entry.paper] = read_own_file(earlier, folder.root)
    return found
