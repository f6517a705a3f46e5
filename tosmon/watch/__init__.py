"""Use cases that record: looking at what is due, and what is said of it.

The submodules import what they need, so that planning costs neither HTTP nor lxml.
"""
