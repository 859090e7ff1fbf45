"""Outgoing e-mail: plain text, through the instance's SMTP server.

``smtps://`` is encrypted from the first byte. ``smtp://`` becomes so as soon as the server offers it; without that, no
password is ever sent beyond this machine. Nothing is logged about whom a message was for.
"""

from __future__ import annotations

import smtplib
import ssl
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

import structlog

ATTENTE_S = 10.0
_LOCAUX = frozenset({"localhost", "127.0.0.1", "::1"})
_journal = structlog.get_logger("courrier")


class Courrier:
    """Sends the instance's messages.

    Args:
        smtp: ``smtp[s]://[user:password@]server[:port]``, or None.
        de: the sender: ``atelier@exemple.fr``, or ``Fabrique Atelier <atelier@exemple.fr>``.
        contexte: TLS settings; the system's authorities unless a test brings its own.
    """

    def __init__(self, smtp: str | None, de: str, contexte: ssl.SSLContext | None = None) -> None:
        self._serveur = urlsplit(smtp or "")
        self._de = de.strip()
        self._contexte = contexte

    @property
    def configure(self) -> bool:
        """Whether there is a server and a sender."""
        return bool(self._serveur.hostname and self._de)

    def envoyer(self, a: str, sujet: str, texte: str) -> bool:
        """Send one message; False when it could not leave. Blocks up to a few times ten seconds: never in a transaction."""
        if not self.configure:
            return False
        try:
            message = self._composer(a, sujet, texte)
            with self._connecter() as client:
                self._securiser(client)
                client.send_message(message)
        except (OSError, smtplib.SMTPException, MessageError, ValueError, IndexError) as erreur:
            _journal.warning(
                "courriel_non_parti", erreur=type(erreur).__name__, code=getattr(erreur, "smtp_code", None)
            )
            return False
        return True

    def _composer(self, a: str, sujet: str, texte: str) -> EmailMessage:
        """Build the message; ``Address`` and the header policy refuse line breaks and second recipients."""
        message = EmailMessage()
        message["From"] = self._de
        (expediteur,) = message["From"].addresses
        if not expediteur.domain:
            raise ValueError("the sender is not an address")
        message["To"] = Address(addr_spec=a)
        message["Subject"] = sujet
        message["Date"] = formatdate(localtime=True)
        message["Message-ID"] = make_msgid(domain=expediteur.domain)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(texte, charset="utf-8")
        return message

    def _connecter(self) -> smtplib.SMTP:
        hote, port = self._serveur.hostname or "", self._serveur.port
        if self._serveur.scheme == "smtps":
            return smtplib.SMTP_SSL(hote, port or 465, timeout=ATTENTE_S, context=self._tls())
        return smtplib.SMTP(hote, port or 587, timeout=ATTENTE_S)

    def _securiser(self, client: smtplib.SMTP) -> None:
        chiffre = isinstance(client, smtplib.SMTP_SSL)
        client.ehlo()
        if not chiffre and client.has_extn("starttls"):
            client.starttls(context=self._tls())
            client.ehlo()
            chiffre = True
        if self._serveur.username:
            if not chiffre and self._serveur.hostname not in _LOCAUX:
                raise smtplib.SMTPNotSupportedError("no encryption offered: the password stays here")
            client.login(unquote(self._serveur.username), unquote(self._serveur.password or ""))

    def _tls(self) -> ssl.SSLContext:
        return self._contexte or ssl.create_default_context()
