"""Who signs in: people, roles per fabrique, invitations, sessions, rights, and the audit journal of what they did."""
