"""Reading what a person answers on a terminal."""

import sys
from contextlib import suppress

from phmcoach.cli.shell.output import Output
from phmcoach.errors import UsageError


def ask_yes(out: Output, question: str) -> bool:
    """Ask a question whose answer is no unless it is a clear yes."""
    prompt = out.tr.text("prompt.yes-no", question=question)
    while True:
        answer = read_line(out, prompt).strip().casefold()
        if answer in {"y", "yes", "o", "oui"}:
            return True
        if answer in {"", "n", "no", "non"}:
            return False
        out.say("prompt.yes-or-no")


def read_line(out: Output, prompt: str) -> str:
    """Read one line; the end of input is an interruption, as Ctrl-C is.

    Raises UsageError for bytes that are no text in the terminal's encoding.
    """
    try:
        line = _read_line(out, prompt + " ")
    except UnicodeDecodeError:
        raise UsageError.of("prompt.unreadable") from None
    except EOFError:
        raise KeyboardInterrupt from None
    return line


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
