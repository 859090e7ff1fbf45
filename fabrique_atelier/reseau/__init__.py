"""Slow reference data: fabriques, territories and policy zones, themes, partners and their contacts, reference lists."""
