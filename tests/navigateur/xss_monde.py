"""A whole fabrique for payloads: dossiers at every stade, one object of every room, then each free text of the database replaced.

What a form would refuse is there too: the pages must hold whatever is stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    String,
    Table,
    Text,
    bindparam,
    insert,
    select,
    text,
    update,
)

from fabrique_atelier.comite import models as mc
from fabrique_atelier.comptes.audit import Audit
from fabrique_atelier.demonstration import comptes, vie
from fabrique_atelier.dossier import abonnements, liens_apporteurs, signalements
from fabrique_atelier.dossier.reglage import Reglage, regler
from fabrique_atelier.dossier.stades import AVANT, PREREGLAGES, STADES
from fabrique_atelier.porteur import models as mp
from fabrique_atelier.reseau import fabriques
from fabrique_atelier.reseau import models as mr
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.seance.models import Seance
from fabrique_atelier.socle.base import Base, creer_moteur, ecrire, table
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from fabrique_atelier.socle.texte import insecable
from tests.integration import attendus
from tests.navigateur.xss_champs import Lot
from tests.outillage import dossiers as fabriquer
from tests.outillage.lignes import remplir

#: The server gets it too: the links it derives must be those of the story.
CLE = b"cle-jetable-des-charges-sans-secret-0123456"
#: Tables people write in, outside the rooms of the parcours.
_AUTOUR = frozenset(
    "contribution regroupement seance phase partenaire contact territoire zonage thematique personne fabrique".split()
)
_PIECES = ("dossier", "comite", "etude", "porteur", "suivi")
#: Texts that the application reads, or writes itself.
_A_NOUS = frozenset(
    "recherche empreinte mot_de_passe courriel courriel_reponse type_mime identifiant nom_cle site_web sel code numero repere "
    "logo_type totp codes_secours".split()
)  # fmt: skip
_COURT = 100
_ENTIER = 12_000
#: A code, a date, an id, a number: not a text.
_CODE = re.compile(r"[a-z0-9_.:\-]*|[A-Z][A-Z0-9]*|[0-9a-fA-F-]{32,}")


@dataclass
class Monde:
    """The database before anybody looks at it: ``lieux`` are its fabriques, ``marques`` tells the column of each mark, ``valeurs`` its texts."""

    moteur: Engine
    fabriques: dict[str, str]
    ids: dict[str, str]
    jetons: dict[str, str]
    marques: dict[int, str] = field(default_factory=dict)
    valeurs: dict[int, set[str]] = field(default_factory=dict)


def raconter(url: str) -> Monde:
    """Tell the worked cases, put things on the desk, plant one of everything."""
    moteur = creer_moteur(url)
    executeur = Executeur(moteur, 1, CLE)
    fabrique_id = comptes.semer(moteur, executeur, CLE)
    gens = vie.comptes_par_role(moteur, {a.role: a.courriel for a in comptes.acces(CLE)})
    faits = vie.raconter(executeur, CLE, fabrique_id, gens, lambda _c, _d: "<p>Paquet</p>")
    vie.aujourd_hui(executeur, CLE, fabrique_id, gens, faits)
    with ecrire(moteur) as connexion:
        ids = _objets(connexion, fabrique_id, gens["administration"])
        _equipe_seule(connexion, gens["administration"])
        lieux = {x.id: x.identifiant for x in connexion.execute(select(mr.Fabrique.id, mr.Fabrique.identifiant))}
        geste = Geste(Audit(CLE), gens["administration"], fabrique_id, maintenant_ms())
        for stade in STADES:
            fabriquer.dossier(connexion, geste, stade=stade, responsable_id=gens["administration"])
        abonnement = abonnements.demander(connexion, CLE, ids["seance_id"], "news@exemple.invalid", maintenant_ms())
        jetons = {"abonnement": abonnement or ""}
        jetons["apporteur"] = liens_apporteurs.ouvrir(connexion, geste, CLE, ids["partenaire_id"])
        jetons["apport"] = signalements.jeton_de(CLE, ids["signalement_recu"])
    return Monde(moteur, lieux, ids, jetons)


def _equipe_seule(connexion: Connection, personne_id: str) -> None:
    """A fabrique without a committee: the team decides at each gate."""
    fabrique_id = fabriques.creer(connexion, "equipe-seule", "Équipe seule", "Association d’essai", maintenant_ms())
    geste = Geste(Audit(CLE), personne_id, fabrique_id, maintenant_ms())
    regler(connexion, geste, Reglage(PREREGLAGES["sans_comite"]))
    for stade in AVANT.values():
        fabriquer.dossier(connexion, geste, stade=stade, responsable_id=personne_id)


def _objets(connexion: Connection, fabrique_id: str, personne_id: str) -> dict[str, str]:
    """One object of every room; what they hang from is what the story left."""

    def premier(modele: Any) -> str:
        return str(connexion.execute(select(modele.id).where(modele.fabrique_id == fabrique_id)).scalars().first())

    ids = {"id": fabrique_id, "personne_id": personne_id, "partenaire_id": premier(mr.Partenaire)}
    ids |= {"territoire_id": premier(mr.Territoire), "seance_id": premier(Seance)}
    recu = select(Base.metadata.tables["signalement"].c.id)
    ids["signalement_recu"] = str(connexion.execute(recu).scalars().first())
    contact = select(mr.Contact.id).where(mr.Contact.partenaire_id == ids["partenaire_id"])
    ids["contact_id"] = str(connexion.execute(contact).scalars().first())
    attendus.planter(connexion, ids)
    _tenir(connexion, ids)
    return ids


def _tenir(connexion: Connection, ids: dict[str, str]) -> None:
    """A sitting under way with everybody there: its opinions, its minutes and its signatures are still to be written."""
    reunion: dict[str, Any] = {
        "id": nouvel_identifiant(),
        "comite_id": ids["comite_id"],
        "jour": "2026-11-20",
        "heure": "18:00",
    }
    reunion |= {
        "mode": "presentiel",
        "etat": "tenue",
        "convoquee_le": "2026-11-10",
        "president_id": ids["membre_id"],
        "prochaine": None,
    }
    point: dict[str, Any] = {
        "id": nouvel_identifiant(),
        "seance_comite_id": reunion["id"],
        "ordre": 1,
        "porte": "G1",
        "decide": False,
    }
    point |= {
        "dossier_id": ids["dossier_id"],
        "rectifie_id": None,
        "candidature_id": None,
        "recommandation": "",
        "vote_seance_id": None,
    }
    for cible, ligne in ((mc.SeanceComite, reunion), (mc.PointOrdreDuJour, point)):
        connexion.execute(insert(cible), remplir(connexion, table(cible), ligne | {"version": 1}))
    _asseoir_tout_le_monde(connexion, ids["comite_id"], reunion["id"])


def _asseoir_tout_le_monde(connexion: Connection, comite_id: str, reunion_id: str) -> None:
    """Everybody is in the room, and opinions are counted by hand."""
    connexion.execute(update(mc.Comite).where(mc.Comite.id == comite_id).values(nominatif=False))
    sieges = connexion.execute(select(mc.MembreComite.id).where(mc.MembreComite.comite_id == comite_id)).scalars()
    la = {
        "seance_comite_id": reunion_id,
        "etat": "present",
        "pouvoir_a": None,
        "par_suppleant": False,
        "le": maintenant_ms(),
    }
    connexion.execute(insert(mc.Presence), [la | {"membre_id": s} for s in sieges])


def asseoir(monde: Monde, personne_id: str) -> None:
    """Give one account a seat in every committee and a project of its own, so that every page opens to it."""
    with ecrire(monde.moteur) as connexion:
        for comite_id in connexion.execute(select(mc.Comite.id)).scalars().all():
            siege = select(mc.MembreComite.id).where(mc.MembreComite.comite_id == comite_id).limit(1).scalar_subquery()
            connexion.execute(
                update(mc.MembreComite).where(mc.MembreComite.id == siege).values(personne_id=personne_id)
            )
        connexion.execute(update(mp.Porteur).values(personne_id=personne_id))


def empoisonner(monde: Monde, v: Lot) -> None:
    """Replace every free text of the rooms and of what they quote; each column has its mark (« §12 »)."""
    with ecrire(monde.moteur) as connexion:
        if connexion.dialect.name == "sqlite":
            for nom in connexion.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
                connexion.execute(text(f"DROP TRIGGER {nom}"))
        for numero, colonne in enumerate(_textes(), start=1):
            plume = _Plume(v, numero)
            _remplacer(connexion, colonne, plume)
            if plume.rang:
                monde.marques[numero] = str(colonne)
                monde.valeurs[numero] = plume.ecrits | {*map(insecable, plume.ecrits)}


def _textes() -> Iterator[Column[Any]]:
    for nom, modele in ((m.__tablename__, m) for m in _modeles()):
        if modele.__module__.split(".")[1] not in _PIECES and nom not in _AUTOUR:
            continue
        for colonne in modele.__table__.columns:
            if not (colonne.primary_key or colonne.foreign_keys or colonne.name in _A_NOUS) and _libre(colonne):
                yield colonne


def _modeles() -> list[Any]:
    return sorted((m.class_ for m in Base.registry.mappers), key=lambda m: str(m.__tablename__))


def _libre(colonne: Column[Any]) -> bool:
    if (
        str(colonne) == "paquet_transmission.contenu"
    ):  # the page we drew ourselves: it is drawn again under another test
        return False
    genre = colonne.type
    return isinstance(genre, JSON | Text) or (isinstance(genre, String) and (genre.length or 0) >= _COURT)


@dataclass
class _Plume:
    """Writes payloads for one column, another packet each time."""

    v: Lot
    numero: int
    rang: int = 0
    ecrits: set[str] = field(default_factory=set)

    def ecrire(self, maximum: int) -> str:
        """As many as ``maximum`` signs hold, the mark at the end."""
        self.rang += 1
        marque = f" §{self.numero}§"
        texte = self.v(maximum - len(marque), self.numero + self.rang) + marque
        self.ecrits.add(texte)
        return texte

    def dans(self, valeur: Any) -> Any:
        """The same structure, its texts replaced."""
        if isinstance(valeur, dict):
            return {n: self.dans(x) for n, x in valeur.items()}
        if isinstance(valeur, list):
            return [self.dans(x) for x in valeur]
        return valeur if not isinstance(valeur, str) or _CODE.fullmatch(valeur) else self.ecrire(max(len(valeur), 300))


def _remplacer(connexion: Connection, colonne: Column[Any], plume: _Plume) -> None:
    cible: Table = colonne.table
    cles = list(cible.primary_key.columns)
    lignes = connexion.execute(select(*cles, colonne).where(colonne.is_not(None))).all()
    changees = [_ligne(cles, tuple(x), plume, colonne) for x in lignes]
    if changees:
        ou = [c == bindparam(f"cle_{c.name}") for c in cles]
        connexion.execute(update(cible).where(*ou).values({colonne: bindparam("valeur", type_=colonne.type)}), changees)


def _ligne(cles: list[Column[Any]], ligne: tuple[Any, ...], plume: _Plume, colonne: Column[Any]) -> dict[str, Any]:
    avant = ligne[-1]
    taille = getattr(colonne.type, "length", None) or _ENTIER
    apres = plume.dans(avant) if isinstance(colonne.type, JSON) else plume.ecrire(taille)
    return {f"cle_{c.name}": x for c, x in zip(cles, ligne, strict=False)} | {"valeur": apres}
