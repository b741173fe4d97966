"""Completion for bash, zsh and fish.

The scripts pass the words of the line as arguments, so that they need not be split again, and the
answer is one line a candidate: the word, a tab, its meaning. Typer's own completion
draws descriptions with rich, and its installer edits the user's start-up files: neither should
happen on a keystroke or unasked.
"""

from collections.abc import Sequence
from shlex import split

import typer

from phmcoach.cli.shell.click_language import CoachGroup, complete_words
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import CoachError

VARIABLE = "_COACH_COMPLETE"
SHELLS = ("bash", "zsh", "fish")

SCRIPTS = {
    "bash": r"""
_coach_complete() {
    local IFS=$'\n'
    local words=("${COMP_WORDS[@]:1:COMP_CWORD}")
    COMPREPLY=($(_COACH_COMPLETE=bash "${COMP_WORDS[0]}" "${words[@]}" 2>/dev/null))
}
complete -o default -F _coach_complete coach
""",
    "zsh": r"""
#compdef coach
_coach() {
    local -a lines candidates
    local line tab=$'\t'
    lines=("${(@f)$(_COACH_COMPLETE=zsh ${words[1]} "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    for line in $lines; do
        candidates+=("${${line//:/\\:}/$tab/:}")
    done
    if (( $#candidates )); then
        _describe -V coach candidates
    else
        _files
    fi
}
if [[ $funcstack[1] == _coach ]]; then
    _coach "$@"
else
    compdef _coach coach
fi
""",
    "fish": r"""
function __coach_complete
    set -l words (commandline -opc) (commandline -ct)
    _COACH_COMPLETE=fish $words[1] $words[2..-1] 2>/dev/null
end
complete --command coach --no-files --arguments '(__coach_complete)'
""",
}


def read_words(argv: Sequence[str], shell: str) -> list[str]:
    """Return the words of the line that is being completed, or of the command that is run.

    Bash passes what was typed, with its quotes, and makes a word of the `=` in `--on=today`; the
    other shells do not.
    """
    if shell != "bash":
        return list(argv)
    words = []
    for word in argv:
        try:
            plain = "".join(split(word))
        except ValueError:  # a quote that is still open
            plain = word.lstrip("\"'")
        if plain != "=":
            words.append(plain)
    return words


def answer_completion(
    program: CoachGroup, shell: str, words: Sequence[str], state: CliState
) -> None:
    """Print the candidates for the last word of a line."""
    *before, incomplete = words or [""]
    for value, description in complete_words(program, before, incomplete, state):
        described = f"{value}\t{description}" if description and shell != "bash" else value
        state.out.page(described)


def complete_references(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the references of the open engagements."""
    return _list_names(ctx, incomplete, "engagements")


def complete_clients(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the references of the clients."""
    return _list_names(ctx, incomplete, "clients")


def complete_numbers(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the numbers of the issued documents, the newest first, by the names of their PDFs."""
    from phmcoach.paper_names import number_in

    state: CliState = ctx.obj
    try:
        issued = state.find_folder().ledger_dir.glob("[0-9]*/*.pdf")
        numbers = sorted(filter(None, (number_in(path.name) for path in issued)), reverse=True)
    except (CoachError, OSError):
        return []
    return [number for number in numbers if number.startswith(incomplete.upper())]


def _list_names(ctx: typer.Context, incomplete: str, folder: str) -> list[str]:
    from phmcoach.store.folder import list_clients, list_references

    state: CliState = ctx.obj
    try:
        practice = state.find_folder()
        names = list_clients(practice) if folder == "clients" else list_references(practice)
    except CoachError:
        return []
    return [name for name in names if name.startswith(incomplete)]
