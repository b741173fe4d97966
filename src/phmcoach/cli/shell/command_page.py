"""The help of a command, from what its function declares.

Options and commands hold message ids: for their help, for the name of their value and for the panel
under which they stand. Here they become a page in one language.
"""

from collections.abc import Iterable, Sequence

from typer.core import TyperArgument, TyperCommand, TyperOption

from phmcoach.cli.shell.help_page import Row, Section, render_help
from phmcoach.i18n import Translator
from phmcoach.typed_words import spell_word


def render_page(tr: Translator, command: TyperCommand, path: str, params: Iterable[object]) -> str:
    """Write the page of a command."""
    arguments = [it for it in command.params if isinstance(it, TyperArgument)]
    argument_rows = [Row(spell(tr, it), tr.text(it.help or "")) for it in arguments]
    return render_help(
        tr,
        usage=" ".join(
            (path, *(_spell_use(tr, it) for it in arguments), tr.text("page.options-metavar"))
        ),
        text=tr.text(command.help or ""),
        groups=[
            [Section(tr.text("page.arguments"), argument_rows)],
            [_describe_options(tr, params)],
        ],
    )


def render_front(
    tr: Translator, path: str, every_day: Sequence[str], headings: Iterable[str]
) -> str:
    """Write the first page of the program, for a screen of 24 lines: the commands of every day."""
    return render_help(
        tr,
        usage=_usage_of_program(tr, path),
        text=tr.text(help_id(path)),
        groups=[[_describe_commands(tr, "panel.every-day", every_day)]],
        closing=tr.text("page.topics", topics=[tr.text(each).lower() for each in headings]),
    )


def render_subject(tr: Translator, path: str, heading: str, names: Sequence[str]) -> str:
    """Write the page of a subject: its commands."""
    return render_help(
        tr,
        usage=_usage_of_program(tr, path),
        text="",
        groups=[[_describe_commands(tr, heading, names)]],
        closing=tr.text("page.more"),
    )


def render_options(tr: Translator, path: str, params: Iterable[object]) -> str:
    """Write the page of the options that come before every command."""
    return render_help(
        tr, usage=_usage_of_program(tr, path), text="", groups=[[_describe_options(tr, params)]]
    )


def _usage_of_program(tr: Translator, path: str) -> str:
    return " ".join((path, tr.text("page.options-metavar"), tr.text("page.command-metavar")))


def help_id(command: str) -> str:
    """Return the message id of a command's help; its first paragraph is its line in a list."""
    return f"help.{command}"


def first_paragraph(text: str) -> str:
    """Return the first paragraph of a help, for a place that has one line."""
    return text.partition("\n\n")[0]


def spell(tr: Translator, param: object) -> str:
    """Return an option or an argument as it is typed."""
    if isinstance(param, TyperArgument):
        return spell_word(_metavar_of(param), tr.language) + ("..." if param.nargs != 1 else "")
    if isinstance(param, TyperOption):
        return max(param.opts, key=len)
    raise TypeError(param)


def _spell_use(tr: Translator, argument: TyperArgument) -> str:
    """Return an argument as the usage shows it: in brackets if it is optional."""
    text = spell(tr, argument)
    return text if argument.metavar == _metavar_of(argument) else f"[{text}]"


def find_help(params: Iterable[object], label: str) -> str:
    """Return the message id that explains the option or the argument with a name."""
    for param in params:
        if isinstance(param, TyperOption | TyperArgument) and label in labels_of(param):
            return param.help or ""
    raise KeyError(label)


def labels_of(param: object) -> Sequence[str]:
    """Return the names of an option or an argument in messages: -C, NUMBER."""
    if isinstance(param, TyperArgument):
        return (_metavar_of(param),)
    return param.opts if isinstance(param, TyperOption) else ()


def _metavar_of(argument: TyperArgument) -> str:
    """Return the metavar of an argument, without the brackets of an optional one."""
    return (argument.metavar or "").strip("[]")


def _describe_commands(tr: Translator, heading: str, names: Sequence[str]) -> Section:
    rows = [Row(name, first_paragraph(tr.text(help_id(name)))) for name in names]
    return Section(tr.text(heading), rows)


def _describe_options(tr: Translator, params: Iterable[object]) -> Section:
    rows = [_describe_option(tr, it) for it in params if isinstance(it, TyperOption)]
    return Section(tr.text("page.options"), rows)


def _describe_option(tr: Translator, option: TyperOption) -> Row:
    names = ", ".join(sorted(option.opts, key=len))
    if option.secondary_opts:
        names += " / " + ", ".join(option.secondary_opts)
    if not option.is_flag:
        names += " " + tr.text(option.metavar or "")
    text = tr.text(option.help or "")
    choices = getattr(option.type, "choices", ())
    if choices:
        spelled = [spell_word(choice, tr.language) for choice in choices]
        text = tr.text("page.choices", text=text, choices=", ".join(spelled))
    return Row(names, text)
