"""The contract and its amendments as documents that can be signed."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amendment_draft import find_step
from phmcoach.actions.contract.paper_inputs import (
    PapersToSign,
    amendment_input,
    amendment_papers_to_sign,
    contract_input,
    contract_papers_to_sign,
)
from phmcoach.actions.contract.proofs import put_aside
from phmcoach.actions.contract.sealing import restore_records, save_reference, with_reference
from phmcoach.actions.contract.signing import accepted_problems, invoiced_otherwise
from phmcoach.actions.contract.succeeding import find_successor
from phmcoach.actions.documents import replace_document
from phmcoach.actions.money.billing_context import law_remarks
from phmcoach.actions.money.invoiced import Invoiced
from phmcoach.actions.opening import (
    Opened,
    open_engagement,
    open_practice,
    refuse_if_declined,
    require_records,
)
from phmcoach.documents.engine.metadata import day_of
from phmcoach.documents.papers.file_names import (
    amendment_names,
    annex_name,
    dated_name,
    paper_names,
)
from phmcoach.domain.contract.amendment_gates import amendment_gate, over_to_amend
from phmcoach.domain.contract.bounds import refused_bounds
from phmcoach.domain.contract.gates import contract_gate, dated_problems, unchanged_gate
from phmcoach.domain.contract.lifecycle import missing_signatures
from phmcoach.domain.contract.noted import annex_remarks
from phmcoach.domain.contract.paper_gates import client_gate, successor_gate
from phmcoach.domain.contract.seal import seal_problems, unsigned_records
from phmcoach.domain.contract.signed import as_signed, papers_in, sealed_papers
from phmcoach.domain.records.amendment import Amendment
from phmcoach.domain.records.engagement import Engagement
from phmcoach.errors import Place, Problem, about, as_warnings, refuse
from phmcoach.store.files import KEPT_MODE, is_read_only, make_folder, read_file, write_new
from phmcoach.store.folder import Folder, Listing
from phmcoach.store.lock import lock_folder
from phmcoach.store.signed import find_other_papers
from phmcoach.value import Value, replace

if TYPE_CHECKING:
    from phmcoach.documents.engine.rendered import Rendered
    from phmcoach.documents.papers.paper_input import ContractInput, PaperInput


class Papers(Value):
    """The papers of a contract or an amendment, in reading order, and the warnings about them.

    `originals` are the names of the papers that stay as they are, beside their copies.
    """

    ref: str
    paths: tuple[Path, ...]
    warnings: tuple[Problem, ...] = ()
    has_copies: bool = False
    originals: tuple[str, ...] = ()


def write_contract(context: Context, *, ref: str) -> Papers:
    """Render the papers to sign into `documents/<ref>/`, over earlier versions of the same files.

    Once somebody has signed, a paper on disk stays as it is, and a marked copy is written beside;
    once all have, and that is sealed, every contract is marked. A signed paper that is gone comes
    back first, if it is made again as it was sealed.

    They are one contract or a pair; if an organisation pays, personal objectives are in a separate
    annex. Raises RuleRefusedError if the demand was declined, with every closed gate (demand,
    objectives, terms, missing facts about the client), if the record of what was signed is lost,
    and if invoices contradict an unproved contract. Nothing is written before all papers are
    rendered. An earlier paper of another form is left alone and reported.
    """
    from phmcoach.documents.papers.contract import other_choices, render_papers

    with lock_folder(context.folder):
        practice, listing = open_practice(context.folder), Listing(context.folder)
        opened = open_engagement(context.folder, ref, practice, listing=listing)
        require_records(opened)
        opened, again = restore_records(context.folder, opened, practice)
        refuse_if_declined(opened)
        case, record = as_signed(opened.case), opened.case.signed.contract
        problems = (
            *contract_gate(opened.case, refused_bounds),
            *seal_problems(opened.case),
            *unsigned_records(opened.case),
            *(opened.case.signed.missing if record is None else ()),
            *_lost(opened.case.signed.confirmed),
            *client_gate(case),
            *dated_problems(opened.case, context.today),
            *accepted_problems(context, opened),
            *invoiced_otherwise(context, opened),
        )
        refuse(problems, about=opened.ref)
        unnumbered, opened = opened, with_reference(opened, listing, context.today)
        first_on = opened.engagement.signatures.first_on
        names = paper_names(opened.ref)
        signed = _papers_to_keep(context.folder, opened.ref, names, opened.engagement)
        today = record.made_on if record else first_on or context.today
        directory = context.folder.documents_dir(opened.ref)
        make = contract_papers_to_sign(context, opened.case, practice)
        restored = _restore_lost(directory, opened.engagement.seal, make, today)
        all_signed = bool(opened.engagement.seal) and not missing_signatures(opened.case)
        inputs = contract_input(context, opened.case, practice, today)
        inputs = replace(inputs, signed=signed, all_copies=all_signed)
        rendered = render_papers(inputs)
        opened = save_reference(context, unnumbered, opened)
        kept = _keep_annex(context, inputs, rendered)
        return _write(
            context,
            opened,
            inputs,
            rendered,
            names=names | other_choices(inputs),
            kept=kept,
            restored=(*again, *restored, *annex_remarks(opened.case)),
        )


def _lost(confirmed: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the record of the contract as lost: a copy could not be printed from it."""
    for each in confirmed:
        yield replace(each, message="seal.record-lost", level="error")


def write_amendment(context: Context, *, ref: str, number: int) -> Papers:
    """Render an amendment into `documents/<ref>/`, as `write_contract` does a contract.

    There is one paper for each contract that changes. Raises MissingError for an unknown number,
    RuleRefusedError if the contract is not signed or was changed since its signature, and with all
    problems of the amendment.
    """
    from phmcoach.documents.papers.amendment import render_amendment_papers

    with lock_folder(context.folder):
        practice = open_practice(context.folder)
        opened = open_engagement(context.folder, ref, practice)
        require_records(opened)
        opened, again = restore_records(context.folder, opened, practice)
        opened = opened.with_billed(Invoiced(context.folder).of(opened))
        case, step = opened.case, find_step(opened, number)
        if not step.amendment.signatures.days:
            refuse(over_to_amend(case, context.today), about=opened.ref)
        printed = as_signed(case)
        problems = (
            *unchanged_gate(case),
            *unsigned_records(case),
            *case.signed.missing,
            *amendment_gate(case, step, refused_bounds),
            *client_gate(printed),
            *successor_gate(step, find_successor(context.folder, case, step.place)),
            *invoiced_otherwise(context, opened),
        )
        refuse(problems, about=opened.ref)
        make = amendment_papers_to_sign(context, case, practice, step.place)
        directory = context.folder.documents_dir(opened.ref)
        restored = _restore_lost(directory, step.amendment.seal, make, context.today)
        names = amendment_names(opened.ref, number)
        signed = _papers_to_keep(context.folder, opened.ref, names, step.amendment)
        all_signed = bool(step.amendment.seal) and step.signed_on is not None
        inputs = amendment_input(context, case, practice, step.place)
        inputs = replace(inputs, signed=signed, all_copies=all_signed)
        rendered = render_amendment_papers(inputs)
        return _write(
            context,
            opened,
            inputs,
            rendered,
            names=names,
            restored=(*again, *restored),
        )


def _write(
    context: Context,
    opened: Opened,
    inputs: "PaperInput",
    rendered: Mapping[str, "Rendered"],
    *,
    names: AbstractSet[str],
    kept: tuple[Path, ...] = (),
    restored: tuple[Problem, ...] = (),
) -> Papers:
    """Write papers; return them with their warnings, also about files of the other `names`.

    What is read-only was signed, whatever the engagement says by now: it is kept beside.
    """
    directory, signed = context.folder.documents_dir(opened.ref), inputs.signed
    missing = as_warnings(opened.case.signed.missing)
    warnings = [*missing, *restored, *_keep_read_only(directory, rendered, context.today)]
    others = _find_other_papers(directory, opened.engagement, signed)
    warnings += others
    paths = tuple(
        replace_document(context.folder, opened.ref, name, paper.pdf)
        for name, paper in rendered.items()
    )
    unlike = {each.args.get("file") for each in others}
    there = {name for name in names if (directory / name).exists()}
    copied = {name for name in signed if inputs.name_of(name) in rendered}
    unchanged = {path.name for path in kept}
    left = sorted(there - {*rendered, *signed, *unchanged})
    if left:
        warnings.append(Problem("documents.paper-left", {"names": left}, place=Place(directory)))
    for paper in rendered.values():
        warnings += [each for each in paper.warnings if each not in warnings]
    return Papers(
        opened.ref,
        (*paths, *kept),
        (*about(opened.ref, warnings), *law_remarks(Listing(context.folder))),
        has_copies=bool(copied) or inputs.all_copies,
        originals=tuple(sorted({*(copied & there) - unlike, *unchanged})) if copied else (),
    )


def _find_other_papers(
    directory: Path, engagement: Engagement, names: AbstractSet[str]
) -> tuple[Problem, ...]:
    """Return a warning for each paper on disk that is not the one that was signed."""
    sealed = sealed_papers(engagement)
    there = sorted(name for name in names & sealed.keys() if (directory / name).exists())
    found = find_other_papers(directory, sealed, there)
    return as_warnings(found)


def _keep_read_only(
    directory: Path, rendered: Mapping[str, "Rendered"], today: date
) -> Iterator[Problem]:
    """Keep papers that are read-only, and would be replaced by others, under another name."""
    for name, paper in rendered.items():
        path = directory / name
        if is_read_only(path) and (content := read_file(path)) != paper.pdf:
            kept = put_aside(directory, name, content, today, KEPT_MODE)
            yield Problem("documents.kept-aside", {"file": name, "kept": kept}, Place(path))


def _restore_lost(
    directory: Path, seal: Mapping[str, str], make: PapersToSign, on: date
) -> tuple[Problem, ...]:
    """Write signed papers that are gone, if they are made again with the bytes that were sealed."""
    restored = []
    for name in sorted(papers_in(seal) & make.keys()):
        path = directory / name
        if path.exists():
            continue
        made = make[name](on, None)
        if made is not None and sha256(made.pdf).hexdigest() == seal[name]:
            make_folder(directory)
            write_new(path, made.pdf, KEPT_MODE)
            restored.append(name)
    named = {"names": tuple(restored)}
    said = Problem("documents.paper-restored", named, Place(directory), "warning")
    return (said,) if restored else ()


def _papers_to_keep(
    folder: Folder, ref: str, names: AbstractSet[str], paper: Engagement | Amendment
) -> frozenset[str]:
    """Return the papers that no command writes again: sealed, or on disk since somebody signed."""
    if paper.signatures.first_on is None:
        return frozenset()
    directory, sealed = folder.documents_dir(ref), papers_in(paper.seal)
    return frozenset(name for name in names if name in sealed or (directory / name).exists())


def _keep_annex(
    context: Context, inputs: "ContractInput", rendered: dict[str, "Rendered"]
) -> tuple[Path, ...]:
    """Keep an annex on disk once somebody has signed; write one with other content beside it.

    An annex with the same content is not written again, and its path is returned.
    """
    from phmcoach.documents.papers.personal_annex import render_personal_annex

    name = annex_name(inputs.language, inputs.case.ref)
    if name not in inputs.signed or name not in rendered:
        return ()
    del rendered[name]
    path = context.folder.documents_dir(inputs.case.ref) / name
    found = read_file(path) if path.exists() else b""
    again = render_personal_annex(replace(inputs, today=day_of(found) or inputs.today))
    if again is not None and again.pdf == found:
        return (path,)
    later = render_personal_annex(replace(inputs, today=context.today))
    if later is not None:
        rendered[dated_name(name, context.today)] = later
    return ()
