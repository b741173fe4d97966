"""The help of a command, from what its function declares.

Options and commands hold message ids: for their help, for the name of their value and for the panel
under which they stand. Here they become a page in one language.
"""

from collections.abc import Iterable, Mapping, Sequence

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from phmcoach.cli.shell.help_page import Row, Section, render_help
from phmcoach.i18n import Translator


def render_page(
    tr: Translator,
    command: TyperCommand | TyperGroup,
    path: str,
    params: Iterable[object],
    commands: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """Write the page of a command or, with the names under each heading, of the whole program."""
    arguments = [it for it in command.params if isinstance(it, TyperArgument)]
    pieces = [path, *(spell(tr, it) for it in arguments), tr.text("page.options-metavar")]
    if isinstance(command, TyperGroup):
        pieces.append(tr.text("page.command-metavar"))
    argument_rows = [Row(spell(tr, it), tr.text(it.help or "")) for it in arguments]
    option_rows = [_describe_option(tr, it) for it in params if isinstance(it, TyperOption)]
    return render_help(
        tr,
        usage=" ".join(pieces),
        text=tr.text(command.help or ""),
        groups=[
            _describe_commands(tr, commands or {}),
            [Section(tr.text("page.arguments"), argument_rows)],
            [Section(tr.text("page.options"), option_rows)],
        ],
    )


def help_id(command: str) -> str:
    """Return the message id of a command's help; its first paragraph is its line in a list."""
    return f"help.{command}"


def first_paragraph(text: str) -> str:
    """Return the first paragraph of a help, for a place that has one line."""
    return text.partition("\n\n")[0]


def spell(tr: Translator, param: object) -> str:
    """Return an option or an argument as it is typed."""
    if isinstance(param, TyperArgument):
        return name_argument(tr, param.metavar or "") + ("..." if param.nargs != 1 else "")
    if isinstance(param, TyperOption):
        return max(param.opts, key=len)
    raise TypeError(param)


def name_argument(tr: Translator, metavar: str) -> str:
    """Return the name of an argument in a language: DIR is « DOSSIER »."""
    return tr.text(f"argument.{metavar.lower()}")


def _describe_commands(tr: Translator, commands: Mapping[str, Sequence[str]]) -> list[Section]:
    return [
        Section(
            tr.text(heading),
            [Row(name, first_paragraph(tr.text(help_id(name)))) for name in names],
        )
        for heading, names in commands.items()
    ]


def _describe_option(tr: Translator, option: TyperOption) -> Row:
    names = ", ".join(sorted(option.opts, key=len))
    if option.secondary_opts:
        names += " / " + ", ".join(option.secondary_opts)
    if not option.is_flag:
        names += " " + tr.text(option.metavar or "")
    text = tr.text(option.help or "")
    choices = getattr(option.type, "choices", ())
    if choices:
        text = tr.text("page.choices", text=text, choices=", ".join(choices))
    return Row(names, text)
