"""Five invented vendors' sites, as different as sites are, behind one proxy on loopback.

Each host is a name of its own; a proxy is asked for all of them, so that no name is looked up.
`VENDORS` says which documents each site has, so that a test can tell what was found and missed.
"""

from __future__ import annotations

import contextlib
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.pretend_web import Answer, Page, Web, document, redirect, serve

EN = (
    "Under rule {n} of this {what}, which you and {who} accept by using the service, we may ask "
    "that notice {n} is given in writing and that it reaches us within {n} days, and you are not "
    "liable for what happens before that."
)
DE = (
    "Nach Regel {n} dieser {what} von {who} gilt, dass Mitteilung {n} nicht mündlich, sondern "
    "schriftlich und mit einer Frist von {n} Tagen an die andere Partei zu richten ist, und wir "
    "haften nicht für das, was sich davor ereignet."
)
FR = (
    "Selon la règle {n} de ce texte ({what}) de {who}, vous et nous acceptons que la notification "
    "{n} est faite par écrit dans les {n} jours, et que nous ne répondons pas de ce qui s'est "
    "passé avant, pour une raison ou pour une autre."
)


def prose(what: str, who: str, sentence: str = EN, count: int = 9, level: int = 2) -> str:
    """Return sections of one document; each of `what` and `who` makes another text."""
    return "".join(
        f"<h{level}>{n}. {what} {n}</h{level}><p>{sentence.format(n=n, what=what, who=who)}</p>"
        for n in range(1, count + 1)
    )


def page(
    title: str, body: str, *, footer: str = "", head: str = "", lang: str = "en", menu: str = ""
) -> Answer:
    return document(
        f"<!doctype html><html lang='{lang}'><head><title>{title}</title>{head}</head><body>"
        f"<header><nav>{menu}</nav></header><main>{body}</main>"
        f"<footer>{footer}</footer></body></html>"
    )


def doc(title: str, who: str, *, sentence: str = EN, **more: str) -> Answer:
    """Return the page of a document that calls itself `title`."""
    body = f"<h1>{title}</h1>{prose(title, who, sentence)}"
    return page(f"{title} | {who}", body, **more)


def shell(title: str, inner: str) -> Answer:
    """Return a page whose words, `inner`, only its script brings."""
    return document(
        f"<!doctype html><html><head><title>{title}</title></head><body><div id='root'></div>"
        "<noscript>Please enable JavaScript.</noscript>"
        f"<script>document.getElementById('root').innerHTML = {json.dumps(inner)};</script></body>"
    )


def links(*pairs: tuple[str, str]) -> str:
    return "".join(f"<a href='{target}'>{words}</a>" for words, target in pairs)


@dataclass
class Vendor:
    """A site: where it starts, its pages, and its documents as (type, address)."""

    start: str
    shape: str
    pages: dict[str, Page]
    documents: set[tuple[str, str]]
    not_documents: set[str] = field(default_factory=set)


def _hub_of_cards() -> Vendor:
    home = "http://www.quillmere.example"
    names = {
        "terms": "Terms of Service",
        "privacy": "Privacy Policy",
        "aup": "Acceptable Use Policy",
        "data-processing-addendum": "Data Processing Addendum",
        "sub-processors": "Subprocessors",
        "enterprise-agreement": "Enterprise Agreement",
    }
    cards = "".join(
        f"<a class='card' href='/legal/{path}'><h3>{name}</h3><p>What you should know about the "
        f"{name.lower()} of Quillmere, in short.</p></a>"
        for path, name in names.items()
    )
    cards += "<div class='card'><h3>Beta terms</h3><a href='/legal/doc-7'>Read more</a></div>"
    pages: dict[str, Page] = {
        f"{home}/": page(
            "Quillmere",
            "<h1>Write better</h1><p>Quillmere helps teams write.</p>",
            head="<meta property='og:site_name' content='Quillmere'>",
            footer=links(("About", "/about"), ("Legal", "/legal"), ("Careers", "/careers")),
        ),
        f"{home}/legal": page("Legal | Quillmere", f"<h1>Legal</h1>{cards}"),
        f"{home}/legal/doc-7": doc("Beta Terms", "Quillmere"),
    }
    pages |= {f"{home}/legal/{path}": doc(name, "Quillmere") for path, name in names.items()}
    kinds = ("terms", "privacy", "acceptable-use", "dpa", "subprocessors", "commercial-terms")
    documents = {(k, f"{home}/legal/{p}") for k, p in zip(kinds, names, strict=True)}
    documents.add(("terms", f"{home}/legal/doc-7"))
    return Vendor(f"{home}/", "a hub page with cards", pages, documents)


def _footer_only() -> Vendor:
    home = "http://fennimark.example"
    footer = links(
        ("Terms", "/terms?utm_source=footer"),
        ("Privacy", "/privacy"),
        ("Cookie policy", "/cookies"),
        ("Cookie settings", "/cookie-settings"),
        ("Your privacy choices", "/choices"),
        ("Terms of Service (PDF view)", "/terms-of-service"),
    )
    story = doc("We have updated our terms of service", "the blog of Fennimark")
    pages: dict[str, Page] = {
        f"{home}/": page(
            "Fennimark - notes that think",
            "<h1>Notes</h1><a href='/blog/new-terms'>We have updated our terms of service</a>",
            footer=footer,
            menu=links(("Pricing", "/pricing"), ("Payment terms explained", "/help/payment")),
        ),
        f"{home}/terms": doc("Terms of Use", "Fennimark", footer=footer),
        f"{home}/terms-of-service": doc("Terms of Use", "Fennimark", footer=footer),
        f"{home}/privacy": redirect(f"{home}/legal/privacy-notice", 301),
        f"{home}/legal/privacy-notice": doc("Privacy Notice", "Fennimark", footer=footer),
        f"{home}/cookies": doc("Cookie Policy", "Fennimark", footer=footer),
        f"{home}/cookie-settings": page("Cookie settings", "<h1>Cookie settings</h1>"),
        f"{home}/blog/new-terms": story,
    }
    documents = {
        ("terms", f"{home}/terms"),
        ("privacy", f"{home}/legal/privacy-notice"),
        ("cookies", f"{home}/cookies"),
    }
    others = {f"{home}/blog/new-terms", f"{home}/cookie-settings", f"{home}/terms-of-service"}
    return Vendor(f"{home}/", "links in the footer alone", pages, documents, others)


def _scripts_and_sitemap() -> Vendor:
    home = "http://larkspur.example"
    wanted = ("/policies/terms-of-service", "/policies/privacy", "/policies/api-terms-of-use")
    addresses = [f"/blog/{n}-things-about-terms" for n in range(300)] + [
        *wanted,
        "/docs/privacy-mode",
    ]
    entries = "".join(f"<url><loc>{home}{path}</loc></url>" for path in addresses)
    index = "".join(
        f"<sitemap><loc>{home}/{name}</loc></sitemap>"
        for name in ("sitemap-posts.xml", "sitemap-pages.xml.gz")
    )
    schema = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    packed = gzip.compress(f"<urlset {schema}>{entries}</urlset>".encode())
    pages: dict[str, Page] = {
        f"{home}/": shell(
            "Larkspur",
            "<main><h1>Larkspur answers</h1><p>Ask anything.</p></main><footer>"
            + links(("Rules of use", "/safety/rules"), ("Usage policy", "/safety/rules"))
            + "</footer>",
        ),
        f"{home}:80/robots.txt": Answer(200, f"Sitemap: {home}/sitemap.xml\n".encode()),
        f"{home}/sitemap.xml": Answer(
            200, f"<?xml version='1.0'?><sitemapindex {schema}>{index}</sitemapindex>".encode()
        ),
        f"{home}/sitemap-pages.xml.gz": Answer(200, packed, {"Content-Type": "application/gzip"}),
        f"{home}/sitemap-posts.xml": Answer(200, b"<urlset></urlset>"),
        f"{home}{wanted[0]}": doc("Terms of Service", "Larkspur"),
        f"{home}{wanted[1]}": shell(
            "Privacy Policy | Larkspur",
            "<h1>Privacy Policy</h1>" + prose("Privacy Policy", "Larkspur"),
        ),
        f"{home}{wanted[2]}": doc("API Terms of Use", "Larkspur"),
        f"{home}/docs/privacy-mode": page("Privacy mode", "<h1>Privacy mode</h1>" * 5),
        f"{home}/safety/rules": doc("Usage Policy", "Larkspur"),
    }
    kinds = ("terms", "privacy", "api-terms")
    documents = {(k, f"{home}{p}") for k, p in zip(kinds, wanted, strict=True)}
    documents.add(("acceptable-use", f"{home}/safety/rules"))
    return Vendor(f"{home}/", "made by scripts, with a sitemap", pages, documents)


def _localised() -> Vendor:
    home = "http://www.tessadry.example"
    footer = links(
        ("AGB", "/de/agb"),
        ("Datenschutzerklärung", "/de/datenschutz"),
        ("Cookie-Richtlinie", "/de/cookies"),
        ("English", "/en/"),
    )
    pairs = {"agb": "terms", "datenschutz": "privacy"}

    def head(german: str, english: str) -> str:
        return "".join(
            f"<link rel='alternate' hreflang='{tag}' href='{home}/{path}'>"
            for tag, path in (
                ("de", f"de/{german}"),
                ("en", f"en/{english}"),
                ("fr", f"fr/{english}"),
                ("x-default", f"en/{english}"),
            )
        )

    names = {
        "terms": ("Allgemeine Geschäftsbedingungen", "Terms and Conditions"),
        "privacy": ("Datenschutzerklärung", "Privacy Policy"),
    }
    pages: dict[str, Page] = {
        f"{home}/": redirect("/de/"),
        f"{home}/de/": page("Tessadry", "<h1>Besser planen</h1>", footer=footer, lang="de"),
        f"{home}/de/cookies": doc("Cookie-Richtlinie", "Tessadry", sentence=DE, lang="de"),
    }
    for german, english in pairs.items():
        top = head(german, english)
        de, en = names[english]
        pages[f"{home}/de/{german}"] = doc(de, "Tessadry", sentence=DE, head=top, lang="de")
        pages[f"{home}/en/{english}"] = doc(en, "Tessadry", head=top)
        pages[f"{home}/fr/{english}"] = doc(en, "Tessadry", sentence=FR, head=top, lang="fr")
    documents = {
        ("terms", f"{home}/en/terms"),
        ("privacy", f"{home}/en/privacy"),
        ("cookies", f"{home}/de/cookies"),
    }
    others = {f"{home}/de/agb", f"{home}/de/datenschutz", f"{home}/fr/terms"}
    return Vendor(f"{home}/", "in three languages, with hreflang", pages, documents, others)


def _other_hosts() -> Vendor:
    home, legal = "http://osprey.example", "http://legal.osprey.example"
    docs, trust = "http://docs.osprey.example", "http://osprey-trust.example"
    footer = links(
        ("Terms & DPA", f"{legal}/agreements"),
        ("API License Agreement", f"{docs}/api-license"),
        ("Privacy Policy", f"{trust}/osprey/privacy-policy"),
        ("Terms of Service", "http://10.0.0.8/terms"),
        ("Refund policy", "/internal/refund-policy"),
        ("Follow us", "http://social.example/osprey"),
    )
    both = (
        "<h1 id='tos'>Terms of Service</h1>"
        + prose("Terms of Service", "Osprey", level=2)
        + "<h1 id='dpa'>Data Processing Addendum</h1>"
        + prose("Data Processing Addendum", "Osprey", level=2)
    )
    pages: dict[str, Page] = {
        f"{home}/": page("Osprey", "<h1>See further</h1>", footer=footer),
        f"{home}:80/robots.txt": Answer(200, b"User-agent: *\nDisallow: /internal/\n"),
        f"{home}/.well-known/security.txt": Answer(
            200,
            b"Contact: mailto:s@osprey.example\nPolicy: http://osprey.example/disclosure\n",
            {"Content-Type": "text/plain"},
        ),
        f"{home}/disclosure": doc("Vulnerability Disclosure Policy", "Osprey"),
        f"{home}/internal/refund-policy": doc("Refund Policy", "Osprey"),
        f"{legal}/agreements": page("Agreements | Osprey", both),
        f"{docs}/api-license": doc("API License Agreement", "Osprey"),
        f"{trust}/osprey/privacy-policy": doc("Privacy Policy", "Osprey"),
    }
    documents = {
        ("terms", f"{legal}/agreements"),
        ("dpa", f"{legal}/agreements"),
        ("api-terms", f"{docs}/api-license"),
        ("privacy", f"{trust}/osprey/privacy-policy"),
        ("other", f"{home}/disclosure"),
        ("other", f"{home}/internal/refund-policy"),
    }
    return Vendor(f"{home}/", "on other hosts, two on one page", pages, documents)


VENDORS = {
    "quillmere": _hub_of_cards(),
    "fennimark": _footer_only(),
    "larkspur": _scripts_and_sitemap(),
    "tessadry": _localised(),
    "osprey": _other_hosts(),
}


@contextlib.contextmanager
def vendors() -> Iterator[Web]:
    """Serve all sites; the address of the server is that of their proxy."""
    with serve() as web:
        for vendor in VENDORS.values():
            for address, shown in vendor.pages.items():
                web.put(address, shown)
        yield web
