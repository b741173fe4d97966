"""The plan of erasing a person: what goes, what stays until when, what it does not reach."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output
from phmcoach.domain.privacy.labels import label_of
from phmcoach.domain.records.parties import Client
from phmcoach.value import fields_of

if TYPE_CHECKING:
    from phmcoach.actions.privacy.erasure_plan import Beyond, Plan, Staying
    from phmcoach.domain.records.erased import ErasedPart

_PARTS: Mapping["ErasedPart", str] = {
    "demand": "page.erase-part-demand",
    "objectives": "page.erase-part-objectives",
    "evaluation": "page.erase-part-evaluation",
    "reasons": "page.erase-part-reasons",
    "next": "page.erase-part-next",
    "notes": "page.erase-part-notes",
    "drafts": "page.erase-part-drafts",
    "papers": "page.erase-part-papers",
    "engagement": "page.erase-part-engagement",
}
_REASONS: Mapping[str, str] = {
    "private-data": "page.erase-kept-private",
    "contract-data": "page.erase-kept-contract",
    "accounts-data": "page.erase-kept-accounts",
}


def show_plans(out: Output, plans: Sequence["Plan"]) -> None:
    """Print each plan, and what no search can find."""
    for plan in plans:
        out.title(out.tr.text("page.erase-title", name=plan.name, ref=plan.ref))
        _section(out, "page.erase-goes", _going(out, plan))
        _section(out, "page.erase-stays", _staying(out, plan))
        _section(out, "page.erase-beyond", _beyond(out, plan.beyond))


def _section(out: Output, heading: str, lines: Iterator[str]) -> None:
    found = tuple(lines)
    if found:
        out.page(out.tr.text(heading))
    for line in found:
        out.item("-", line)


def _going(out: Output, plan: "Plan") -> Iterator[str]:
    for each in plan.going:
        yield _with_files(out, out.tr.text(_PARTS[each.part], count=each.count), each.files)
    if plan.contact:
        named = tuple(out.tr.text(label_of(Client, each)) for each in plan.contact)
        file = f"clients/{plan.ref}.toml"
        yield out.tr.text("page.erase-part-contact", keys=named, file=file)
    if plan.undo:
        yield out.tr.text("page.erase-part-undo", count=len(plan.undo))


def _staying(out: Output, plan: "Plan") -> Iterator[str]:
    yield from (_stays(out, each) for each in plan.staying)
    if plan.whole:
        yield out.tr.text("page.erase-reference", ref=plan.ref)


def _stays(out: Output, staying: "Staying") -> str:
    text = out.tr.text(_REASONS[staying.keeping], source=staying.source)
    if staying.until is not None:
        text = out.tr.text("page.erase-until", what=text, on=staying.until)
    return _with_files(out, text, staying.files)


def _beyond(out: Output, beyond: "Beyond") -> Iterator[str]:
    if beyond.copies:
        yield _with_files(out, out.tr.text("page.erase-copies"), beyond.copies)
    git = beyond.git
    if git.paths:
        text = out.tr.text("page.erase-git", count=len(git.commits), commits=git.commits)
        yield _with_files(out, text, git.paths)
    if git.unnamed:
        yield out.tr.text("page.erase-git-unnamed", objects=git.unnamed)
    if not git.is_searched:
        yield out.tr.text("page.erase-git-unread")
    if beyond.backup is not None:
        yield out.tr.text("page.erase-backup", on=beyond.backup)
    yield out.tr.text("page.erase-elsewhere")


def _with_files(out: Output, text: str, files: Sequence[str]) -> str:
    return out.tr.text("page.erase-with-files", what=text, files=files) if files else text


def plan_data(plan: "Plan") -> dict[str, object]:
    """Return a plan as JSON."""
    beyond = plan.beyond
    return {
        "ref": plan.ref,
        "name": plan.name,
        "reason": plan.reason,
        "whole": plan.whole,
        "going": [fields_of(each) for each in plan.going],
        "contact": plan.contact,
        "undo": plan.undo,
        "staying": [fields_of(each) for each in plan.staying],
        "copies": beyond.copies,
        "git": fields_of(beyond.git),
        "backup": beyond.backup,
    }
