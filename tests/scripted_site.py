"""Pages that scripts make, of invented platforms, each with a trap of its own.

`show` puts them into a pretend web; what each should come to stands in tests/test_browser.py.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from tests.pretend_web import Answer, Web, silent

TERMS = (
    "Marrowgate keeps the records of a visit for ninety days and deletes them after that.",
    "A customer may export what the service holds about them at any time and free of charge.",
    "The operator states the purposes of each use, and asks anew before it adds another one.",
    "Disputes go to the ombuds office of the customer's country before they go to a court.",
)
PROSE = "".join(f"<p>{sentence}</p>" for sentence in TERMS)
SHELL = (
    "<!doctype html><html lang=en><head><title>Terms</title></head><body>"
    "<div id=root></div><script>{script}</script></body></html>"
)
FILL = "document.getElementById('root').innerHTML = {html};"


def js(code: str) -> Answer:
    return Answer(200, code.encode(), {"Content-Type": "text/javascript"})


def data(value: object) -> Answer:
    return Answer(200, json.dumps(value).encode(), {"Content-Type": "application/json"})


def filled(html: str, more: str = "") -> str:
    return SHELL.format(script=FILL.format(html=json.dumps(html)) + more)


def show(web: Web, other: Web) -> None:
    """Put the pages into `web`; `other` is a server that none of them may reach."""
    web.put("/robots.txt", Answer(200, b"User-agent: *\nDisallow: /kept-out\n"))
    ahead = "<link rel=preload as=fetch href=/late crossorigin></head>"
    web.put("/client-rendered", SHELL.format(script=CLIENT_RENDERED).replace("</head>", ahead))
    web.put("/accordions", ACCORDIONS)
    web.put("/tabs", TABS)
    web.put("/shadow", SHADOW)
    web.put("/wall", WALL)
    web.put("/endless-scroll", ENDLESS_SCROLL)
    web.put("/more", data({"html": "<p>One more page of a list that never ends.</p>" * 20}))
    web.put("/never-idle", filled(PROSE + "<p id=clock></p>", NEVER_IDLE))
    web.put("/tick", data({"n": 1}))
    web.put("/never-settles", filled(PROSE + "<p id=more></p>", NEVER_SETTLES))
    web.put("/reaches-in", SHELL.format(script=REACHES_IN.replace("OTHER", other.url(""))))
    web.put("/eats-memory", filled(PROSE, EATS_MEMORY))
    web.put("/hangs", filled(PROSE, "setTimeout(() => { for (;;) {} }, 50);"))
    web.put("/opens-things", OPENS_THINGS.replace("OTHER", other.url("")))
    web.put("/file", Answer(200, b"x" * 99, {"Content-Disposition": "attachment; filename=a.zip"}))
    web.put("/leads-on", filled("<p>Wait.</p>", "location.replace('/client-rendered');"))
    web.put("/leads-out", filled(PROSE, "location.replace('/kept-out');"))
    web.put("/kept-out", filled(PROSE))
    web.put("/decorated", Answer(200, DECORATED.encode("latin-1"), LATIN))
    web.put("/late", late)
    web.put("/waits", filled("<p>" + "A notice that stands here at first. " * 9 + "</p>", WAITS))
    web.put("/tarpit", silent(25.0))
    web.put("/asks-a-tarpit", filled(PROSE, TARPIT))
    web.put("/waits-in-vain", filled(PROSE))
    web.put("/words", f"<!doctype html><html><body><main>{PROSE}</main></body></html>")


def show_react(web: Web, api: Web, packages: Path) -> None:
    """Put a page into `web` that React makes of data of `api`, with accordions of its own."""
    for name in ("react", "react-dom"):
        code = (packages / name / "umd" / f"{name}.production.min.js").read_text()
        web.put(f"/{name}.js", js(code))
    allowed = {"Access-Control-Allow-Origin": web.url("")}
    sections = json.dumps({"sections": TERMS}).encode()
    api.put("/terms.json", Answer(200, sections, {"Content-Type": "application/json", **allowed}))
    web.put("/react", REACT.replace("API", api.url("")))


def late(handler) -> None:
    """Answer after a second, as a slow service does."""
    time.sleep(0.8)
    handler._answer(data({"sections": TERMS}))


CLIENT_RENDERED = """
fetch('/late').then((answer) => answer.json()).then(({ sections }) => {
  const main = document.createElement('main');
  for (const words of sections) {
    const p = document.createElement('p');
    p.textContent = words;
    main.append(p);
  }
  document.getElementById('root').append(main);
});
"""

ACCORDIONS = f"""<!doctype html><html><body><main><h1>Terms of Marrowgate</h1>
<details><summary>Records</summary><p>{TERMS[0]}</p></details>
<h2><button aria-expanded=false aria-controls=one>Export</button></h2>
<div id=one hidden></div>
<h2><button aria-expanded=false aria-controls=two>Purposes</button></h2>
<div id=two hidden></div>
<h2><button aria-expanded=false aria-controls=three>Courts</button></h2>
<div id=three style="display: none"></div>
<a role=button aria-expanded=false href=/file>Download all</a>
<script>
const words = {json.dumps({"one": TERMS[1], "two": TERMS[2], "three": TERMS[3]})};
for (const button of document.querySelectorAll('button')) button.onclick = () => {{
  for (const other of document.querySelectorAll('button')) {{  // one open at a time
    const its = document.getElementById(other.getAttribute('aria-controls'));
    const open = other === button;
    other.setAttribute('aria-expanded', open);
    its.hidden = !open;
    its.style.display = open ? '' : 'none';
    its.innerHTML = open ? `<p>${{words[its.id]}}</p>` : '';
  }}
}};
</script></main></body></html>"""

TABS = f"""<!doctype html><html><body><main><h1>Terms of Marrowgate</h1>
<div role=tablist>
<button role=tab aria-selected=true aria-controls=panel>People</button>
<button role=tab aria-selected=false aria-controls=panel>Firms</button>
<button role=tab aria-selected=false aria-controls=panel>Schools</button></div>
<div role=tabpanel id=panel><p>{TERMS[0]}</p></div>
<p>{TERMS[3]}</p>
<script>
const words = {json.dumps(TERMS)};
document.querySelectorAll('[role=tab]').forEach((tab, index) => tab.onclick = () => {{
  document.getElementById('panel').innerHTML = `<p>${{words[index]}}</p>`;
}});
</script></main></body></html>"""

SHADOW = f"""<!doctype html><html><body><the-terms><p>{TERMS[0]}</p></the-terms>
<the-rest></the-rest><script>
customElements.define('the-terms', class extends HTMLElement {{
  connectedCallback() {{
    this.attachShadow({{ mode: 'open' }}).innerHTML =
      '<main><h1>Terms of Marrowgate</h1><slot></slot><p>{TERMS[1]}</p></main>';
  }}
}});
customElements.define('the-rest', class extends HTMLElement {{
  connectedCallback() {{
    this.attachShadow({{ mode: 'closed' }}).innerHTML =
      `<p>{TERMS[2]}</p><p>${{{json.dumps(TERMS[3])}}}</p>`;
  }}
}});
</script></body></html>"""

WALL = filled(
    f"<main aria-hidden=true><h1>Terms of Marrowgate</h1>{PROSE}</main>",
    """
const wall = document.createElement('div');
wall.setAttribute('role', 'dialog');
wall.setAttribute('aria-modal', 'true');
wall.className = 'cookie-consent';
wall.style = 'position: fixed; inset: 0; background: white';
wall.innerHTML = '<p>We value your privacy. We and our partners use cookies.</p>' +
  '<button aria-expanded=false>Manage choices</button><button>Accept all</button>';
document.body.append(wall);
wall.querySelectorAll('button').forEach((each) => each.onclick = () => fetch('/api/clicked'));
""",
)

ENDLESS_SCROLL = filled(
    f"<main>{PROSE}</main><div id=more style='min-height: 2000px'></div>",
    """
let page = 0, busy = false;
addEventListener('scroll', async () => {
  if (busy || innerHeight + scrollY < document.body.scrollHeight - 400) return;
  busy = true;
  const { html } = await (await fetch('/more')).json();
  document.getElementById('more').insertAdjacentHTML('beforeend', html + `<p>Page ${page++}</p>`);
  busy = false;
});
""",
)

TARPIT = "for (let n = 0; n < 40; n++) fetch('/tarpit');"

WAITS = f"""
setTimeout(() => {{
  document.getElementById('root').innerHTML = {json.dumps(f"<main class=ready>{PROSE}</main>")};
}}, 1300);
"""

NEVER_IDLE = """
setInterval(() => fetch('/tick'), 150);
setInterval(() => document.getElementById('clock').textContent = 'Seen at ' + Date.now(), 40);
"""

NEVER_SETTLES = """
setInterval(() => document.getElementById('more').textContent += ' and then another word', 40);
"""

REACHES_IN = """
const root = document.getElementById('root');
const attempt = async (name, work) => {
  let outcome = 'was refused';
  try { await work(); outcome = 'REACHED'; } catch (error) { /* as it should be */ }
  root.insertAdjacentHTML('beforeend', `<p>The way by ${name} ${outcome}, as this page shows.</p>`);
};
const wait = (target, good, bad) => new Promise((done, fail) => {
  target[good] = done; target[bad] = fail; setTimeout(fail, 500);
});
const far = { mode: 'no-cors' };
const ways = [
  attempt('another port', () => fetch('OTHER/fetch', far)),
  attempt('a local name', () => fetch('OTHER/name'.replace('127.0.0.1', 'localhost'), far)),
  attempt('link-local', () => fetch('http://169.254.169.254/latest', far)),
  attempt('a number', () => fetch('OTHER/number'.replace('127.0.0.1', '2130706433'), far)),
  attempt('a socket', () =>
    wait(new WebSocket('OTHER/socket'.replace('http', 'ws')), 'onopen', 'onerror')),
  attempt('a file', () => fetch('file:///etc/hostname')),
  attempt('events', () => wait(new EventSource('OTHER/events'), 'onopen', 'onerror')),
  attempt('a worker', () => wait(new Worker(URL.createObjectURL(new Blob([
    "fetch('OTHER/worker', { mode: 'no-cors' }).then(() => postMessage(1), () => { throw 1; })"
  ]))), 'onmessage', 'onerror')),
];
(async () => {
  navigator.sendBeacon('OTHER/beacon', 'x');
  const frame = document.createElement('iframe');
  frame.src = 'OTHER/frame';
  root.append(frame);
  const link = document.createElement('link');
  link.rel = 'prefetch'; link.href = 'OTHER/prefetch';
  document.head.append(link);
  const early = document.createElement('link');
  early.rel = 'preconnect'; early.href = 'OTHER';
  document.head.append(early);
  await Promise.all(ways);
  root.insertAdjacentHTML('beforeend', '<p>That was the last of the ways.</p>');
})();
"""

EATS_MEMORY = """
const held = [];
setInterval(() => {
  held.push(new Uint8Array(32 << 20).fill(7));
  document.body.append(' and more');
}, 5);
"""

OPENS_THINGS = filled(
    f"<main>{PROSE}</main><a id=file href=/file download>file</a>"
    "<a id=tab href=OTHER/tab target=_blank>tab</a>",
    """
window.open('OTHER/window');
document.getElementById('tab').click();
document.getElementById('file').click();
const saved = document.createElement('a');
saved.href = URL.createObjectURL(new Blob(['x'])); saved.download = 'b.txt'; saved.click();
alert('Are you there?');
Array.prototype.push = () => 0;
JSON.stringify = Element.prototype.querySelectorAll = () => 'nothing';
Object.defineProperty(Node.prototype, 'textContent', { get: () => 'nothing' });
navigator.geolocation.getCurrentPosition(() => document.body.append('LOCATED'), () => 0);
Notification.requestPermission().then((said) => {
  if (said === 'granted') document.body.append('GRANTED');
});
window.onbeforeunload = () => 'stay';
location.href = 'OTHER/leaves';
""",
)

LATIN = {"Content-Type": "text/html; charset=iso-8859-1"}
WIDE = "<p>Für Käufer in Zürich gilt ebenso: “alles” – inklusive €.</p>"
DECORATED = f"""<!doctype html><html><head>
<link rel=stylesheet href=/style.css><link rel=icon href=/icon.png>
<style>@font-face {{ font-family: f; src: url(/font.woff2); }} body {{ font-family: f; }}</style>
</head><body><div id=root></div><img src=/image.png><video src=/film.mp4 autoplay></video>
<script src=/analytics/collect.js></script>
<script>{FILL.format(html=json.dumps("<main>" + PROSE + WIDE + "</main>"))}
navigator.sendBeacon('/beacon', 'seen');
</script></body></html>"""

REACT = """<!doctype html><html><head><title>Terms</title></head><body><div id=root></div>
<noscript>You need to enable JavaScript to run this app.</noscript>
<script src=/react.js></script><script src=/react-dom.js></script><script>
const { createElement: e, useEffect, useState } = React;
function Terms() {  // one section is in the document at a time; the last one holds another
  const [sections, setSections] = useState([]);
  const [open, setOpen] = useState(null);
  const [more, setMore] = useState(false);
  useEffect(() => {
    fetch('API/terms.json', { headers: { 'X-Version': '2' } })
      .then((answer) => answer.json()).then((got) => setSections(got.sections));
  }, []);
  const button = (title, isOpen, onClick) =>
    e('h2', null, e('button', { 'aria-expanded': isOpen, onClick }, title));
  if (sections.length === 0) return e('p', null, 'Loading');
  const titles = ['Records', 'Export', 'Purposes'];
  return e('main', null, e('h1', null, 'Terms of Marrowgate'),
    titles.map((title, n) => e('section', { key: n },
      button(title, open === n, () => setOpen(n)),
      open === n && e('p', null, sections[n]))),
    button('More', more, () => setMore(true)),
    more && e('div', null, e(Courts, { words: sections[3] })),
    e('nav', null, e('button', { 'aria-expanded': false, onClick: () => setSections([]) })));
}
function Courts({ words }) {
  const [open, setOpen] = useState(false);
  return e('details', null, e('summary', null, 'Courts'),
    e('h3', null, e('button', { 'aria-expanded': open, onClick: () => setOpen(true) }, 'Which')),
    open && e('p', null, words));
}
ReactDOM.createRoot(document.getElementById('root')).render(e(Terms));
</script></body></html>"""
