"""Each engagement once, even if the folder has a copy of its file."""

from collections.abc import Iterator

from phmcoach.actions.opening import Everything, Opened
from phmcoach.store.copies import find_copied, find_strays
from phmcoach.store.folder import Folder


def each_once(folder: Folder, *found: Everything) -> tuple[Opened, ...]:
    """Return what was read, without the file that is probably the copy of another one.

    For whoever counts sessions or shows them in a calendar: nothing happened twice.
    """
    opened = [each for one in found for each in one.opened]
    strays = find_strays(folder, (each.loaded for each in opened))
    return tuple(each for each in opened if each.loaded.path not in strays)


def the_only_files(folder: Folder, everything: Everything) -> Iterator[Opened]:
    """Yield the engagements that have one file: commands about the others would be refused."""
    copied = find_copied(folder, (each.case for each in everything.opened))
    named = {each.place.file for each in everything.problems if each.place is not None}
    for each in everything.opened:
        if each.ref not in copied and each.loaded.path not in named:
            yield each
