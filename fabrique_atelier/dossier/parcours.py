"""The life-cycle of a dossier, the whole of it: every transition, what it needs, what is missing (``domaine.md`` §2.4). Pure.

``TRANSITIONS`` is the table; :func:`manques` tells what a transition still lacks, in words, with the place where to do it.
The gates G1–G4 are decisions (``dossier/decisions.py``); this file knows the way to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.faits import Faits


@dataclass(frozen=True, slots=True)
class Manque:
    """One missing piece of evidence; ``ou``: the room where it is brought (``fiche``, ``qualification``, ``comite``, …)."""

    code: str
    phrase: str
    ou: str


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of §2.4: ``id``, where from, where to, the words of its button."""

    id: str
    de: str
    vers: str
    libelle: str


#: Every crossing decided by the team, in the order of §2.4. G1–G4 leave the ``au_comite_…`` stades by a decision.
TRANSITIONS: dict[str, Transition] = {
    t.id: t
    for t in (
        Transition("T2", "piste", "fiche_en_cours", "Commencer la fiche idée"),
        Transition("T3", "fiche_en_cours", "en_qualification", "Passer à la qualification"),
        Transition("T4", "en_qualification", "pret_comite", "Déclarer l’idée prête"),
        Transition("T5", "pret_comite", "au_comite_engagement", "Inscrire à l’ordre du jour"),
        Transition("T6", "etude_a_lancer", "etude_en_cours", "Lancer l’étude d’opportunité"),
        Transition("T7", "etude_en_cours", "etude_rendue", "Rendre l’étude d’opportunité"),
        Transition("T7c", "etude_rendue", "au_comite_suivi_etude", "Inscrire l’étude à l’ordre du jour"),
        Transition("T8a", "porteur_a_trouver", "porteur_propose", "Proposer la personne ou la structure pressentie"),
        Transition("T8b", "porteur_a_trouver", "appel_en_cours", "Ouvrir l’appel à candidatures"),
        Transition("T8c", "porteur_a_trouver", "porteur_propose", "Proposer après une démarche proactive"),
        Transition("T9", "appel_en_cours", "porteur_propose", "Proposer la candidature retenue"),
        Transition("T9i", "appel_en_cours", "porteur_a_trouver", "Constater l’appel infructueux"),
        Transition("T9c", "porteur_propose", "au_comite_suivi_porteur", "Inscrire la proposition à l’ordre du jour"),
        Transition("T10", "transmission", "faisabilite", "Constater la transmission"),
        Transition("T10c", "faisabilite", "au_comite_suivi_faisabilite", "Inscrire la faisabilité à l’ordre du jour"),
        Transition("T11", "creation", "activite_lancee", "Constater le lancement de l’activité"),
        Transition("T12", "activite_lancee", "autonome", "Constater l’autonomie"),
    )
}
#: Transition → the gate whose agenda it is; such a crossing only happens by putting a point on an agenda.
INSCRIPTIONS: dict[str, str] = {"T5": "G1", "T7c": "G2", "T9c": "G3", "T10c": "G4"}
#: Transition → the route it is for.
ROUTES: dict[str, str] = {"T8a": "pressenti", "T8b": "appel_candidatures", "T8c": "proactive"}


def depuis(stade: str, portes: Mapping[str, str]) -> list[Transition]:
    """The transitions that leave a stade, for a fabrique whose gates are ``portes``."""
    return [
        t
        for t in TRANSITIONS.values()
        if t.de == stade and not (t.id in INSCRIPTIONS and portes[INSCRIPTIONS[t.id]] == s.EQUIPE)
    ]


def manques(transition: str, faits: Faits) -> list[Manque]:
    """What is still missing for a transition; empty: it may be crossed.

    Raises:
        KeyError: no such transition.
    """
    TRANSITIONS[transition]
    return _PREUVES[transition](faits)


def manques_de_la_decision(porte: str, faits: Faits) -> list[Manque]:
    """What is missing for the team to decide in place of a committee: the evidence its agenda would have asked for."""
    inscription = next(t for t, p in INSCRIPTIONS.items() if p == porte)
    return [x for x in _PREUVES[inscription](faits) if x.code != "instance"]


def _si(condition: bool, code: str, phrase: str, ou: str) -> list[Manque]:
    return [Manque(code, phrase, ou)] if condition else []


def _liste(debut: str, choses: tuple[str, ...]) -> str:
    return f"{debut}\u00a0: {', '.join(choses)}."


def _t2(f: Faits) -> list[Manque]:
    return _si(not f.responsable, "responsable", "Nommez la personne de l’équipe qui suit ce dossier.", "responsable")


def _t3(f: Faits) -> list[Manque]:
    return _si(bool(f.fiche_manquants), "fiche", _liste("Complétez la fiche idée", f.fiche_manquants), "fiche")


def _t4(f: Faits) -> list[Manque]:
    phrase_utilite = "Cochez au moins un effet d’utilité sociale, ou écrivez pourquoi ce dossier en est dispensé."
    phrase_zero = "Le besoin est noté 0\u00a0: l’idée n’est pas présentable, sauf dispense écrite."
    return [
        *_si(bool(f.criteres_non_notes), "criteres", _liste("Notez encore", f.criteres_non_notes), "qualification"),
        *_si(not f.utilite_sociale and not f.dispense, "utilite_sociale", phrase_utilite, "utilite"),
        *_si(f.besoin_note_zero and not f.dispense, "besoin_zero", phrase_zero, "utilite"),
        *_si(
            bool(f.ecarts_non_commentes),
            "ecarts",
            _liste("Commentez les écarts d’au moins 2\u00a0points", f.ecarts_non_commentes),
            "qualification",
        ),
        *_si(not f.grille_signee, "grille", "Signez la grille de qualification.", "qualification"),
    ]


def _inscription(porte: str) -> Callable[[Faits], list[Manque]]:
    def preuves(f: Faits) -> list[Manque]:
        suivi = f.portes[porte] == "suivi"
        phrase = "Composez le comité de suivi de ce projet." if suivi else "Créez d’abord l’instance qui décide ici."
        return _si(porte not in f.instances, "instance", phrase, "comite_suivi" if suivi else "comites")

    return preuves


def _t6(f: Faits) -> list[Manque]:
    suivi = "suivi" in f.portes.values()
    phrase = f"Composez le comité de suivi de ce projet\u00a0: {f.comite_suivi_min} membres au moins."
    position = "L’étude est une prestation\u00a0: écrivez la note de positionnement (la fabrique n’est pas un cabinet de conseil)."
    return [
        *_si(suivi and f.comite_suivi_membres < f.comite_suivi_min, "comite_suivi", phrase, "comite_suivi"),
        *_si(not f.etude_responsable, "etude_responsable", "Dites qui conduit l’étude.", "etude"),
        *_si(not f.etude_debut, "etude_debut", "Datez le début de l’étude.", "etude"),
        *_si(
            not f.etude_financement, "financement", "Dites qui la finance, ou «\u00a0sur fonds propres\u00a0».", "etude"
        ),
        *_si(not f.etude_positionnement, "positionnement", position, "etude"),
    ]


def _t7(f: Faits) -> list[Manque]:
    benchmark = f.benchmark_obligatoire and not f.benchmarks
    return [
        *_si(bool(f.verdicts_manquants), "verdicts", _liste("Rendez les verdicts", f.verdicts_manquants), "etude"),
        *_si(not f.etude_conclusion, "conclusion", "Écrivez la conclusion de l’étude.", "etude"),
        *_si(benchmark, "benchmark", "Ajoutez au moins une expérience d’ailleurs.", "benchmark"),
        *_si(not f.preuves_terrain, "preuves", "Ajoutez au moins une preuve de terrain.", "preuves"),
        *_si(not f.etude_document, "document", "Joignez le document de l’étude.", "etude"),
    ]


def _designe(f: Faits) -> list[Manque]:
    principal = "Désignez la structure porteuse principale."
    return [
        *_si(not f.porteur_designe, "porteur", "Désignez la personne ou la structure proposée.", "porteur"),
        *_si(f.consortium_sans_principal, "principal", principal, "porteur"),
    ]


def _t8a(f: Faits) -> list[Manque]:
    return [*_designe(f), *_si(not f.lettre_intention, "lettre", "Joignez la lettre d’intention.", "porteur")]


def _t8b(f: Faits) -> list[Manque]:
    return _si(bool(f.appel_manquants), "appel", _liste("Complétez l’appel", f.appel_manquants), "appel")


def _t8c(f: Faits) -> list[Manque]:
    phrase = "Écrivez la note sur les structures approchées."
    return [*_designe(f), *_si(not f.note_proactive, "note", phrase, "porteur")]


def _t9(f: Faits) -> list[Manque]:
    return [
        *_si(not f.appel_classe, "classement", "Classez les candidatures.", "appel"),
        *_si(not f.jury_compte_rendu, "jury", "Joignez le compte rendu du jury.", "appel"),
        *_designe(f),
    ]


def _t9c(f: Faits) -> list[Manque]:
    return [*_designe(f), *_inscription("G3")(f)]


def _t10(f: Faits) -> list[Manque]:
    phrase = "Envoyez le dossier de transmission."
    return [
        *_si(bool(f.convention_manquants), "convention", _liste("Il manque", f.convention_manquants), "convention"),
        *_si(not f.paquet_envoye, "paquet", phrase, "convention"),
    ]


def _t10c(f: Faits) -> list[Manque]:
    return [
        *_si(not f.faisabilite_document, "faisabilite", "Joignez l’étude de faisabilité.", "faisabilite"),
        *_si(not f.business_plan, "business_plan", "Joignez le business plan social.", "faisabilite"),
        *_inscription("G4")(f),
    ]


def _t11(f: Faits) -> list[Manque]:
    creation = "Datez la création juridique, ou la décision de la structure qui porte l’activité."
    return [
        *_si(not f.creation_datee, "creation", creation, "jalons"),
        *_si(not f.premiere_activite, "premiere_activite", "Datez la première activité.", "jalons"),
    ]


def _t12(f: Faits) -> list[Manque]:
    debut = "Apportez la preuve de"
    return _si(bool(f.criteres_sortie_manquants), "sortie", _liste(debut, f.criteres_sortie_manquants), "suivi")


_PREUVES: dict[str, Callable[[Faits], list[Manque]]] = {
    "T2": _t2,
    "T3": _t3,
    "T4": _t4,
    "T5": _inscription("G1"),
    "T6": _t6,
    "T7": _t7,
    "T7c": _inscription("G2"),
    "T8a": _t8a,
    "T8b": _t8b,
    "T8c": _t8c,
    "T9": _t9,
    "T9i": lambda _: [],
    "T9c": _t9c,
    "T10": _t10,
    "T10c": _t10c,
    "T11": _t11,
    "T12": _t12,
}
