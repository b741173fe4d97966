"""Editing a file by hand, with a net: nothing replaces it before it was read as valid.

The editor gets a hidden copy beside the file, never in a shared temporary folder: it holds what
a client said in confidence. What cannot be read stays there, and the next edit takes it up.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.actions.opening import load_client
from phmcoach.domain.engagement import Engagement
from phmcoach.domain.gates import breaches
from phmcoach.errors import Problem
from phmcoach.store.files import read_file, replace_file
from phmcoach.store.folder import resolve_reference
from phmcoach.store.lock import lock_folder
from phmcoach.store.records import parse_record


@dataclass(frozen=True)
class Edited:
    """The file, whether it changed, and the rules that its facts now break."""

    path: Path
    changed: bool
    problems: tuple[Problem, ...]


def edit_engagement(context: Context, *, ref: str) -> Edited:
    """Open an engagement in the editor and put the result in its place if it can be read.

    Raises InvalidDataError with all that cannot be read (the copy is kept, and its lines are
    named), ConflictError where the file changed meanwhile. Broken rules are told, not refused:
    they are facts, and `coach doctor` lists them.
    """
    folder = context.folder
    found = resolve_reference(folder, ref)
    path = folder.engagement_file(found)
    draft = path.with_name(f".edit-{path.name}")
    base = path.with_name(f".edit-{path.name}.from")
    if not draft.exists():
        replace_file(base, read_file(path), None)
        replace_file(draft, read_file(base), None)
    context.editor(draft)
    before, after = read_file(base), read_file(draft)
    edited = parse_record(after, draft, Engagement).value
    client = load_client(folder, edited.client, needed_by=found)
    if after != before:
        with lock_folder(folder):
            replace_file(path, after, sha256(before).hexdigest())
    draft.unlink()
    base.unlink()
    return Edited(
        path, after != before, breaches(edited, private=client.value.is_private, ref=found)
    )
