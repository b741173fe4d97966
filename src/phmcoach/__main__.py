"""The entry point, so light that `--version` is answered before anything is imported."""

import sys


def main() -> int:
    """Run `coach` and return its exit code."""
    if sys.argv[1:] == ["--version"]:
        from phmcoach import __version__

        sys.stdout.write(f"coach {__version__}\n")
        return 0
    from phmcoach.cli.app import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
