"""Each weight's learning rate, step by step."""

import pytest

from rates import HEAD_RATE, WARM_UP, factor, schedule


@pytest.mark.parametrize(
    ("name", "faster"),
    [
        ("layers.0.qkv.weight", 1),
        ("positions.weight", 1),
        ("embedded.bias", 1),
        ("distances.weight", 1),
        ("cases.weight", HEAD_RATE),
        ("entity.weight", HEAD_RATE),
        ("arc_head.bias", HEAD_RATE),
    ],
)
def test_what_starts_from_nothing_learns_faster_than_the_encoder(name, faster):
    assert factor(name) == faster


def test_rate_climbs_to_the_full_one_and_then_falls_to_nearly_nothing():
    steps = 1000
    shares = [schedule(step, steps) for step in range(steps)]
    top = shares.index(max(shares))
    assert shares[top] == 1
    assert top == WARM_UP * steps - 1
    assert shares[:top] == sorted(shares[:top])
    assert shares[top:] == sorted(shares[top:], reverse=True)
    assert 0 < shares[-1] < 0.01
    assert schedule(steps, steps) == 0


@pytest.mark.parametrize("steps", [1, 2, 10])
def test_shortest_training_has_a_rate_at_every_step(steps):
    assert all(0 < schedule(step, steps) <= 1 for step in range(steps))
