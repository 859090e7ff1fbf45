"""A minimal HTTP/1.1 client on asyncio streams: one keep-alive connection, one request at a time.

Long-polling phones and API calls use it. It exists so that the fleet sees exactly what is on the wire: a cut
connection is an exception, never a silent retry which would hide a doubled request.
"""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any


class Coupure(Exception):
    """The connection ended, or never began: whatever was in flight has an unknown fate."""


@dataclass(frozen=True)
class Adresse:
    """Where the server listens, split from its base URL."""

    hote: str
    port: int

    @classmethod
    def depuis_url(cls, url: str) -> "Adresse":
        """Read ``http://host:port``; the fleet only speaks plain HTTP, on a loopback or a LAN."""
        reste = url.removeprefix("http://").split("/", 1)[0]
        hote, _, port = reste.rpartition(":")
        return cls(hote, int(port)) if hote else cls(port, 80)


@dataclass(frozen=True)
class Reponse:
    """An HTTP answer: status code, lower-case headers and raw body."""

    statut: int
    entetes: dict[str, str]
    corps: bytes

    def json(self) -> Any:
        """Body as JSON."""
        return json.loads(self.corps)


@dataclass
class ConnexionHttp:
    """One connection, opened when first needed; any error closes it and raises :class:`Coupure`."""

    adresse: Adresse
    delai_s: float = 40.0
    _flux: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None, init=False)

    async def demander(
        self, methode: str, chemin: str, corps: bytes = b"", entetes: dict[str, str] | None = None
    ) -> Reponse:
        """Send one request and read its whole answer.

        :raises Coupure: the connection failed at any point before the end of the answer.
        """
        try:
            async with asyncio.timeout(self.delai_s):
                lecteur, ecrivain = await self._ouvrir()
                ecrivain.write(self._requete(methode, chemin, corps, entetes or {}))
                await ecrivain.drain()
                reponse = await _lire_reponse(lecteur, avec_corps=methode != "HEAD")
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError) as erreur:
            await self.fermer()
            raise Coupure(str(erreur) or type(erreur).__name__) from erreur
        except asyncio.CancelledError:
            await self.fermer()
            raise
        if reponse.entetes.get("connection", "").lower() == "close":
            await self.fermer()
        return reponse

    async def _ouvrir(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._flux is None:
            self._flux = await asyncio.open_connection(self.adresse.hote, self.adresse.port, limit=1 << 20)
        return self._flux

    def _requete(self, methode: str, chemin: str, corps: bytes, entetes: dict[str, str]) -> bytes:
        tous = {"Host": f"{self.adresse.hote}:{self.adresse.port}", **entetes}
        if corps or methode == "POST":
            tous["Content-Length"] = str(len(corps))
        lignes = [f"{methode} {chemin} HTTP/1.1", *(f"{nom}: {valeur}" for nom, valeur in tous.items()), "", ""]
        return "\r\n".join(lignes).encode("latin-1", "replace") + corps

    async def fermer(self) -> None:
        """Drop the connection without ceremony."""
        flux, self._flux = self._flux, None
        if flux is not None:
            flux[1].transport.abort()


async def _lire_reponse(lecteur: asyncio.StreamReader, *, avec_corps: bool) -> Reponse:
    tete = (await lecteur.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    statut = int(tete[0].split(" ", 2)[1])
    paires = (ligne.partition(":") for ligne in tete[1:] if ":" in ligne)
    entetes = {nom.strip().lower(): valeur.strip() for nom, _, valeur in paires}
    if not avec_corps or statut in {204, 304}:
        return Reponse(statut, entetes, b"")
    if entetes.get("transfer-encoding", "").lower() == "chunked":
        return Reponse(statut, entetes, await _lire_morceaux(lecteur))
    return Reponse(statut, entetes, await lecteur.readexactly(int(entetes.get("content-length", "0"))))


async def _lire_morceaux(lecteur: asyncio.StreamReader) -> bytes:
    morceaux = bytearray()
    while taille := int((await lecteur.readuntil(b"\r\n")).split(b";")[0], 16):
        morceaux += await lecteur.readexactly(taille)
        await lecteur.readexactly(2)
    await lecteur.readuntil(b"\r\n")
    return bytes(morceaux)


async def appeler(adresse: Adresse, methode: str, chemin: str, jeton: str, corps: Any = None) -> Reponse:
    """One API call on its own connection: JSON in, JSON out, bearer token."""
    connexion = ConnexionHttp(adresse)
    entetes = {"Authorization": f"Bearer {jeton}", "Content-Type": "application/json", "Connection": "close"}
    try:
        octets = b"" if corps is None else json.dumps(corps, ensure_ascii=False).encode()
        return await connexion.demander(methode, chemin, octets, entetes)
    finally:
        await connexion.fermer()
