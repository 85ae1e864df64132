"""`pagewire`, and `python -m worker`: what must stand before anything else is imported."""

import faulthandler
import os
import signal
import sys

_TOLD_TO_STOP = 143  # what a shell says of a command that SIGTERM ended


def main() -> int:
    """Run one command; the exit code."""
    faulthandler.enable()  # a crash in C leaves at least its stacks
    if os.getpid() == 1:
        # For process 1 of a container the kernel does nothing of its own accord: a SIGTERM that
        # comes before the worker listens would be lost.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TOLD_TO_STOP))
    from worker.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
