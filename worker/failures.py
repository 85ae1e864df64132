"""What can go wrong, in three kinds, and the words for it.

    PageRejected            the page is bad        -> dead letter with a reason of the closed set
    (any other exception)   our code is wrong      -> dead letter UNEXPECTED, alerted separately
    TransactionAborted      Kafka said not now     -> the same outcomes are sent again
    WorkerStopped           the world is bad       -> abort, exit with a code that says so
    ├── BadSettings             the configuration has mistakes (all of them are listed)
    ├── KafkaUnavailable        the brokers, the topics or the transaction cannot be used
    ├── ProcessesNotReady       a CPU process died or stayed silent before it said "ready"
    │   └── ModelUnavailable        the spaCy pipeline cannot be loaded
    ├── BreakerTripped          too large a share of pages became dead letters
    ├── Stalled                 the watchdog saw no progress within its limit
    └── DrainIncomplete         the drain deadline passed, or a second SIGTERM came

Must not know anything else of the project.
"""

from enum import IntEnum, StrEnum


class Reason(StrEnum):
    """Why a page became a dead letter. A closed set: the schema holds the same list."""

    UNDECODABLE = "UNDECODABLE"  # the record's value is no JSON, or its base64 is broken
    SCHEMA_VIOLATION = "SCHEMA_VIOLATION"  # JSON, but not a raw page
    TOO_LARGE = "TOO_LARGE"  # over the size limit, on the way in or on the way out
    NOT_A_PAGE = "NOT_A_PAGE"  # PDF, image, archive or random bytes, whatever was declared
    HOSTILE_MARKUP = "HOSTILE_MARKUP"  # would take an HTML parser minutes: depth, attributes
    EMPTY = "EMPTY"  # nothing to read is left after cleaning
    NO_ARTICLE = "NO_ARTICLE"  # an error page, a consent wall, a captcha, a shell for scripts
    UNEXPECTED = "UNEXPECTED"  # our own code failed on this page
    CRASHED = "CRASHED"  # the CPU process died while it held this page alone
    TIMED_OUT = "TIMED_OUT"  # the page alone took longer than its deadline
    OUT_OF_MEMORY = "OUT_OF_MEMORY"  # the page alone outgrew the memory of a CPU process
    BAD_REPLY = "BAD_REPLY"  # the CPU process answered with something that is no outcome
    WORKER_KILLED = "WORKER_KILLED"  # the whole worker died, repeatedly, while it held this page


class Stage(StrEnum):
    """Where in the pipeline a page was."""

    DECODE = "decode"
    CLEAN = "clean"
    ANNOTATE = "annotate"
    EVENTS = "events"
    ENCODE = "encode"
    PROCESS = "process"  # the CPU process itself: crash, deadline, memory, reply
    WORKER = "worker"  # the worker as a whole


class PageRejected(Exception):
    """This page cannot be enriched; its neighbours can.

    `detail` is for a human at night: one line, no page content beyond a few characters.
    """

    def __init__(self, reason: Reason, stage: Stage, detail: str) -> None:
        super().__init__(f"{reason} at {stage}: {detail}")
        self.reason = reason
        self.stage = stage
        self.detail = detail


class TransactionAborted(Exception):
    """A transaction was undone; the ledger still has what it held, and it is sent again."""


class ExitCode(IntEnum):
    """The command's exit codes, which a supervisor and a human can tell apart."""

    OK = 0
    PROBLEMS_FOUND = 1  # verify, replay, diff and the like: ran well, found something wrong
    USAGE = 2
    BAD_SETTINGS = 3
    KAFKA_UNAVAILABLE = 4
    PROCESSES_NOT_READY = 5
    BREAKER_TRIPPED = 6
    STALLED = 7
    NOT_FINISHED = 8  # told to stop, and the next start goes on
    UNEXPECTED = 70


class WorkerStopped(Exception):
    """The worker cannot go on. Nobody catches it between its cause and the command line."""

    exit_code: ExitCode = ExitCode.UNEXPECTED
    is_logged = False  # the worker's log has it already


class BadSettings(WorkerStopped):
    """The configuration has mistakes; the message lists every one of them, a line each."""

    exit_code = ExitCode.BAD_SETTINGS


class KafkaUnavailable(WorkerStopped):
    """Kafka cannot be reached or refuses what exactly-once needs; a restart may help."""

    exit_code = ExitCode.KAFKA_UNAVAILABLE


class ProcessesNotReady(WorkerStopped):
    """CPU processes do not start: a broken image or model, never a bad page."""

    exit_code = ExitCode.PROCESSES_NOT_READY


class ModelUnavailable(ProcessesNotReady):
    """The spaCy pipeline that the settings name is missing or cannot be loaded."""


class BreakerTripped(WorkerStopped):
    """Too many dead letters in the window: nothing is committed after it trips."""

    exit_code = ExitCode.BREAKER_TRIPPED


class Stalled(WorkerStopped):
    """The loop or a commit hung for longer than the limit.

    Nobody raises it: the thread that would is the one that hangs. The watchdog ends the process
    by the exit code, and this class gives the code its place among the others.
    """

    exit_code = ExitCode.STALLED


class DrainIncomplete(WorkerStopped):
    """Told to stop, and not everything in flight could be finished; it will be done again."""

    exit_code = ExitCode.NOT_FINISHED
