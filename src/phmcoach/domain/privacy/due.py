"""What is held for longer than its rule says, by engagement and by kind of data."""

from collections.abc import Iterable, Iterator
from datetime import date

from phmcoach.domain.privacy.held import Held
from phmcoach.domain.privacy.keeping import KEEPINGS
from phmcoach.domain.values.pauses import ONE_DAY
from phmcoach.errors import Problem
from phmcoach.value import Value


class Due(Value):
    """One kind of data of an engagement, or of a client, that should not be held since a day."""

    name: str
    ref: str
    data: str
    since: date

    @property
    def problem(self) -> Problem:
        """The warning about it."""
        args = {"name": self.name, "since": self.since, "of": self.ref}
        return Problem(f"past.{self.data}", args, level="warning")


def find_due(name: str, held: Iterable[Held], today: date) -> Iterator[Due]:
    """Yield what is due of what is held of a person, whose `name` it is.

    Entries of the ledger stay in its chain, whatever their age: each one proves the next.
    """
    last: dict[tuple[str, str], date] = {}
    for each in held:
        if each.until is not None and each.is_due(today) and each.what not in _IN_CHAIN:
            key = (each.ref, each.keeping)
            last[key] = min(each.until, last.get(key, each.until))
    for keeping in KEEPINGS:
        for (ref, data), until in last.items():
            if data == keeping:
                yield Due(name, ref, data, until + ONE_DAY)


_IN_CHAIN = ("invoice", "quote", "receipt")
