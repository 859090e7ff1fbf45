"""Technical ground: database, clock, identifiers, typed refusals, text gate. No business word here."""
