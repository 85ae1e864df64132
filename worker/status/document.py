"""The status page as HTML: what is wrong first, then how far it is, then with which settings.

Decides the order and the words. It loads nothing, runs no script, refreshes itself, and shows
what pages wrote (details of dead letters) as text. Must not know where the facts come from.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from typing import TypeVar

from worker.markup import Content, Markup, document, joined, own, tag
from worker.settings import NOT_SET
from worker.status.board import Letter, Part, Process, Snapshot
from worker.telemetry import events

REFRESH_S = 5
T = TypeVar("T")
_OUTCOMES = {"dead_letter": "dead", "tombstone": "deleted"}
_YIELDING = ("", "slowed for the live group", "paused for the live group")


def status_html(seen: Snapshot, failing: Mapping[str, str], *, ready: bool) -> str:
    """One HTML document. `failing` are the failing checks of the probes by name, with details."""
    failing = {**failing, **_leaders(seen.parts)}
    return document(
        f"pagewire {_name(seen)}",
        files(__package__).joinpath("style.css").read_text(encoding="utf-8"),
        _header(seen, failing, ready=ready),
        tag(
            "main",
            _figures(seen),
            _replay(seen.replay) if seen.replay else None,
            _partitions(seen.parts),
            _processes(seen),
            _letters(seen),
            _settings(seen.settings),
        ),
        _footer(seen),
        refresh_s=REFRESH_S,
    )


def _leaders(parts: Sequence[Part]) -> Mapping[str, str]:
    """No check of a probe, since a restart would not help: what is wrong all the same."""
    silent = [f"{part.topic}-{part.partition}" for part in parts if part.leaderless]
    if not silent:
        return {}
    names = ", ".join(silent)
    return {"leader": f"none for {names}: nothing is read there until a broker that has it is back"}


def _name(seen: Snapshot) -> str:
    """The instance where it has a name, else the group."""
    names = (seen.settings.get(key, "") for key in ("instance_id", "group_id"))
    return next((name for name in names if name not in ("", NOT_SET)), "")


def _header(seen: Snapshot, failing: Mapping[str, str], *, ready: bool) -> Markup:
    state, kind = _state(seen, failing, ready=ready)
    model = f"model {seen.model.name} {seen.model.version}" if seen.model else "no model yet"
    problems = [tag("li", tag("b", name), " ", own(detail)) for name, detail in failing.items()]
    return tag(
        "header",
        tag("h1", tag("span", state, class_=f"state {kind}"), " ", own(f"pagewire {_name(seen)}")),
        tag("p", own(f"{seen.version} · {model} · up {_span(seen.now - seen.started_at)}")),
        tag("ul", problems, class_="problems") if problems else None,
    )


def _state(seen: Snapshot, failing: Mapping[str, str], *, ready: bool) -> tuple[str, str]:
    if seen.draining:
        return "draining", "warn"
    if not ready:
        return "not ready", "warn"
    return ("in trouble", "bad") if failing else ("ready", "good")


def _figures(seen: Snapshot) -> Markup:
    minute, five = seen.pages_per_s
    lags = [part.lag_s for part in seen.parts if part.lag_s is not None]
    figures: list[tuple[str, str, str]] = [
        ("pages/s", f"{minute:.1f}", f"{five:.1f} over 5 min"),
        ("lag", _span(max(lags)) if lags else "–", _records(seen.parts)),
        ("pages", _count(sum(seen.outcomes.values())), _outcomes(seen.outcomes)),
        ("dead letters", f"{seen.dead_letter_share:.1%}", f"of a window of {_window(seen)} pages"),
        ("in flight", _count(seen.in_flight_pages), _size(seen.in_flight_bytes)),
        (
            "last commit",
            "–" if seen.committed_at is None else f"{_span(seen.now - seen.committed_at)} ago",
            f"{_count(seen.aborted)} transactions aborted",
        ),
    ]
    shown = [
        tag("div", tag("dt", name), tag("dd", value), tag("dd", more, class_="more"))
        for name, value, more in figures
    ]
    paused = tag("p", own(f"intake is paused: {seen.paused}"), class_="note")
    return tag("section", tag("dl", shown, class_="figures"), paused if seen.paused else None)


def _window(seen: Snapshot) -> str:
    return seen.settings.get("breaker_window_pages", "the last")


def _records(parts: Sequence[Part]) -> str:
    known = [part.lag_records for part in parts if part.lag_records is not None]
    return f"{_count(sum(known))} records" if known else "not known yet"


def _outcomes(outcomes: Mapping[str, int]) -> str:
    told = [f"{_count(n)} {_OUTCOMES.get(name, name)}" for name, n in outcomes.items() if n]
    return ", ".join(told) or "none yet"


def _replay(replay: events.ReplayProgress) -> Markup:
    done = replay.records - replay.left
    words = [f"{_count(done)} of {_count(replay.records)} offsets"]
    words.append(f"{replay.speed_per_s:.0f} records/s")
    if replay.eta_s is not None:
        words.append(f"{_span(replay.eta_s)} to go")
    if replay.yielding:
        words.append(_YIELDING[replay.yielding])
    bar = tag("progress", max=max(1, replay.records), value=done, aria_label="replay")
    return tag("section", tag("h2", "Replay"), bar, tag("p", ", ".join(words)))


def _partitions(parts: Sequence[Part]) -> Markup:
    if not parts:
        return tag("section", tag("h2", "Partitions"), tag("p", "None are assigned."))
    head = ("partition", "lag, records", "waiting", "committed", "records/s")
    rows = [
        (
            own(f"{part.topic}-{part.partition}"),
            _or_dash(part.lag_records, _count),
            _or_dash(part.lag_s, _span),
            _or_dash(part.committed, str),
            _or_dash(part.records_per_s, "{:.1f}".format),
        )
        for part in parts
    ]
    return tag("section", tag("h2", f"Partitions ({len(parts)})"), _table(head, rows))


def _processes(seen: Snapshot) -> Markup:
    head = ("CPU process", "pid", "state", "memory")
    rows = [_process(process) for process in seen.processes]
    deaths = [
        tag("li", f"{_clock(death.at)} process {death.slot}: {death.cause}: ", own(death.detail))
        for death in seen.deaths
    ]
    return tag(
        "section",
        tag("h2", "CPU processes"),
        _table(head, rows) if rows else tag("p", "None have been started yet."),
        tag("ul", deaths, class_="problems") if deaths else None,
    )


def _process(process: Process) -> tuple[str, ...]:
    state = "warm" if process.warm else "loading"
    memory = _size(process.rss_bytes) if process.rss_bytes else "–"
    return (str(process.slot), str(process.pid), state, memory)


def _letters(seen: Snapshot) -> Markup:
    if not seen.letters:
        return tag("section", tag("h2", "Dead letters"), tag("p", "None since it started."))
    reasons = ", ".join(f"{_count(n)} {reason}" for reason, n in seen.reasons.items())
    return tag(
        "section",
        tag("h2", "Dead letters"),
        tag("p", reasons) if reasons else None,
        tag("ul", map(_letter, seen.letters), class_="letters"),
    )


def _letter(letter: Letter) -> Markup:
    place = letter.origin
    where = f"{place.topic}-{place.partition} offset {place.offset}"
    what = tag("b", f"{letter.reason} at {letter.stage}")
    return tag("li", f"{_clock(letter.at)} ", what, " ", own(where), tag("p", own(letter.detail)))


def _settings(settings: Mapping[str, str]) -> Markup:
    rows = [(key, own(value)) for key, value in settings.items()]
    return tag("section", tag("h2", "Settings"), _table(("setting", "in force"), rows, "settings"))


def _footer(seen: Snapshot) -> Markup:
    links = [tag("a", path, href=path) for path in ("/metrics", "/livez", "/readyz", "/startupz")]
    at = datetime.fromtimestamp(seen.now, UTC).strftime("%Y-%m-%d %H:%M:%S")
    told = f"{at}, again every {REFRESH_S} s. All times are UTC. "
    return tag("footer", told, joined(links, between=" "))


def _table(head: Sequence[str], rows: Iterable[Sequence[Content]], kind: str = "") -> Markup:
    columns = tag("tr", [tag("th", name, scope="col") for name in head])
    lines = [
        tag("tr", tag("th", row[0], scope="row"), [tag("td", cell) for cell in row[1:]])
        for row in rows
    ]
    table = tag("table", tag("thead", columns), tag("tbody", lines))
    return tag("div", table, class_=f"table {kind}".strip(), tabindex=0, role="region",
               aria_label=head[0])  # fmt: skip


def _or_dash(value: T | None, shown: Callable[[T], str]) -> str:
    return "–" if value is None else shown(value)


def _count(number: int) -> str:
    return f"{number:,}"


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M:%S")


def _span(seconds: float) -> str:
    if seconds < 10:
        return f"{max(0.0, seconds):.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes}:{rest:02} min" if minutes else f"{rest} s"


def _size(size_bytes: int) -> str:
    for unit, name in ((1e9, "GB"), (1e6, "MB")):
        if size_bytes >= unit:
            return f"{size_bytes / unit:,.1f} {name}"
    return f"{size_bytes / 1e3:,.1f} kB"
