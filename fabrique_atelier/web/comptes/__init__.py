"""Accounts of the team: signing in, one’s own account, people and their roles."""

from __future__ import annotations

from fabrique_atelier.web.comptes import compte, comptes, personnes

ESPACES = (comptes.pages, compte.pages, personnes.pages)
