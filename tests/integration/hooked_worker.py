"""`pagewire run` with the pipeline of `hooks`, or a slow echo of the real thing. For tests."""

import os
import sys

from tests.integration import hooks
from worker import app
from worker.failures import WorkerStopped
from worker.settings import load_settings


def main() -> int:
    """Run until a signal; settings come from the environment, as everywhere."""
    load = getattr(hooks, os.environ.pop("TEST_LOAD", "load"))
    try:
        settings = load_settings(os.environ, None, {})
        app.run(settings, load=load, until_drained="--until-drained" in sys.argv)
    except WorkerStopped as stopped:
        print(stopped, file=sys.stderr)
        return int(stopped.exit_code)
    return 0


if __name__ == "__main__":
    sys.exit(main())
