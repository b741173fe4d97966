"""A bar for what takes its time, on a terminal only; it leaves nothing behind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from phmcoach.cli.shell.state import CliState
from phmcoach.cli.shell.streams import is_terminal


@contextmanager
def show_progress(state: CliState, message: str) -> Iterator[Callable[[str, int], None]]:
    """Give a function to call at each step, with its name and how many steps there are."""
    import sys

    if not is_terminal(sys.stderr):
        yield lambda _name, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(state.tr.text(message), total=None)

        def arrive(name: str, total: int) -> None:
            progress.update(task, advance=1, total=total, description=name)

        yield arrive
