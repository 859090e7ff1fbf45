"""Conducting the parcours: the evidence of every room, gathered to cross a stage or to say what waits."""
