"""The user's own editor, opened on a file."""

import os
import shlex
import subprocess
from pathlib import Path

from phmcoach.errors import UsageError


def open_editor(path: Path) -> None:
    """Open a file in `$VISUAL`, `$EDITOR` or the system's plain editor, and wait.

    Raises UsageError when the editor is not found or ends in an error: nothing was decided then.
    """
    fallback = "notepad" if os.name == "nt" else "vi"
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or fallback
    try:
        # The editor is the user's own choice, as in git: his variable may hold arguments.
        done = subprocess.run([*shlex.split(editor), str(path)], check=False)  # noqa: S603
    except (OSError, ValueError):
        raise UsageError.of("editor.not-found", editor=editor) from None
    if done.returncode:
        raise UsageError.of("editor.failed", editor=editor, code=done.returncode)
