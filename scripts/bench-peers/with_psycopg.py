"""The transition as a careful team writes it by hand: psycopg, separate statements, one transaction.

Tables and rows are those of the limit, in limit.sql. Nothing decides whether the
transition is allowed, nothing is sealed or chained: it does less than an engine, and that in the peer's favour.
"""
import os
import random

import psycopg

KINDS = {"transition": "transitions/s"}


def prepare(url, instances):
    """Fills the database that every sample gets a copy of."""
    with psycopg.connect(url, autocommit=True) as connection:
        with open(os.path.join(os.path.dirname(__file__), "limit.sql"), encoding="utf-8") as file:
            connection.execute(file.read().replace(":n", str(int(instances))))
        connection.execute("vacuum (analyze)")


def clients(kind, url, tallies):
    """One endless turn after another for each tally, each with a connection of its own."""
    return [_client(psycopg.connect(url), tally, random.Random(f"{os.getpid()} {number}"))
            for number, tally in enumerate(tallies)]


def _client(connection, tally, chance):
    count, = connection.execute("select max(id) from waiting").fetchone()
    connection.commit()

    def turn():
        _move(connection, chance.randint(1, count))
        tally.count += 1

    return turn


def _move(connection, waiting):
    with connection.transaction():
        revision, _, context = connection.execute(
            "select revision, state, context from waiting where id = %s for update", [waiting]).fetchone()
        revision += 1
        context = ("x" if context[0] == "y" else "y") * len(context)
        connection.execute(
            "update waiting set revision = %s, state = %s, context = %s, updated_at = now() where id = %s",
            [revision, "moved", context, waiting])
        connection.execute(
            "insert into entry (waiting_id, revision, at, body) values (%s, %s, now(), %s)",
            [waiting, revision, "e" * 60])
        connection.execute(
            "insert into message (waiting_id, revision, body, at) values (%s, %s, %s, now())",
            [waiting, revision, "m" * 60])
        connection.execute("delete from alarm where waiting_id = %s", [waiting])
        connection.execute(
            "insert into alarm (waiting_id, number, due_at) values (%s, %s, now() + interval '30 days')",
            [waiting, revision])
