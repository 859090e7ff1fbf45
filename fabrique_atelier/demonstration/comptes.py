"""The fictional fabrique of the demo: one person per role, territories, partners and contacts, some history.

Everybody and every organisation here is invented; phone numbers, SIRET and addresses are those reserved for fiction
(``domaine.md`` annex A). Passwords are derived from the instance key: printed at each start, stored nowhere in clear.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from fabrique_atelier.comptes import liens, personnes
from fabrique_atelier.comptes import models as mc
from fabrique_atelier.comptes.audit import LIGNE_DE_COMMANDE, Audit
from fabrique_atelier.comptes.auteur import Auteur
from fabrique_atelier.comptes.droits import ROLES
from fabrique_atelier.comptes.mots_de_passe import Hacheur
from fabrique_atelier.reseau import contacts, fabriques, partenaires, territoires
from fabrique_atelier.reseau import models as mr
from fabrique_atelier.reseau.cog import cog
from fabrique_atelier.reseau.conservation import ANNEES
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.recherche import cle as cle_de_recherche
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import jeton_derive

IDENTIFIANT = "val-d-yon"
NOM = "Fabrique du Val d’Yon"
STRUCTURE = "Association du Val d’Yon (fictive)"
#: Role → name; the first one also looks after the instance.
NOMS = dict(
    zip(
        ROLES,
        ("Claire Moreau", "Karim Haddad", "Lucie Tanguy", "Marc Delmas", "Inès Kermarrec", "Paul Benali"),
        strict=True,
    )
)
_REGLAGES: dict[str, Any] = {
    "identifiant": IDENTIFIANT,
    "nom": NOM,
    "structure_porteuse": STRUCTURE,
    "statut_reseau": "appellation",
    "annee_creation": 2019,
    "contact_donnees": "Contact fictif\u00a0: donnees@exemple.invalid",
    "referent_accessibilite": "Contact fictif\u00a0: accessibilite@exemple.invalid",
    "mentions": {
        "editeur": "Association du Val d’Yon (fictive), 1\u00a0place de l’Essai, 22510 Moncontour",
        "responsable_publication": "Claire Moreau (fictive)",
        "hebergeur": "Cet ordinateur, pour la démonstration",
    },
}
_LIEUX = (("commune", "22153"), ("commune", "22093"), ("epci", "200069391"))
#: name, collège, roles, form, SIRET, INSEE code and name of the commune, its people.
_PARTENAIRES: tuple[tuple[str, str, list[str], str, str, str, str, tuple[tuple[str, str, str, str], ...]], ...] = (
    ("Épicerie des Halles (fictive)", "ess", ["apporteur", "hote"], "scic", "99900010200015", "22153", "Moncontour",
     (("Maëlle", "Rivoal", "gérante", "06 39 98 01 02"),)),
    ("Communauté du Val d’Yon (fictive)", "collectivite", ["financeur", "membre_comite"], "groupement_collectivites",
     "99900020100015", "22093", "Lamballe-Armor",
     (("Denis", "Cadoret", "chargé de développement", "02 61 91 12 34"), ("Sonia", "Amrani", "élue", "02 61 91 56 78"))),
    ("Banque coopérative de l’Essai (fictive)", "accompagnement_financement_ess", ["financeur", "expert"], "autre",
     "99900030000015", "22093", "Lamballe-Armor", (("Yann", "Prigent", "conseiller", "02 61 91 90 12"),)),
    ("Habitat du Val (fictif)", "bailleur_social", ["apporteur"], "epic_epa", "99900040900014", "22093", "Lamballe-Armor", ()),
    ("Institut de l’Argoat (fictif)", "recherche_enseignement", ["expert", "prescripteur"], "association", "99900050800013",
     "22153", "Moncontour", (("Nadia", "Ferrec", "enseignante", "06 39 98 34 56"),)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Acces:
    """One account to try."""

    role: str
    nom: str
    courriel: str
    mot_de_passe: str


def acces(cle: bytes) -> list[Acces]:
    """The accounts of the demo, with their passwords."""
    return [Acces(role, nom, courriel, jeton_derive(cle, "demonstration", courriel))
            for role, nom in NOMS.items() for courriel in (_courriel(nom),)]  # fmt: skip


def semer(moteur: Engine, executeur: Executeur, cle: bytes) -> str:
    """Make what is missing, in one transaction; return the fabrique's id. A second time changes nothing."""
    audit = Audit(cle)
    with lire(moteur) as connexion:
        presents = set(connexion.execute(select(mc.Personne.courriel)).scalars())
    hacheur = Hacheur()
    manquants = [(a, hacheur.hacher(a.mot_de_passe)) for a in acces(cle) if a.courriel not in presents]
    return executeur.ecrire_seul(lambda connexion: _semer(connexion, audit, manquants, maintenant_ms()))


def _semer(connexion: Connection, audit: Audit, manquants: list[tuple[Acces, str]], maintenant: int) -> str:
    fabrique_id = _fabrique(connexion, maintenant)
    for qui, encode in manquants:
        _compte(connexion, Auteur(audit, LIGNE_DE_COMMANDE, maintenant), fabrique_id, qui, encode)
    claire = connexion.execute(
        select(mc.Personne.id).where(mc.Personne.courriel == _courriel(NOMS[ROLES[0]]))
    ).scalar_one()
    if connexion.execute(select(mr.Partenaire.id).where(mr.Partenaire.fabrique_id == fabrique_id)).first() is None:
        _reseau(connexion, Geste(audit, claire, fabrique_id, maintenant))
    return fabrique_id


def _fabrique(connexion: Connection, maintenant: int) -> str:
    """The demo's fabrique takes the place of the one an instance starts with, untouched so far."""
    f = mr.Fabrique
    connue = connexion.execute(select(f.id).where(f.identifiant == IDENTIFIANT)).scalar()
    if connue is not None:
        return connue
    premiere = connexion.execute(select(f.id).where(f.identifiant == fabriques.PREMIERE)).scalar()
    fabrique_id = premiere or fabriques.creer(connexion, IDENTIFIANT, NOM, STRUCTURE, maintenant)
    connexion.execute(update(f).where(f.id == fabrique_id).values(**_REGLAGES))
    return fabrique_id


def _compte(connexion: Connection, par: Auteur, fabrique_id: str, qui: Acces, encode: str) -> None:
    invitation = personnes.creer_compte(
        connexion,
        par,
        courriel=qui.courriel,
        nom=qui.nom,
        instance=qui.role == ROLES[0],
        fabrique_id=fabrique_id,
        roles=[qui.role],
    )
    liens.annuler(connexion, invitation.personne_id)
    connexion.execute(update(mc.Personne).where(mc.Personne.id == invitation.personne_id).values(mot_de_passe=encode))


def _reseau(connexion: Connection, geste: Geste) -> None:
    """Territories, partners, contacts; the first contact must be confirmed again within the month."""
    lieux = {}
    for genre, code in _LIEUX:
        fiche = territoires.fiche_du_cog(cog(), genre, code)
        if fiche is not None:
            lieux[code] = territoires.ajouter(connexion, geste, fiche)
    aujourd_hui = jour_local(geste.maintenant)
    echanges = [aujourd_hui - timedelta(days=365 * ANNEES - 20)] + [
        aujourd_hui - timedelta(days=40 * n) for n in range(1, 9)
    ]
    for nom, college, roles, forme, siret, insee, commune, gens in _PARTENAIRES:
        donnees = {"nom": nom, "college": college, "roles": roles, "forme_juridique": forme, "siret": siret, "rna": None,
                   "est_ess": college == "ess", "droit_de_tirage_annuel": None, "site_web": "", "adresse": "",
                   "code_insee": insee, "commune": commune, "territoires": [lieux[insee]] if insee in lieux else []}  # fmt: skip
        partenaire_id = partenaires.creer(connexion, geste.fabrique_id, donnees, geste.maintenant)
        geste.noter(connexion, "partenaire.creer", ("partenaire", partenaire_id))
        for prenom, nom_de_famille, fonction, telephone in gens:
            _contact(
                connexion,
                geste,
                partenaire_id,
                (prenom, nom_de_famille, fonction, telephone),
                echanges.pop(0).isoformat(),
            )


def _contact(
    connexion: Connection, geste: Geste, partenaire_id: str, qui: tuple[str, str, str, str], dernier_echange: str
) -> None:
    prenom, nom, fonction, telephone = qui
    donnees = {"nom": nom, "prenom": prenom, "fonction": fonction, "courriel": _courriel(f"{prenom} {nom}"),
               "telephone": telephone, "base_legale": "interet_legitime", "source": "rencontre (fictive)",
               "dernier_echange": dernier_echange, "transmissible": False}  # fmt: skip
    contact_id = contacts.creer(connexion, partenaire_id, donnees, geste.maintenant)
    geste.noter(connexion, "contact.creer", ("contact", contact_id))


def _courriel(nom: str) -> str:
    """« Inès Kermarrec » → ines.kermarrec@exemple.invalid."""
    return cle_de_recherche(nom).replace(" ", ".") + "@exemple.invalid"
