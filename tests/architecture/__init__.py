"""The house's own rules, checked on its files."""
