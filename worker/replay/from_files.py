"""The worker, once over pages outside Kafka: `pagewire replay --from-files`.

Decides how source, pool and sink are put together when one or both ends are files. Must not know
the command line.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from worker import app, ports
from worker.app import Emit, Variant
from worker.archives import PageFile
from worker.codec import REPLAY_HEADER
from worker.kafka.client import require_fast_checksums
from worker.kafka.live_lag import LiveLag
from worker.kafka.reader import committed_offsets
from worker.kafka.sink import KafkaSink
from worker.kafka.topics import check
from worker.pool import Pool
from worker.replay.file_ends import FilePool, FileTallySink, OnTopic
from worker.replay.file_source import FileSource
from worker.replay.folder_sink import FolderSink
from worker.replay.pace import Pace
from worker.replay.report import Report
from worker.replay.run import Run, behind
from worker.replay.tally import Tally
from worker.settings import Settings

_CLOSE_S = 10.0
_IDENTITY = "files"


@dataclass(frozen=True, slots=True)
class FromFiles:
    """A replay whose range is these files. `folder`: where outcomes go, None for the topics."""

    run: Run
    files: Sequence[PageFile]
    folder: Path | None
    pages_per_file: int


def settings_for(settings: Settings) -> Settings:
    """Of a replay's settings: files become raw pages in JSON, and one life fences another."""
    return replace(
        settings,
        kafka=settings.kafka.model_copy(update={"instance_id": _IDENTITY}),
        pipeline=settings.pipeline.model_copy(update={"input_format": "json"}),
    )


def replay_files(
    settings: Settings, wanted: FromFiles, *, watch: Emit = lambda event: None
) -> tuple[Report, Counter[str]]:
    """Run until all files are done, or until a signal; also what this life left out, by why.

    What was begun under this name goes on. Raises the WorkerStopped that ended it, BadSettings for
    a name that another run has, WrongSource.
    """
    ends = _Ends(settings, wanted)
    app.run(settings, until_drained=True, variant=Variant(watch=watch, ends=ends))
    return ends.report(), ends.source.left_out if ends.source else Counter()


class _Ends:
    """`app.Ends`."""

    def __init__(self, settings: Settings, wanted: FromFiles) -> None:
        self._settings = settings
        self._wanted = wanted
        self._closing = ExitStack()
        self.source: FileSource | None = None  # a signal may come before there is one

    def check(self) -> None:
        """Before anything starts."""
        kafka = self._settings.kafka
        if self._wanted.folder is None:
            require_fast_checksums()
            self._dead_letters = check(
                kafka,
                output_max_bytes=self._settings.pipeline.output_max_bytes,
                reads_input=False,
            )

    def open(self, pool: Pool, pipeline_version: str, emit: Emit) -> app.Ports:
        """The ports, when the pool is there."""
        sink, left, finished = (
            self._on_topic(pipeline_version) if self._wanted.folder is None else self._in_folder()
        )
        run, kafka = self._wanted.run, self._settings.kafka
        live = None
        if run.yield_to:
            live = LiveLag(kafka, run.yield_to, run.topic)
            self._closing.callback(live.close)
        source = FileSource(
            self._wanted.files,
            left,
            identity=run.identity(pipeline_version),
            record_max_bytes=self._settings.pipeline.page_max_bytes,
            poll_max_bytes=kafka.fetch_max_bytes,
            pace=Pace(run.rate_per_s, behind(live, run.max_live_lag_s) if live else None),
            emit=emit,
        )
        self.source = source
        self._sink = FileTallySink(sink, source, finished)
        return source, FilePool(run.pool(pool), source), self._sink

    def finish(self) -> None:
        """When all is committed."""
        self._sink.finish()

    def close(self) -> None:
        """At the end."""
        self._closing.close()

    def report(self) -> Report:
        """What it adds up to."""
        tally = self.source.tally if self.source else Tally(self._wanted.run.digest, 0, 0)
        files = self._wanted.files
        output = str(self._wanted.folder or self._settings.kafka.output_topic)
        topic = files[0].name if len(files) == 1 else f"{len(files)} files"
        return Report(
            self._wanted.run.name,
            topic,
            output,
            {0: range(tally.start, tally.end)},
            {0: tally},
            stopped=not tally.done,
            was_done=self.source is not None and self.source.was_done,
            letters_to=None if self._wanted.folder else self._settings.kafka.dead_letter_topic,
        )

    def _on_topic(self, pipeline_version: str) -> tuple[ports.Sink, str | None, Callable[[], None]]:
        kafka, headers = self._settings.kafka, ((REPLAY_HEADER, self._wanted.run.name.encode()),)
        sink = KafkaSink(kafka, pipeline_version, self._dead_letters, headers, in_group=False)
        self._closing.callback(sink.close, _CLOSE_S)
        # Only now: before the fencing an earlier life could still have gone on.
        left = committed_offsets(kafka, kafka.group_id, kafka.output_topic).get(0)
        on_topic = OnTopic(sink, kafka.output_topic, self._wanted.run.name)
        return on_topic, left.metadata if left else None, lambda: None

    def _in_folder(self) -> tuple[ports.Sink, str | None, Callable[[], None]]:
        assert self._wanted.folder is not None
        sink = FolderSink(
            self._wanted.folder, self._wanted.run.name, pages_per_file=self._wanted.pages_per_file
        )
        self._closing.callback(sink.close)
        return sink, sink.left, sink.finish
