"""A mail server that answers as it is told: one process for a test, controlled by lines of JSON.

Prints its ports first. Each line of input is a command, each line of output its answer:
  {"do": "rules", ...}       answers from now on, by step and, for rcpt and data, by the recipient's domain
  {"do": "await", "count"}   answers when so many messages were taken
  {"do": "awaitHeld", "count"}  answers when so many commands are held
  {"do": "release"}          lets every held command go on
  {"do": "read"}             the messages as Python's strict parser reads them; a defect ends the server
  {"do": "report"}           what was taken, how many sessions there were, how many of a domain stood open at once
An answer is text of SMTP, or DROP (the connection ends without a word), HOLD (until released), SILENT (never).
Ends with its input.
"""

import asyncio
import base64
import email
import email.policy
import json
import logging
import os
import select
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult


class World:
    def __init__(self):
        self.rules = {}
        self.messages = []
        self.sessions = 0
        self.open = {}
        self.most = {}
        self.held = 0
        self.keeps = True
        self.count = 0
        self.gate = asyncio.Event()
        self.changed = asyncio.Condition()

    async def change(self):
        async with self.changed:
            self.changed.notify_all()

    async def answer(self, server, reply):
        """Carries out what is no text of SMTP; text goes back as it is."""
        if reply == "HOLD":
            self.held += 1
            await self.change()
            await self.gate.wait()
            return None
        if reply == "SILENT":
            await asyncio.Event().wait()
        if reply == "DROP":
            server.transport.abort()
        return reply


class Server(SMTP):
    def __init__(self, world, **options):
        self.world = world
        super().__init__(Handler(world), hostname="mail.test", **options)

    async def _handle_client(self):
        banner = self.world.rules.get("banner")
        if banner is not None:
            reply = await self.world.answer(self, banner)
            if reply is not None:
                if reply != "DROP":
                    await self.push(reply)
                self.transport.close()
                return
        await super()._handle_client()


class Handler:
    def __init__(self, world):
        self.world = world

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.world.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        reply = self.world.rules.get("mail")
        if reply is not None:
            reply = await self.world.answer(server, reply)
            if reply is not None:
                return reply
        envelope.mail_from = address
        return "250 sender fine"

    async def handle_RCPT(self, server, session, envelope, address, options):
        world, domain = self.world, address.rsplit("@", 1)[-1]
        world.open[domain] = world.open.get(domain, 0) + 1
        world.most[domain] = max(world.most.get(domain, 0), world.open[domain])
        taken = False
        try:
            reply = world.rules.get("rcpt", {}).get(domain)
            if reply is not None:
                reply = await world.answer(server, reply)
                if reply is not None:
                    return reply
            taken = True
        finally:
            if not taken:
                world.open[domain] -= 1
        envelope.rcpt_tos.append(address)
        return "250 recipient fine"

    async def handle_DATA(self, server, session, envelope):
        world, to = self.world, envelope.rcpt_tos[0]
        domain = to.rsplit("@", 1)[-1]
        try:
            reply = world.rules.get("data", {}).get(domain)
            if reply is not None:
                reply = await world.answer(server, reply)
                # DROP is the gap between taking a message and saying so
                if reply is not None and reply != "DROP":
                    return reply
            world.count += 1
            if world.keeps:
                world.messages.append(
                    {
                        "from": envelope.mail_from,
                        "to": list(envelope.rcpt_tos),
                        "greeting": session.host_name,
                        "isTLS": server.transport.get_extra_info("sslcontext") is not None,
                        "isSignedIn": bool(session.authenticated),
                        "bytes": base64.b64encode(envelope.original_content).decode(),
                    }
                )
            await world.change()
            return reply or "250 taken"
        finally:
            world.open[domain] -= 1


def authenticate(server, session, envelope, mechanism, data):
    wanted = server.world.rules.get("account", ["genkan", "secret"])
    given = [data.login.decode(), data.password.decode()]
    return AuthResult(success=given == wanted, handled=False)


def parsed(message):
    policy = email.policy.SMTP.clone(raise_on_defect=True)
    mail = email.message_from_bytes(base64.b64decode(message["bytes"]), policy=policy)
    parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
    return {
        "names": mail.keys(),
        "from": mail["From"],
        "to": mail["To"],
        "subject": mail["Subject"],
        "text": parts["text/plain"].replace("\r\n", "\n"),
        "html": parts["text/html"].replace("\r\n", "\n"),
    }


async def command(world, words):
    do = words["do"]
    if do == "rules":
        world.rules = words
        world.keeps = words.get("keeps", True)
    elif do == "await":
        async with world.changed:
            await world.changed.wait_for(lambda: world.count >= words["count"])
    elif do == "awaitHeld":
        async with world.changed:
            await world.changed.wait_for(lambda: world.held >= words["count"])
    elif do == "release":
        world.gate.set()
    elif do == "read":
        return [parsed(message) for message in world.messages]
    elif do == "report":
        return {"messages": world.messages, "count": world.count, "sessions": world.sessions, "most": world.most}
    return {}


def say(answer):
    """Input and output may be one socket, which asyncio made non-blocking."""
    rest = json.dumps(answer).encode() + b"\n"
    while rest:
        try:
            rest = rest[os.write(1, rest) :]
        except BlockingIOError:
            select.select([], [1], [])


async def main(certificate, key):
    world, loop = World(), asyncio.get_running_loop()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    kinds = {
        "open": (lambda: Server(world), None),
        "startTLS": (lambda: Server(world, tls_context=tls, require_starttls=True), None),
        "tls": (lambda: Server(world), tls),
        "account": (
            lambda: Server(world, tls_context=tls, require_starttls=True, auth_required=True, authenticator=authenticate),
            None,
        ),
    }
    ports = {}
    for name, (make, context) in kinds.items():
        server = await loop.create_server(make, "127.0.0.1", 0, ssl=context)
        ports[name] = server.sockets[0].getsockname()[1]
    say(ports)
    lines = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        say(await command(world, json.loads(line)))


logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
asyncio.run(main(sys.argv[1], sys.argv[2]))
