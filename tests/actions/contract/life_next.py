"""What `coach show` names as the next step, followed from any state to the archive."""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis.stateful import invariant, rule
from tests.actions.contract.life_world import World, which
from tests.folders.running import desk_in
from tests.next_steps import follow_all

from phmcoach.actions.contract.overview import show_engagement
from phmcoach.errors import CoachError


class Following(World):
    """A coach who does only what comes next."""

    def teardown(self) -> None:
        """Follow each engagement from the last state of a life, unless the life has failed."""
        try:
            if sys.exception() is None:
                for ref in self.books:
                    self.follow(ref)
        finally:
            super().teardown()

    @rule(which=which)
    def do_what_comes_next(self, which: int) -> None:
        self.follow(self.name(which))

    @invariant()
    def there_is_a_next_step_until_the_archive(self) -> None:
        """Look at it in each engagement that can be read."""
        for ref in self.books:
            try:
                shown = show_engagement(self.context, ref=ref)
            except CoachError:
                continue
            assert (shown.next_step is None) == shown.archived

    def follow(self, ref: str) -> None:
        """Type each next step in a copy of the folder: every one is accepted and leads on.

        After a hand edit or a session with `anyway`, a step may be to mend the file by hand.
        """
        if not self.innocent:
            return
        with TemporaryDirectory() as place:
            copy = shutil.copytree(self.root, Path(place) / "practice")
            with desk_in(copy, Path(place), real=True) as desk:
                follow_all(desk, ref, self.today)
