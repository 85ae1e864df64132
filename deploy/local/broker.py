"""A real Apache Kafka on loopback, for `make kafka` and for the integration tests.

Decides how one combined KRaft node is formatted, started and ended. Knows nothing of the
worker: topics, groups and records are the business of whoever connects.

    with Broker() as broker:
        connect(broker.bootstrap_servers)

Errors: BrokerError is the root; MissingTool means that Java or Maven has to be installed first.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.local.fetching import BrokerError, java, resolve, run
from deploy.local.lifeline import DIE_WITH_PARENT
from deploy.local.listeners import Listeners
from deploy.local.loopback import answers

SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "log.dirs": "data",  # relative: the JVM runs in the broker's folder, so no path needs escaping
    # A worker that names a topic wrongly shall fail, not fill a topic that nobody reads.
    "auto.create.topics.enable": "false",
    # One node holds the only replica, and few partitions keep the first use of a group fast.
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "2",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "2",
    # Tests of rebalances, dead members and hung transactions wait for these; seconds, not minutes.
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
    # A suspended broker shall be as before when it resumes, not first fenced by its own controller.
    "broker.session.timeout.ms": "60000",
    # The log cleaner stays on; its default buffer alone would take 128 MB of the heap.
    "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),
}

# Before a broker starts on the data of a killed one, a controller alone runs for a second to find
# the killed one dead. Otherwise the new broker takes itself for the leader that the old one was,
# resumes the commits it finds half done, and gives up their markers when the controller ends the
# old session: records whose commit was acknowledged stay hidden from read_committed for ever (seen
# with 4.3.1 and 4.4.0). It is also quicker than waiting for that session to end.
FENCING = {
    "process.roles": "controller",
    "broker.heartbeat.interval.ms": "50",
    "broker.session.timeout.ms": "100",
    "controller.quorum.append.linger.ms": "0",  # what it finds is written before it is ended
}
FENCED = b"because its session has timed out"
STARTED = b"Kafka Server started"

# Measured on 2 cores: with the first compiler tier alone the broker starts in 1.8 s, not 3.4 s. A
# class-data archive would save 0.4 s more, for 49 MB and a training run per Java version: left out.
JVM_OPTIONS = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Xms64m",
    "-Djava.io.tmpdir=tmp",  # native codec libraries are unpacked there; a killed JVM leaves them
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS",
    "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.config=warn",  # else 400 lines a start
)

# To the kernel the parent is the *thread* that spawns. This one lives as long as the process, so
# that a broker started in a short-lived helper thread outlives the helper.
_SPAWNER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="kafka-broker")


class _PortTaken(BrokerError):
    """Another process bound the port after it was picked."""


class _Late(BrokerError):
    """The log did not say in time what was waited for."""


class Broker:
    """One broker on 127.0.0.1, started and ended at will; also a context manager.

    Without `data_dir` its data live in a temporary folder until stop(). With one they stay there
    and serve the next start. The ports are the same at every start.

    `listeners` are more of them: name, and security protocol. Certificates and logins for one are
    `properties` that begin with listener.name.<name in lower case>.
    """

    def __init__(
        self,
        *,
        data_dir: Path | None = None,
        port: int | None = None,
        cache_dir: Path | None = None,
        listeners: Mapping[str, str] = {},
        properties: Mapping[str, str] = {},
        heap_mb: int = 512,
    ) -> None:
        self._is_temporary = data_dir is None
        name = f"pagewire-kafka-{uuid.uuid4().hex[:12]}"
        self._home = (data_dir or Path(tempfile.gettempdir(), name)).absolute()
        self._listeners = Listeners(port, listeners)
        self._may_change_port = port is None
        self._cache_dir = cache_dir
        self._properties = dict(properties)
        self._heap_mb = heap_mb
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap_servers(self) -> str:
        return self._listeners.address()

    def address(self, listener: str) -> str:
        return self._listeners.address(listener)

    @property
    def pid(self) -> int | None:
        """The JVM's process id while it runs or is suspended, else None."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def log_path(self) -> Path:
        """Kafka's own log; every start adds to it."""
        return self._home / "broker.log"

    def start(self, *, timeout_s: float = 60) -> None:
        """Return when the broker answers; raise BrokerError if that takes more than `timeout_s`.

        Fetching the jars, the first time on a machine, does not count against the time.
        """
        if self.pid is not None:
            raise BrokerError(f"the broker at {self.bootstrap_servers} runs already")
        classpath = ":".join(map(str, resolve(self._cache_dir)))
        jvm = [java(), f"-Xmx{self._heap_mb}m", *JVM_OPTIONS, "-cp", classpath]
        deadline = time.monotonic() + timeout_s
        with claim(self._home) as claimed:
            try:
                self._launch(jvm, claimed, deadline)
            except _PortTaken:  # once more: a port can be lost between the choice and the bind
                if self._may_change_port:
                    self._listeners.choose_ports()
                self._launch(jvm, claimed, deadline)
        self._may_change_port = False  # clients know it now

    def stop(self, *, timeout_s: float = 30) -> None:
        """End the broker in good order, by force after `timeout_s`; drop its temporary folder."""
        self._end(time.monotonic() + timeout_s)
        if self._is_temporary:
            shutil.rmtree(self._home, ignore_errors=True)

    def kill(self) -> None:
        """End the broker as a crash would; start() brings it back on the same port and data."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def suspend(self) -> None:
        """Freeze the broker: its sockets stay open and nothing answers, as in a network outage."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a suspended broker go on."""
        self._signal(signal.SIGCONT)

    def __enter__(self) -> Broker:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None or self.pid is None:
            raise BrokerError("the broker does not run")
        self._process.send_signal(number)

    def _launch(self, jvm: Sequence[str], claimed: int, deadline: float) -> None:
        shutil.rmtree(self._home / "tmp", ignore_errors=True)
        (self._home / "tmp").mkdir()
        controller = f"127.0.0.1:{self._listeners.another_port()}"
        self._write_properties(controller)
        kept, kafka = self._home / "data", [*jvm, "kafka.Kafka", "server.properties"]
        try:
            if not (kept / "meta.properties").exists():
                tool = ["kafka.tools.StorageTool", "format", "-t", uuid.uuid4().hex[:22]]
                command = [*jvm, *tool, "-c", "server.properties"]
                run("formatting", command, timeout_s=deadline - time.monotonic(), cwd=self._home)
            elif not (kept / ".kafka_cleanshutdown").exists():
                overrides = FENCING | {"listeners": f"CONTROLLER://{controller}"}
                options = [f"--override={name}={value}" for name, value in overrides.items()]
                log_start = self._spawn([*kafka, *options], claimed)
                self._await(lambda log: STARTED in log, log_start, deadline)
                with contextlib.suppress(_Late):  # a broker killed before it had registered
                    soon = min(deadline, time.monotonic() + 2)
                    self._await(lambda log: FENCED in log, log_start, soon)
                self._end(deadline)
            log_start = self._spawn(kafka, claimed)
            # Both signs are needed: the log is our own broker's, while another Kafka that took the
            # port first could answer; and only an answer shows that requests are served.
            port = self._listeners.main_port
            self._await(lambda log: STARTED in log and answers(port), log_start, deadline)
        except BaseException:
            self.kill()
            raise

    def _write_properties(self, controller: str) -> None:
        # A static quorum of one: unlike a dynamic one it stores no address, so the controller may
        # take another port at the next start on the same data.
        addresses = {
            "controller.quorum.voters": f"1@{controller}",
            **self._listeners.properties(controller),
        }
        settings = SETTINGS | addresses | self._properties
        text = "".join(f"{name}={value}\n" for name, value in settings.items())
        (self._home / "server.properties").write_text(text, encoding="utf-8")

    def _spawn(self, command: Sequence[str], claimed: int) -> int:
        """Start a JVM, which inherits the claim on the folder; return where its log begins."""
        launcher = [sys.executable, "-I", "-S", "-c", DIE_WITH_PARENT, str(os.getpid())]
        with self.log_path.open("ab") as log:
            log_start = log.tell()
            self._process = _SPAWNER.submit(
                subprocess.Popen,
                [*launcher, *command],
                cwd=self._home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[claimed],
                start_new_session=True,  # a Ctrl-C at the terminal is ours to act on
            ).result()
        return log_start

    def _await(self, is_ready: Callable[[bytes], bool], log_start: int, deadline: float) -> None:
        while not is_ready(log := self._log_from(log_start)):
            tail = b"\n".join(log.splitlines()[-15:]).decode(errors="replace")
            if self.pid is None:
                if b"Address already in use" in log:
                    raise _PortTaken(f"{self._listeners} is taken by another process")
                raise BrokerError(f"the broker ended while starting; its log ends with:\n{tail}")
            if time.monotonic() > deadline:
                raise _Late(f"the broker did not start in time; its log ends with:\n{tail}")
            time.sleep(0.05)

    def _log_from(self, start: int) -> bytes:
        with self.log_path.open("rb") as log:
            log.seek(start)
            return log.read()

    def _end(self, deadline: float) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.send_signal(signal.SIGCONT)  # a suspended JVM does not see the SIGTERM
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(max(deadline - time.monotonic(), 0))
            self.kill()


@contextlib.contextmanager
def claim(folder: Path) -> Iterator[int]:
    """Hold `folder` against every other broker, and yield the descriptor that holds it.

    A JVM that inherits the descriptor goes on holding it until it ends. Kafka's own lock comes too
    late: a second one would have opened the metadata log before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "broker.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BrokerError(f"a broker runs on {folder} already") from None
        yield lock.fileno()


if __name__ == "__main__":
    from deploy.local.__main__ import main

    sys.exit(main())
