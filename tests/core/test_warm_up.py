"""What a process loads before its first page, so that no page waits for it."""

import subprocess
import sys

from dateparser.data.languages_info import language_order
from htmldate import extractors

from worker.cleaning.workarounds import read_dates_in_known_languages


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


def test_date_library_reads_the_languages_that_a_page_can_be_told_to_be_in():
    read_dates_in_known_languages()
    languages = set(extractors.get_external_parser().languages)
    assert {"en", "ar", "fa", "fi", "nb", "pl", "ur", "zh", "zh-Hans"} <= languages
    assert languages.isdisjoint({"agq", "ksf", "zgh"})
    assert len(languages) < 0.6 * len(language_order)
