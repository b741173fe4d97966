"""The entry point; it answers `--version` before anything else is imported."""

import gc
import os
import sys


def start() -> None:
    """Run `coach` as the whole process, and leave it at once with the exit code of `main`."""
    gc.disable()  # the search for unreachable cycles takes time, and a short run has few of them
    code = main()
    # By now everything is written and closed, and the lock released. Python would go on to free
    # each object, which takes about 40 ms after a command that read the practice.
    os._exit(code)


def main() -> int:
    """Run `coach` and return its exit code."""
    try:
        if sys.argv[1:] == ["--version"] and _print_version():
            return 0
        from phmcoach.store.interrupts import watch_interrupts

        watch_interrupts()
        from phmcoach.cli.app import main as run

        return run()
    except KeyboardInterrupt:  # while the command line was still being imported
        return 130
    except OSError as error:  # not even the sentences could be read
        _print(2, f"coach: {error}\n")
        return 7


def _print_version() -> bool:
    from phmcoach import __version__

    return _print(1, f"coach {__version__}\n")


def _print(stream: int, text: str) -> bool:
    """Print a text; return False for a closed pipe or a full disk: the full program reports it."""
    try:
        os.write(stream, text.encode())
    except OSError:
        return False
    return True


if __name__ == "__main__":
    start()
