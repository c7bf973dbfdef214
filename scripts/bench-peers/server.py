"""A private PostgreSQL 15: a socket in a temporary folder, no network, every commit durable."""
import os
import pwd
import shutil
import subprocess
import tempfile

import psycopg

# as Sources/Bench/Postgres/PostgresBench.swift has them, so that both sides of a ratio ran on the same server
SETTINGS = ["fsync=on", "full_page_writes=on", "synchronous_commit=on", "shared_buffers=1GB", "max_wal_size=4GB",
            "checkpoint_timeout=15min", "max_connections=300", "listen_addresses="]
USUAL_PLACE = "/usr/lib/postgresql/15/bin"


class Fault(Exception):
    """Why nothing could be measured, in one line."""


class Server:
    """Made and started on entry; stopped and removed on exit, also when this process is killed."""

    def __init__(self):
        self.programs = USUAL_PLACE
        if not os.access(f"{USUAL_PLACE}/initdb", os.X_OK):
            initdb = shutil.which("initdb")
            if initdb is None:
                raise Fault("PostgreSQL 15 is not installed; as root, run scripts/install peers")
            self.programs = os.path.dirname(os.path.realpath(initdb))
        self.account = self._account()
        # PGHOST and its like would lead clients elsewhere
        for name in [name for name in os.environ if name.startswith("PG")]:
            del os.environ[name]

    def __enter__(self):
        # short, because the path of a socket has at most 107 bytes
        self.folder = tempfile.mkdtemp(prefix="genkan-peers-", dir="/tmp")
        if self.account:
            os.chown(self.folder, *self.account)
        data = f"{self.folder}/data"
        # waits for the end of its input, which comes when this process ends, however it ends
        stop = self._words("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        self.guardian = subprocess.Popen(
            ["/bin/sh", "-c", 'cat; "$@"; rm -rf "$0"', self.folder, *stop], cwd="/", stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            self._run("initdb", "-D", data, "-U", "genkan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
            settings = [f"unix_socket_directories={self.folder}", *SETTINGS]
            self._run("pg_ctl", "-D", data, "-w", "-l", f"{self.folder}/log", "-o",
                      " ".join(f"-c '{setting}'" for setting in settings), "start")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.guardian.stdin.close()
        self.guardian.wait()

    def url(self, database):
        """Where a database is, as libpq and SQLAlchemy both read it."""
        return f"postgresql://genkan@/{database}?host={self.folder}"

    def create(self, database, template="template0"):
        """Makes a database as a copy of one that nobody is connected to."""
        self._command(f"create database {database} template {template}")

    def drop(self, database):
        """Removes a database and ends the sessions in it."""
        self._command(f"drop database if exists {database} with (force)")

    def settle(self):
        """Writes what is pending, so that nobody pays for what was done before."""
        self._command("checkpoint")

    def _command(self, sql):
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql)

    @staticmethod
    def _account():
        """Who runs PostgreSQL when this process is root, which PostgreSQL refuses."""
        if os.getuid() != 0:
            return None
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
                return entry.pw_uid, entry.pw_gid
            except KeyError:
                continue
        raise Fault("PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody'")

    def _words(self, program, *arguments):
        call = [f"{self.programs}/{program}", *arguments]
        if self.account is None:
            return call
        user, group = self.account
        return ["/usr/bin/setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", *call]

    def _run(self, program, *arguments):
        words = self._words(program, *arguments)
        ended = subprocess.run(words, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, check=False)
        if ended.returncode != 0:
            raise Fault(f"{program} ended with {ended.returncode}: {' '.join(ended.stdout.split())[-300:]}")
