"""The transition as Absurd has it: a step is a checkpoint; an event wakes a task that waits for it.

An event that was sent ahead of its task wakes nobody, which is the less work; both are measured.

Each client has a queue and a connection of its own and works off what it has woken, so that no time goes into polling
or into waiting for another client.
"""
import uuid

import psycopg
from absurd_sdk import Absurd
from absurdctl import BUNDLED_SCHEMA_SQL

KINDS = {"step": "steps/s", "event": "events/s", "event sent ahead": "events/s"}

STEPS_OF_A_TASK = 20
EVENTS_OF_A_TASK = 5
CONTEXT = {"state": "moved", "context": "y" * 620}
EVENT = {"event": "move", "by": "owner"}


def prepare(url, instances):
    """Makes Absurd's schema in the database that every sample gets a copy of."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(BUNDLED_SCHEMA_SQL)


def clients(kind, url, tallies):
    """One endless turn after another for each tally."""
    turns = {"step": _of_steps, "event": _of_events, "event sent ahead": _of_events_ahead}
    return [turns[kind](_client(url), tally) for tally in tallies]


def _client(url):
    client = Absurd(url, queue_name=uuid.uuid4().hex[:8])
    client.create_queue()
    return client


def _of_steps(client, tally):
    @client.register_task("steps")
    def steps(_, context):
        for number in range(STEPS_OF_A_TASK):
            context.step(f"step {number}", lambda: CONTEXT)
            tally.count += 1

    def turn():
        client.spawn("steps", {})
        client.work_batch()

    return turn


def _of_events(client, tally):
    _register_events(client, tally)

    def turn():
        name = uuid.uuid4().hex
        client.spawn("events", {"name": name})
        client.work_batch()
        for number in range(EVENTS_OF_A_TASK):
            before = tally.count
            client.emit_event(f"{name} {number}", EVENT)
            client.work_batch()
            _check(tally.count - before, 1)

    return turn


def _of_events_ahead(client, tally):
    _register_events(client, tally)

    def turn():
        name, before = uuid.uuid4().hex, tally.count
        client.spawn("events", {"name": name})
        for number in range(EVENTS_OF_A_TASK):
            client.emit_event(f"{name} {number}", EVENT)
        client.work_batch()
        _check(tally.count - before, EVENTS_OF_A_TASK)

    return turn


def _register_events(client, tally):
    def record():
        tally.count += 1
        return CONTEXT

    @client.register_task("events")
    def events(task, context):
        # runs from its beginning at each wake-up; what is recorded is not done again
        for number in range(EVENTS_OF_A_TASK):
            context.await_event(f"{task['name']} {number}")
            context.step(f"step {number}", record)


def _check(recorded, sent):
    if recorded != sent:
        raise RuntimeError(f"{sent} events were sent, {recorded} recorded")
