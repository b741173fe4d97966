"""Typer and its vendored Click, made to speak the user's language.

Neither knows gettext: their help pages and usage errors are English sentences in the code. This is
the one module that touches their insides. Commands and options carry message ids where Typer
expects help; the pages are written by `help_page`, and every error of the parser becomes one of ours.
The parser itself is used as it is.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NoReturn, TypeVar

import typer
from typer._click import types
from typer._click.core import Context, Parameter
from typer._click.exceptions import BadOptionUsage, BadParameter, NoSuchOption
from typer._click.exceptions import UsageError as ClickUsageError
from typer._click.globals import get_current_context
from typer._click.shell_completion import CompletionItem
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from phmcoach.cli.help_page import Row, Section, render_help
from phmcoach.cli.state import CliState
from phmcoach.errors import CoachError, Problem, UsageError

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., None])

PROGRAM = "coach"


class Panel:
    """A group of commands under one heading of the help.

    The heading is the message `panel.<name>`, a command's help the message `help.<command>`: its
    first paragraph is the line in the list of commands.
    """

    def __init__(self, name: str) -> None:
        self.heading = f"panel.{name}"
        self._commands: list[tuple[str, Callable[..., None], bool]] = []

    def command(self, name: str, *, hidden: bool = False) -> Callable[[Command], Command]:
        """Register a function as the command `name`."""

        def register(function: Command) -> Command:
            self._commands.append((name, function, hidden))
            return function

        return register

    def add_to(self, app: typer.Typer) -> None:
        """Give the commands to Typer, in the order in which they were written."""
        for name, function, hidden in self._commands:
            app.command(
                name,
                cls=CoachCommand,
                help=f"help.{name}",
                hidden=hidden,
                rich_help_panel=self.heading,
            )(function)


class ParsedValue(types.ParamType):
    """A value of an option or argument that a function of ours reads.

    The function gets the text and the state; a UsageError that it raises is told with the name of
    the option. `choices` are offered by completion and named in the help.
    """

    name = "value"

    def __init__(
        self, parse: Callable[[str, CliState], object], choices: Sequence[str] = ()
    ) -> None:
        self._parse = parse
        self.choices = choices

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> Any:  # noqa: ANN401 - Click's signature
        """Read the text; what is already a value (a default) passes."""
        if not isinstance(value, str) or ctx is None or param is None:
            return value
        try:
            return self._parse(value, _state(ctx))
        except UsageError as error:
            raise UsageError(
                *(_of_option(param, problem, ctx) for problem in error.problems)
            ) from None

    def shell_complete(self, ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer the words of a closed list, each with what it means."""
        del param
        tr = _state(ctx).tr
        return [
            CompletionItem(choice, help=tr.word(choice))
            for choice in self.choices
            if choice.startswith(incomplete)
        ]


class _Speaks:
    """What commands and the program itself have in common: help, errors, completion of options."""

    def help_of(self, ctx: Context, command: TyperCommand | TyperGroup, sections: list[Section]) -> str:
        tr = _state(ctx).tr
        arguments = [param for param in command.params if isinstance(param, TyperArgument)]
        pieces = [tr.text("page.options-metavar")]
        pieces += [_usage_of(argument) for argument in arguments]
        if isinstance(command, TyperGroup):
            pieces.append(tr.text("page.command-metavar"))
        rows = [_argument_row(argument, ctx) for argument in arguments if argument.help]
        options = [
            _option_row(param, ctx)
            for param in command.get_params(ctx)
            if isinstance(param, TyperOption) and not param.hidden
        ]
        return render_help(
            tr,
            usage=" ".join([ctx.command_path, *pieces]),
            text=tr.text(command.help or ""),
            sections=[
                *sections,
                Section(tr.text("page.arguments"), rows),
                Section(tr.text("page.options"), options),
            ],
        )


class CoachCommand(TyperCommand, _Speaks):
    """A command whose help and errors are in the language of the user."""

    def get_help(self, ctx: Context) -> str:
        """Write the page of this command."""
        return self.help_of(ctx, self, [])

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Return `--help` with a help of ours."""
        return _our_help_option(super().get_help_option(ctx))

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse, and word what the parser refuses."""
        # Click would refuse what is left over in a sentence of its own.
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except ClickUsageError as error:
            _reword(error, ctx)
        if rest and not ctx.resilient_parsing:
            _refuse(ctx, Problem("usage.unexpected", {"words": rest}))
        return rest


class CoachGroup(TyperGroup, _Speaks):
    """The program itself: its help lists the commands panel by panel."""

    panels: ClassVar[tuple[str, ...]] = ()

    def get_help(self, ctx: Context) -> str:
        """Write the page of the program."""
        tr = _state(ctx).tr
        commands = [command for command in self.commands.values() if not command.hidden]
        headings = dict.fromkeys(
            command.rich_help_panel for command in commands if isinstance(command, TyperCommand)
        )
        sections = [
            Section(
                tr.text(heading or ""),
                [
                    Row(command.name or "", _first_paragraph(tr.text(command.help or "")))
                    for command in commands
                    if isinstance(command, TyperCommand) and command.rich_help_panel == heading
                ],
            )
            for heading in headings
        ]
        return self.help_of(ctx, self, sections)

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Return `--help` with a help of ours."""
        return _our_help_option(super().get_help_option(ctx))

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse the global options, and word what the parser refuses."""
        try:
            return super().parse_args(ctx, args)
        except ClickUsageError as error:
            _reword(error, ctx)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, types.Any, list[str]]:
        """Find the command; an unknown one is told with those that look like it."""
        command = self.get_command(ctx, args[0])
        if command is None and not ctx.resilient_parsing:
            from difflib import get_close_matches

            nearest = get_close_matches(args[0], self.commands, n=1)
            message = "usage.no-such-command-nearest" if nearest else "usage.no-such-command"
            _refuse(ctx, Problem(message, {"command": args[0], "nearest": "".join(nearest)}))
        return args[0] if command else None, command, args[1:]


def run_command(app: typer.Typer, args: Sequence[str], state: CliState) -> None:
    """Parse a command line and run its command; our own errors pass through."""
    group = typer.main.get_command(app)
    try:
        with group.make_context(PROGRAM, list(args), obj=state) as ctx:
            group.invoke(ctx)
    except typer.Exit:
        # --help and --version say so when they are done.
        return


def current_object() -> object:
    """Return the object that this run carries."""
    return get_current_context().obj


def print_help(ctx: typer.Context) -> None:
    """Print the page of the running command."""
    _state(ctx).out.page(ctx.get_help())


def option_help(label: str) -> str:
    """Return the message id that helps with an option or argument of the running command."""
    for param in get_current_context().command.params:
        if isinstance(param, TyperOption | TyperArgument) and label in {*param.opts, param.metavar}:
            return param.help or ""
    raise KeyError(label)


def complete(app: typer.Typer, args: Sequence[str], incomplete: str, state: CliState) -> list[tuple[str, str]]:
    """Return what may stand in the place of the last word, each with its description."""
    from typer._click.shell_completion import _resolve_context, _resolve_incomplete

    group = typer.main.get_command(app)
    words = list(args)
    ctx = _resolve_context(group, {"obj": state}, PROGRAM, words)
    target, incomplete = _resolve_incomplete(ctx, words, incomplete)
    return [
        (item.value, _describe(item, state)) for item in target.shell_complete(ctx, incomplete)
    ]


def _describe(item: CompletionItem, state: CliState) -> str:
    # Click completes names of options and commands with their help, which is a message id here.
    text = item.help or ""
    if text.startswith(("help.", "option.")):
        text = state.tr.text(text)
    return _first_paragraph(text)


def _state(ctx: Context) -> CliState:
    state = ctx.obj
    if not isinstance(state, CliState):
        raise TypeError(state)
    return state


def _our_help_option(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.help = "option.help"
        option.callback = _show_help
    return option


def _show_help(ctx: Context, param: Parameter, value: bool) -> None:
    del param
    if value and not ctx.resilient_parsing:
        _state(ctx).out.page(ctx.get_help())
        ctx.exit()


def _first_paragraph(text: str) -> str:
    return " ".join(text.partition("\n\n")[0].split())


def _usage_of(argument: TyperArgument) -> str:
    name = argument.metavar or (argument.name or "").upper()
    return f"{name}..." if argument.nargs != 1 else name


def _argument_row(argument: TyperArgument, ctx: Context) -> Row:
    return Row(_usage_of(argument), _state(ctx).tr.text(argument.help or ""))


def _option_row(option: TyperOption, ctx: Context) -> Row:
    tr = _state(ctx).tr
    names = ", ".join(sorted(option.opts, key=len))
    if option.secondary_opts:
        names += " / " + ", ".join(option.secondary_opts)
    if not option.is_flag:
        names += " " + (option.metavar or (option.name or "").upper())
    text = tr.text(option.help or "")
    if isinstance(option.type, ParsedValue) and option.type.choices:
        text = tr.text("page.choices", text=text, choices=", ".join(option.type.choices))
    return Row(names, text)


def _name_of(param: Parameter) -> str:
    if isinstance(param, TyperArgument):
        return _usage_of(param)
    return max(param.opts, key=len)


def _of_option(param: Parameter, problem: Problem, ctx: Context) -> Problem:
    return Problem(
        "usage.in-option", {"option": _name_of(param), "problem": problem}, fix=_help_command(ctx)
    )


def _help_command(ctx: Context) -> str:
    return f"{ctx.command_path} --help"


def _refuse(ctx: Context, problem: Problem) -> NoReturn:
    raise UsageError(Problem(problem.message, problem.args, fix=problem.fix or _help_command(ctx)))


def _reword(error: ClickUsageError, ctx: Context) -> NoReturn:
    """Say in our words what the parser refused."""
    if isinstance(error, NoSuchOption):
        _refuse(ctx, _unknown_option(error, ctx))
    if isinstance(error, BadOptionUsage):
        flags = {
            name
            for param in ctx.command.params
            if isinstance(param, TyperOption) and param.is_flag
            for name in (*param.opts, *param.secondary_opts)
        }
        message = "usage.takes-no-value" if error.option_name in flags else "usage.needs-a-value"
        _refuse(ctx, Problem(message, {"option": error.option_name}))
    if isinstance(error, BadParameter) and error.param is not None:
        message = (
            "usage.not-a-whole-number"
            if isinstance(error.param.type, types.IntParamType)
            else "usage.bad-value"
        )
        raise UsageError(_of_option(error.param, Problem(message), ctx)) from None
    raise error


def _unknown_option(error: NoSuchOption, ctx: Context) -> Problem:
    root = ctx.find_root()
    name = error.option_name
    if ctx is not root and any(name in param.opts for param in root.command.params):
        return Problem("usage.option-before-command", {"option": name})
    if error.possibilities:
        return Problem(
            "usage.no-such-option-nearest", {"option": name, "nearest": error.possibilities[0]}
        )
    return Problem("usage.no-such-option", {"option": name})
