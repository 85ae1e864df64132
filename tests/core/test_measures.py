"""Dates, amounts and numbers in a text, by rule."""

import pytest

from worker.enrichment.measures import measures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Wednesday", [("DATE", "Wednesday")]),
        ("on July 7, 2021 at", [("DATE", "July 7, 2021")]),
        ("on 7 July", [("DATE", "7 July")]),
        ("since May", [("DATE", "May")]),
        ("It may march in May", [("DATE", "May")]),
        ("last week and two years ago", [("DATE", "last week"), ("DATE", "two years ago")]),
        ("in 2019", [("DATE", "2019")]),
        ("at 10:30 a.m. sharp", [("TIME", "10:30 a.m.")]),
        ("the past 24 hours", [("TIME", "the past 24 hours")]),
        ("more than 90% of", [("PERCENT", "90%")]),
        ("5.5 per cent", [("PERCENT", "5.5 per cent")]),
        ("€3bn and 20 million dollars", [("MONEY", "€3bn"), ("MONEY", "20 million dollars")]),
        ("80 pounds of rice", [("QUANTITY", "80 pounds")]),
        ("80 pounds in cash", [("MONEY", "80 pounds")]),
        ("5 billion cubic metres", [("QUANTITY", "5 billion cubic metres")]),
        ("ON FRIDAY, 3 MAY 89,", [("DATE", "FRIDAY, 3 MAY 89")]),
        ("IN JUNE 1988 ON MONDAY NIGHT", [("DATE", "JUNE 1988"), ("TIME", "MONDAY NIGHT")]),
        ("in April last year and May", [("DATE", "April last year")]),
        ("in the first week of May", [("DATE", "first week of May")]),
        ("at the end of last month", [("DATE", "end of last month")]),
        ("two thousand three hundred men", [("CARDINAL", "two thousand three hundred")]),
        ("a 5,000-strong force of F-16s", [("CARDINAL", "5,000")]),
        ("12 km away", [("QUANTITY", "12 km")]),
        ("The army marched in 12 columns", [("CARDINAL", "12")]),
        ("Room 2021 may sit", []),
        ("the night of 3 to 4 May", [("DATE", "3 to 4 May")]),
        ("on May 3-5, 2024 or", [("DATE", "May 3-5, 2024")]),
        ("on 26 Aug at", [("DATE", "26 Aug")]),
        ("LIMA, 26 Aug 88 (RADIO)", [("DATE", "26 Aug 88")]),
        ("on 12 March 90, 12 March 91.", [("DATE", "12 March 90"), ("DATE", "12 March 91")]),
        ("on 12 March 88 people died", [("DATE", "12 March"), ("CARDINAL", "88")]),
        ("at 2220 on Friday at 0100.", [("TIME", "2220"), ("DATE", "Friday"), ("TIME", "0100")]),
        ("closed at 1500 points", [("CARDINAL", "1500")]),
        ("in early July and late 2019", [("DATE", "early July"), ("DATE", "late 2019")]),
        ("from 2015 to 2019", [("DATE", "2015 to 2019")]),
        ("the 2015 deal of the 1990s", [("DATE", "2015"), ("DATE", "the 1990s")]),
        ("Last week, over the weekend", [("DATE", "Last week"), ("DATE", "weekend")]),
        ("Monday night and last night", [("TIME", "Monday night"), ("TIME", "last night")]),
        ("two hundred and fifty men", [("CARDINAL", "two hundred and fifty")]),
        ("Twenty-one tanks, 1,200 men", [("CARDINAL", "Twenty-one"), ("CARDINAL", "1,200")]),
        ("a dozen of 1.2 million", [("CARDINAL", "a dozen"), ("CARDINAL", "1.2 million")]),
        ("hundreds of thousands fled", [("CARDINAL", "hundreds of thousands")]),
        ("5-7 people, the third time", [("CARDINAL", "5-7"), ("ORDINAL", "third")]),
        ("at first the 21st of 40-year-old F-16s", [("ORDINAL", "21st")]),
    ],
)
def test_measures(text, expected):
    assert [(label, text[start:end]) for start, end, label in sorted(measures(text))] == expected
