"""Events: who did what to whom, read off a parsed text with a lexicon of trigger words.

Decides triggers, types, participants, and how the text speaks of them. Must not know Kafka or the
metrics. What an entry of the lexicon may say is in `types/README.md`.
"""

from worker.events.detection import events
from worker.events.lexicon import Entry, Lexicon, Role, Voice, load_lexicon, parse_entry

__all__ = ["Entry", "Lexicon", "Role", "Voice", "events", "load_lexicon", "parse_entry"]
