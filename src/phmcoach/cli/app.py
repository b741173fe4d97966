"""The program: its commands, its global options, and the one place where errors end."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from phmcoach.cli import billing, documents, engagements, practice, sessions
from phmcoach.cli.click_language import CoachGroup, print_help, run_command
from phmcoach.cli.completion import SCRIPTS, SHELLS, VARIABLE, answer_completion
from phmcoach.cli.language import find_language
from phmcoach.cli.options import choice_option
from phmcoach.cli.output import Output, prepare_streams
from phmcoach.cli.state import CliState, current
from phmcoach.errors import CoachError
from phmcoach.exits import ExitCode
from phmcoach.i18n import Translator


def set_up(
    ctx: typer.Context,
    folder: Annotated[
        Path | None, typer.Option("-C", "--folder", metavar="DIR", help="option.folder")
    ] = None,
    color: Annotated[
        bool | None, typer.Option("--color/--no-color", help="option.color")
    ] = None,
    show_completion: Annotated[
        str | None,
        choice_option("--show-completion", choices=SHELLS, help="option.show-completion"),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="option.version")] = False,
) -> None:
    state = current()
    state.folder_option = folder
    state.out.color = color
    if version:
        from phmcoach import __version__

        state.out.result(f"coach {__version__}")
    elif show_completion:
        state.out.page(SCRIPTS[show_completion].strip())
    elif ctx.invoked_subcommand is None:
        print_help(ctx)
    else:
        return
    raise typer.Exit


def build_app() -> typer.Typer:
    """Assemble the commands, in the order in which the help shows them."""
    app = typer.Typer(
        cls=CoachGroup,
        help="help.coach",
        invoke_without_command=True,
        add_completion=False,
        rich_markup_mode=None,
        callback=set_up,
    )
    for module in (practice, engagements, sessions, documents, billing):
        module.panel.add_to(app)
    return app


def main() -> int:
    """Run the command line of this process and return its exit code."""
    prepare_streams()
    argv = sys.argv[1:]
    translator = Translator(find_language(argv, os.environ, Path.cwd()))
    state = CliState(translator, Output(translator), argv)
    try:
        shell = os.environ.get(VARIABLE)
        if shell in SHELLS:
            answer_completion(build_app(), shell, argv, state)
        else:
            run_command(build_app(), argv, state)
    except CoachError as error:
        return state.out.report_error(error)
    except KeyboardInterrupt:
        state.out.say("run.interrupted")
        return ExitCode.INTERRUPTED
    return ExitCode.OK
