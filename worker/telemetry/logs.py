"""How a log line looks: JSON for machines, one readable line on a terminal.

Decides format, level and the stream. Must not know which events exist. A line is always one
line: what comes from a page can neither break it nor colour the terminal.
"""

import datetime
import json
import logging
import sys
from typing import Any, Literal, TextIO

_PLAIN_EVENT = "log"  # a line of the standard library's logging that is no event of ours
_COLOURS = {"warning": "\033[33m", "error": "\033[31m", "critical": "\033[1;31m"}
_RESET = "\033[0m"


class JsonFormatter(logging.Formatter):
    """One JSON object per line: ts, level, event, message, then the event's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "ts": _timestamp(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", _PLAIN_EVENT),
            "message": record.getMessage(),
        }
        for key, value in _fields(record).items():
            line.setdefault(key, value)  # a field never replaces one of the four
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True, default=str)


class ConsoleFormatter(logging.Formatter):
    """Time, level, message, event's fields; colours only when asked for."""

    def __init__(self, *, colours: bool = False) -> None:
        super().__init__()
        self._colours = colours

    def format(self, record: logging.LogRecord) -> str:
        level = record.levelname.lower()
        time = _timestamp(record).astimezone().strftime("%H:%M:%S")
        parts = [f"{time} {level:<8}{_printable(record.getMessage())}"]
        for key, value in _fields(record).items():
            if not isinstance(value, dict):  # settings are long, and check-config shows them
                parts.append(f"{key}={_printable(str(value))}")
        line = "  ".join(parts)
        if self._colours and level in _COLOURS:
            line = f"{_COLOURS[level]}{line}{_RESET}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


def configure_logs(
    level: str = "info",
    log_format: Literal["auto", "json", "console"] = "auto",
    stream: TextIO | None = None,
) -> None:
    """Send our events at `level`, and other libraries' warnings, to `stream` (default: stderr)."""
    out = sys.stderr if stream is None else stream
    terminal = out.isatty()
    handler = logging.StreamHandler(out)
    if log_format == "json" or (log_format == "auto" and not terminal):
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(ConsoleFormatter(colours=terminal))
    root = logging.getLogger()
    root.handlers = [handler]
    # The client tells each heartbeat at lower levels; what it warns of is worth a line.
    root.setLevel(logging.WARNING)
    logging.getLogger("pagewire").setLevel(level.upper())
    logging.captureWarnings(True)


def _timestamp(record: logging.LogRecord) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(record.created, tz=datetime.UTC)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields = getattr(record, "fields", None)
    return dict(fields) if fields is not None else {"logger": record.name}


def _printable(text: str) -> str:
    """Escape whatever could break the line or steer the terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
