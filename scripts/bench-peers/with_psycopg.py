"""The transition as a careful team writes it by hand: psycopg, separate statements, one transaction.

Tables and rows are those of the limit (Sources/Bench/Postgres/OneStatement.swift). Nothing decides whether the
transition is allowed, nothing is sealed or chained: it does less than an engine, and that in the peer's favour.
"""
import os
import random

import psycopg

KINDS = {"transition": "transitions/s"}

TABLES = """
create table waiting (
    id bigint primary key, revision integer not null, state text not null, context text not null,
    updated_at timestamptz not null
) with (fillfactor = 70);
create table entry (
    waiting_id bigint not null, revision integer not null, at timestamptz not null, body text not null,
    primary key (waiting_id, revision)
);
create table message (
    id bigint generated always as identity primary key, waiting_id bigint not null, revision integer not null,
    body text not null, at timestamptz not null
);
create table alarm (
    waiting_id bigint not null, number integer not null, due_at timestamptz not null,
    primary key (waiting_id, number)
);
"""
ROWS = [
    "insert into waiting select i, 1, 'waiting', repeat('x', 620), now() from generate_series(1, %s) i",
    "insert into entry select i, 1, now(), repeat('e', 60) from generate_series(1, %s) i",
    "insert into alarm select i, 1, now() + interval '30 days' + i * interval '10 ms' from generate_series(1, %s) i",
]


def prepare(url, instances):
    """Fills the database that every sample gets a copy of."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)
        for rows in ROWS:
            connection.execute(rows, [instances])
        connection.execute("create index alarm_due on alarm (due_at)")
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
