"""Socket.IO delivery: who is connected, what each audience is sent, catching up, presence. No business rule here."""
