#!/usr/bin/env python3
"""Holds what a real server answers against what its `/openapi.json` tells.

check.py PATH_OF_GENKAN          validates the document, then one walk whose every answer is validated by its schemas
check.py PATH_OF_GENKAN --fuzz   lets schemathesis make up requests: no 5xx, and no answer that the document does not tell
Says what is wrong and exits with 1, else with 0.
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

import jsonschema
from openapi_spec_validator import validate

ADDRESS = {"country": "JP", "line1": "1-2-3", "city": "Tokyo", "postalCode": "100-0000"}
AUTHORISED = {"accountName": "Converge", "headquarters": ADDRESS, "allow": {"felipe@br.logica.example": True}}


class Server:
    """The program on a store of its own."""

    def __init__(self, program):
        self.program = program
        self.folder = tempfile.mkdtemp(prefix="genkan-openapi-")
        self.database = ["--database", f"sqlite:{self.folder}/genkan.sqlite"]
        self.process = subprocess.Popen(
            [program, "serve", *self.database, "--port", "0", "--sample-people", "--log", "error"],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("Genkan is ready: "):
            raise AssertionError(f"not ready: {line!r}")
        self.url = line.split()[-1].rstrip("/")

    def token(self, email):
        words = [self.program, "token", "create", "--email", email, *self.database]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        shutil.rmtree(self.folder)


class Answer:
    """What came back."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.json = json.loads(body) if body else None


class Client:
    """Asks, and holds every answer against the document."""

    def __init__(self, server):
        self.server = server
        self.document = self.send("GET", "/openapi.json").json
        self.seen = set()
        # the document allows for members to come; the answers of today have those that it tells and no other
        self.components = {"components": closed(self.document["components"])}

    def send(self, method, path, headers={}, body=None):
        request = urllib.request.Request(self.server.url + path, method=method, headers=headers, data=body)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def ask(self, status, method, template, token=None, body=None, headers={}, query="", valid=True, **names):
        """The answer, which must have this status; a body that is not `valid` is not held against its schema."""
        path = template.format(**names)
        where = f"{method} {path}"
        operation = self.document["paths"][template][method.lower()]
        headers = dict(headers)
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None and not isinstance(body, bytes):
            if valid:
                self.check(body, operation["requestBody"]["content"]["application/json"]["schema"], f"body of {where}")
            body = json.dumps(body).encode()
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        answer = self.send(method, f"/api/v1{path}{query}", headers, body)
        if answer.status != status:
            raise AssertionError(f"{where}: {answer.status}, not {status}: {answer.json}")
        told = operation["responses"].get(str(status))
        if told is None:
            raise AssertionError(f"{where}: {status} is not told")
        kind = answer.headers["Content-Type"]
        if kind not in told["content"]:
            raise AssertionError(f"{where}: {kind} is not told")
        self.check(answer.json, told["content"][kind]["schema"], where)
        for name, header in told.get("headers", {}).items():
            value = answer.headers[name]
            schema = self.document["components"]["headers"][header["$ref"].split("/")[-1]]["schema"]
            if value is not None:
                self.check(int(value) if schema["type"] == "integer" else value, schema, f"{name} of {where}")
        self.seen.add((template, method.lower(), str(status)))
        return answer

    def start(self, status, token, body, name="account-request", **more):
        return self.ask(status, "POST", "/workflows/{name}/instances", token, body, name=name, **more)

    def send_event(self, status, token, made, body, **more):
        return self.ask(status, "POST", "/instances/{id}/events", token, body, id=made.json["id"], **more)

    def check(self, value, schema, where):
        validator = jsonschema.Draft202012Validator(
            {**schema, **self.components}, format_checker=jsonschema.FormatChecker())
        fault = jsonschema.exceptions.best_match(validator.iter_errors(value))
        if fault:
            raise AssertionError(f"{where}: {fault.json_path}: {fault.message[:400]}")


def closed(schema):
    """The same without further members, wherever a schema lists those that there must be."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {name: closed(part) for name, part in schema.items()}
    if "properties" in schema and "required" in schema:
        copy.setdefault("additionalProperties", False)
    return copy


def walk(server):
    """An account by one click, one that goes through review, approver and invitation, and every kind of refusal."""
    client = Client(server)
    validate(client.document)
    taro = server.token("taro@xyz-manufacture.example")
    own = one_click(client, taro)
    granted(client, server)
    refusals(client, taro, own)
    unseen = {
        (template, method, str(status))
        for template, operations in client.document["paths"].items() for method, operation in operations.items()
        for status in operation["responses"] if status in ("200", "201")
    } - client.seen
    assert not unseen, f"nobody asked for {unseen}"


def one_click(client, taro):
    form = {"authority": "self", "accountName": "XYZ", "headquarters": ADDRESS}
    key = {"Idempotency-Key": "k"}
    made = client.start(201, taro, {"event": "submit", "data": form}, headers=key)
    again = client.start(201, taro, {"event": "submit", "data": form}, headers=key)
    assert again.headers["Idempotent-Replayed"] == "true" and again.json == made.json
    assert made.headers["Location"] == f"/api/v1/instances/{made.json['id']}" and made.headers["ETag"] == '"1"'
    client.start(422, taro, {"data": {**form, "accountName": "A"}}, headers=key)
    client.send_event(412, taro, made, {"event": "activate"}, headers={"If-Match": '"99"'})
    active = client.send_event(200, taro, made, {"event": "activate"}, headers={"If-Match": made.headers["ETag"]})
    assert active.json["isFinal"], active.json
    client.send_event(409, taro, made, {"event": "activate"})
    agreement = client.ask(200, "GET", "/instances/{id}", taro, id=active.json["started"][0])
    assert any(offer["form"] for offer in agreement.json["events"]), agreement.json
    for name in (active.json["output"]["account"], "xyz-manufacture.example"):
        client.ask(200, "GET", "/accounts/{account}", taro, account=name)
    return made


def granted(client, server):
    anna, maria, rei, felipe = (
        server.token(email) for email in
        ("anna@kestrel.example", "maria@converge.example", "rei@vendor.example", "felipe@br.logica.example"))
    form = {
        "authority": "other", "approver": "maria@converge.example", "accountName": "Converge", "editIdentifier": True,
        "prefix": "sales", "domain": "converge.example", "justification": "The sales people have their own address.",
        "phone": "+1 618 555 0140", "users": ["felipe@br.logica.example"], "message": "Please.",
    }
    made = client.start(201, anna, {"data": form})
    shown = client.ask(200, "GET", "/instances/{id}", rei, id=made.json["id"])
    assert shown.json["evidence"][0]["items"], shown.json
    assert client.ask(200, "GET", "/tasks", rei).json["tasks"]
    client.send_event(200, rei, made, {"event": "approveDomain", "data": {}})
    asked = client.ask(200, "GET", "/instances/{id}", maria, id=made.json["id"])
    assert any(field["type"] == "map" for offer in asked.json["events"] if offer["form"]
               for field in offer["form"]["fields"]), asked.json
    client.send_event(200, maria, made, {"event": "authorise", "data": AUTHORISED})
    seen = client.ask(200, "GET", "/instances/{id}", maria, id=made.json["id"])
    assert seen.json["isFinal"], seen.json
    invitation = client.ask(200, "GET", "/tasks", felipe).json["tasks"][0]
    client.ask(
        200, "POST", "/instances/{id}/events", felipe, {"event": "accept", "data": {}}, id=invitation["instance"])
    account = client.ask(200, "GET", "/accounts/{account}", felipe, account="sales.converge.example").json
    assert len(account["members"]) > 1, account
    history = client.ask(200, "GET", "/instances/{id}/history", anna, id=made.json["id"])
    assert len(history.json["entries"]) > 2
    assert client.ask(200, "GET", "/instances", anna).json["instances"]


def refusals(client, taro, own):
    none = "018f9e2a-7c00-7000-8000-00000000abcd"
    path = "/workflows/{name}/instances"
    client.ask(401, "GET", "/tasks")
    client.ask(401, "GET", "/tasks", "gk_none")
    client.ask(400, "GET", "/tasks", taro, query="?x=1")
    client.ask(400, "GET", "/tasks", taro, query="?token=1")
    client.ask(404, "GET", "/instances/{id}", taro, id=none)
    client.ask(404, "GET", "/instances/{id}/history", taro, id="nonsense")
    client.ask(404, "GET", "/accounts/{account}", taro, account="converge.example")
    client.ask(404, "POST", path, taro, {}, valid=False, name="none")
    client.ask(404, "POST", "/instances/{id}/events", taro, {"event": "withdraw"}, id=none)
    client.start(403, taro, {"event": "invite"}, valid=False, name="invitation")
    client.start(415, taro, b"{}", headers={"Content-Type": "text/plain"})
    client.start(400, taro, b"{")
    client.start(413, taro, b" " * 70_000)
    client.start(422, taro, {"data": {"authority": "nobody", "more": 1}}, valid=False)
    client.start(400, taro, {"data": {}}, valid=False, headers={"Idempotency-Key": "k" * 256})
    client.send_event(400, taro, own, {"event": "withdraw"}, headers={"If-Match": "1"})
    client.send_event(422, taro, own, {}, valid=False)
    # the form that is refused offers another start in its place
    guna = client.server.token("guna@kestrel.example")
    form = {"authority": "self", "accountName": "XYZ", "editIdentifier": True, "domain": "xyz-manufacture.example",
            "justification": "It is ours, we believe.", "phone": "+44 20 7946 0102", "headquarters": ADDRESS}
    client.start(422, guna, {"data": form}, headers={"Accept-Language": "ja"})


def fuzz(server):
    """Requests that schemathesis makes up of the document: the same ones in every run."""
    token = server.token("taro@xyz-manufacture.example")
    checks = [
        "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
        "response_schema_conformance", "unsupported_method", "ignored_auth",
    ]
    words = [
        f"{os.path.dirname(sys.executable)}/schemathesis", "--no-color", "run", f"{server.url}/openapi.json",
        "--header", f"Authorization: Bearer {token}", "--checks", ",".join(checks), "--seed", "1",
        "--generation-deterministic", "--max-examples", "20", "--request-timeout", "20",
        "--phases", "examples,coverage,fuzzing", "--suppress-health-check", "all", "--warnings", "off",
    ]
    run = subprocess.run(words, cwd=server.folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def main():
    server = Server(os.path.abspath(sys.argv[1]))
    try:
        (fuzz if "--fuzz" in sys.argv else walk)(server)
    except AssertionError as fault:
        print(fault)
        return 1
    finally:
        server.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
