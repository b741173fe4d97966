"""Taking the last command back at any moment of a life, and bringing it back."""

from copy import deepcopy

from hypothesis.stateful import rule
from tests.actions.contract.life_world import World, word

from phmcoach.actions.keeping.undoing import undo
from phmcoach.errors import CoachError


class Undoing(World):
    """What `coach undo` does: the account is as before the command, except for the ids given."""

    def undo_it(self) -> bool:
        """Take the last command back, and return whether it was; a refusal changes no file."""
        before = self.disk()
        try:
            undo(self.context)
        except CoachError as error:
            assert self.disk() == before
            word(error.problems)
            return False
        self.before_edit = None
        return True

    @rule()
    def change_ones_mind(self) -> None:
        """Take a command back; a hand edit since would be no part of the account before it."""
        back, self.back = self.back, None
        if back and back["books"] and self.disk() == self.left and self.undo_it():
            for name, value in deepcopy(back).items():
                setattr(self, name, value)

    @rule()
    def change_it_twice(self) -> None:
        """Take a command back and bring it back: nothing has changed."""
        before, back, left = self.disk(), self.back, self.left
        if self.undo_it():
            assert self.undo_it()
            assert self.disk() == before
            self.back, self.left = back, left
