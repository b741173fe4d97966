"""The entry point, so light that `--version` is answered before anything is imported."""

import os
import sys


def main() -> int:
    """Run `coach` and return its exit code."""
    try:
        if sys.argv[1:] == ["--version"] and _tell_version():
            return 0
        from phmcoach.cli.app import main as run

        return run()
    except KeyboardInterrupt:  # before there was anyone to tell it
        return 130


def _tell_version() -> bool:
    from phmcoach import __version__

    try:
        os.write(1, f"coach {__version__}\n".encode())
    except OSError:
        return False  # a closed pipe or a full disk: the whole program knows what to say
    return True


if __name__ == "__main__":
    sys.exit(main())
