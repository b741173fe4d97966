"""If archiving is killed between any two steps, the engagement is in exactly one place.

In both places, it would be billed from one and read from the other; in none, it would be lost. In
either case `coach doctor` finds no problem, and the next command continues.
"""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from tests.actions.killing import KILLED, work_until

from phmcoach.actions.context import Context
from phmcoach.actions.contract.ending import archive, close, decline
from phmcoach.actions.practice.doctor import examine
from phmcoach.errors import MissingError
from phmcoach.store.folder import Folder
from phmcoach.value import replace


@pytest.fixture
def closed(context: Context, open_demand: Callable[..., Path]) -> Context:
    """Return the context of a demand that was declined and closed: nothing is left to settle."""
    open_demand("martin")
    decline(context, ref="martin", on=context.today, by="beneficiary")
    close(context, ref="martin", on=context.today)
    return context


def test_a_killed_archive_leaves_the_engagement_in_one_place(
    closed: Context, tmp_path: Path
) -> None:
    content = closed.folder.engagement_file("martin").read_bytes()
    here, there = Path("engagements/martin.toml"), Path("archive/2026/martin.toml")
    places: list[Path] = []
    for calls in range(200):
        root = tmp_path / str(calls)
        shutil.copytree(closed.folder.root, root)
        world = replace(closed, folder=Folder(root))
        code = work_until(partial(archive, world, ref="martin"), calls)
        assert code in (0, KILLED)
        (found,) = root.rglob("martin.toml")
        assert found.read_bytes() == content
        places.append(found.relative_to(root))
        assert examine(world).findings == ()
        if places[-1] == there:
            with pytest.raises(MissingError):
                archive(world, ref="martin")
        else:
            archive(world, ref="martin")
        assert [path.relative_to(root) for path in root.rglob("martin.toml")] == [there]
        if code == 0:
            break
    moved = places.index(there)
    assert moved >= 4  # the lock is taken, and both folders of the archive are made and synced
    assert places == [here] * moved + [there] * (len(places) - moved)
    assert code == 0
