"""The decision of a point: recorded once, with the quorum and the majority of that moment (``domaine.md`` §2.5, §2.6).

Nothing here moves a dossier: ``conduite`` calls :func:`enregistrer` and moves the dossier in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from fabrique_atelier.comite import avis as releves
from fabrique_atelier.comite import models as m
from fabrique_atelier.comite import noms, presences, reserves, trouver
from fabrique_atelier.comite.avis import AvisLu
from fabrique_atelier.comite.majorite import Resultat, departager, phrase
from fabrique_atelier.comite.ordre_du_jour import PointLu, lire, refuser_decide
from fabrique_atelier.comite.quorum import Quorum
from fabrique_atelier.comite.seances import jour_valide
from fabrique_atelier.dossier.decisions import POSITIVES, SANS_EFFET, Decision, verifier
from fabrique_atelier.dossier.models import Dossier, DossierSource
from fabrique_atelier.dossier.stades import PORTES
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier

MOTIF_MAX = 600
REPONSE_MAX = 400
#: What a body may still say without its quorum: it saw nothing, or will see it again.
SANS_QUORUM = frozenset({"non_examinee", "ajournee"})
_NEGATIVES = frozenset({"refusee", "abandon_acte"})
_DC, _P, _S, _C = (table(x).c for x in (m.DecisionComite, m.PointOrdreDuJour, m.SeanceComite, m.Comite))


@dataclass(frozen=True, slots=True)
class DecisionLue:
    """A recorded decision. ``regle``: how the tally settled it (empty: no tally); ``adoptee``: what it said."""

    point_id: str
    seance_comite_id: str
    decision: str
    jour: str
    motif: str
    motif_code: str | None
    rang: int | None
    reponse_publique: str
    prochaine: str | None
    retour: str
    destinataire: str
    voix: int
    voix_presentes: int
    deports: int
    quorum: int
    quorum_atteint: bool
    regle: str
    adoptee: bool | None
    par: str
    le: int


@dataclass(frozen=True, slots=True)
class DecisionDuDossier:
    """A decision seen from its dossier; ``avis`` is the tally in words."""

    point: PointLu
    comite_id: str
    comite: str
    jour: str
    signee: bool
    decision: DecisionLue
    avis: str


def du_point(connexion: Connection, point_id: str) -> DecisionLue | None:
    """The decision of a point already known to be in the fabrique, or None."""
    ligne = connexion.execute(select(table(m.DecisionComite)).where(_DC.point_id == point_id)).mappings().first()
    return DecisionLue(**ligne) if ligne else None


def du_dossier(connexion: Connection, fabrique_id: str, dossier_id: str) -> list[DecisionDuDossier]:
    """Every committee decision on a dossier, the oldest first."""
    colonnes = [_S.comite_id, _C.nom, _S.jour, _S.etat]
    requete = lire(fabrique_id).add_columns(*(c.label(f"s_{c.name}") for c in colonnes))
    requete = requete.where(_P.dossier_id == dossier_id, _P.decide).order_by(_S.jour, _P.ordre)
    trouvees = []
    for ligne in connexion.execute(requete).mappings().all():
        x = dict(ligne)
        comite_id, nom, jour, etat = (x.pop(f"s_{c.name}") for c in colonnes)
        point = PointLu(**x)
        prise = du_point(connexion, point.id)
        if prise is not None:
            dite = tableau(releves.du_point(connexion, point.id), prise)
            trouvees.append(DecisionDuDossier(point, comite_id, nom, jour, etat == noms.SIGNEE, prise, dite))
    return trouvees


def tableau(releve: AvisLu | None, prise: DecisionLue) -> str:
    """The tally of a decided point, in words: « 7 pour, 1 déport »."""
    if releve is None:
        return phrase(None, prise.deports)
    return phrase(releve.totaux, prise.deports, prise.decision, releve.sur)


def enregistrer(connexion: Connection, geste: Geste, point_id: str, decision: Decision) -> None:
    """Record the decision of a gate, once and for all; its réserves and requests begin to be followed.

    Raises:
        ErreurMetier: ``deja_decide``, ``etat_seance``, ``porte_autre``, ``quorum_absent``, ``majorite_absente``,
            ``motif_absent``, ``reponse_publique_absente``, ``rang_pris``, and those of ``dossier.decisions.verifier``.
    """
    point, seance = trouver.point(connexion, geste, point_id, noms.TENUE)
    refuser_decide(point)
    if point["porte"] not in PORTES or decision.porte != point["porte"]:
        raise ErreurMetier("porte_autre", "Ce point ne porte pas sur cette étape. Rechargez la page de la séance.")
    verifier(decision)
    connexion.execute(select(Dossier.id).where(Dossier.id == point["dossier_id"]).with_for_update())
    _verifier_textes(connexion, point, decision)
    if decision.rang is not None:
        _verifier_rang(connexion, seance["id"], decision.rang)
    quorum = presences.quorum_de(connexion, seance["id"], point_id)
    _verifier_quorum(quorum, decision)
    resultat = _resultat(connexion, seance, point_id, quorum, decision)
    _ecrire(connexion, geste, (point, seance), decision, quorum, resultat)
    reserves.ajouter(connexion, geste, point["dossier_id"], decision.reserves, decision.demandes, point_id)
    geste.noter(
        connexion,
        "comite.decider",
        ("point_ordre_du_jour", point_id),
        dossier=point["dossier_id"],
        porte=decision.porte,
        decision=decision.decision,
        voix=quorum.voix_presentes,
        quorum=quorum.requis,
    )


def prendre_acte(connexion: Connection, geste: Geste, point_id: str, texte: str = "") -> None:
    """Close an information point, or say in a rectification what is now right.

    Raises:
        ErreurMetier: ``porte_autre``, ``motif_absent``, ``motif_long``, ``deja_decide``, ``etat_seance``.
    """
    point, seance = trouver.point(connexion, geste, point_id, noms.TENUE)
    refuser_decide(point)
    if point["porte"] in PORTES:
        raise ErreurMetier(
            "porte_autre", "Ce point attend une décision sur le dossier\u00a0: choisissez-la dans la liste."
        )
    if point["porte"] == noms.RECTIFICATION and not texte:
        raise ErreurMetier("motif_absent", "Écrivez ce qui est rectifié, et comment il faut le lire.")
    if len(texte) > MOTIF_MAX:
        raise ErreurMetier("motif_long", f"Ce texte compte {len(texte)}\u00a0caractères, {MOTIF_MAX} au plus.")
    acte = Decision(point["porte"], "prise_d_acte", seance["jour"], motif=texte)
    quorum = presences.quorum_de(connexion, seance["id"], point_id)
    _ecrire(connexion, geste, (point, seance), acte, quorum, Resultat("", None))
    geste.noter(connexion, "comite.prendre_acte", ("point_ordre_du_jour", point_id), porte=point["porte"])


def vient_d_une_seance(connexion: Connection, dossier_id: str | None) -> bool:
    """Tell whether people gave this idea in a séance, be it that of the dossier it was split from: they get an answer."""
    vus: set[str] = set()
    while dossier_id is not None and dossier_id not in vus:
        vus.add(dossier_id)
        s = DossierSource
        requete = select(s.id).where(s.dossier_id == dossier_id, s.seance_id.is_not(None)).limit(1)
        if connexion.execute(requete).first() is not None:
            return True
        dossier_id = connexion.execute(select(Dossier.parent_id).where(Dossier.id == dossier_id)).scalar()
    return False


def _verifier_textes(connexion: Connection, point: RowMapping, d: Decision) -> None:
    jour_valide(d.jour)
    if d.porte == "G1" and d.decision not in SANS_EFFET and not d.motif:
        raise ErreurMetier("motif_absent", "Écrivez le motif\u00a0: une décision d’engagement en a toujours un.")
    if len(d.motif) > MOTIF_MAX or len(d.reponse_publique) > REPONSE_MAX:
        raise ErreurMetier(
            "motif_long",
            f"Le motif compte {MOTIF_MAX}\u00a0caractères au plus, et la réponse publique {REPONSE_MAX}. Raccourcissez-les.",
        )
    if not d.reponse_publique and d.decision != "non_examinee" and vient_d_une_seance(connexion, point["dossier_id"]):
        raise ErreurMetier(
            "reponse_publique_absente",
            "Cette idée vient d’une séance\u00a0: écrivez en français simple la réponse que liront les personnes qui l’ont donnée.",
        )


def _verifier_rang(connexion: Connection, seance_id: str, rang: int) -> None:
    requete = select(_P.titre).join(m.DecisionComite, _DC.point_id == _P.id)
    autre = connexion.execute(requete.where(_DC.seance_comite_id == seance_id, _DC.rang == rang)).scalar()
    if autre is not None:
        raise ErreurMetier(
            "rang_pris",
            f"Le rang {rang} est déjà celui de «\u00a0{autre}\u00a0» dans cette séance. Donnez un autre rang à ce point.",
        )


def _verifier_quorum(q: Quorum, d: Decision) -> None:
    if q.atteint or d.decision in SANS_QUORUM:
        return
    if not q.voix_presentes:
        raise ErreurMetier(
            "quorum_absent",
            "Aucune voix délibérative n’est notée présente sur ce point\u00a0: notez d’abord les présences.",
        )
    raise ErreurMetier(
        "quorum_absent",
        f"Le quorum n’est pas atteint sur ce point\u00a0: {q.voix_presentes}\u00a0voix présentes, {q.requis} requises, déports "
        "exclus. Notez les arrivées et les pouvoirs, ou ajournez ce point.",
    )


def _resultat(connexion: Connection, seance: RowMapping, point_id: str, quorum: Quorum, d: Decision) -> Resultat:
    releve = releves.du_point(connexion, point_id)
    if releve is None:
        return Resultat("", None)
    releves.refuser_surplus(releve.totaux, quorum.voix_presentes)
    preponderante = seance["voix_preponderante"]
    resultat = departager(releve.totaux, seance["majorite"], releve.president, voix_preponderante=preponderante)
    if _contredite(resultat, releve.sur, d):
        raise ErreurMetier(
            "majorite_absente",
            f"Cette décision ne suit pas le décompte ({phrase(releve.totaux, quorum.deports)}), avec la règle de ce comité "
            f"({noms.MAJORITES[seance['majorite']].lower()}). Corrigez le décompte, ou choisissez une autre décision.",
        )
    return resultat


def _contredite(resultat: Resultat, sur: str, d: Decision) -> bool:
    """The tally says the contrary: of the decision itself, or of the idea it is about."""
    if resultat.adoptee is None or d.decision in SANS_EFFET:
        return False
    if sur == "decision":
        return not resultat.adoptee
    return not resultat.adoptee if d.decision in POSITIVES else resultat.adoptee and d.decision in _NEGATIVES


def _ecrire(
    connexion: Connection,
    geste: Geste,
    ou: tuple[RowMapping, RowMapping],
    d: Decision,
    quorum: Quorum,
    resultat: Resultat,
) -> None:
    point, seance = ou
    encore = update(m.PointOrdreDuJour).where(_P.id == point["id"], ~_P.decide)
    if not connexion.execute(encore.values(decide=True, version=_P.version + 1)).rowcount:
        refuser_decide({"decide": True})
    dite = (
        "decision",
        "jour",
        "motif",
        "motif_code",
        "rang",
        "reponse_publique",
        "prochaine",
        "retour",
        "destinataire",
    )
    ligne: dict[str, Any] = {n: getattr(d, n) for n in dite}
    ligne |= {"point_id": point["id"], "seance_comite_id": seance["id"], "par": geste.acteur_id, "le": geste.maintenant}
    ligne |= {"voix": quorum.voix, "voix_presentes": quorum.voix_presentes, "deports": quorum.deports}
    ligne |= {"quorum": quorum.requis, "quorum_atteint": quorum.atteint}
    connexion.execute(insert(m.DecisionComite), ligne | {"regle": resultat.regle, "adoptee": resultat.adoptee})
