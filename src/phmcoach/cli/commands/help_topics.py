"""The command that explains the others: by subject, the common options, or one of them.

It also prints the French pages of `docs/fr`.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, cast
from unicodedata import normalize

import typer

from phmcoach.cli.shell.click_language import CoachCommand, CoachGroup, current
from phmcoach.cli.shell.command_page import render_options, render_subject
from phmcoach.cli.shell.options import argument
from phmcoach.cli.shell.panels import Panel
from phmcoach.i18n import Translator

panel = Panel("practice")

_OPTIONS = "page.options"


def complete_topics(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the subjects in the language of the user, and the commands."""
    program = _program_of(ctx)
    words = (*_topics(current().tr, program), *_guides(), *program.commands)
    return [word for word in words if word.startswith(incomplete)]


@panel.command("help")
def show_help(
    ctx: typer.Context,
    topic: Annotated[
        str | None,
        argument("TOPIC", "option.topic", complete=complete_topics, optional=True),
    ] = None,
) -> None:
    state, root, program = current(), ctx.find_root(), _program_of(ctx)
    page = _explain(ctx, program, state.tr, topic) if topic else program.get_help(root)
    state.out.page(page)


def _explain(ctx: typer.Context, program: CoachGroup, tr: Translator, topic: str) -> str:
    """Return the page of a subject, of the common options or of a command, or one to read.

    Raises UsageError for another word.
    """
    root = ctx.find_root()
    named = {_fold(name): heading for name, heading in _topics(tr, program).items()}
    canonical = {heading.partition(".")[2]: heading for heading in named.values()}
    heading = {**canonical, **named}.get(_fold(topic))
    if heading == _OPTIONS:
        return render_options(tr, root.command_path, program.get_params(root))
    if heading:
        return render_subject(tr, root.command_path, heading, program.subjects[heading])
    if guide := _guides().get(_fold(topic)):
        return _read_guide(guide)
    name, command, _ = program.resolve_command(root, [topic])
    found = cast("CoachCommand", command)
    return found.get_help(typer.Context(found, parent=root, info_name=name))


def _program_of(ctx: typer.Context) -> CoachGroup:
    return cast("CoachGroup", ctx.find_root().command)


def _topics(tr: Translator, program: CoachGroup) -> Mapping[str, str]:
    """Return the headings by the word that a user types for each."""
    return {tr.text(heading).lower(): heading for heading in (*program.subjects, _OPTIONS)}


def _guides() -> Mapping[str, Path]:
    """Return the French pages by name: a wheel contains them, a checkout keeps them in docs."""
    package = Path(__file__).parents[2]
    packaged = package / "guides"
    folder = packaged if packaged.is_dir() else package.parent.parent / "docs" / "fr"
    return {path.stem: path for path in sorted(folder.glob("*.md"))}


def _read_guide(path: Path) -> str:
    """Return a page as plain text: a link is its words, and nothing is marked."""
    text = re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", path.read_text(encoding="utf-8"))
    return re.sub(r"^#+ |\*|^\|---.*\n|`", "", text, flags=re.MULTILINE).rstrip("\n")


def _fold(word: str) -> str:
    """Return a word without accents, in lower case."""
    return normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
