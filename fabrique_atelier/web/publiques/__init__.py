"""Pages without an account: what became of the ideas, bringing one, the legal pages."""

from __future__ import annotations

from fabrique_atelier.web.publiques import apporter, legal, piece_suites, public, suites

__all__ = ["ESPACES", "apporter", "suites"]
ESPACES = (public.pages, piece_suites.pages, legal.pages)
