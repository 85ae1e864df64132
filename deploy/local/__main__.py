"""The command line of the local Kafka: runs one broker in the foreground until it is told to end.

`python -m deploy.local` and `python -m deploy.local.broker` are the same.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from deploy.local.broker import Broker, claim
from deploy.local.fetching import KAFKA_VERSION, BrokerError
from deploy.local.loopback import is_free

DEFAULT_PORT = 9092
DEFAULT_DATA_DIR = Path(".kafka")

EXAMPLES = """examples:
  python -m deploy.local.broker                  on port 9092 if free, data in .kafka/
  python -m deploy.local.broker --port 19092     on this port or not at all
  python -m deploy.local.broker --clean          forget what the runs before kept

Ctrl-C or SIGTERM ends it in good order. KAFKA_CACHE_DIR names the folder for Kafka's jars."""


def main(argv: Sequence[str] | None = None) -> int:
    options = _arguments(argv)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)  # all end like Ctrl-C
    port = options.port or (DEFAULT_PORT if is_free(DEFAULT_PORT) else None)
    try:
        if options.clean:
            _clean(options.data_dir)
        with Broker(data_dir=options.data_dir, port=port) as broker:
            place = f"{broker.bootstrap_servers}, data in {options.data_dir}"
            print(f"Kafka {KAFKA_VERSION} at {place} (kept)", flush=True)
            while broker.pid is not None:
                time.sleep(0.5)
            print(f"Kafka ended by itself; its log is {broker.log_path}", file=sys.stderr)
            return 1
    except KeyboardInterrupt:
        return 0
    except BrokerError as error:
        print(error, file=sys.stderr)
        return 1


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.local.broker",
        description="Run a real Kafka on loopback. Its data are kept for the next run.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--port", type=int, metavar="N", help=f"default: {DEFAULT_PORT}, or a free one if taken"
    )
    parser.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        default=DEFAULT_DATA_DIR,
        help=f"default: {DEFAULT_DATA_DIR}/",
    )
    parser.add_argument("--clean", action="store_true", help="remove the kept data first")
    return parser.parse_args(argv)


def _clean(data_dir: Path) -> None:
    """Remove what a broker left in `data_dir`, and nothing else that is there."""
    with claim(data_dir):
        for folder in ("data", "tmp"):
            shutil.rmtree(data_dir / folder, ignore_errors=True)
        for file in ("broker.log", "server.properties", "broker.lock"):
            (data_dir / file).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        data_dir.rmdir()


if __name__ == "__main__":
    sys.exit(main())
