"""Everything that talks to Kafka: read (`source`), write (`sink`), and what both need first.

Must not know spaCy or processes.
"""
