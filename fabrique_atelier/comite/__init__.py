"""Committees: members, sessions, agenda, presence, opinions, decisions, minutes."""
