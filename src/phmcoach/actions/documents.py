"""Files that an action has written, and the warnings about them."""

from pathlib import Path

from phmcoach.actions.context import Context
from phmcoach.errors import Problem
from phmcoach.store.files import make_folder, replace_file
from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder
from phmcoach.value import Value


class NewFile(Value):
    """A file that an action has written, its reference, and the warnings about it."""

    path: Path
    ref: str = ""
    warnings: tuple[Problem, ...] = ()


class Written(Value):
    """A written document, the warnings about it, and the damage of the ledger it comes from."""

    path: Path
    warnings: tuple[Problem, ...] = ()
    damage: tuple[Problem, ...] = ()


def write_document(context: Context, ref: str, name: str, content: bytes) -> Path:
    """Write a file into `documents/<ref>/`, over an earlier one of the same name."""
    with lock_folder(context.folder):
        return replace_document(context.folder, ref, name, content)


def replace_document(folder: Folder, ref: str, name: str, content: bytes) -> Path:
    """Write a file as `write_document` does, for a caller that holds the folder's lock already."""
    directory = folder.documents_dir(ref)
    make_folder(directory)
    path = directory / name
    replace_file(path, content, None)
    return path
