"""Everything that needs a person at a terminal: questions, the editor, a viewer, progress."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.streams import is_terminal, show_path
from phmcoach.errors import ConflictError, MissingError, Problem, RuleRefusedError, UsageError
from phmcoach.store.interrupts import heed_interrupts, take_done

T = TypeVar("T")


def ask_yes(out: Output, question: str) -> bool:
    """Ask a question; only a clear yes is a yes."""
    prompt = out.tr.text("prompt.yes-no", question=question)
    while True:
        answer = read_line(out, prompt).strip()
        if (found := read_yes(answer or "no")) is not None:
            return found
        out.say("prompt.yes-or-no")


def read_yes(answer: str) -> bool | None:
    """Read a yes or a no in either language; None is neither."""
    said = answer.casefold()
    is_no = said in {"n", "no", "non"}
    return True if said in {"y", "yes", "o", "oui"} else False if is_no else None


LONG_AGO = timedelta(days=90)
"""A day of the last year that is nearer is usual in January."""


def doubt_year(out: Output, on: object, today: date) -> bool:
    """Ask about a day long ago; return whether its year is wrong."""
    if not isinstance(on, date) or isinstance(on, datetime):
        return False
    if on.year >= today.year or today - on < LONG_AGO:
        return False
    return not ask_yes(out, out.tr.text("confirm.past-year", on=on))


def read_answer(out: Output, prompt: str, read: Callable[[str], T | None]) -> T | None:
    """Ask until `read` accepts the answer; None for an empty one."""
    while True:
        try:
            answer = read_line(out, prompt).strip()
            return read(answer) if answer.strip(",; ") else None
        except (UsageError, MissingError, ConflictError, RuleRefusedError) as error:
            out.report_error(type(error)(*map(_without_option, error.problems)))


def _without_option(problem: Problem) -> Problem:
    """Return what is wrong with an answer, without the name of an option, which was not typed."""
    inner = problem.args.get("problem")
    return inner if isinstance(inner, Problem) else problem


WAKING = 0.2
"""Seconds after which a Ctrl-C is heard at the latest."""


def read_line(out: Output, prompt: str) -> str:
    """Read one line; the end of input is an interruption, as Ctrl-C is.

    Raises UsageError for bytes that the encoding of the terminal cannot decode.
    """
    heed_interrupts()
    take_done()
    try:
        with _waking_up():
            line = _read_line(out, prompt + " ")
    except UnicodeDecodeError:
        raise UsageError.of("prompt.unreadable") from None
    except EOFError:
        raise KeyboardInterrupt from None
    return line


@contextmanager
def _waking_up() -> Iterator[None]:
    """Interrupt the wait for a line now and then, so that no Ctrl-C is left unheard in it.

    Python looks for one when the wait is interrupted or over. One that arrives after the question
    is written, but before the system begins to wait, would be heard at the next key only.
    """
    if sys.platform == "win32":  # its console begins a thread for each Ctrl-C
        yield
        return
    signal.signal(signal.SIGALRM, lambda *_: None)  # for good: the last alarm may arrive late
    signal.setitimer(signal.ITIMER_REAL, WAKING, WAKING)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _read_line(out: Output, prompt: str) -> str:
    if out.on_terminal:
        # Arrows and the history of answers come with readline, whose prompt goes to stdout.
        with suppress(ImportError):
            import readline  # noqa: F401 - its presence is what gives input() its editing
        return input(prompt)
    out.prompt(prompt)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\r\n")


def open_editor(path: Path, *, private: bool = False) -> None:
    """Open a file in `$VISUAL`, `$EDITOR` or the system's plain editor, and wait.

    Of a `private` file, Vim keeps nothing elsewhere: what is deleted or yanked in it goes into its
    `viminfo` otherwise.

    Raises UsageError when the editor is not found or ends in an error: nothing was decided then.
    """
    heed_interrupts()
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _find_editor()
    try:
        command = _command_of(editor, path, private=private)
        with _leaving_interrupts_to_it():
            done = subprocess.run(command, check=False)  # noqa: S603 - the user chose the editor
    except (OSError, ValueError):
        raise UsageError.of("editor.not-found", editor=editor) from None
    if done.returncode:
        raise UsageError.of("editor.failed", editor=editor, code=done.returncode)


def _find_editor() -> str:
    """Return the editor of the system that says on its screen how to save and leave."""
    if sys.platform == "win32":
        return "notepad"
    return "nano" if shutil.which("nano") else "vi"


_KEEP_NOTHING = ("-i", "NONE", "-n", "-c", "silent! set nobackup nowritebackup noundofile")


def _command_of(editor: str, path: Path, *, private: bool) -> str | list[str]:
    """Return the command of an editor, whose variable may hold arguments, as for git."""
    if sys.platform == "win32":  # one line, in which a backslash is no escape
        return f"{editor} {subprocess.list2cmdline([str(path)])}"
    words = shlex.split(editor)
    return [*words, *(_KEEP_NOTHING if private and _is_vim(words) else ()), str(path)]


def _is_vim(words: list[str]) -> bool:
    """Whether an editor is Vim or Neovim, also under the name of vi."""
    program = shutil.which(words[0]) if words else None
    return program is not None and "vim" in Path(program).resolve().name


@contextmanager
def _leaving_interrupts_to_it() -> Iterator[None]:
    """Let Ctrl-C mean what it means in the editor, and not kill it with the words typed in it."""
    before = signal.signal(signal.SIGINT, lambda *_: None)  # the editor gets the usual handler
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


MOST_OPENED = 6
"""A pair has two contracts; a month of invoices is looked at in its folder."""

PATIENCE = 1.0
"""Seconds in which an opener says that it has no program; one that is still there shows it."""


def open_papers(out: Output, *papers: Path) -> None:
    """Open files that were written in the programs that the desktop has for them, and go on.

    A paper that nothing can show is written all the same: a sentence says so, and no error.
    """
    first, rest = papers[:MOST_OPENED], papers[MOST_OPENED:]
    hidden = _open_all([each.absolute() for each in first])
    if hidden:
        out.say("said.not-opened", count=len(hidden), papers=[show_path(each) for each in hidden])
    if rest:
        out.say("said.not-all-opened", count=len(rest), folder=show_path(rest[0].parent))


def _open_all(papers: Sequence[Path]) -> Sequence[Path]:
    """Open each file; return those that could not be opened."""
    if sys.platform == "win32":
        return [each for each in papers if not _start_file(each)]
    opener = _find_opener()
    if opener is None:
        return papers
    begun = [(each, _begin(opener, each)) for each in papers]
    until = time.monotonic() + PATIENCE
    return [each for each, process in begun if process is None or _has_failed(process, until)]


def _find_opener() -> str | None:
    """Return the program that opens a file on this desktop; without a desktop there is none."""
    if sys.platform == "darwin":
        return shutil.which("open")
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return None  # xdg-open would begin a browser in the terminal
    return shutil.which("xdg-open")


def _begin(opener: str, paper: Path) -> "subprocess.Popen[bytes] | None":
    """Begin a program that outlives this one, and writes nothing into its streams."""
    try:
        return subprocess.Popen(  # noqa: S603 - the desktop's own program, without a shell
            [opener, str(paper)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None


def _has_failed(process: "subprocess.Popen[bytes]", until: float) -> bool:
    try:
        return process.wait(max(until - time.monotonic(), 0)) != 0
    except subprocess.TimeoutExpired:
        return False


def _start_file(paper: Path) -> bool:
    """Do on Windows what a double click does; return whether something shows the file."""
    if sys.platform != "win32":
        return False
    try:
        os.startfile(paper)  # noqa: S606 - the coach asked for it
    except OSError:
        return False
    return True


@contextmanager
def show_progress(out: Output, message: str) -> Iterator[Callable[[str, int], None]]:
    """Show a bar until the block ends, on a terminal only.

    Yields the function to call at each step, with the name of the step and the number of steps.
    """
    if not is_terminal(sys.stderr):
        yield lambda _name, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(out.tr.text(message), total=None)

        def on_progress(name: str, total: int) -> None:
            progress.update(task, advance=1, total=total, description=name)

        yield on_progress
