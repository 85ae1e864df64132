"""What every hostile page costs: python -m tests.benchmarks.hostile [PART] [NAME ...].

Prints seconds of processor time, the memory above that of a process at rest, and how it ended.
"""

import sys

from tests.core.hostile_pages import PAGES
from tests.core.reading import Child

TARGET_S, TARGET_MB = 10, 512


def main(part: float, names: list[str]) -> int:
    missed = 0
    with Child() as child:
        for name in names or PAGES:
            found = child.read(name, part, deadline_s=120)
            if found is None:
                print(f"{name:32} ended after 120 s", flush=True)
                missed += 1
                continue
            memory_mb = found.memory_bytes / 2**20
            over = found.seconds > TARGET_S or memory_mb > TARGET_MB
            missed += over
            print(
                f"{name:32} {found.size / 1e6:6.2f} MB {found.seconds:6.2f} s {memory_mb:5.0f} MiB"
                f" {'OVER ' if over else ''}{found.outcome}",
                flush=True,
            )
    print(f"{missed} of {len(names or PAGES)} over {TARGET_S} s or {TARGET_MB} MiB")
    return 1 if missed else 0


if __name__ == "__main__":
    share = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    sys.exit(main(share, sys.argv[2:]))
