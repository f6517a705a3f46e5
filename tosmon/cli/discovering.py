"""Commands that find documents for platforms.yaml: discover and add."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tosmon.cli.choosing import web_address
from tosmon.cli.context import (
    AddOption,
    ConfigOption,
    JsonOption,
    Place,
    QuietOption,
    VerboseOption,
    command,
    emit,
    emit_json,
    fetcher,
    say,
    terminal,
    with_progress,
)
from tosmon.errors import ConfigError, Exit, UsageError

if TYPE_CHECKING:
    from tosmon.model import Document
    from tosmon.proposals import DiscoverReport, Entry
    from tosmon.watch.pages import Wanted
    from tosmon.watch.proposing import Owner

LanguageOption = Annotated[
    str, typer.Option("--language", metavar="TAG", help="Which copy, where there are several.")
]
PrivateOption = Annotated[
    bool,
    typer.Option("--private", help="Let its links lead to private addresses, as in a company."),
]
DelayOption = Annotated[
    float,
    typer.Option("--delay", metavar="SECONDS", min=0, help="Between two requests to a host."),
]


@command
def discover(
    where: Annotated[
        str,
        typer.Argument(
            metavar="URL|NAME", help="A home page, a domain, or a platform of the shipped list."
        ),
    ],
    add: AddOption = False,
    language: LanguageOption = "en",
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=1, max=400, help="How many pages to ask for.")
    ] = 40,
    delay: DelayOption = 1.0,
    private: PrivateOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    config: ConfigOption = None,
) -> Exit:
    """Find a vendor's governance documents; print entries for platforms.yaml, or write them.

    Looks at footers, pages that list documents, sitemaps, security.txt and customary addresses,
    within robots.txt and one request at a time for each host. Records nothing.
    """
    import msgspec

    from tosmon.cli.proposing import tell_added, write_entries
    from tosmon.render.discover_lines import discover_lines
    from tosmon.watch.discovering import Discovery
    from tosmon.watch.proposing import with_notes

    place = Place(config, None)
    wanted = _wanted(where, place, language=language)
    wanted = msgspec.structs.replace(wanted, delay=delay, most=most, private=private)
    with fetcher() as fetching:
        search = Discovery(wanted, fetching)
        silent = quiet or json
        for _ in with_progress(search.run(), most, _short, quiet=silent):
            pass
        report = search.report()
    entries = [with_notes(found) for found in report.found if found.listed is None]
    if add:
        try:
            report = msgspec.structs.replace(report, added=write_entries(place, entries))
        except ConfigError:
            _print(report, entries)  # what so many requests brought is not lost
            raise
    if json:
        emit_json(report)
    else:
        if not quiet:
            say(discover_lines(report, width=terminal().width, verbose=verbose))
        if report.added is not None:
            tell_added(report.added, place)
        else:
            _print(report, entries)
    return Exit.DONE if report.found else Exit.INCOMPLETE


def _short(url: str) -> str:
    return url.partition("://")[2]


def _print(report: DiscoverReport, entries: list[Entry]) -> None:
    from tosmon.config import entries_text

    if entries:
        emit(entries_text(entries))
    elif not report.found:
        say("tosmon: no document was found; name another page of the site, such as its legal page")


@command
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="The address of the document.")],
    platform: Annotated[
        str | None,
        typer.Option(
            "--platform", metavar="ID", help="Whose it is  [by its host]", show_default=False
        ),
    ] = None,
    identity: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="Its own name  [by its title]", show_default=False),
    ] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Show the entry; write nothing.")] = False,
    delay: DelayOption = 1.0,
    private: PrivateOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    config: ConfigOption = None,
) -> Exit:
    """Put one document into platforms.yaml: fetched once, named by its title, nothing recorded."""
    import msgspec

    from tosmon.cli.proposing import tell_added, write_entries
    from tosmon.config import entries_text, faults_of
    from tosmon.render.check_lines import document_lines
    from tosmon.watch.adding import find_one
    from tosmon.watch.proposing import with_notes

    place = Place(config, None)
    wanted = _wanted(web_address(url), place, language="en", platform=platform)
    wanted = msgspec.structs.replace(wanted, delay=delay, private=private)
    with fetcher() as fetching:
        report = find_one(wanted, fetching, identity)
    entry = with_notes(report.found) if report.found is not None else None
    if entry is not None:
        faults = faults_of(entry)
        if faults:
            raise UsageError("\n".join(faults))
        report = msgspec.structs.replace(report, added=write_entries(place, [entry], dry=dry))
    if json:
        emit_json(report)
    else:
        shown = terminal()
        lines = document_lines(report.checked, colour=shown.colour, width=shown.width)
        if not quiet:
            emit("\n".join(lines) + "\n")
        if entry is not None and report.added is not None:
            if report.added.written and not quiet:
                emit("\n" + entries_text([entry]) + "\n")
            tell_added(report.added, place, dry=dry)
    return Exit.DONE if report.found is not None else Exit.INCOMPLETE


def _wanted(where: str, place: Place, *, language: str, platform: str | None = None) -> Wanted:
    """Return where to begin and whose documents they are; raise `UsageError` for neither."""
    from tosmon.config import load, shipped
    from tosmon.watch.pages import Wanted

    own = load(place.config_path).documents if place.config_path.exists() else ()
    known = (*own, *shipped().documents)
    seeds: tuple[Document, ...] = ()
    if "://" in where:
        start = web_address(where)
    elif "." in where:
        start = web_address(f"https://{where}")
    else:
        named = _named(where, known)
        start, seeds = _home(named), named
        platform = platform or named[0].platform
    return Wanted(
        start=start,
        owner=_owner(start, known, platform, language),
        seeds=seeds,
        listed=own,
    )


def _named(name: str, known: tuple[Document, ...]) -> tuple[Document, ...]:
    """Return the documents of the platform `name`; domains are never guessed from a name."""
    import difflib

    wanted = name.casefold()
    for document in known:
        if wanted in (document.platform, document.platform_name.casefold()):
            return tuple(each for each in known if each.platform == document.platform)
    near = difflib.get_close_matches(wanted, sorted({each.platform for each in known}), n=3)
    hint = f" (nearest: {', '.join(near)})" if near else ""
    raise UsageError(
        f"'{name}' is in no list of platforms{hint}; give its domain, e.g. "
        f"`tosmon discover {wanted.replace(' ', '')}.example`"
    )


def _home(documents: tuple[Document, ...]) -> str:
    """Return the start page of the host that most of `documents` stand at."""
    from collections import Counter
    from urllib.parse import urlsplit

    hosts = Counter(urlsplit(document.url)[:2] for document in documents)
    (scheme, host), _ = hosts.most_common(1)[0]
    return f"{scheme}://{host}/"


def _owner(start: str, known: tuple[Document, ...], platform: str | None, language: str) -> Owner:
    """Return whose site it is: a listed platform of the same site, or one named after its host."""
    from tosmon.finding.candidates import owner_of, same_site
    from tosmon.imports import slug
    from tosmon.watch.proposing import Owner

    host = owner_of(start)
    for document in known:
        if document.platform == platform or (platform is None and same_site(document.url, host)):
            name = document.platform_name
            return Owner(platform=document.platform, name=name, language=language)
    identity = platform or slug(host.partition(".")[0] if not host[:1].isdigit() else host)
    return Owner(platform=identity, name=identity, language=language)
