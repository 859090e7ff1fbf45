"""The étude d’opportunité: sections, verdicts, field evidence, what is done elsewhere."""
