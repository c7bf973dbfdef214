#!/usr/bin/env python3
"""One walk through a real browser against the real server, which is killed and started again between the clicks.

walk.py PATH_OF_GENKAN; prints a line per step and, last, "N passed, N failed".
"""
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request

from playwright.sync_api import sync_playwright

EMAIL = "taro@xyz-manufacture.example"
PATIENCE = 15_000


class Server:
    """The program on one store and one port, however often it is killed."""

    def __init__(self, program):
        self.program = program
        self.folder = tempfile.mkdtemp(prefix="genkan-walk-")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [self.program, "serve", "--database", f"sqlite:{self.folder}/genkan.sqlite", "--port", str(self.port),
             "--log", "error"],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("Genkan is ready: "):
            raise AssertionError(f"not ready: {line!r}")

    def kill_and_start(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.start()

    def end(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            code = self.process.wait(timeout=30)
            shutil.rmtree(self.folder)
            return code

    def mails(self):
        request = urllib.request.Request(f"{self.url}/dev/mailbox", headers={"Accept": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["messages"]


class Walk:
    """The person at the browser."""

    def __init__(self, server, page):
        self.server = server
        self.page = page
        self.seen = set()

    def mail(self, pattern):
        """The text of the next mail in which the pattern is found, and what it found."""
        for _ in range(100):
            for mail in self.server.mails():
                found = re.search(pattern, mail["text"])
                if mail["id"] not in self.seen and mail["to"] == EMAIL and found:
                    self.seen.add(mail["id"])
                    return found
            self.page.wait_for_timeout(100)
        raise AssertionError(f"no mail with {pattern}")

    def go(self, path):
        self.page.goto(self.server.url + path)

    def press(self, form="form#main-form"):
        self.page.locator(f"{form} button.button[type=submit]").first.click()

    def expect(self, text):
        self.page.get_by_text(text, exact=False).first.wait_for(timeout=PATIENCE)

    # the steps, in order

    def asks_for_a_code(self):
        self.go("/sign-in")
        self.page.fill("input[name=email]", EMAIL)
        self.press()
        self.page.wait_for_url("**/sign-in/code*")

    def signs_in_with_the_code_of_the_mail(self):
        code = self.mail(r"\b(\d{4}[ -]?\d{4})\b").group(1)
        self.page.fill("input[name=code]", code)
        self.press()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def fills_in_the_profile(self):
        self.go("/profile")
        fill = {"firstName": "Taro", "lastName": "Yamada", "company": "XYZ Manufacture",
                "companyAddress.country": "JP", "companyAddress.line1": "1-2-3 Example",
                "companyAddress.city": "Tokyo", "companyAddress.postalCode": "100-0001"}
        for name, value in fill.items():
            self.page.fill(f"[name='{name}']", value)
        self.press()
        self.page.wait_for_load_state()
        self.go("/profile")
        assert self.page.input_value("[name=company]") == "XYZ Manufacture", "the profile was not kept"

    def requests_an_account(self):
        self.go("/start/account-request")
        self.page.check("input[name=authority]")
        self.press()
        self.expect("Step 2 of 2")
        self.press()
        self.page.wait_for_url("**/instances/*")
        self.expect("Pending Customer Acceptance")

    def finds_the_link_in_the_mail(self):
        self.link = self.mail(r"(http://127\.0\.0\.1:\d+/l/\S+)").group(1)

    def opens_the_link_twice_and_nothing_changes(self):
        for _ in range(2):
            self.page.goto(self.link)
            self.page.wait_for_load_state()
        self.request = self.page.url
        self.expect("Pending Customer Acceptance")

    def presses_activate(self):
        self.page.goto(self.link)
        self.page.get_by_role("button", name="Activate Smart Account").first.click()
        self.page.wait_for_load_state()
        self.go("/requests")
        self.page.locator("main a[href*='/instances/']").last.click()
        self.expect("Account activated")

    def finds_the_agreement_among_the_tasks(self):
        self.go("/tasks")
        self.page.locator("main ul.rows a").first.click()
        self.page.wait_for_load_state()
        self.task = self.page.url

    def ticks_the_box_and_accepts_the_agreement(self):
        self.page.goto(self.task)
        self.page.get_by_role("link", name="Accept the agreement").or_(
            self.page.get_by_role("button", name="Accept the agreement")).first.click()
        self.page.wait_for_load_state()
        self.page.check("input[name=authorised]")
        self.press()
        self.page.wait_for_load_state()
        self.page.goto(self.task)
        self.expect("Accepted")

    def has_no_task_left(self):
        self.go("/tasks")
        assert self.page.locator("main ul.rows a").count() == 0, "a task is left"

    def reads_the_pages_in_japanese(self):
        self.go("/")
        self.page.get_by_role("button", name="日本語").click()
        self.page.wait_for_load_state()
        self.go("/requests")
        assert self.page.locator("html").get_attribute("lang") == "ja", "the page is not Japanese"
        self.page.locator("main .badge", has_text="アクティベーション完了").first.wait_for(timeout=PATIENCE)

    def fills_in_the_pages_of_a_form_on_a_telephone(self):
        self.page.set_viewport_size({"width": 360, "height": 740})
        for language, name, step in (("en", "English", "Step 2 of 2"), ("ja", "日本語", "ステップ 2／2")):
            self.go("/start/account-request")
            if self.page.locator("html").get_attribute("lang") != language:
                self.page.get_by_role("button", name=name).click()
                self.page.wait_for_load_state()
            self.page.check("input[name=authority][value=other]")
            self.press()
            self.page.fill("input[name=approver]", "stella@webmail.example")
            self.page.fill("input[name=accountName]", "Customer")
            self.press()
            self.expect(step)
            self.page.check("input[name=wantsAccess]")
            self.page.locator("button[value=back]").click()
            assert self.page.input_value("input[name=approver]") == "stella@webmail.example", "an answer was lost"
            self.is_not_wider_than_the_window()
            self.press()
            self.expect(step)
            assert self.page.is_checked("input[name=wantsAccess]"), "a tick was lost"
            self.is_not_wider_than_the_window()

    def is_not_wider_than_the_window(self):
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"the page is {width} wide"


STEPS = [
    Walk.asks_for_a_code, Walk.signs_in_with_the_code_of_the_mail, Walk.fills_in_the_profile,
    Walk.requests_an_account, Walk.finds_the_link_in_the_mail, Walk.opens_the_link_twice_and_nothing_changes,
    Walk.presses_activate, Walk.finds_the_agreement_among_the_tasks, Walk.ticks_the_box_and_accepts_the_agreement,
    Walk.has_no_task_left, Walk.reads_the_pages_in_japanese,
    Walk.fills_in_the_pages_of_a_form_on_a_telephone,
]


def walk(server, page):
    passed = 0
    person = Walk(server, page)
    for step in STEPS:
        name = step.__name__.replace("_", " ")
        try:
            step(person)
            server.kill_and_start()
        except Exception as error:  # whatever went wrong, the walk ends here and is told
            print(f"FAILED {name}: {type(error).__name__} {str(error)[:200]}", flush=True)
            print(f"  at {page.url}", flush=True)
            print("  " + page.locator("main").inner_text()[:600].replace("\n", "\n  "), flush=True)
            return passed
        passed += 1
        print(f"ok     {name} (then kill -9 and a new start)", flush=True)
    return passed


def main():
    server = Server(os.path.abspath(sys.argv[1]))
    passed, total = 0, len(STEPS) + 1
    server.start()
    try:
        with sync_playwright() as play:
            chromium = shutil.which("chromium")
            browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_context(locale="en-GB").new_page()
            page.set_default_timeout(PATIENCE)
            passed = walk(server, page)
            browser.close()
    finally:
        if server.end() == 0:
            passed += 1
            print("ok     the server ends by SIGTERM with 0")
    print(f"{passed} passed, {total - passed} failed")
    return 0 if passed == total else 1


if __name__ == "__main__":
    sys.exit(main())
