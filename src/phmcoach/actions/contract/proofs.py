"""The files of what was signed: which papers on disk they are, which were named, and how they stay.

What was signed is decided first. Then it is written under its name, read-only, and its digest goes
into the seal; until then such a file is a harmless leftover. What had that name before and was not
signed is kept under another one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path

from phmcoach.actions.contract.paper_inputs import Make, PapersToSign
from phmcoach.actions.contract.signed_files import (
    GivenFile,
    SignedFiles,
    is_pdf,
    match_papers,
    match_scans,
)
from phmcoach.documents.engine.metadata import count_articles, day_of
from phmcoach.documents.papers.file_names import annex_name, dated_name, scan_name
from phmcoach.documents.papers.paper_input import text_with
from phmcoach.errors import CoachError, MissingError, Place, Problem, RuleRefusedError
from phmcoach.remedy import Remedy
from phmcoach.store.files import (
    FILE_MODE,
    KEPT_MODE,
    make_folder,
    make_read_only,
    read_file,
    replace_file,
    write_new,
)
from phmcoach.store.signed import read_papers
from phmcoach.value import NOTHING, Value
from phmcoach.words import Language


class OtherPapersError(RuleRefusedError):
    """Papers on disk are not those that are made now: only the coach knows which were signed.

    The place of each problem is the paper on disk.
    """


class Papers(Value):
    """The papers of a contract, or of the amendment `number`, and the seal so far.

    `found` are the bytes of those on disk; what cannot be read is not among them. Once there are
    signatures, no command writes them again.
    """

    ref: str
    directory: Path
    names: tuple[str, ...]
    found: Mapping[str, bytes]
    language: Language
    number: int | None = None
    seal: Mapping[str, str] = NOTHING
    has_signatures: bool = False

    @property
    def starts(self) -> dict[str, str]:
        """The beginnings of the names of files, by paper: `contrat-prestation`."""
        return {name: name.removesuffix(f"-{self.ref}.pdf") for name in self.names}

    @property
    def contracts(self) -> tuple[str, ...]:
        """The papers without the personal annex, which the organisation does not sign."""
        annex = annex_name(self.language, self.ref)
        return tuple(name for name in self.names if name != annex)


class Proof(Value):
    """A file of what was signed: the name that it is kept under, and what has this name now.

    `named` is false for a paper on disk that is made again with the same bytes. `source` is the
    name of the file that was given.
    """

    name: str
    content: bytes
    found: bytes | None
    named: bool = True
    source: str | None = None

    @property
    def is_new(self) -> bool:
        """Whether its name is free, or another file has it."""
        return self.found != self.content

    @property
    def digest(self) -> str:
        """The SHA-256 of the file."""
        return sha256(self.content).hexdigest()


class Kept(Value):
    """The files that the seal holds: attached, attached already, and put aside.

    `sources` are the names of the files that were given, by the names that they are kept under.
    """

    digests: Mapping[str, str] = NOTHING
    attached: tuple[str, ...] = ()
    already: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    sources: Mapping[str, str] = NOTHING


def find_signed(
    papers: Papers, make: PapersToSign, dated: PapersToSign, given: SignedFiles, on: date
) -> tuple[Proof, ...]:
    """Return what was signed: the files that were named, and papers on disk that are made alike.

    A paper is made again as of its own day, or as of `on`. One that cannot be made proves nothing,
    and stops no signature; nor does one with the days of signatures that were written by hand, as
    `dated` makes it. Raises OtherPapersError for papers on disk with other bytes, also if the
    signatures are there already and only the seal is gone; UsageError for files that fit no paper.
    """
    matched = match_papers(given.papers, papers.starts)
    found: list[Proof] = []
    other: list[Problem] = []
    for name in papers.names:
        old = papers.found.get(name)
        if name in matched:
            file = matched[name]
            found.append(Proof(name, file.content, old, source=file.path.name))
            continue
        made = None if old is None else _make_again(old, make[name], on)
        if old is None or made is None:
            continue
        if made == old:
            found.append(Proof(name, old, old, named=False))
        elif name in given.made_now:
            found.append(Proof(name, made, old))
        elif not papers.has_signatures or _make_again(old, dated[name], on) != old:
            other.append(_other_paper(papers, papers.directory / name))
    if other:
        raise OtherPapersError(*other)
    return (*found, *_find_scans(papers, given.scans))


def find_attachments(papers: Papers, given: SignedFiles) -> tuple[Proof, ...]:
    """Return the files that are attached to what is sealed already.

    Raises RuleRefusedError for another file in the place of a paper that is attached.
    """
    found = []
    for name, file in match_papers(given.papers, papers.starts).items():
        proof = Proof(name, file.content, papers.found.get(name), source=file.path.name)
        if papers.seal.get(name, proof.digest) != proof.digest:
            number = () if papers.number is None else papers.number
            raise RuleRefusedError.of(
                "sign.paper-attached",
                file=name,
                about=papers.ref,
                remedy=Remedy.REPLACE_PAPER,
                words={"path": file.path, "number": number},
            )
        found.append(proof)
    return (*found, *_find_scans(papers, given.scans))


def find_unlike(
    papers: Papers, proofs: Iterable[Proof], make: PapersToSign, on: date
) -> tuple[Problem, ...]:
    """Return a warning for each paper of ours that was named as signed, and is made otherwise now.

    It may say other terms. One that was signed electronically begins with the bytes that we made.
    """
    named = (each for each in proofs if each.source is not None and each.name in make)
    unlike = (each.name for each in named if not is_made_now(each.content, make[each.name], on))
    return tuple(
        Problem("sign.unlike-paper", {"file": name}, Place(papers.directory / name), "warning")
        for name in unlike
    )


def is_made_now(content: bytes, make: Make, on: date) -> bool:
    """Whether a paper is made today with these bytes; one that we did not write is not compared."""
    made = _make_again(content, make, on) if day_of(content) else None
    return made is None or content.startswith(made)


def find_outdated(directory: Path, make: PapersToSign, on: date) -> tuple[str, ...]:
    """Return the papers of ours on disk, still to be signed, that would be made otherwise now."""
    found = {name: read_papers(directory, [name]).get(name, b"") for name in make}
    return tuple(name for name in make if not is_made_now(found[name], make[name], on))


def keep_proofs(papers: Papers, proofs: Collection[Proof], today: date) -> Kept:
    """Write what was signed under its names, read-only; put aside what was not signed."""
    digests: dict[str, str] = {}
    attached, already, aside = [], [], []
    for proof in proofs:
        if proof.name in digests:  # one scan, given twice
            already.append(proof.name)
            continue
        if proof.found not in (None, proof.content):
            aside.append(put_aside(papers.directory, proof.name, proof.found or b"", today))
        _keep(papers.directory / proof.name, proof)
        digests[proof.name] = proof.digest
        if proof.named and papers.seal.get(proof.name) == proof.digest and not proof.is_new:
            already.append(proof.name)
        elif proof.named:
            attached.append(proof.name)
    sources = {each.name: each.source for each in proofs if each.source is not None}
    return Kept(digests, tuple(attached), tuple(already), tuple(aside), sources)


def _make_again(old: bytes, make: Make, on: date) -> bytes | None:
    """Return a paper as it is made now; None if it cannot be made, or the old one is no PDF.

    A contract that was printed with the first text of its articles is made with it.
    """
    from phmcoach.documents.engine.template_faults import TypesettingError

    if not is_pdf(old):
        return None
    try:
        made = make(day_of(old) or on, text_with(count_articles(old)))
    except (CoachError, TypesettingError):
        return None
    return None if made is None else made.pdf


def _other_paper(papers: Papers, path: Path) -> Problem:
    """Return the refusal of a paper on disk: it is written again, unless signatures keep it."""
    number = papers.number
    message = "sign.other-paper" if number is None else "sign.other-amendment-paper"
    remedy = Remedy.PAPERS_AGAIN
    if papers.has_signatures:
        message, remedy = "sign.other-kept-paper", Remedy.SIGNED_PAPER
    return Problem(
        message,
        {"file": path.name, "ref": papers.ref, "number": number},
        Place(path),
        ref=papers.ref,
        remedy=remedy,
        words={"path": path, "number": () if number is None else number},
    )


def _find_scans(papers: Papers, scans: Iterable[GivenFile]) -> Iterator[Proof]:
    """Yield each scan with its name: the one that it has as a scan of this paper, or a new one."""
    known = {name: sealed for name, sealed in papers.seal.items() if name not in papers.names}
    for paper, file in match_scans(tuple(scans), papers.starts, papers.contracts):
        digest, stem = sha256(file.content).hexdigest(), paper.removesuffix(".pdf")
        same = (name for name, sealed in known.items() if sealed == digest)
        name = next((each for each in same if each.startswith(f"{stem}-")), None)
        name = name or free_scan(papers, paper, file, {*known})
        known[name] = digest
        yield Proof(name, file.content, _read(papers.directory / name), source=file.path.name)


def free_scan(papers: Papers, paper: str, file: GivenFile, taken: set[str]) -> str:
    """Return the first name of a scan that no other file has."""
    names = (scan_name(papers.language, paper, file.suffix, rank) for rank in count(1))
    free = (name for name in names if name not in taken)
    return next(it for it in free if _read(papers.directory / it) in (None, file.content))


def put_aside(
    directory: Path, name: str, content: bytes, today: date, mode: int = FILE_MODE
) -> str:
    """Keep what a paper contains under a name with its day, which no other file has."""
    names = (dated_name(name, day_of(content) or today, rank) for rank in count(1))
    kept = next(each for each in names if _read(directory / each) in (None, content))
    if _read(directory / kept) is None:
        write_new(directory / kept, content, mode)
    return kept


def _keep(path: Path, proof: Proof) -> None:
    if proof.found is None:
        make_folder(path.parent)
        write_new(path, proof.content, KEPT_MODE)
    elif proof.is_new:
        replace_file(path, proof.content, sha256(proof.found).hexdigest(), KEPT_MODE)
    else:
        make_read_only(path)


def _read(path: Path) -> bytes | None:
    try:
        return read_file(path)
    except MissingError:
        return None
