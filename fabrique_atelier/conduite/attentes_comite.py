"""What the committees wait for, or are waited for: réserves to lift, sittings to convene, minutes to sign."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Connection, select

from fabrique_atelier.comite.models import Comite, Reserve, SeanceComite
from fabrique_atelier.conduite.attente import Attente
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.recherche_dossiers import Cadre
from fabrique_atelier.reseau.vocabulaire import Vocabulaire

TEXTE_MAX = 160


def reserves(connexion: Connection, cadre: Cadre, _mots: Vocabulaire) -> Iterable[Attente]:
    """The conditions of a positive decision, until they are lifted."""
    d, r = m.Dossier, Reserve
    requete = select(r.texte, r.responsable, r.echeance, d.id, d.numero, d.titre, d.responsable_id)
    requete = requete.join(d, d.id == r.dossier_id).where(d.fabrique_id == cadre.fabrique_id, r.levee_le.is_(None))
    for texte, qui, echeance, dossier_id, numero, titre, responsable_id in connexion.execute(requete):
        a_vous = responsable_id == cadre.personne_id
        groupe = "vous" if a_vous else "equipe"
        yield Attente(
            "reserve",
            "retard" if echeance < cadre.jour else groupe,
            titre,
            f"Réserve à lever ({qui})\u00a0: {_court(texte)}",
            numero=numero,
            echeance=echeance,
            dossier_id=dossier_id,
            a_vous=a_vous,
        )


def seances(connexion: Connection, cadre: Cadre, _mots: Vocabulaire) -> Iterable[Attente]:
    """Sittings whose convocation must leave, and those whose minutes nobody has signed."""
    c, z = Comite, SeanceComite
    requete = select(z.id, z.jour, z.etat, c.nom, c.delai_envoi_jours).join(c, c.id == z.comite_id)
    la = (c.fabrique_id == cadre.fabrique_id, z.etat != "signee")
    for seance_id, jour, etat, nom, delai in connexion.execute(requete.where(*la)):
        if etat in ("tenue", "compte_rendu_en_validation"):
            phrase = "Compte rendu à écrire" if etat == "tenue" else "Compte rendu à signer"
            yield Attente("compte_rendu", "comite", nom, phrase, depuis=jour, seance_id=seance_id)
        elif etat == "preparee":
            envoi = (date.fromisoformat(jour) - timedelta(days=delai)).isoformat()
            yield Attente(
                "convocation",
                "retard" if envoi < cadre.jour else "equipe",
                nom,
                "Convocation à envoyer",
                echeance=envoi,
                seance_id=seance_id,
            )


def _court(texte: str) -> str:
    une = " ".join(texte.split())
    return une if len(une) <= TEXTE_MAX else f"{une[: TEXTE_MAX - 1].rstrip()}…"
