"""What a process loads before its first page, so that no page waits for it."""

import subprocess
import sys


def test_warm_process_loads_no_more_languages_for_a_foreign_date():
    program = """
import sys
from worker.cleaning import clean
from worker.cleaning.warm_up import warm_up
from worker.records import RawPage

warm_up()
known = set(sys.modules)
page = RawPage(url="", body="Lautta palasi\\n3. helmikuuta 2024\\nHyvin.")
date = clean(page, text_max_chars=999)
more = set(sys.modules) - known
print(date.published, sorted(name for name in more if name.startswith("dateparser")))
"""
    ran = subprocess.run(  # alone: other tests may have loaded the languages here
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout == "2024-02-03 []\n"
