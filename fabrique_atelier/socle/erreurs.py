"""Typed business refusals, raised by the rules and translated once, at the edge (web and direct)."""

from __future__ import annotations


class ErreurMetier(Exception):
    """A refusal the person can understand and act upon.

    Attributes:
        code: stable ASCII identifier (``docs/protocole.md`` §5), never shown.
        message: French sentence to show as it is: what happened, why, what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class ErreurConfiguration(Exception):
    """A setting is unknown, missing or unsafe; the message names it and says how to mend it."""


class BaseOccupee(Exception):
    """Another process holds the database: the caller may try again in a moment."""
