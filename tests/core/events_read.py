"""The events of a text and who takes part in them, for the tests of participants."""

from worker.enrichment import Doc, SpacyPipeline, annotate, things
from worker.events import events
from worker.records import Annotations, Event, Participant


def read(pipeline: SpacyPipeline, text: str) -> Annotations:
    def annotations(doc: Doc, _: int) -> Annotations:
        entities, named = things(annotate(doc, text), text)
        return Annotations(entities, named, events(doc, text, entities, named))

    return pipeline.read([text], annotations)[0]


def event_of(pipeline: SpacyPipeline, text: str, trigger: str) -> Event:
    (event,) = [one for one in read(pipeline, text).events if one.trigger.text == trigger]
    return event


def names(parts: tuple[Participant, ...]) -> list[str]:
    return [part.text for part in parts]
