"""A small SMTP server on 127.0.0.1: with or without STARTTLS, with its own authority, able to fail on demand."""

from __future__ import annotations

import base64
import datetime as dt
import ipaddress
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Boite:
    """What the server received. ``refuser``: the command it answers 550 to; ``muette``: says nothing at all."""

    refuser: str = ""
    muette: bool = False
    tls: ssl.SSLContext | None = None
    messages: list[bytes] = field(default_factory=list)
    destinataires: list[str] = field(default_factory=list)
    #: (whether the line was encrypted, what was given) for each sign-in.
    identifiants: list[tuple[bool, str]] = field(default_factory=list)
    chiffres: list[bool] = field(default_factory=list)
    port: int = 0
    fin: threading.Event = field(default_factory=threading.Event)


class _Conversation(socketserver.BaseRequestHandler):
    boite: Boite

    def handle(self) -> None:
        """Talk until QUIT."""
        if self.boite.muette:
            self.boite.fin.wait(30)
            return
        self.chiffre, self.fichier = False, self.request.makefile("rb")
        try:
            self._converser()
        except OSError:
            return  # the client hung up: it did not like what it saw
        finally:
            self.fichier.close()
            self.request.close()

    def _converser(self) -> None:
        self._dire("220 essai")
        while ligne := self.fichier.readline():
            mot = ligne.split()[0].upper().decode() if ligne.split() else ""
            if mot == self.boite.refuser:
                self._dire("550 non, personne@exemple.invalid")
            elif not self._repondre(mot, ligne):
                return

    def _repondre(self, mot: str, ligne: bytes) -> bool:
        if mot == "EHLO":
            tls = ["250-STARTTLS"] if self.boite.tls and not self.chiffre else []
            self._dire("250-essai", *tls, "250 AUTH PLAIN")
        elif mot == "STARTTLS" and self.boite.tls:
            self._dire("220 oui")
            self.fichier.close()
            self.request = self.boite.tls.wrap_socket(self.request, server_side=True, suppress_ragged_eofs=True)
            self.fichier, self.chiffre = self.request.makefile("rb"), True
        elif mot == "AUTH":
            self.boite.identifiants.append((self.chiffre, base64.b64decode(ligne.split()[2]).decode()))
            self._dire("235 oui")
        elif mot == "RCPT":
            self.boite.destinataires.append(ligne.decode().strip())
            self._dire("250 oui")
        elif mot == "DATA":
            self._dire("354 dites")
            lignes = list(iter(self.fichier.readline, b".\r\n"))
            self.boite.messages.append(b"".join(lignes))
            self.boite.chiffres.append(self.chiffre)
            self._dire("250 oui")
        elif mot == "QUIT":
            self._dire("221 au revoir")
            return False
        else:
            self._dire("250 oui")
        return True

    def _dire(self, *lignes: str) -> None:
        self.request.sendall("".join(f"{ligne}\r\n" for ligne in lignes).encode())


@contextmanager
def boite_aux_lettres(**options: object) -> Iterator[Boite]:
    """Serve until the end of the block."""
    boite = Boite(**options)  # type: ignore[arg-type]

    class Conversation(_Conversation):
        pass

    Conversation.boite = boite
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as serveur:
        serveur.daemon_threads = True
        boite.port = serveur.server_address[1]
        fil = threading.Thread(target=serveur.serve_forever, args=(0.02,), daemon=True)
        fil.start()
        yield boite
        boite.fin.set()
        serveur.shutdown()
        fil.join()


def certificat(dossier: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return (server side, client side): an authority that only this client knows."""
    cle = ec.generate_private_key(ec.SECP256R1())
    nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "essai")])
    maintenant = dt.datetime.now(dt.UTC)
    certificat = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(maintenant - dt.timedelta(days=1))
        .not_valid_after(maintenant + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(cle, hashes.SHA256())
    )
    publique, privee = dossier / "certificat.pem", dossier / "cle.pem"
    publique.write_bytes(certificat.public_bytes(serialization.Encoding.PEM))
    privee.write_bytes(
        cle.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    serveur = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serveur.load_cert_chain(publique, privee)
    return serveur, ssl.create_default_context(cafile=str(publique))
