"""Numbers in words and digits."""

import pytest

from worker.events.numbers import amount_of, number_of, range_of


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("1,200", 1_200),
        ("1.2 million", 1_200_000),
        ("3bn", 3_000_000_000),
        ("twelve", 12),
        ("a dozen", 12),
        ("two dozen", 24),
        ("twenty-one", 21),
        ("two hundred and fifty", 250),
        ("one hundred thousand", 100_000),
        ("half a million", 500_000),
        ("hundreds", None),
        ("several", None),
        ("dozens", None),
        ("", None),
        ("twelve thirteen", None),
    ],
)
def test_number_is_read(words, number):
    assert number_of(words) == number


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("US$5m", 5_000_000, None),
        ("€3.5 billion", 3_500_000_000, None),
        ("Rs. 5 crore", 50_000_000, None),
        ("2 lakh rupees", 200_000, None),
        ("$3-4 billion", 3e9, 4e9),
        ("90%", 90, None),
        ("20-30%", 20, 30),
        ("12 km", 12, None),
        ("5-7 million", 5_000_000, 7_000_000),
        ("five kilometres", 5, None),
    ],
)
def test_amount_is_read_with_its_measure(words, low, high):
    assert amount_of(words) == (low, high)


def test_scale_of_the_upper_end_is_that_of_both():
    assert range_of("20", "30 million") == (20_000_000, 30_000_000)
    assert range_of("900,000", "1.2 million") == (900_000, 1_200_000)
