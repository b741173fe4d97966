"""The program: its commands, its global options, and the one place where errors end."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, cast

import typer
from typer.main import get_command

from phmcoach import __version__
from phmcoach.cli import commands
from phmcoach.cli.shell.click_language import CoachGroup, current, run_command
from phmcoach.cli.shell.completion import SCRIPTS, SHELLS, VARIABLE, answer_completion, read_words
from phmcoach.cli.shell.kinds import FOLDER, one_of
from phmcoach.cli.shell.language import find_folder_option, find_language
from phmcoach.cli.shell.options import flag, option
from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.panels import Commands, Panel, PanelFile, list_names
from phmcoach.cli.shell.state import CliState, offer_answers, offer_flag, say_done
from phmcoach.cli.shell.streams import prepare_streams
from phmcoach.errors import CoachError, StorageError, UsageError
from phmcoach.exits import ExitCode
from phmcoach.i18n import Translator
from phmcoach.store.interrupts import heed_interrupts, is_all_reported, take_done

PANELS: Sequence[Panel | PanelFile] = commands.PANELS


def set_up(
    ctx: typer.Context,
    folder: Annotated[Path | None, option("--folder", FOLDER, "option.folder", short="-C")] = None,
    color: Annotated[bool | None, flag("--color/--no-color", "option.color")] = None,
    show_completion: Annotated[
        str | None,
        option("--show-completion", one_of(SHELLS), "option.show-completion"),
    ] = None,
    version: Annotated[bool, flag("--version", "option.version")] = False,
) -> None:
    """Read the global options; without a command, show the day, or the help outside a folder."""
    state = current()
    state.folder_option = state.out.folder = folder
    state.out.color = color
    state.begin_command(ctx.invoked_subcommand)
    if version:
        state.out.result(f"coach {__version__}")
    elif show_completion:
        state.out.page(SCRIPTS[show_completion].strip())
    elif ctx.invoked_subcommand is None:
        _open_day(state, ctx)
    else:
        return
    raise typer.Exit


def _open_day(state: CliState, ctx: typer.Context) -> None:
    """Show what `coach today` shows, or the help and how to begin if there is no practice."""
    from phmcoach.store.find_folder import NoPracticeFoundError

    try:
        state.find_folder()
    except NoPracticeFoundError:
        state.out.page(ctx.get_help())
        state.out.say("said.to-begin")
        return
    from phmcoach.cli.commands.today import show_day

    show_day(state)


def build_program() -> CoachGroup:
    """Assemble the program: its global options and its commands."""
    app = typer.Typer(
        cls=CoachGroup,
        help="help.coach",
        invoke_without_command=True,
        add_completion=False,
        rich_markup_mode=None,
        callback=set_up,
    )
    program = cast("CoachGroup", get_command(app))
    program.offer(Commands(PANELS), list_names(PANELS), commands.EVERY_DAY)
    return program


def main() -> int:
    """Run the command line of this process and return its exit code."""
    prepare_streams()
    shell = os.environ.get(VARIABLE, "")
    argv = read_words(sys.argv[1:], shell)
    translator = Translator(find_language(argv, os.environ))
    state = CliState(translator, Output(translator), argv)
    try:
        return run(state, shell)
    except KeyboardInterrupt:
        if state.interactive:
            state.out.prompt("\n")  # leave the line of the question, or of ^C
        state.out.say("run.interrupted")
        say_done(state.out)
        if is_all_reported():
            offer_answers(state.out, state.line, "run.go-on")
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the one boundary: what arrives here is a bug of ours
        return report_failure(error, state)


def run(state: CliState, shell: str) -> int:
    """Complete a line for a shell, or run it; report a mistake of the user, with its exit code.

    A disk that refuses is no bug, wherever it does so: what it refused is reported, and what was
    written before it. No line is offered that would record a second time.
    """
    try:
        check_text(state.line.typed)
        code = obey(state, shell)
        take_done()
        state.end_line()
        state.save_known_files()
        state.out.finish()
    except CoachError as error:
        told = offer_flag(state.line, error)
        code = state.out.report_error(name_held_up(name_begun(told, state), state))
        say_done(state.out)
        if told is error and not isinstance(error, StorageError) and is_all_reported():
            offer_answers(state.out, state.line, "run.answers")
    except OSError as error:
        from phmcoach.store.files import storage_error

        code = state.out.report_error(storage_error(error))
        say_done(state.out)
    heed_interrupts()
    return code


def name_begun(error: CoachError, state: CliState) -> CoachError:
    """Return an error that names a further engagement which is begun already, or a free reference.

    Only the folder knows: a rule sees one engagement. If it cannot be read, the error stays.
    """
    from phmcoach.remedy import Remedy

    if all(each.remedy is not Remedy.NEW_ENGAGEMENT for each in error.problems):
        return error
    from phmcoach.actions.contract.succeeding import name_further

    try:
        folder = state.find_folder()
        return type(error)(*(name_further(folder, each) for each in error.problems))
    except (CoachError, OSError):
        return error


def name_held_up(error: CoachError, state: CliState) -> CoachError:
    """Return an error that names first what holds up the ledger, if its way out records in it.

    Whoever typed that command would only be refused again: the pen is elsewhere, two machines
    recorded without each other, or the ledger is damaged, which nothing but `recover` may mend.
    """
    from phmcoach.cli.shell.remedy_lines import names_of_recording
    from phmcoach.store.files import storage_error
    from phmcoach.store.ledger import read_ledger
    from phmcoach.store.pen.gate import refuse_without_pen

    names = names_of_recording(error.problems)
    if not names:
        return error
    try:
        folder, mends = state.find_folder(), names == {"recover"}
        refuse_without_pen(folder, settles=mends)
        found = () if mends else read_ledger(folder).damage
    except CoachError as held_up:
        found = held_up.problems
    except OSError as refused:
        found = storage_error(refused).problems
    return type(error)(*(each for each in found if each not in error.problems), *error.problems)


def obey(state: CliState, shell: str) -> int:
    """Do what the line asks for and return the exit code; errors pass."""
    if shell in SHELLS:
        state.folder_option = find_folder_option(state.line.typed)
        answer_completion(build_program(), shell, state.line.typed, state)
        return ExitCode.OK
    return run_command(build_program(), state.line.typed, state)


def report_failure(error: Exception, state: CliState) -> ExitCode:
    """Report a bug, unless a file that was read without validation is wrong and explains it."""
    from phmcoach.cli.shell.bugs import report_bug

    try:
        state.validate_known_files()
    except CoachError as wrong:
        code = state.out.report_error(wrong)
    else:
        bug = report_bug(error, command_name(state.line.typed))
        state.out.say(bug.message, **bug.args)
        code = ExitCode.BUG
    say_done(state.out)
    return code


def check_text(argv: Sequence[str]) -> None:
    """Refuse bytes that are not text: no file of the practice could hold them."""
    for word in argv:
        try:
            word.encode()
        except UnicodeEncodeError:
            shown = word.encode("utf-8", "replace").decode()
            raise UsageError.of("usage.undecodable", text=shown) from None


def command_name(argv: Sequence[str]) -> str:
    """Return the command that was typed, without its arguments: they are the user's data."""
    known = {name for panel in PANELS for name in panel.names}
    return next((word for word in argv if word in known), "-")
