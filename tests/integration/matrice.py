"""What the matrix stands on: who must be let in by each route, and two fabriques with one of everything in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update
from sqlalchemy.dialects.sqlite import insert as inserer

from fabrique_atelier.comptes import models as comptes
from fabrique_atelier.reseau import models as reseau
from fabrique_atelier.seance.creation import Cadre, SeanceACreer, creer_seance
from fabrique_atelier.socle.base import Base, ecrire, lire, table
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import empreinte, nouvel_identifiant
from tests.integration.attendus import attendus, donnees
from tests.integration.attendus import planter as planter_le_parcours
from tests.integration.attendus.qui import SANS_COMPTE
from tests.integration.site import INCONNU, Site
from tests.outillage import comptes as outils
from tests.outillage.lignes import remplir

#: Anybody signed in, on themselves.
MEMBRES = frozenset({"tout le monde"})
_INSTANCE = frozenset({"instance"})
_TOUS = frozenset({"administration", "charge_mission", "animation", "membre_comite", "porteur", "lecture_reseau"})
_ADMIN = frozenset({"administration"})
_EQUIPE = frozenset({"administration", "charge_mission"})
_SEANCES = frozenset({"administration", "charge_mission", "animation"})
_CHIFFRES = frozenset({"administration", "charge_mission", "lecture_reseau"})


def _sous(piece: str, noms: str, qui: frozenset[str]) -> dict[str, frozenset[str]]:
    return {f"{piece}.{nom}": qui for nom in noms.split()}


#: Endpoint → who must be let in, in the fabrique where they hold that role.
ATTENDUS: dict[str, frozenset[str]] = {
    **_sous("public", "qr sante suites", SANS_COMPTE),
    **_sous("legal", "notice notice_de accessibilite mentions donnees plan", SANS_COMPTE),
    **_sous(
        "telephone",
        "accueil entrer_par_code entrer_par_qr entrer_par_ticket qr_du_ticket rejoindre revenir",
        SANS_COMPTE,
    ),
    **_sous("tableau", "tableau", SANS_COMPTE),
    **_sous("animation", "animer exporter", SANS_COMPTE),
    **_sous("animation", "animer_en_equipe exporter_en_equipe", _SEANCES),
    **_sous("api", "commandes creer etat rejoindre lire_mes_donnees effacer_mes_donnees", SANS_COMPTE),
    **_sous("comptes", "connexion code deconnexion invitation oubli nouveau_mot_de_passe", SANS_COMPTE),
    **_sous("compte", "profil mot_de_passe double_verification arreter_double_verification", MEMBRES),
    **_sous("compte", "fermer_connexion fermer_autres", MEMBRES),
    **_sous("equipe", "mes_fabriques", MEMBRES),
    **_sous("equipe", "accueil", _TOUS),
    **_sous("equipe", "seances nouvelle", _SEANCES),
    **_sous("seances", "fiche affiche ajouter_tickets annuler_ticket entree imprimer preter reprendre", _SEANCES),
    **_sous("fabrique", "reglages enregistrer thematiques regler_thematiques", _ADMIN),
    **_sous("fabrique", "logo", _TOUS),
    **_sous("territoires", "liste", _SEANCES),
    **_sous("territoires", "ajouter chercher modifier supprimer", _EQUIPE),
    **_sous("zonages", "fiche", _SEANCES),
    **_sous("zonages", "ajouter_zonage modifier_zonage reprendre_zonage supprimer_zonage", _EQUIPE),
    **_sous("partenaires", "liste fiche export nouveau modifier supprimer", _EQUIPE),
    **_sous("contacts", "ajouter modifier supprimer", _EQUIPE),
    **_sous("importation", "deposer colonnes valeurs verifier confirmer refus_csv abandonner", _EQUIPE),
    **_sous("personnes", "liste inviter fiche retirer relancer", _ADMIN),
    **_sous("journal", "lecture exporter", _ADMIN),
    **_sous("reseau", "statistiques exporter", _CHIFFRES),
    **_sous("instance", "tableau_de_bord importer confirmer nouvelle_fabrique", _INSTANCE),
    **attendus(),
}


#: Endpoint → what its address names that is not an object.
PROPRES = {"territoires.ajouter": {"genre": "bassin"}}
#: Endpoint → what its form must hold to be about something; ``@name``: the id planted under that name.
DONNEES = {"fabrique.regler_thematiques": {"code": "insertion", "geste": "masquer"}, **donnees()}


@dataclass
class Terrain:
    """The planted instance: secrets of the actors, and the ids of the objects of each fabrique."""

    site: Site
    secrets: dict[str, str]
    sessions: dict[str, str]
    ici: dict[str, str]
    la: dict[str, str]
    lignes: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)
    change_par: str = ""
    sale: bool = False

    def valeurs(self, acteur: str, arguments: Iterable[str], objet: str) -> dict[str, str]:
        """Return what to put in an address: everything own, everything foreign, or a foreign object in one's own fabrique."""
        etrangere = {
            "sien": set(),
            "fabrique étrangère": set(arguments),
            "objet étranger": set(arguments) - {"fabrique"},
        }
        ici = self.ici | {"session_id": self.sessions.get(acteur, INCONNU)}
        return {a: (self.la if a in etrangere[objet] else ici)[a] for a in arguments}

    def remettre(self, acteur: str) -> None:
        """Put back what the last request may have changed; ``acteur`` is the one who was importing a file."""
        self.change_par, self.sale = acteur, False
        with ecrire(self.site.application.moteur) as connexion:
            for cible, lignes in self.lignes.items():
                connexion.execute(inserer(cible).on_conflict_do_nothing(), lignes)
            for nom, secret in self.secrets.items():
                _reouvrir(connexion, nom, secret)
            session = select(comptes.SessionEquipe.personne_id)
            auteur = session.where(comptes.SessionEquipe.id == self.sessions.get(acteur)).scalar_subquery()
            if acteur in self.sessions:
                connexion.execute(update(reseau.ImportPartenaires).values(personne_id=auteur))


def planter(site: Site, acteurs: Iterable[str]) -> Terrain:
    """Fill two fabriques and sign everybody in."""
    moteur = site.application.moteur
    ici, la = _fabrique(site, "ici"), _fabrique(site, "la")
    connectees = {a: _acteur(site, a, ici["id"], la["id"]) for a in acteurs if a != "anonyme"}
    secrets = {a: c.secret for a, c in connectees.items()}
    sessions = {a: c.session_id for a, c in connectees.items()}
    with lire(moteur) as connexion:
        lignes = {
            t: [dict(r) for r in connexion.execute(select(t)).mappings()]
            for t in Base.metadata.sorted_tables
            if t.name not in ("audit", "audit_coupe", "journal", "reserve", "demande", "compte_rendu")
        }
    return Terrain(site, secrets, sessions, ici, la, {t: rs for t, rs in lignes.items() if rs})


def _acteur(site: Site, nom: str, ici: str, la: str) -> outils.Connectee:
    """Sign one actor in; a role is held in the fabrique « ici »."""
    moteur = site.application.moteur
    roles = {ici: [nom]} if nom in _TOUS else {la: ["administration"]} if nom == "ailleurs" else {}
    if nom in ("inactive", "revoquee", "desactivee"):
        roles = {ici: ["administration"]}
    personne = outils.connecter(
        moteur, roles, instance=nom == "instance", nom=f"Personne {nom}", age_ms=31 * 60_000 if nom == "inactive" else 0
    )
    with ecrire(moteur) as connexion:
        _reouvrir(connexion, nom, personne.secret)
        if nom == "desactivee":
            connexion.execute(
                update(comptes.Personne).where(comptes.Personne.id == personne.personne_id).values(active=False)
            )
    return personne


def _reouvrir(connexion: Connection, nom: str, secret: str) -> None:
    """Give a session back the state its actor is about."""
    s, maintenant = comptes.SessionEquipe, maintenant_ms()
    connexion.execute(
        update(s)
        .where(s.empreinte == empreinte(secret))
        .values(
            revoquee_le=maintenant if nom == "revoquee" else None,
            a_tourner=False,
            vue_le=maintenant - (31 * 60_000 if nom == "inactive" else 0),
        )
    )


def _fabrique(site: Site, identifiant: str) -> dict[str, str]:
    """Insert a fabrique with one of everything; return what addresses may name of it."""
    moteur = site.application.moteur
    fabrique_id = outils.fabrique(moteur, identifiant, f"Fabrique {identifiant}")
    membre = outils.connecter(moteur, {fabrique_id: ["animation"]}, nom=f"Membre {identifiant}")
    creation = SeanceACreer(titre="Séance", question="Que faire ?", modele="T01")
    ids = {n: nouvel_identifiant() for n in ("territoire_id", "zonage_id", "partenaire_id", "contact_id", "import_id")}
    with ecrire(moteur) as connexion:
        liens = creer_seance(connexion, site.application.reglages.cle, creation, maintenant_ms(), Cadre(fabrique_id))
        connexion.execute(
            update(reseau.Fabrique).values(logo=b"\x89PNG", logo_type="image/png", logo_alternative="Logo")
        )
        for cible, ligne in _objets(fabrique_id, membre.personne_id, ids):
            connexion.execute(insert(cible), remplir(connexion, table(cible), ligne))
        ids |= {"id": fabrique_id, "seance_id": liens.seance_id, "personne_id": membre.personne_id}
        planter_le_parcours(connexion, ids)
    return {
        **ids,
        "fabrique": identifiant,
        "session_id": membre.session_id,
        "genre": "csv",
        "section": "identite",
        "numero": "1",
    }


def _objets(fabrique_id: str, personne_id: str, ids: dict[str, str]) -> list[tuple[type[Base], dict[str, Any]]]:
    """Rows the pages can show; what is not named here is filled by type."""
    lieu: dict[str, Any] = {"id": ids["territoire_id"], "fabrique_id": fabrique_id, "type": "bassin", "version": 1}
    lieu |= dict.fromkeys(("code_insee", "siren_epci", "population", "population_annee"))
    lieu |= {"codes_postaux": [], "code_departement": "22", "code_region": "53", "millesime_cog": 2025}
    zone: dict[str, Any] = {"id": ids["zonage_id"], "territoire_id": ids["territoire_id"], "type": "rural", "code": ""}
    zone |= {"date_debut": "2024-01-01", "date_fin": None, "verifie_le": None}
    organisation: dict[str, Any] = {
        "id": ids["partenaire_id"],
        "fabrique_id": fabrique_id,
        "college": "ess",
        "version": 1,
    }
    organisation |= dict.fromkeys(("siret", "rna", "forme_juridique", "code_insee", "droit_de_tirage_annuel"))
    organisation |= {"roles": []}
    contact = {"id": ids["contact_id"], "partenaire_id": ids["partenaire_id"], "dernier_echange": "2026-11-01"}
    fichier: dict[str, Any] = {"id": ids["import_id"], "fabrique_id": fabrique_id, "personne_id": personne_id}
    fichier |= {"lignes": [["Nom"], ["Atelier"]], "correspondance": {}, "rapport": None, "cree_le": maintenant_ms()}
    return [
        (reseau.Territoire, lieu),
        (reseau.Zonage, zone),
        (reseau.Partenaire, organisation),
        (reseau.Contact, contact),
        (reseau.ImportPartenaires, fichier),
    ]
