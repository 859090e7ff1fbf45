"""Qualifying an idea: each evaluator scores blind, then all compare, explain their gaps, and somebody signs (§3.16, T4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import Connection, insert, select, update

from fabrique_atelier.comptes.models import Personne
from fabrique_atelier.dossier import grilles
from fabrique_atelier.dossier import models as md
from fabrique_atelier.dossier import models_qualification as m
from fabrique_atelier.dossier.ecriture import auteur
from fabrique_atelier.dossier.grilles import NOTE_MAX
from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.dossier.qualification_lecture import (
    Etat,
    EvaluationLue,
    Ligne,
    QualificationLue,
    Vue,
    etat,
    lire,
    vue_par,
)
from fabrique_atelier.reseau import zonages
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

__all__ = ["Etat", "EvaluationLue", "Ligne", "QualificationLue", "Vue", "etat", "lire", "vue_par"]
COMMENTAIRE_MAX = 600


def noter(
    connexion: Connection,
    geste: Geste,
    dossier_id: str,
    version: int,
    notes: Mapping[str, int],
    commentaires: Mapping[str, str],
    tour: int | None = None,
) -> int:
    """Keep the acting person's notes of this round, even incomplete; ``version`` 0: the first time. Return the new version.

    ``tour``: the round the notes were given in, when the caller knows it.

    Raises:
        VersionDepassee: saved from another device; ErreurMetier: ``note_impossible``, ``evaluation_signee``, ``etape_passee``,
            ``grille_signee``, ``tour_passe``.
    """
    lue = _en_cours(connexion, geste, dossier_id)
    codes = set(lue.grille.codes)
    if not set(notes) <= codes or any(n not in range(NOTE_MAX + 1) for n in notes.values()):
        raise ErreurMetier("note_impossible", "Une note va de 0 à 3, sur un critère de la grille. Corrigez-la.")
    mienne = vue_par(lue, geste.acteur_id).mienne
    if mienne is not None and mienne.signee_le is not None:
        raise ErreurMetier(
            "evaluation_signee", "Vous avez signé cette évaluation\u00a0: elle ne change plus. Demandez un autre tour."
        )
    if (tour or lue.tour) != lue.tour or (mienne is None and version):
        raise ErreurMetier(
            "tour_passe",
            f"Le tour\u00a0{lue.tour} a été ouvert entre-temps. Vos notes sont encore ici\u00a0: relisez-les, puis "
            "enregistrez-les dans ce nouveau tour.",
        )
    if mienne is not None and mienne.version != version:
        raise VersionDepassee(mienne)
    textes = {c: t for c, t in commentaires.items() if c in codes and t}
    valeurs = {"notes": dict(notes), "commentaires": textes, "modifie_le": geste.maintenant, "version": version + 1}
    _ecrire(connexion, geste, lue, mienne, valeurs)
    geste.noter(connexion, "qualification.noter", ("dossier", dossier_id), tour=lue.tour, notes=len(notes))
    return version + 1


def _ecrire(
    connexion: Connection,
    geste: Geste,
    lue: QualificationLue,
    mienne: EvaluationLue | None,
    valeurs: Mapping[str, object],
) -> None:
    e = m.Evaluation
    if mienne is None:
        qui = {"evaluateur_id": auteur(geste), "evaluateur": _nom(connexion, geste), "signee_le": None}
        ou = {"id": nouvel_identifiant(), "dossier_id": lue.dossier_id, "grille_id": lue.grille.id, "tour": lue.tour}
        connexion.execute(insert(e), {**valeurs, **qui, **ou})
        return
    la = (e.id == mienne.id, e.version == mienne.version)
    if not connexion.execute(update(e).where(*la).values(**valeurs)).rowcount:
        raise VersionDepassee(mienne)


def signer_evaluation(connexion: Connection, geste: Geste, dossier_id: str) -> None:
    """Sign one's own notes: they change no more, and the others' become visible.

    Raises:
        ErreurMetier: ``notes_manquantes``, ``evaluation_absente``, ``etape_passee``, ``grille_signee``.
    """
    lue = _en_cours(connexion, geste, dossier_id)
    mienne = vue_par(lue, geste.acteur_id).mienne
    if mienne is None:
        raise ErreurMetier("evaluation_absente", "Notez d’abord les critères.")
    if mienne.signee_le is not None:
        return
    manquants = [c.libelle for c in lue.grille.criteres if c.code not in mienne.notes]
    if manquants:
        raise ErreurMetier("notes_manquantes", f"Il manque une note\u00a0: {', '.join(manquants)}.")
    e = m.Evaluation
    la = (e.id == mienne.id, e.signee_le.is_(None))
    connexion.execute(update(e).where(*la).values(signee_le=geste.maintenant, version=e.version + 1))
    geste.noter(connexion, "qualification.signer_evaluation", ("dossier", dossier_id), tour=lue.tour)


def commenter_ecart(
    connexion: Connection, geste: Geste, dossier_id: str, code: str, texte: str, avant: str | None = None
) -> None:
    """Explain a gap of the present round; an empty text takes the comment back. ``avant``: the text this one was written over.

    Raises:
        ErreurMetier: ``critere_inconnu``, ``commentaire_long``, ``commentaire_change``, ``a_l_aveugle``, ``grille_signee``.
    """
    lue = _en_cours(connexion, geste, dossier_id)
    _exiger_ouverte(lue, geste)
    if code not in lue.grille.codes:
        raise ErreurMetier("critere_inconnu", "Ce critère n’est pas dans la grille de ce dossier.")
    if len(texte) > COMMENTAIRE_MAX:
        raise ErreurMetier("commentaire_long", f"Un commentaire compte {COMMENTAIRE_MAX}\u00a0caractères au plus.")
    present = lue.ecarts.get((lue.tour, code), "")
    if texte == present:
        return
    if avant is not None and avant != present:
        raise ErreurMetier(
            "commentaire_change",
            f"Quelqu’un a commenté cet écart entre-temps\u00a0: «\u00a0{present}\u00a0». Reprenez-le si besoin, puis enregistrez.",
        )
    e = m.EcartCommente
    la = (e.dossier_id == dossier_id, e.tour == lue.tour, e.code == code)
    valeurs = {"texte": texte, "par": auteur(geste), "le": geste.maintenant}
    if not connexion.execute(update(e).where(*la).values(**valeurs)).rowcount:
        connexion.execute(insert(e), valeurs | {"dossier_id": dossier_id, "tour": lue.tour, "code": code})
    geste.noter(connexion, "qualification.commenter", ("dossier", dossier_id), critere=code, tour=lue.tour)


def ouvrir_tour(connexion: Connection, geste: Geste, dossier_id: str, tour: int | None = None) -> int:
    """Open another round after ``tour``, on the same grid: rounds are compared; the notes of before are kept. Return its number.

    Raises:
        ErreurMetier: ``tour_vide``, ``a_l_aveugle``, ``etape_passee``.
    """
    lue = _ouvrir(connexion, geste, dossier_id)
    if tour is not None and tour < lue.tour:
        return lue.tour  # somebody has just opened it
    if not lue.signees():
        raise ErreurMetier("tour_vide", "Personne n’a encore signé ce tour\u00a0: il n’y a rien à reprendre.")
    _exiger_ouverte(lue, geste)
    q = m.Qualification
    valeurs = {"tour": lue.tour + 1, "version": q.version + 1}
    connexion.execute(update(q).where(q.dossier_id == dossier_id, q.tour == lue.tour).values(**valeurs))
    geste.noter(connexion, "qualification.ouvrir_tour", ("dossier", dossier_id), tour=lue.tour + 1)
    return lue.tour + 1


def signer(connexion: Connection, geste: Geste, dossier_id: str) -> int:
    """Sign the grid of the present round, which ends it; return the score kept with it, in tenths.

    The zones of its territories are kept as they stand that day.

    Raises:
        ErreurMetier: ``notes_manquantes``, ``ecarts``, ``a_l_aveugle``, ``etape_passee``.
    """
    lue = _ouvrir(connexion, geste, dossier_id)
    if lue.signee and lue.score_dixiemes is not None:
        return lue.score_dixiemes
    score = lue.score()
    noms = {c.code: c.libelle for c in lue.grille.criteres}
    if score is None:
        raise ErreurMetier("notes_manquantes", "Chaque critère doit être noté par une personne au moins, qui a signé.")
    _exiger_ouverte(lue, geste)
    ecarts = [noms[x.code] for x in lue.lignes() if x.a_commenter]
    if ecarts:
        raise ErreurMetier(
            "ecarts", f"Commentez d’abord les écarts d’au moins 2\u00a0points\u00a0: {', '.join(ecarts)}."
        )
    q = m.Qualification
    valeurs: dict[str, object] = {"score_dixiemes": score, "tour_signe": lue.tour, "signee_le": geste.maintenant}
    valeurs |= {"signee_par": auteur(geste), "version": lue.version + 1}
    if not connexion.execute(
        update(q).where(q.dossier_id == dossier_id, q.version == lue.version).values(**valeurs)
    ).rowcount:
        raise VersionDepassee(lue)
    _figer_les_zonages(connexion, geste, dossier_id)
    geste.noter(connexion, "qualification.signer", ("dossier", dossier_id), tour=lue.tour, score=score)
    return score


def _figer_les_zonages(connexion: Connection, geste: Geste, dossier_id: str) -> None:
    """Keep, with each territory of the dossier, the zones in force on the day of the signature (§3.14)."""
    t, jour = md.DossierTerritoire, jour_local(geste.maintenant).isoformat()
    for territoire_id in connexion.execute(select(t.territoire_id).where(t.dossier_id == dossier_id)).scalars().all():
        tous = zonages.lister(connexion, territoire_id, jour)
        figes = [{n: v for n, v in asdict(z).items() if n != "id"} for z in tous if z.en_vigueur(jour)]
        la = (t.dossier_id == dossier_id, t.territoire_id == territoire_id)
        connexion.execute(update(t).where(*la).values(zonages=figes))


def _exiger_ouverte(lue: QualificationLue, geste: Geste) -> None:
    if not vue_par(lue, geste.acteur_id).ouverte:
        raise ErreurMetier("a_l_aveugle", "Signez d’abord votre propre évaluation\u00a0: on note sans voir les autres.")


def _en_cours(connexion: Connection, geste: Geste, dossier_id: str) -> QualificationLue:
    """Read the qualification of a dossier whose present round is not signed yet."""
    lue = _ouvrir(connexion, geste, dossier_id)
    if lue.signee:
        raise ErreurMetier(
            "grille_signee",
            "La grille de ce tour est signée\u00a0: elle ne change plus. Ouvrez un autre tour pour y revenir.",
        )
    return lue


def _ouvrir(connexion: Connection, geste: Geste, dossier_id: str) -> QualificationLue:
    """Read the qualification of a dossier that is being qualified, beginning it the first time."""
    dossier = exiger(connexion, geste.fabrique_id, dossier_id)
    if dossier.stade != "en_qualification" or dossier.ferme:
        raise ErreurMetier(
            "etape_passee", "Ce dossier n’est pas en cours de qualification\u00a0: sa grille ne change pas maintenant."
        )
    lue = lire(connexion, geste.fabrique_id, dossier_id)
    if lue.version:
        return lue
    grille = grilles.fixer(connexion, geste)
    ligne = {"dossier_id": dossier_id, "grille_id": grille.id, "tour": 1, "ouverte_le": geste.maintenant, "version": 1}
    connexion.execute(insert(m.Qualification), ligne)
    return lire(connexion, geste.fabrique_id, dossier_id)


def _nom(connexion: Connection, geste: Geste) -> str:
    return connexion.execute(select(Personne.nom).where(Personne.id == geste.acteur_id)).scalar() or "L’équipe"
