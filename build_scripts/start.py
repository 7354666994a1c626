"""The entry of `briefbook`: Ctrl-C ends it quietly from its first moment, also while its modules are imported.

In: the command line. Out: what `cli.main` does; `Aborted!` and exit code 1 on Ctrl-C, as click has it for the rest.
"""

import sys


def main() -> None:
    """Import the commands and run the one that is asked for."""
    try:
        from build_scripts.cli import main as commands
    except BaseException as error:
        # A class that is interrupted while it is made tells of it with a RuntimeError.
        if not isinstance(error, KeyboardInterrupt) and not isinstance(error.__cause__, KeyboardInterrupt):
            raise
        sys.stderr.write("\nAborted!\n")
        raise SystemExit(1) from None
    commands()
