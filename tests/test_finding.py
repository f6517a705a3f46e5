"""Names of documents, addresses and pages: what they say of themselves, in many languages."""

import pytest

from tosmon.extract import page_facts, sitemap
from tosmon.finding.audience import locale_of, region_of, tier_of, without_locale
from tosmon.finding.candidates import address, candidates, policy_of, same_site
from tosmon.finding.parts import documents_in
from tosmon.finding.records import PageLink
from tosmon.finding.words import beside, kind_of, names_hub, names_nothing, names_switch

NAMES = {
    "terms": (
        "Terms of Service|User Agreement|EULA|AGB|Nutzungsbedingungen|CGU|Términos y condiciones"
        "|Conditions générales d'utilisation|Termini di servizio|Termos de Uso|利用規約|服务条款"
        "|이용약관|Regulamin|Algemene voorwaarden|Kullanım Koşulları|Пользовательское соглашение"
    ),
    "privacy": (
        "Privacy Policy|Privacy Notice|Datenschutzerklärung|Politique de confidentialité"
        "|Política de privacidad|Informativa sulla privacy|プライバシーポリシー|用户隐私政策"
        "|개인정보 처리방침|Polityka prywatności|Integritetspolicy|Gizlilik Politikası"
        "|Privacy and Cookie Policy|Enterprise privacy"
    ),
    "cookies": "Cookie Policy|Cookie-Richtlinie|Política de cookies|Cookies",
    "dpa": "Data Processing Addendum|DPA|Auftragsverarbeitungsvertrag|Verwerkersovereenkomst",
    "subprocessors": "Subprocessors|Sub-processor list|Unterauftragsverarbeiter|Sous-traitants",
    "acceptable-use": "Acceptable Use Policy|Usage policies|Community Guidelines",
    "api-terms": "API Terms of Use|Developer Agreement|Additional terms for the API",
    "commercial-terms": "Master Services Agreement|Enterprise Terms|SLA|Conditions de vente",
    "data-usage": "How we use your data|Data retention|Your data",
}


@pytest.mark.parametrize("kind", NAMES)
def test_a_document_is_told_by_its_name(kind):
    told = {name: kind_of(name)[0] for name in NAMES[kind].split("|")}
    assert set(told.values()) == {kind}, told


def test_what_is_no_document_is_not_taken_for_one():
    assert all(kind_of(name)[1] == 0 for name in ("Careers", "About us", "Pricing", "Security"))
    assert all(map(names_switch, ("Cookie settings", "Do not sell my data", "Your choices")))
    assert all(map(names_hub, ("Legal", "Policies", "Trust Center", "Rechtliches")))
    assert not any(map(names_hub, ("Legal AI for teams and firms", "Contact")))
    assert all(map(names_nothing, ("Read more", "", "→", "Mehr erfahren", "En savoir plus")))
    assert beside("Terms of Service") == 0 < beside("Five things about terms and horses")


def test_links_are_weighed_by_their_words_their_place_and_their_address():
    def weighed(words: str, path: str, spot: str = "footer", **more: bool) -> list[str]:
        link = PageLink(words=words, url=f"https://lumen.example{path}", spot=spot)
        return [
            "hub" if c.hub else c.kind for c in candidates([link], "lumen.example", "x", **more)
        ]

    assert weighed("Terms", "/t") == ["terms"]
    assert weighed("Terms", "/blog/terms") == []
    assert weighed("Legal", "/legal") == ["hub"]
    assert weighed("Cookie settings", "/cookies") == []
    assert weighed("Our pricing terms explained in a guide", "/x", "text") == []
    assert weighed("", "/privacy-policy", "data") == ["privacy"]
    assert weighed("Ethics policy", "/ethics", "text") == []
    assert weighed("Ethics policy", "/ethics", "text", in_hub=True) == ["other"]
    strange = PageLink(words="Privacy Policy", url="https://other.example/p", spot="footer")
    assert [c.foreign for c in candidates([strange], "lumen.example", "x")] == [True]
    in_text = PageLink(words="Privacy Policy", url="https://other.example/p", spot="text")
    assert candidates([in_text], "lumen.example", "x") == []


def test_addresses_are_compared_without_campaigns_and_refused_where_they_are_none():
    assert address("https://A.example/x?utm_source=y&id=1#z") == "https://a.example/x?id=1"
    refused = ("javascript:alert(1)", "https://u@a.example/", "https://a.example/\x1b", "https://[")
    assert [address(url) for url in refused] == [None] * 4
    assert same_site("https://docs.a.co.uk/x", "www.a.co.uk")
    assert not same_site("https://b.co.uk/x", "www.a.co.uk")
    assert not same_site("http://127.0.0.2/", "127.0.0.1")


def test_locales_regions_and_tiers():
    assert locale_of("https://a.example/en-GB/terms") == ("en", "gb")
    assert locale_of("https://a.example/terms?hl=de&gl=AT") == ("de", "at")
    assert locale_of("https://a.example/ai/terms") == (None, None)
    assert without_locale("https://www.a.example/de/agb") == "a.example/agb"
    assert region_of("Terms for the European Economic Area", "https://a.example/t") == "eea"
    assert region_of("Terms for users outside the EU", "https://a.example/t") is None
    assert (
        tier_of("terms", "Terms", "These terms do not apply to our business offerings.")
        == "consumer"
    )
    assert tier_of("privacy", "Privacy for Enterprise", "") == "business"
    assert tier_of("terms", "Terms of Service", "") == "unspecified"


def test_documents_on_one_page_are_told_from_sections_that_speak_of_documents():
    clause = "The parties agree that notice is given in writing by the one that knows of it. " * 25
    both = f"# Terms of Service\n\n{clause}\n\n# Privacy Policy\n\n{clause}\n"
    assert [part.kind for part in documents_in(both)] == ["terms", "privacy"]
    one = (
        f"# Terms of Service\n\n{clause}\n\n## 3. Privacy Policy\n\n{clause}\n\n"
        f"## Changes to our Privacy Policy\n\n{clause}\n\n## Data retention\n\n{clause}\n"
    )
    assert documents_in(one) == ()


def test_sitemaps_are_read_within_bounds_and_without_entities():
    bomb = (
        b"<?xml version='1.0'?><!DOCTYPE u [<!ENTITY a 'aaaa'><!ENTITY x SYSTEM 'file:///etc/hosts'>]>"
        b"<urlset><url><loc>/legal&a;</loc></url><url><loc>&x;</loc></url>"
        b"<url><loc>/terms</loc></url>"
    )
    pages = sitemap(bomb, "https://a.example/sitemap.xml").pages
    assert pages[-1] == "https://a.example/terms"
    assert not any("localhost" in url for url in pages)
    assert sitemap(b"https://a.example/x\nnothing\n", "https://a.example/s.txt").pages == (
        "https://a.example/x",
    )
    assert sitemap(b"<urlset><url>", "https://a.example/").pages == ()


def test_security_txt_names_its_policies():
    text = "Contact: mailto:a@b.example\nPolicy: https://a.example/disclosure\npolicy: nonsense\n"
    assert policy_of(text) == ("https://a.example/disclosure",)


def test_a_page_tells_its_links_by_where_they_stand():
    facts = page_facts(
        b"<html lang=de><head><base href='/x/'><title>T</title></head><body><header><nav>"
        b"<a href=p>Menu</a></nav></header><p><a href=q>Text</a></p><div class='site-footer'><nav>"
        b"<a href=/r>Foot</a></nav></div><div><h3>Beta Terms</h3><a href=s>Read more</a></div>"
        b"<a href=/c><h3>Beta Rules</h3><p>What they say, in a few words.</p></a></body></html>",
        None,
        "https://a.example/",
    )
    told = {
        (link.words, link.url.removeprefix("https://a.example"), link.spot) for link in facts.links
    }
    assert told == {
        ("Menu", "/x/p", "menu"),
        ("Text", "/x/q", "text"),
        ("Foot", "/r", "footer"),
        ("Beta Terms", "/x/s", "text"),
        ("Beta Rules", "/c", "text"),
    }
