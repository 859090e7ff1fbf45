"""An instance to spoil, and the faults the doctor must find by name."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, insert

from fabrique_atelier.comptes import models as comptes
from fabrique_atelier.comptes.audit import SYSTEME, Audit
from fabrique_atelier.exploitation import copies, medecin, situation
from fabrique_atelier.exploitation.constats import A_SURVEILLER, MAUVAIS, Constat
from fabrique_atelier.reseau import fabriques
from fabrique_atelier.socle.base import creer_moteur, ecrire
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import nouvel_identifiant

CLE = "5f0c2b8e9d7a41c3b6e8f0a1d2c3b4a5968778695a4b3c2d1e0f9a8b7c6d5e4f"
JOUR = 86_400_000
MACHINE = situation.Machine(
    (3, 51, 3), 50 << 30, 100 << 30, 8192, {"flask": ("3.1.3", "3.1.3"), "eventlet": ("0.41.3", "0.41.3")}
)


@dataclass
class Instance:
    """An instance to spoil: its environment, its folder, what its machine is said to be."""

    dossier: Path
    environnement: dict[str, str]
    machine: situation.Machine = MACHINE
    maintenant: int | None = None
    moteur: Engine | None = None
    consoles: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def base(self) -> Path:
        return self.dossier / "fabrique.db"

    def sql(self, *ordres: str) -> None:
        with closing(sqlite3.connect(self.base)) as base:
            for ordre in ordres:
                base.execute(ordre)
            base.commit()

    def examiner(self) -> dict[str, Constat]:
        vue = situation.observer(self.environnement)
        vue = replace(
            vue, machine=self.machine, maintenant=self.maintenant or vue.maintenant, moteur=self.moteur or vue.moteur
        )
        constats = medecin.examiner(vue)
        if vue.moteur:
            vue.moteur.dispose()
        return {c.nom: c for c in constats}


def peupler(url: str) -> str:
    """One fabrique, one person who looks after it and after the instance, two audit lines; return the fabrique's id."""
    moteur, maintenant, personne = creer_moteur(url), maintenant_ms(), nouvel_identifiant()
    with ecrire(moteur) as connexion:
        fabrique = fabriques.creer(connexion, "ma-fabrique", "Ma fabrique", "Association", maintenant)
        ligne = {"id": personne, "courriel": "a@b.fr", "nom": "Anne", "mot_de_passe": "!", "codes_secours": [], "active": True,
                 "instance": True, "cree_le": maintenant}  # fmt: skip
        connexion.execute(insert(comptes.Personne), ligne)
        role = {"personne_id": personne, "fabrique_id": fabrique, "role": "administration", "cree_le": maintenant}
        connexion.execute(insert(comptes.Attribution), role)
        for action in ("fabrique.creer", "personne.creer"):
            Audit(CLE.encode()).noter(connexion, maintenant, SYSTEME, action, ("fabrique", fabrique))
    moteur.dispose()
    return fabrique


def reglages(**valeurs: str) -> Callable[[Instance], None]:
    return lambda instance: instance.environnement.update({f"FABRIQUE_{n}": v for n, v in valeurs.items()})


def _sql(*ordres: str) -> Callable[[Instance], None]:
    return lambda instance: instance.sql(*ordres)


def _machine(**valeurs: Any) -> Callable[[Instance], None]:
    def semer(instance: Instance) -> None:
        instance.machine = replace(MACHINE, **valeurs)

    return semer


def _droits(nom: str, droits: int) -> Callable[[Instance], None]:
    return lambda instance: (instance.dossier / nom).chmod(droits)


def _tout_ouvert(instance: Instance) -> None:
    instance.dossier.chmod(0o755)
    instance.base.chmod(0o644)


def _dossier_ouvert(instance: Instance) -> None:
    instance.dossier.chmod(0o711)
    instance.base.chmod(0o600)


def _wal_lisible(instance: Instance) -> None:
    instance.dossier.chmod(0o711)
    instance.base.chmod(0o600)
    (instance.dossier / "fabrique.db-wal").touch(0o644)
    instance.moteur = creer_moteur("sqlite://")  # SQLite would put it right on opening the base


def _abimer(instance: Instance) -> None:
    instance.sql("CREATE TABLE gros (texte TEXT)", *["INSERT INTO gros VALUES (hex(randomblob(3000)))"] * 9)
    octets = bytearray(instance.base.read_bytes())
    octets[-9000:-100] = os.urandom(8900)
    instance.base.write_bytes(bytes(octets))


def _seconde_ouverture(instance: Instance) -> None:
    """Somebody's console, left open on the base: it is not the server, it holds no lock."""
    with instance.base.open("r+b") as base:
        console = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=base)
    instance.consoles.append(console)


def _deux_ouvertures(instance: Instance) -> None:
    _seconde_ouverture(instance)
    _seconde_ouverture(instance)


def _deux_ouvertures_fautives(instance: Instance) -> None:
    _deux_ouvertures(instance)
    _machine(sqlite=(3, 40, 1))(instance)


def audit_retouche(instance: Instance) -> None:
    instance.sql("DROP TRIGGER audit_immuable", "UPDATE audit SET action = 'autre' WHERE numero = 1")


def _audit_tronque(instance: Instance) -> None:
    """The end is cut: only the witness kept outside the base can tell."""
    (instance.dossier / "journal-audit.temoin").write_text(f"9 {'a' * 64}\n", encoding="ascii")


def _horloge_reculee(instance: Instance) -> None:
    instance.maintenant = 978_307_200_000


def _mal_ecrite(instance: Instance) -> None:
    """The engine of a program that would have lost its settings."""
    moteur = create_engine(f"sqlite:///{instance.base}")
    event.listen(moteur, "connect", lambda connexion, _: connexion.execute("PRAGMA synchronous=OFF"))
    instance.moteur = moteur


def _gros_wal(instance: Instance) -> None:
    with (instance.dossier / "fabrique.db-wal").open("wb") as journal:
        journal.truncate(65 << 20)
    instance.moteur = creer_moteur("sqlite://")  # the log is hollow: only its size is looked at here


def _copie(jours: int) -> Callable[[Instance], None]:
    return lambda i: copies.noter_copie(i.dossier, copies.Copie(maintenant_ms() - jours * JOUR, "x.tar"))


def _courriel_muet(instance: Instance) -> None:
    reglages(SMTP=f"smtp://127.0.0.1:{_port_ferme()}", COURRIEL_DE="a@b.fr")(instance)


def _port_ferme() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port: int = prise.getsockname()[1]
        return port


_COMPTE_RENDU = (
    "INSERT INTO compte_rendu (id, seance_comite_id, contenu, signataires, empreinte, signe_le, signe_par) "
    "VALUES ('x', 'y', '{}', '[]', '0', 1, 'z')"
)
_PARTOUT = "0.0.0.0"  # noqa: S104 (a setting, not bound)

FAUTES: dict[str, tuple[str, str, Callable[[Instance], None]]] = {
    "clé de 12 caractères": ("cle_courte", MAUVAIS, reglages(CLE="Xk29dLq0Zt7w")),
    "clé sans variété": ("cle_courte", MAUVAIS, reglages(CLE="0f" * 32)),
    "clé d’exemple": ("cle_connue", MAUVAIS, reglages(CLE="changeme-changeme-changeme-changeme-1234")),
    "fichier de clé ouvert": ("cle_lisible", MAUVAIS, _droits("cle", 0o644)),
    "clé perdue": ("cle_lisible", MAUVAIS, lambda i: (i.dossier / "cle").unlink()),
    "base ouverte à tous": ("base_lisible", MAUVAIS, _tout_ouvert),
    "journal de SQLite ouvert": ("base_lisible", MAUVAIS, _wal_lisible),
    "dossier ouvert": ("base_lisible", A_SURVEILLER, _dossier_ouvert),
    "base tenue sans verrou": ("deux_processus", MAUVAIS, _seconde_ouverture),
    "base ouverte deux fois": ("deux_processus", MAUVAIS, _deux_ouvertures),
    "SQLite fautif, seul": ("sqlite_affecte", A_SURVEILLER, _machine(sqlite=(3, 40, 1))),
    "SQLite fautif, à deux": ("sqlite_affecte", MAUVAIS, _deux_ouvertures_fautives),
    "machine en 2001": ("horloge", MAUVAIS, _horloge_reculee),
    "instants à venir": ("horloge", MAUVAIS, _sql("UPDATE fabrique SET cree_le = 4000000000000")),
    "base ancienne": ("schema", MAUVAIS, _sql("UPDATE alembic_version SET version_num = '202611220500'")),
    "base trop récente": ("schema", MAUVAIS, _sql("UPDATE alembic_version SET version_num = '209901010000'")),
    "fichier abîmé": ("base_abimee", MAUVAIS, _abimer),
    "ligne orpheline": ("cles_etrangeres", MAUVAIS, _sql("DELETE FROM fabrique")),
    "audit retouché": ("journal_audit", MAUVAIS, audit_retouche),
    "compte rendu retouché": ("comptes_rendus", MAUVAIS, _sql(_COMPTE_RENDU)),
    "audit tronqué": ("journal_audit", MAUVAIS, _audit_tronque),
    "réglage inconnu": ("reglage_inconnu", MAUVAIS, reglages(CAPACITEE="500")),
    "réglage refusé": ("reglage_refuse", MAUVAIS, reglages(PORT="cinq mille")),
    "adresse publique en clair": ("url_publique_sans_https", MAUVAIS, reglages(URL="http://atelier.commune.fr")),
    "https sans mandataire": ("mandataire", MAUVAIS, reglages(URL="https://atelier.commune.fr", HOTE=_PARTOUT)),
    "mandataire oublié": ("mandataire", A_SURVEILLER, reglages(URL="https://atelier.commune.fr")),
    "mandataire contournable": ("mandataire", MAUVAIS, reglages(MANDATAIRES="1", HOTE=_PARTOUT)),
    "disque plein": ("disque", MAUVAIS, _machine(libre=400 << 20)),
    "disque bientôt plein": ("disque", A_SURVEILLER, _machine(libre=9 << 30)),
    "aucune sauvegarde": ("sauvegarde_ancienne", A_SURVEILLER, lambda i: (i.dossier / "derniere-sauvegarde.json").unlink()),
    "sauvegarde de 8 jours": ("sauvegarde_ancienne", A_SURVEILLER, _copie(8)),
    "sauvegarde de 40 jours": ("sauvegarde_ancienne", MAUVAIS, _copie(40)),
    "journal de SQLite énorme": ("wal_trop_gros", MAUVAIS, _gros_wal),
    "fabrique sans administration": ("sans_administration", MAUVAIS, _sql("UPDATE attribution SET role = 'animation'")),
    "instance sans administration": ("sans_administration", MAUVAIS, _sql("UPDATE personne SET instance = 0")),
    "compte fermé": ("sans_administration", A_SURVEILLER, _sql("UPDATE personne SET active = 0")),
    "invitation en attente": ("sans_administration", A_SURVEILLER, _sql("UPDATE personne SET mot_de_passe = NULL")),
    "courriel mal écrit": ("smtp", MAUVAIS, reglages(SMTP="smtp.commune.fr:587")),
    "expéditeur absent": ("smtp", MAUVAIS, reglages(SMTP="smtp://127.0.0.1:25")),
    "courriel muet": ("smtp", MAUVAIS, _courriel_muet),
    "trop peu de descripteurs": ("descripteurs", MAUVAIS, _machine(descripteurs=1024)),
    "paquet ancien": ("dependances", MAUVAIS, _machine(paquets={"flask": ("3.1.2", "3.1.3")})),
    "pas installé": ("dependances", A_SURVEILLER, _machine(paquets={})),
    "paquet absent": ("dependances", MAUVAIS, _machine(paquets={"flask": ("", "3.1.3")})),
    "eventlet troué": ("dependances", MAUVAIS, _machine(paquets={"eventlet": ("0.40.2", "0.40")})),
    "écritures sans fsync": ("synchronous", MAUVAIS, _mal_ecrite),
}  # fmt: skip
