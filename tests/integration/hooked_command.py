"""`pagewire COMMAND ...` with the pipeline of `hooks`. For tests."""

import os
import sys

from tests.integration import hooks
from worker import app, cli

if __name__ == "__main__":
    load = getattr(hooks, os.environ.pop("TEST_LOAD", "load"))
    app.loader = lambda settings: load
    sys.exit(cli.main(sys.argv[1:]))
