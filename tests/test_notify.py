"""Subscribers are told once of what is new to them, whatever fails; secrets stay where they are."""

import json
from email.message import EmailMessage

import jsonschema
import pytest

from tests.pretend_web import Answer, serve
from tests.receivers import mail_server, receiver
from tests.test_capture import document
from tests.test_scenarios import page
from tosmon.config import load_subscriptions
from tosmon.fetch.services import hand_over, service
from tosmon.schemas import schema_text

SECRET = "s3cr3t-path"
TRAINING = "We use the content that you send to train the models behind our service."
HOSTILE = (
    "You agree to <script>alert(1)</script> & <img src=x onerror=alert(2)> \x1b[31mred\x1b[0m, "
    "and @everyone may read what you share with us."
)


def terms(*more):
    return page(document() + "".join(f"\n\n{words}" for words in more))


@pytest.fixture(scope="module")
def mail():
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def hook():
    with receiver() as server:
        yield server


class Week:
    """A watched web, its subscribers, and the days that pass."""

    def __init__(self, tosmon, web, mail, hook):
        self.tosmon, self.web, self.mail, self.hook = tosmon, web, mail, hook
        self.mail.down, self.hook.status = False, 200
        self.mail.mails.clear()
        self.hook.bodies.clear()
        self.hook.keys.clear()

    def watch(self, *names):
        documents = "".join(
            f"      - {{id: {name}, url: '{self.web.url('/' + name)}', tags: [{name}]}}\n"
            for name in names
        )
        (self.tosmon.folder / "platforms.yaml").write_text(
            "defaults: {delay: 0s, language: en}\nplatforms:\n  - id: quillmoor\n    documents:\n"
            + documents
        )

    def subscribe(self, **subscriptions):
        entries = [{"id": name, **keys} for name, keys in subscriptions.items()]
        path = self.tosmon.folder / "subscriptions.yaml"
        path.write_text(json.dumps({"subscriptions": entries}))  # JSON is YAML

    def day(self, number, *arguments):
        self.tosmon.clock = f"2031-03-{number:02}T06:00:00Z"
        return self.tosmon("fetch", "--force", *(arguments or ("--notify",)))

    def events(self):
        """What the webhook was told, message by message."""
        return [
            [c["headline"] for c in body["changes"]] + [t["kind"] for t in body["trouble"]]
            for body in self.hook.bodies
        ]


@pytest.fixture
def week(tosmon, mail, hook, monkeypatch):
    monkeypatch.setenv("HOOK", hook.address)
    with serve() as web:
        yield Week(tosmon, web, mail, hook)


def test_a_week_with_a_channel_that_fails_for_two_days(week, capfd):
    week.watch("terms", "privacy")
    week.subscribe(legal={"to": [week.mail.address, "webhook:${HOOK}"]})
    week.web.put("/terms", terms())
    week.web.put("/privacy", terms("Our first word on privacy."))
    assert week.day(1).code == 0
    assert not week.mail.mails
    assert not week.hook.bodies
    week.web.put("/terms", terms(TRAINING))
    week.mail.down = True
    done = week.day(2)
    assert done.code == 3
    assert "not told: legal  mailto://127.0.0.1: the mail server refused" in done.err
    week.web.put("/privacy", terms("Our second word on privacy, which tells more."))
    assert week.day(3).code == 3
    week.mail.down = False
    assert week.day(4).code == 0
    assert week.day(5).code == 0
    [letter] = week.mail.mails
    assert letter["To"] == "legal@oakley.example"
    assert "2 changes" in letter["Subject"]
    assert letter["Auto-Submitted"] == "auto-generated"
    plain = letter.get_body(("plain",)).get_content()
    assert "quillmoor/terms" in plain
    assert "quillmoor/privacy" in plain
    assert len(week.hook.bodies) == 2, "the webhook heard of each change on its day, once"
    for body in week.hook.bodies:
        jsonschema.validate(body, json.loads(schema_text("notification")))
    listed = {c["version"]: c for c in week.tosmon("changes", "--json").json["changes"]}
    told = [change for body in week.hook.bodies for change in body["changes"]]
    assert [listed[change["version"]] for change in told] == told
    assert len(told) == len(listed) == 2
    everything = "".join(capfd.readouterr()) + done.out + done.err
    for path in (week.tosmon.folder / "archive").rglob("*"):
        if path.is_file():
            everything += path.read_bytes().decode("latin-1")
    assert SECRET not in everything


def test_an_outage_is_told_once_again_with_another_cause_when_it_lasts_and_when_it_ends(week):
    week.watch("terms")
    week.subscribe(ops={"to": ["webhook:${HOOK}"], "lasting": "5d"})
    week.web.put("/terms", terms())
    week.day(1)
    week.web.put("/terms", Answer(418, b"no tea"))
    for number in (2, 3):
        week.day(number)
    week.web.put("/terms", Answer(403, b"no"))
    for number in (4, 5, 7, 8):
        week.day(number)
    week.web.put("/terms", terms())
    for number in (9, 10):
        week.day(number)
    assert week.events() == [["began"], ["began"], ["lasts"], ["ended"]]
    reasons = [body["trouble"][0]["reason"] for body in week.hook.bodies]
    assert reasons[0] != reasons[1]
    assert len(set(week.hook.keys)) == 4


def test_who_hears_late_of_an_outage_is_not_told_that_it_lasts(week):
    week.watch("terms")
    week.subscribe(ops={"to": ["webhook:${HOOK}"]})
    week.web.put("/terms", terms())
    week.day(1)
    week.web.put("/terms", Answer(418, b"no tea"))
    week.hook.status = 503
    for number in (2, 4, 6):
        assert week.day(number).code == 3
    week.hook.status = 200
    for number in (7, 8):
        week.day(number)
    assert week.events() == [["began"]]


def test_a_subscription_hears_only_of_what_it_chooses_and_only_from_then_on(week):
    week.watch("terms", "privacy")
    hook = {"to": ["webhook:${HOOK}"]}
    week.web.put("/terms", terms())
    week.web.put("/privacy", terms())
    week.day(1, "--quiet")
    week.web.put("/terms", terms("A word that came before anyone subscribed to it."))
    week.day(2, "--quiet")
    week.subscribe(
        all=hook,
        training={**hook, "topics": ["ai_training"]},
        vendor={**hook, "directions": ["towards_vendor"], "severity": "high"},
        tagged={**hook, "tags": ["privacy"]},
        other={**hook, "documents": ["quillmoor/terms"], "kinds": ["editorial"]},
    )
    week.tosmon.clock = "2031-03-02T07:00:00Z"
    assert week.tosmon("notify").code == 0
    assert not week.hook.bodies, "what is older than a subscription is no news to it"
    week.web.put("/terms", terms(TRAINING))
    week.day(3)
    week.web.put("/privacy", terms("Our second word on privacy, which tells more."))
    week.day(4)
    heard = [
        (body["subscription"], change["document"])
        for body in week.hook.bodies
        for change in body["changes"]
    ]
    assert ("training", "quillmoor/terms") in heard
    assert ("all", "quillmoor/terms") in heard
    assert ("all", "quillmoor/privacy") in heard
    assert ("tagged", "quillmoor/privacy") in heard
    assert {name for name, key in heard if key == "quillmoor/privacy"} == {"all", "tagged"}
    assert "other" not in {name for name, _ in heard}
    before = len(week.hook.bodies)
    assert week.tosmon("notify", "all", "--since", "30d").code == 0
    assert len(week.hook.bodies) == before + 1, "--since tells of what came before, once too"
    assert week.tosmon("notify", "all", "--since", "30d").code == 0
    assert len(week.hook.bodies) == before + 1


def test_a_single_provision_can_be_followed(week):
    week.watch("terms")
    week.web.put("/terms", terms(TRAINING))
    week.day(1, "--quiet")
    [found] = [
        p["provision"]
        for p in week.tosmon("provisions", "--topic", "ai_training", "--json").json["provisions"]
        if p["quote"] in TRAINING or TRAINING in p["quote"]
    ]
    week.subscribe(one={"to": ["webhook:${HOOK}"], "provisions": [found[:12]]})
    week.tosmon("notify")
    week.web.put("/terms", terms(TRAINING, "An unrelated paragraph on the colour of parcels."))
    week.day(2)
    assert not week.hook.bodies
    reworded = TRAINING.replace("the content that you send", "all content that you ever send")
    week.web.put("/terms", terms(reworded, "An unrelated paragraph on the colour of parcels."))
    week.day(3)
    assert [len(body["changes"]) for body in week.hook.bodies] == [1]


def test_hostile_words_reach_a_mail_as_words(week):
    week.watch("terms")
    week.subscribe(legal={"to": [week.mail.address]})
    week.web.put("/terms", terms())
    week.day(1)
    week.web.put("/terms", terms(HOSTILE))
    week.day(2)
    [letter] = week.mail.mails
    html = letter.get_body(("html",)).get_content()
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "<img" not in html
    for part in ("plain", "html"):
        assert "\x1b" not in letter.get_body((part,)).get_content()
    assert "\x1b" not in str(letter["Subject"])


def test_a_service_gets_words_that_fit_and_that_call_nobody(week):
    week.watch("terms")
    address = week.hook.address.replace("http://", "json://")
    week.subscribe(chat={"to": [address]})
    week.web.put("/terms", terms())
    week.day(1)
    week.web.put("/terms", terms(HOSTILE))
    assert week.day(2).code == 0
    [body] = week.hook.bodies
    assert body["title"].startswith("tosmon: quillmoor/terms")
    assert "everyone may read" in body["message"]
    assert "@everyone" not in body["message"]
    long = "\n".join(f"line {n} of a long text" for n in range(9_000))
    target = service(address)
    assert hand_over(target, "a subject", long, EmailMessage(), 5.0) is None
    message = week.hook.bodies[1]["message"]
    assert len(message) <= target.body_maxlen
    assert message.endswith("`tosmon changes` has all of it")


def test_what_was_sent_but_not_noted_is_sent_again_under_the_same_key(week):
    week.watch("terms")
    week.subscribe(legal={"to": ["webhook:${HOOK}"]})
    week.web.put("/terms", terms())
    week.day(1)
    week.web.put("/terms", terms(TRAINING))
    week.day(2)
    ledger = week.tosmon.folder / "archive" / "told" / "ledger.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[:-1]) + lines[-1][:-20])  # the machine died in mid-line
    assert week.tosmon("notify").code == 0
    assert week.hook.keys[0] == week.hook.keys[1]
    assert week.tosmon("notify").code == 0
    assert len(week.hook.keys) == 2
    assert week.tosmon("verify").code == 0


def test_a_test_and_a_dry_run_note_nothing(week):
    week.watch("terms")
    week.subscribe(legal={"to": [week.mail.address, "webhook:${HOOK}"]})
    week.web.put("/terms", terms())
    week.day(1)
    assert week.tosmon("notify", "--test").code == 0
    assert week.hook.bodies[0]["test"] is True
    assert "a test for legal" in week.mail.mails[0]["Subject"]
    week.web.put("/terms", terms(TRAINING))
    week.day(2, "--quiet")
    done = week.tosmon("notify", "--dry-run")
    assert done.out.count("planned") == 2
    assert len(week.hook.bodies) == 1
    report = week.tosmon("notify", "--json").json
    jsonschema.validate(report, json.loads(schema_text("notify")))
    assert [item["status"] for item in report["deliveries"]] == ["sent", "sent"]


def test_what_an_address_stands_for_is_missing_or_down_and_the_others_are_told(week):
    week.watch("terms")
    secret = week.tosmon.folder / "hook"
    secret.write_text(f"webhook:{week.hook.address}\n")
    dead = "webhook:http://127.0.0.1:9/s3cr3t-path"
    week.subscribe(legal={"to": ["${NOWHERE}", dead, "slack://s3cr3t-path/b/c", "file:hook"]})
    week.web.put("/terms", terms())
    week.day(1)
    week.web.put("/terms", terms(TRAINING))
    done = week.day(2)
    assert done.code == 3
    assert "${NOWHERE}: the environment variable NOWHERE is not set" in done.err
    assert "webhook:http://127.0.0.1: no connection" in done.err
    assert "slack://…: no service has such an address" in done.err
    assert SECRET not in done.err + done.out
    assert len(week.hook.bodies) == 1


def test_a_webhook_that_sends_elsewhere_is_not_followed(week):
    week.watch("terms")
    week.subscribe(legal={"to": ["webhook:${HOOK}"]})
    week.web.put("/terms", terms())
    week.day(1)
    week.hook.status, asked = 302, week.hook.asked
    done = week.tosmon("notify", "--test")
    assert "HTTP status 302" in done.err
    assert week.hook.asked == asked + 1


def test_a_digest_is_sent_once_to_a_subscription(week):
    week.watch("terms")
    week.subscribe(legal={"to": [week.mail.address, "webhook:${HOOK}"]})
    week.web.put("/terms", terms())
    week.day(1)
    week.web.put("/terms", terms(TRAINING))
    week.day(2, "--quiet")
    assert week.tosmon("digest", "--send", "legal").code == 0
    assert week.tosmon("digest", "--send", "legal").code == 0
    [letter] = week.mail.mails
    assert letter["Subject"].startswith("Terms that changed")
    assert week.hook.bodies[0]["schema"] == "tosmon/digest/1"
    assert week.tosmon("digest", "--send", week.mail.address).code == 0
    assert len(week.mail.mails) == 2


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("- {id: legal}", "2: legal.to: is missing"),
        ("- {to: 'tgram://s3cr3t-path/1'}", "2: subscriptions[0].id: is missing"),
        ("- {id: legal, to: s3cr3t-path}", "2: legal.to: is no address; write mailto://"),
        ("- {id: legal, to: 'https://a.example/s3cr3t-path'}", "legal.to: is a web address;"),
        ("- {id: legal, to: 'webhook:s3cr3t-path'}", "legal.to: is no webhook; write"),
        ("- {id: legal, to: '${X}', topics: [ai_trainning]}", "did you mean ai_training?"),
        ("- {id: legal, to: '${X}', severity: huge}", "legal.severity: 'huge' is unknown"),
        ("- {id: legal, to: '${X}', provisions: [first]}", "'first' names no provision"),
        ("- {id: legal, to: '${X}', topic: [a]}", "'topic' is no key here; did you mean topics?"),
        ("- {id: l, to: '${X}'}\n- {id: l, to: '${X}'}", "3: l.id: is also in line 2"),
    ],
)
def test_a_fault_in_a_subscription_is_named_without_its_address(tmp_path, entry, said):
    path = tmp_path / "subscriptions.yaml"
    path.write_text(f"subscriptions:\n{entry}\n")
    problems = load_subscriptions(path).problems
    assert said in "\n".join(problems)
    assert SECRET not in "\n".join(problems)


def test_names_that_are_not_watched_are_told_and_the_others_served(week):
    week.watch("terms")
    week.subscribe(
        wrong={"to": ["webhook:${HOOK}"], "documents": ["quillmoor/term"], "tags": ["none"]},
        right={"to": ["webhook:${HOOK}"]},
    )
    week.web.put("/terms", terms())
    done = week.day(1)
    assert done.code == 4
    assert "subscription wrong: nothing is named 'quillmoor/term'; did you mean" in done.err
    assert "no watched document has the tag 'none'" in done.err
    checked = week.tosmon("check")
    assert checked.code == 4
    assert "subscription wrong: no watched document has the tag 'none'" in checked.err
    week.web.put("/terms", terms(TRAINING))
    week.day(2)
    assert [body["subscription"] for body in week.hook.bodies] == ["right"]
