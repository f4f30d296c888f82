"""Prints every table: start, asking, decoding a log, visiting pages, reading logs at the desk, painting, delivering, operating.

`python -m tests.bench delivering [PART ...]` prints that alone; so with operating.
"""

from __future__ import annotations

import platform
import subprocess
import sys
import time
from statistics import median

from tests.bench import asking, delivering, operating, painting, reading_logs, scanning, visiting

STARTS = ("223114", "照片糊了")


def starting() -> None:
    """How long a command takes as a whole, beside an interpreter that does nothing."""
    print("| command | seconds (median of 7) | ratio |")
    print("|---|---|---|")
    bare = _seconds("-c", "pass")
    print(f"| python -c pass | {bare:.2f} | 1.0 |")
    for question in STARTS:
        taken = _seconds("-m", "bot", "ask", question)
        print(f"| errcode ask {question} | {taken:.2f} | {taken / bare:.1f} |", flush=True)


def _seconds(*arguments: str) -> float:
    taken = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=False)
        taken.append(time.perf_counter() - start)
    return median(taken)


def main() -> None:
    """All of it, some half an hour; or only what is about delivering, or about operating."""
    alone = {"delivering": delivering.main, "operating": operating.main}
    if sys.argv[1:2] and sys.argv[1] in alone:
        alone[sys.argv[1]](sys.argv[2:])
        return
    print(f"Python {platform.python_version()}, {platform.machine()}\n\n## Starting\n")
    starting()
    print("\n## Asking\n")
    asking.main()
    print("\n## Decoding a log\n")
    scanning.main()
    print("\n## Visiting\n")
    visiting.main()
    print("\n## Reading logs at the desk\n")
    reading_logs.main()
    print("\n## Painting pages\n")
    painting.main()
    print("\n## Delivering")
    delivering.main()
    print("\n## Operating")
    operating.main()


if __name__ == "__main__":
    main()
