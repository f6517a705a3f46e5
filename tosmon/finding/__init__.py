"""What an address probably is, from its words alone: documents, hubs, languages, regions. Pure.

Knows no network, no HTML and no platform; the words are those of documents in general.
"""
