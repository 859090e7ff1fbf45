"""A fabrique with its comité d’engagement, put straight in a database: what the committees are tested on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, Engine, insert, select, update

from fabrique_atelier.comite import avis, comites, membres, minutes, ordre_du_jour, presences, seances
from fabrique_atelier.comite.majorite import Totaux
from fabrique_atelier.comite.redaction import CompteRenduLu
from fabrique_atelier.comptes.audit import Audit
from fabrique_atelier.conduite import decisions as conduite
from fabrique_atelier.dossier import creation
from fabrique_atelier.dossier import models as d
from fabrique_atelier.dossier.decisions import Decision
from fabrique_atelier.dossier.lectures import DossierLu, charger
from fabrique_atelier.reseau import contacts, fabriques, partenaires
from fabrique_atelier.reseau import models as r
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.plan import PARTENAIRE_VIDE
from fabrique_atelier.seance import models as atelier
from fabrique_atelier.socle.base import ecrire, lire, table
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.integration.reseau_partenaires import contact
from tests.outillage import lignes
from tests.outillage.comptes import connecter

T = TypeVar("T")
AUDIT = Audit(b"cle d'essai des comites 0123456789")
MAINTENANT = 1_481_655_600_000  # 13/12/2016, 20:00
LIEU = "00000000-0000-7000-8000-000000000001"
JOUR = "2016-12-13"
COLLEGES = ("collectivite", "bailleur_social", "ess", "habitants_citoyens")


@dataclass
class Salle:
    """One fabrique, one session of its comité d’engagement; ``sieges``: the members in the order they were added."""

    moteur: Engine
    fabrique_id: str
    geste: Geste
    theme: str
    comite_id: str = ""
    seance_id: str = ""
    sieges: list[str] = field(default_factory=list)
    partenaires: list[str] = field(default_factory=list)

    @contextmanager
    def lecture(self) -> Iterator[Connection]:
        with lire(self.moteur) as connexion:
            yield connexion

    def faire(self, geste: Callable[[Connection], T]) -> T:
        with ecrire(self.moteur) as connexion:
            return geste(connexion)

    def dossier(self, titre: str, stade: str = "au_comite_engagement", seance_id: str | None = None) -> str:
        """A dossier already at ``stade``; with ``seance_id``, people gave its idea in that séance."""
        source = creation.Source("seance" if seance_id else "equipe", "Source", seance_id=seance_id)
        nouveau = creation.Nouveau(titre, [source], [LIEU], [self.theme], "2016-11-17", "2016-11-18")

        def creer(connexion: Connection) -> str:
            dossier_id = creation.creer(connexion, self.geste, nouveau)
            connexion.execute(update(d.Dossier).where(d.Dossier.id == dossier_id).values(stade=stade))
            return dossier_id

        return self.faire(creer)

    def asseoir(self, nombre: int, comite_id: str = "", voix: str = "deliberative") -> list[str]:
        """Give that many seats, each to somebody of a partner of its own."""
        return self.faire(lambda c: [self._asseoir(c, n, comite_id or self.comite_id, voix) for n in range(nombre)])

    def _asseoir(self, connexion: Connection, numero: int, comite_id: str, voix: str) -> str:
        college = COLLEGES[numero % len(COLLEGES)]
        champs = {**PARTENAIRE_VIDE, "nom": f"Organisation {numero + 1}", "college": college}
        partenaire_id = partenaires.creer(connexion, self.fabrique_id, champs, MAINTENANT)
        personne = contact(partenaire_id, nom=f"Membre{numero + 1}", prenom="Dominique")
        titulaire = contacts.creer(connexion, partenaire_id, personne, MAINTENANT)
        self.partenaires.append(partenaire_id)
        membre = membres.NouveauMembre(partenaire_id, titulaire, college, voix, "2016")
        siege = membres.ajouter(connexion, self.geste, comite_id, membre)
        if comite_id == self.comite_id:
            self.sieges.append(siege)
        return siege

    def inscrire(self, dossier_id: str, porte: str = "G1", seance_id: str = "") -> str:
        point = ordre_du_jour.NouveauPoint(porte, dossier_id)
        return self.faire(lambda c: ordre_du_jour.inscrire(c, self.geste, seance_id or self.seance_id, point))

    def presents(self, nombre: int) -> None:
        """Open the sitting, with that many members there; the first one chairs."""

        def ouvrir_la_seance(connexion: Connection) -> None:
            seances.tenir(connexion, self.geste, self.seance_id)
            seances.installer(connexion, self.geste, self.seance_id, self.sieges[0], "Camille Petit")
            for rang, membre_id in enumerate(self.sieges):
                etat = "present" if rang < nombre else "excuse"
                presences.marquer(connexion, self.geste, self.seance_id, membre_id, etat)

        self.faire(ouvrir_la_seance)

    def pouvoir(self, de: int, a: int) -> None:
        """The seat number ``de`` gives its voice to the seat number ``a``."""
        donne = (self.sieges[de], "represente", self.sieges[a])
        self.faire(lambda c: presences.marquer(c, self.geste, self.seance_id, *donne))

    def decider(self, point_id: str, decision: str, porte: str = "G1", **reste: Any) -> None:
        """The decision as the screens record it: the dossier follows."""
        prise = Decision(porte, decision, JOUR, **{"motif": "Parce que.", **reste})
        self.faire(lambda c: conduite.decider(c, self.geste, point_id, prise))


def ouvrir(moteur: Engine, *, membres_: int = 11, quorum_pct: int = 50, **regles: Any) -> Salle:
    """A fabrique, its comité d’engagement of ``membres_`` voices, and a session on 13/12/2016."""
    with ecrire(moteur) as connexion:
        fabrique_id = fabriques.creer(
            connexion, "bellefontaine", "Fabrique de Bellefontaine", "Association", MAINTENANT
        )
        lieu = lignes.remplir(connexion, table(r.Territoire), {"id": LIEU, "fabrique_id": fabrique_id})
        connexion.execute(insert(r.Territoire), lieu)
        requete = select(r.Thematique.code).where(r.Thematique.fabrique_id == fabrique_id).limit(1)
        theme = connexion.execute(requete).scalar_one()
    geste = Geste(AUDIT, "systeme", fabrique_id, MAINTENANT)
    salle = Salle(moteur, fabrique_id, geste, theme)
    nouveau = comites.NouveauComite("engagement", "Comité d’engagement", ["G1"], quorum_pct=quorum_pct, **regles)
    salle.comite_id = salle.faire(lambda c: comites.creer(c, geste, nouveau))
    salle.asseoir(membres_)
    seance = seances.NouvelleSeance(JOUR, lieu="Salle du centre social")
    salle.seance_id = salle.faire(lambda c: seances.preparer(c, geste, salle.comite_id, seance))
    return salle


def refus(salle: Salle, geste: Any) -> str:
    """Return the code of the refusal."""
    with pytest.raises(ErreurMetier) as pris:
        salle.faire(geste)
    return pris.value.code


def refuse(geste: Callable[[], object]) -> str:
    """Same, for what opens its own transaction."""
    with pytest.raises(ErreurMetier) as pris:
        geste()
    return pris.value.code


def lu(salle: Salle, dossier_id: str) -> DossierLu:
    with salle.lecture() as connexion:
        dossier = charger(connexion, salle.fabrique_id, dossier_id)
    assert dossier is not None
    return dossier


def compte_rendu(salle: Salle) -> CompteRenduLu:
    with salle.lecture() as connexion:
        lu = minutes.projet(connexion, salle.fabrique_id, salle.seance_id)
    assert lu is not None
    return lu


def compter(salle: Salle, point_id: str, **voix: int) -> None:
    salle.faire(lambda x: avis.saisir(x, salle.geste, point_id, Totaux(**voix)))


def atelier_de(moteur: Engine) -> str:
    with moteur.begin() as connexion:
        ligne = lignes.remplir(connexion, table(atelier.Seance), {"id": nouvel_identifiant(), "prete_a": None})
        connexion.execute(insert(atelier.Seance), ligne)
    return str(ligne["id"])


def compte_de(salle: Salle, siege: int) -> str:
    """An account tied to a seat; return the person’s id."""
    personne_id = connecter(salle.moteur, {salle.fabrique_id: ["membre_comite"]}).personne_id

    def lier(connexion: Connection) -> None:
        lu = membres.charger(connexion, salle.fabrique_id, salle.sieges[siege])
        assert lu is not None
        assert lu.partenaire_id is not None
        nouveau = membres.NouveauMembre(
            lu.partenaire_id, lu.titulaire_id, lu.college, lu.voix, lu.depuis, personne_id=personne_id
        )
        membres.modifier(connexion, salle.geste, (lu.id, lu.version), nouveau)

    salle.faire(lier)
    return personne_id
