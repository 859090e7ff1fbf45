"""Properties: the séance against an oracle, and every client against the server."""
