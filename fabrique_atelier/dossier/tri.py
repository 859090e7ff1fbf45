"""Sorting what was received: attached to a need or to a dossier, classed; once, and with an answer (``domaine.md`` §3.5)."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from fabrique_atelier.dossier import besoins
from fabrique_atelier.dossier.creation import ajouter_source
from fabrique_atelier.dossier.lectures import exiger as exiger_dossier
from fabrique_atelier.dossier.models import Dossier
from fabrique_atelier.dossier.models_entrees import Signalement
from fabrique_atelier.dossier.signalements import exiger as exiger_signalement
from fabrique_atelier.dossier.signalements import source_de
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.erreurs import ErreurMetier


def rattacher_au_besoin(
    connexion: Connection, geste: Geste, lu: tuple[str, int], besoin_id: str, jour: str, reponse: str
) -> None:
    """Attach a signalement to a need, which gains a source.

    Raises:
        ErreurMetier: ``deja_trie``, ``introuvable``.
    """
    signalement = exiger_signalement(connexion, geste.fabrique_id, lu[0])
    besoins.ajouter_source(
        connexion,
        geste,
        besoin_id,
        {
            "type": "apporteur",
            "date": signalement.recu_le,
            "reference": signalement.origine or "Équipe",
            "note": signalement.titre,
        },
    )
    trier(connexion, geste, lu, jour, statut="rattache", besoin_id=besoin_id, reponse=reponse)


def rattacher_au_dossier(
    connexion: Connection, geste: Geste, lu: tuple[str, int], dossier_id: str, jour: str, reponse: str
) -> None:
    """Attach a signalement to a dossier that exists: one more source of it.

    Raises:
        ErreurMetier: ``deja_trie``, ``introuvable``.
    """
    signalement = exiger_signalement(connexion, geste.fabrique_id, lu[0])
    exiger_dossier(connexion, geste.fabrique_id, dossier_id)
    trier(connexion, geste, lu, jour, statut="rattache", dossier_id=dossier_id, reponse=reponse)
    ajouter_source(connexion, geste, dossier_id, source_de(signalement))


def classer(connexion: Connection, geste: Geste, lu: tuple[str, int], jour: str, motif: str, reponse: str) -> None:
    """Class a signalement without following it up, with the reason and the answer to whoever wrote.

    Raises:
        ErreurMetier: ``motif_absent``, ``reponse_absente``, ``deja_trie``.
    """
    if not motif:
        raise ErreurMetier("motif_absent", "Écrivez pourquoi ce signalement est classé\u00a0: l’équipe le relira.")
    if not reponse:
        raise ErreurMetier("reponse_absente", "Écrivez la réponse\u00a0: la personne qui a écrit la lira sur sa page.")
    trier(connexion, geste, lu, jour, statut="classe", motif=motif, reponse=reponse)


def trier(connexion: Connection, geste: Geste, lu: tuple[str, int], jour: str, **valeurs: str) -> None:
    """Take a signalement out of « À trier », once: of two people at the same instant, one does it.

    Raises:
        ErreurMetier: ``deja_trie``.
    """
    s, (signalement_id, version) = Signalement, lu
    la_bonne = (s.id == signalement_id, s.fabrique_id == geste.fabrique_id, s.statut == "recu", s.version == version)
    tri = {"trie_le": jour, "trie_par": geste.acteur_id if len(geste.acteur_id) == 36 else None}
    if not connexion.execute(update(s).where(*la_bonne).values(**valeurs, **tri, version=version + 1)).rowcount:
        raise ErreurMetier(
            "deja_trie",
            "Quelqu’un vient de trier ce signalement\u00a0: rien n’a changé. Ce que vous avez écrit est encore ci-dessous\u00a0; "
            "relisez sa fiche avant de décider.",
        )
    geste.noter(connexion, "signalement.trier", ("signalement", signalement_id), statut=valeurs["statut"])


def dossier_numero(connexion: Connection, fabrique_id: str, numero: str) -> str:
    """The id of the dossier of that number.

    Raises:
        ErreurMetier: ``numero_inconnu``.
    """
    requete = select(Dossier.id).where(Dossier.fabrique_id == fabrique_id, Dossier.numero == numero)
    trouve: str | None = connexion.execute(requete).scalar()
    if trouve is None:
        raise ErreurMetier(
            "numero_inconnu", "Aucun dossier ne porte ce numéro. Relisez-le sur le dossier, par exemple 2026-014."
        )
    return trouve
