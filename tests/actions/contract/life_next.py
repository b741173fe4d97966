"""What `coach show` names as the next step, followed from any state to the archive."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis.stateful import rule
from tests.actions.contract.life_world import World, which
from tests.folders.running import desk_in
from tests.next_steps import follow_all

from phmcoach.actions.contract.overview import show_engagement
from phmcoach.errors import CoachError


class Following(World):
    """A coach who does only what comes next."""

    @rule(which=which)
    def do_what_comes_next(self, which: int) -> None:
        """Type each next step in a copy of the folder: every one is accepted and leads on.

        After a hand edit or a session with `anyway`, a step may be to mend the file by hand.
        """
        ref = self.name(which)
        if not self.innocent:
            self.look_at_the_next_step(ref)
            return
        with TemporaryDirectory() as place:
            copy = shutil.copytree(self.root, Path(place) / "practice")
            with desk_in(copy, Path(place), real=True) as desk:
                follow_all(desk, ref, self.today)

    def look_at_the_next_step(self, ref: str) -> None:
        """Check that there is one until the engagement is archived, if it can be read."""
        try:
            shown = show_engagement(self.context, ref=ref)
        except CoachError:
            return
        assert (shown.next_step is None) == shown.archived
