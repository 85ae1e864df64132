"""A field out of a value that may be no record: for messages and for looking things up.

Must not know which schema the value should follow.
"""

import orjson


def text_field(value: bytes | None, name: str) -> str | None:
    """A string of a JSON object that may be broken; None where there is none."""
    try:
        fields = orjson.loads(value or b"")
    except orjson.JSONDecodeError:
        return None
    found = fields.get(name) if isinstance(fields, dict) else None
    return found if isinstance(found, str) else None
