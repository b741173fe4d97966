"""The name of the file of a locked text that is not a note yet."""

from collections.abc import Iterator
from itertools import chain, count


def draft_names(ref: str, day: str) -> Iterator[str]:
    """Yield the names for a draft of the note of a day, the first one first."""
    ends = chain(("",), (f"-{n}" for n in count(2)))
    return (f"{ref}-{day}{end}.draft.age" for end in ends)
