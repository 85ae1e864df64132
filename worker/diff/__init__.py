"""Old pages against new ones, before anybody switches: what changed, how often, and where.

Decides what counts as a change, how two pages are matched, and how it is told. Nothing is written
to Kafka and no group is joined.
"""
