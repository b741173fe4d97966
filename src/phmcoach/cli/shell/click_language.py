"""Typer and its vendored Click, in the user's language.

Neither knows gettext: their help pages and usage errors are English sentences in the code. This is
the one module that touches their insides. Commands and options carry message ids where Typer
expects help; the pages are written by `command_page`, and every refusal of the parser becomes an
error of ours. The parser itself is used as it is.
"""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, cast

import typer
from typer._click import Command
from typer._click.core import Context, Parameter, ParameterSource
from typer._click.exceptions import BadOptionUsage, NoSuchOption
from typer._click.exceptions import UsageError as ClickUsageError
from typer._click.globals import get_current_context
from typer._click.shell_completion import CompletionItem, _resolve_context, _resolve_incomplete
from typer._click.types import ParamType
from typer.core import TyperCommand, TyperGroup, TyperOption

from phmcoach.cli.shell import PROGRAM
from phmcoach.cli.shell import command_page as pages
from phmcoach.cli.shell.contradictions import find_contradictions, find_repeated
from phmcoach.cli.shell.kinds import Kind, fill_in
from phmcoach.cli.shell.state import CliState
from phmcoach.errors import Problem, UsageError
from phmcoach.exits import ExitCode
from phmcoach.remedy import join_words
from phmcoach.typed_words import begin_words, spell_word

if TYPE_CHECKING:
    from phmcoach.cli.shell.prompts import Asking


class ParsedValue(ParamType):
    """A value of an option, read by its kind.

    A UsageError of the kind is reported with the name of the option. The words of a closed list are
    offered by completion and listed in the help.
    """

    name = "value"

    def __init__(self, kind: Kind[Any]) -> None:
        self._parse = kind.parse
        self.choices = kind.choices
        self.alone = kind.alone

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> Any:  # noqa: ANN401 - Click's signature
        """Read the text; a default is a value already."""
        if not isinstance(value, str) or param is None or ctx is None:
            return value
        try:
            return self._parse(value, _state_of(ctx))
        except UsageError as error:
            name = pages.spell(_state_of(ctx).tr, param)
            raise UsageError(
                *(
                    _with_help(Problem("usage.in-option", {"option": name, "problem": it}), ctx)
                    for it in error.problems
                )
            ) from None

    def shell_complete(
        self, ctx: Context, param: Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the words of a closed list in the language of the user, each with its meaning."""
        del param
        tr = _state_of(ctx).tr
        return [
            CompletionItem(spell_word(choice, tr.language), help=tr.word(choice))
            for choice in begin_words(incomplete, self.choices)
        ]


class CoachCommand(TyperCommand):
    """A command whose help and errors are in the language of the user."""

    def get_help(self, ctx: Context) -> str:
        """Write the page of this command."""
        return pages.render_page(_state_of(ctx).tr, self, ctx.command_path, self.get_params(ctx))

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Return `--help` with our own text."""
        return _reword_help_option(super().get_help_option(ctx))

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse; what the parser refuses becomes an error of ours, and so do contradictions."""
        typed = ((name, each.type) for each in self.params for name in each.opts)
        args = fill_in(args, {name: it.alone for name, it in typed if isinstance(it, ParsedValue)})
        words = list(args)
        # Otherwise Click refuses what is left over in a sentence of its own.
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except ClickUsageError as error:
            _refuse(_explain(error, ctx), ctx)
        if rest and not ctx.resilient_parsing:
            _refuse(Problem("usage.unexpected", {"words": rest, "count": len(rest)}), ctx)
        if not ctx.resilient_parsing:
            tr = _state_of(ctx).tr
            _, _, order = self.make_parser(ctx).parse_args([*words])
            found = (
                *find_repeated(order),
                *find_contradictions(tr, ctx.command.name or "", _find_typed(ctx), words),
            )
            if found:
                raise UsageError(*(_with_help(each, ctx) for each in found))
        return rest


class CoachGroup(TyperGroup):
    """The program itself: its help lists the commands of every day."""

    def offer(
        self,
        commands: Mapping[str, Command],
        subjects: Mapping[str, Sequence[str]],
        daily: Sequence[str],
    ) -> None:
        """Register the commands, which Click builds by reading one, and their names by heading."""
        self.commands = cast("MutableMapping[str, Command]", commands)
        self.subjects = subjects
        self._daily = daily

    def get_help(self, ctx: Context) -> str:
        """Write the first page of the program, for which no command is built."""
        return pages.render_front(_state_of(ctx).tr, ctx.command_path, self._daily, self.subjects)

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        """Offer the commands by name, for which none is built, and the options."""
        commands = [
            CompletionItem(name, help=pages.help_id(name))
            for name in self.commands
            if name.startswith(incomplete)
        ]
        # Typer's own method would build each of these commands, so it is left out.
        return [*commands, *Command.shell_complete(self, ctx, incomplete)]

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Return `--help` with our own text."""
        return _reword_help_option(super().get_help_option(ctx))

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse the global options; what the parser refuses becomes an error of ours."""
        try:
            return super().parse_args(ctx, args)
        except ClickUsageError as error:
            _refuse(_explain(error, ctx), ctx)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Find the command, also by a name that it had before; report an unknown one."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            from phmcoach.cli.shell.command_names import renew_line, report_unknown

            new = renew_line(_state_of(ctx), args)
            if not new:
                _refuse(report_unknown(args[0], self.commands), ctx)
            args = [*new]
        name, *rest = args
        command = self.get_command(ctx, name)
        return name if command else None, command, rest


def run_command(group: CoachGroup, args: Sequence[str], state: CliState) -> int:
    """Parse a command line, run its command and return the exit code; errors of ours pass."""
    try:
        with group.make_context(PROGRAM, list(args), obj=state) as ctx:
            group.invoke(ctx)
    except typer.Exit as end:
        return end.exit_code
    return ExitCode.OK


def complete_words(
    group: CoachGroup, args: Sequence[str], incomplete: str, state: CliState
) -> list[tuple[str, str]]:
    """Return the candidates for the last word, each with its description."""
    words = list(args)
    ctx = _resolve_context(group, {"obj": state}, PROGRAM, words)
    target, incomplete = _resolve_incomplete(ctx, words, incomplete)
    found = target.shell_complete(ctx, incomplete)
    if isinstance(target, Command):
        # Click describes options and commands with their help, which is a message id here.
        text = state.tr.text
        return [(item.value, pages.first_paragraph(text(item.help or ""))) for item in found]
    return [(item.value, item.help or "") for item in found]


def current() -> CliState:
    """Return the state of this run, from inside a command."""
    return _state_of(get_current_context())


def asking(explain: Callable[[str], str] | None = None) -> "Asking":
    """Collect the values that the running command needs: see `prompts`.

    `explain` replaces the help of the options where it does not say what is missing.
    """
    from phmcoach.cli.shell.prompts import Asking

    return Asking(current(), explain or find_option_help)


def find_option_help(label: str) -> str:
    """Return the message id that explains an option or argument of the running command."""
    return pages.find_help(get_current_context().command.params, label)


def _state_of(ctx: Context) -> CliState:
    state = ctx.obj
    if not isinstance(state, CliState):
        raise TypeError(state)
    return state


def _reword_help_option(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.help = "option.help"
        option.callback = _show_page
    return option


def _show_page(ctx: Context, param: Parameter, value: bool) -> None:
    del param
    if value and not ctx.resilient_parsing:
        _state_of(ctx).out.page(ctx.get_help())
        ctx.exit()


def _with_help(problem: Problem, ctx: Context) -> Problem:
    """Return a problem that the help of this command explains, unless it knows a better line."""
    from phmcoach.cli.shell.remedy_lines import Command, Instructed, instruct

    if isinstance(problem, Instructed):
        return problem
    if line := problem.words.get("line"):
        return instruct(problem, Command(str(line)))
    name = [] if ctx.parent is None else [ctx.info_name or ""]
    return instruct(problem, Command(join_words([*name, "--help"]), explains=True))


def _refuse(problem: Problem, ctx: Context) -> NoReturn:
    raise UsageError(_with_help(problem, ctx)) from None


def _find_typed(ctx: Context) -> Mapping[str, object]:
    """Return the values that were typed, by the names of their options and arguments."""
    return {
        name: each.params[param.name or ""]
        for each in (ctx.find_root(), ctx)
        for param in each.command.params
        if each.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE
        for name in pages.labels_of(param)
    }


def _explain(error: ClickUsageError, ctx: Context) -> Problem:
    """Say what the parser refused; raise an unknown error again: it is a bug."""
    if isinstance(error, BadOptionUsage):
        param = _find_option(error.option_name, ctx)
        takes_value = param is not None and not param.is_flag
        message = "usage.needs-a-value" if takes_value else "usage.takes-no-value"
        return Problem(message, {"option": error.option_name})
    if not isinstance(error, NoSuchOption):
        raise error
    facts = {"option": error.option_name}
    root = ctx.find_root()
    if ctx is not root and (option := _find_option(error.option_name, root)):
        from phmcoach.cli.shell.remedy_lines import Command, instruct

        problem = Problem("usage.option-before-command", facts)
        return instruct(problem, Command(_move_forward(option, root)))
    if error.possibilities:
        facts["nearest"] = error.possibilities[0]
        return Problem("usage.no-such-option-nearest", facts)
    return Problem("usage.no-such-option", facts)


def _move_forward(option: TyperOption, root: Context) -> str:
    """Return the words that were typed, the global option moved to where it belongs."""
    words = list(_state_of(root).line.typed)
    names = _names_of(option)
    at = next(i for i, word in enumerate(words) if {word.split("=")[0], word[:2]} & {*names})
    length = 2 if words[at] in names and not option.is_flag else 1
    return join_words([*words[at : at + length], *words[:at], *words[at + length :]])


def _find_option(name: str, ctx: Context) -> TyperOption | None:
    for param in ctx.command.get_params(ctx):
        if isinstance(param, TyperOption) and name in _names_of(param):
            return param
    return None


def _names_of(option: TyperOption) -> list[str]:
    return [*option.opts, *option.secondary_opts]
