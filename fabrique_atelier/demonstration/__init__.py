"""The three worked cases (``domaine.md`` §5), replayed through the commands a phone sends."""
