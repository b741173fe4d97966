"""Find an engagement or a client whose file was renamed.

The papers of an engagement bear the name that it had. The record of what was signed contains the
reference, so it tells the name that the file must have, and the client who signed.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from phmcoach.domain.case import Dossier, NotRead, SignedRecords
from phmcoach.domain.contract.copies import are_one
from phmcoach.domain.contract.signed import CONTRACT_RECORD, RECORD
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.signed import SignedContract
from phmcoach.errors import CoachError, Place, Problem
from phmcoach.remedy import Remedy
from phmcoach.store.files import read_file
from phmcoach.store.folder import Folder, Listing, list_archived
from phmcoach.store.record_files import read_document, refuse_undownloaded
from phmcoach.store.records import Loaded, load_record, parse_record, parse_sealed
from phmcoach.store.signed import contract_record_file, has_digest
from phmcoach.value import replace
from phmcoach.words import Level


def find_recorded_reference(folder: Folder, ref: str, engagement: Engagement) -> str | None:
    """Return the reference that a sealed engagement had when it was signed, if its record is found.

    The record lies in the folder of its documents, which has that name, unless both were renamed.
    """
    digest = engagement.seal.get(RECORD)
    if digest is None:
        return None
    own = contract_record_file(folder, ref)
    paths = [own]
    with suppress(OSError):  # nobody knows then, and whoever needs the record says why
        paths += sorted(own.parent.parent.glob(f"*/{own.name}"))
    for path in paths:
        if has_digest(path, digest):
            with suppress(CoachError):
                return parse_sealed(read_file(path), path, SignedContract).reference
    return None


def is_perhaps_renamed(ref: str, engagement: Engagement, signed: SignedRecords | NotRead) -> bool:
    """Whether no record of what was signed was found under a reference, although there was one."""
    record = signed.contract
    return RECORD in engagement.seal and (record is None or record.reference != ref)


def report_renamed(
    listing: Listing,
    loaded: Loaded[Engagement],
    signed: SignedRecords | NotRead,
    level: Level = "error",
) -> tuple[Problem, ...]:
    """Return a problem if an engagement was signed under another reference than its file has now.

    If a file with that reference exists, this one is a copy of it, even if that one cannot be read;
    if it contains another engagement, the two files were exchanged. `signed` are its records, as
    far as they were found under its own name.
    """
    ref, folder = loaded.path.stem, listing.folder
    if not is_perhaps_renamed(ref, loaded.value, signed):
        holder = _find_holder(listing, loaded, signed)
        return (_report_exchanged(folder, holder, loaded.path, level),) if holder else ()
    was = find_recorded_reference(folder, ref, loaded.value)
    if was is None or was == ref:
        return ()
    problem = report_other_name(folder, loaded.path, was)
    if was in (*listing.engagements.names, *listing.engagements.unusable):
        if _contains_other(loaded, folder.engagement_file(was)):
            return (_report_exchanged(folder, loaded.path, folder.engagement_file(was), level),)
        problem = replace(problem, message="engagement.two-files")
    elif was in {name for _, name in list_archived(listing)}:
        problem = replace(problem, message="engagement.copy-of-archived")
    return (replace(problem, level=level),)


def is_exchanged(problem: Problem | None) -> bool:
    """Whether a problem says that a file contains what another one should."""
    return problem is not None and "second" in problem.args


def _find_holder(
    listing: Listing, loaded: Loaded[Engagement], signed: SignedRecords | NotRead
) -> Path | None:
    """Return the file that is sealed with the record of this one's name, if this one has no seal.

    A record without a seal is rare: only then are the other files searched for its digest.
    """
    folder, engagement = listing.folder, loaded.value
    if engagement.seal or isinstance(signed, NotRead) or signed.contract is None:
        return None
    with suppress(CoachError):
        record = read_document(contract_record_file(folder, loaded.path.stem))
        digest = sha256(record).hexdigest().encode()
        for name in listing.engagements.names:
            path = folder.engagement_file(name)
            with suppress(CoachError):  # `doctor` names what cannot be read
                if path != loaded.path and digest in read_file(path):
                    return path if _contains_other(loaded, path) else None
    return None


def _contains_other(loaded: Loaded[Engagement], path: Path) -> bool:
    """Whether a file can be read and contains another engagement."""
    try:
        other = load_record(path, Engagement).value
    except CoachError:
        return False
    return not are_one(Dossier(loaded.path.stem, loaded.value), Dossier(path.stem, other))


def _report_exchanged(folder: Folder, path: Path, second: Path, level: Level) -> Problem:
    """Report two files of which the first contains the engagement with the name of the second.

    If each contains that of the other, they are named in the order of their names.
    """
    with suppress(CoachError):
        own = load_record(second, Engagement).value
        if find_recorded_reference(folder, second.stem, own) == path.stem:
            path, second = sorted((path, second))
    file, other = (each.relative_to(folder.root).as_posix() for each in (path, second))
    args = {"ref": path.stem, "other": second.stem, "file": file, "second": other}
    return Problem("engagement.exchanged", args, place=Place(path), level=level)


def report_all_renamed(
    listing: Listing, files: Iterable[Loaded[Engagement]], level: Level
) -> Iterator[Problem]:
    """Yield a problem for each of these files that was signed under another reference.

    Only those without a record under their own name are looked for.
    """
    for each in files:
        if RECORD in each.value.seal:
            own = contract_record_file(listing.folder, each.path.stem)
            if not os.path.lexists(own):
                yield from report_renamed(listing, each, SignedRecords(), level)


def find_lost_engagements(
    listing: Listing,
    documented: Collection[str],
    signed: Collection[str],
    known: Collection[object],
) -> Iterator[Problem]:
    """Yield a problem for each engagement that has no file any more, under no name.

    Its invoices prove that there was one, as those that the ledger knows (`documented`), or else
    the record of its contract (`signed`). If another file is probably it, that is named.
    """
    folder = listing.folder
    for ref in sorted({*signed, *documented} - {*known, *listing.misplaced}):
        args, place = {"ref": ref}, Place(folder.engagement_file(ref))
        if files := _find_remains(folder, ref):
            yield Problem("find.engagement-renamed", {**args, "files": files}, place=place)
        elif ref in documented:
            yield Problem("billing.engagement-missing", args, place=place)
        else:
            record = contract_record_file(folder, ref).relative_to(folder.root).as_posix()
            yield Problem("seal.engagement-missing", {**args, "file": record}, place=place)


def find_recorded_engagements(listing: Listing) -> frozenset[str]:
    """Return the engagements without a file whose contract has a record among their own documents.

    One that cannot be read was written all the same; one that names another reference is a copy.
    """
    found, open_files = set(), listing.engagements
    archived = {ref for _, ref in list_archived(listing)}
    known = {*open_files.names, *open_files.unusable, *archived}
    with suppress(OSError):  # whoever needs the documents says why
        for path in listing.folder.all_documents_dir.glob(f"*/{CONTRACT_RECORD}"):
            if path.parent.name in known:
                continue
            try:
                ref = parse_record(read_document(path), path, SignedContract).value.reference
            except CoachError:
                ref = path.parent.name
            if ref == path.parent.name:
                found.add(ref)
    return frozenset(found)


def _find_remains(folder: Folder, ref: str) -> tuple[str, ...]:
    """Return the files that are probably an engagement with a wrong ending or in a wrong folder."""
    named = re.compile(rf"[.~]*{re.escape(ref)}(?![a-z0-9-])", re.IGNORECASE)
    places = [folder.engagements_dir, folder.root, folder.archive_dir]
    found: list[Path] = []
    with suppress(OSError):
        if folder.engagements_dir.is_dir():
            places += sorted(folder.engagements_dir.iterdir())
        for place in filter(Path.is_dir, places):
            found += (each for each in place.iterdir() if named.match(each.name))
    files = (each for each in found if each.is_file() and each != folder.practice_file)
    return tuple(sorted(each.relative_to(folder.root).as_posix() for each in files))


def report_other_name(folder: Folder, path: Path, was: str) -> Problem:
    """Report a file that must get the name again that it had."""
    file = path.relative_to(folder.root).as_posix()
    args = {"ref": path.stem, "other": was, "file": file}
    return Problem("engagement.renamed", args, place=Place(path))


def missing_client(
    listing: Listing,
    ref: str,
    engagement: str,
    records: Iterable[SignedRecords],
    used: Collection[str] = (),
) -> Problem:
    """Return the problem of a client without a file.

    If a file has another name and is probably theirs, it is named, unless its reference is `used`;
    else who signed as the client can be made again. Raises StorageError if the file is not on this
    computer yet.
    """
    refuse_undownloaded(listing.folder.client_file(ref))
    args: dict[str, object] = {"client": ref, "engagement": engagement}
    client = next(filter(None, (each.client_named(ref) for each in records)), None)
    file = next(_find_client_files(listing, ref, client, used), None)
    if file is not None:
        return Problem("find.client-renamed", {**args, "file": file}, remedy=Remedy.NOTHING)
    if client is None:
        return Problem("find.client-of-engagement", args)
    numbers = {key: getattr(client, key) or () for key in ("siren", "siret", "vat_number")}
    words: dict[str, object] = {"kind": client.kind, "name": client.name, **numbers}
    return Problem("find.client-of-engagement", args, remedy=Remedy.SIGNED_CLIENT, words=words)


def _find_client_files(
    listing: Listing, ref: str, client: Client | None, used: Collection[str]
) -> Iterator[str]:
    """Yield the files that are probably those of a client who has none.

    `client` is who signed, if that is known; a file whose reference is `used` is another client's.
    """
    for stray in listing.clients.strays:
        if stray.args.get("suggestion") == ref:
            yield f"clients/{stray.args['name']}"
        elif stray.place and (file := stray.place.file / f"{ref}.toml").is_file():
            yield file.relative_to(listing.folder.root).as_posix()
    if client is None:
        return
    for name in listing.clients.names:
        with suppress(CoachError):
            found = load_record(listing.folder.client_file(name), Client).value
            if name not in used and found.is_twin_of(client):
                yield f"clients/{name}.toml"
