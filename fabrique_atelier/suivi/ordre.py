"""What is unusual in the order of milestones: said, never forbidden (``domaine.md`` §2.4, « Overlap rule »). Pure."""

from __future__ import annotations

from collections.abc import Iterable

from fabrique_atelier.suivi.dates import avant, ecart

_FIN = " Est-ce voulu\u202f?"
#: (usually first, usually second, what is said when the second surely comes before the first).
_REGLES: tuple[tuple[str, str, str], ...] = (
    ("debut_etude", "fin_etude", "La fin de l’étude précède son début."),
    ("fin_etude", "creation_juridique", "La création précède la fin de l’étude."),
    ("fin_etude", "decision_structure", "La décision de la structure précède la fin de l’étude."),
    ("fin_etude", "premiere_activite", "La première activité précède la fin de l’étude."),
    ("porteur_valide", "convention", "La convention précède la validation de la personne ou de la structure retenue."),
    ("creation_juridique", "premiere_activite", "La première activité précède la création."),
    ("premiere_activite", "sortie", "La sortie de l’accompagnement précède la première activité."),
)
_AVANT_DETECTION = "Un jalon précède la détection du besoin."
_RAPIDE = (
    "La création vient moins de douze mois après la détection\u00a0: plus rapide que d’habitude, vérifiez les dates."
)


def informations(jalons: Iterable[tuple[str, str]]) -> list[str]:
    """The sentences to show for (kind, partial date) pairs, none twice; the first date of each kind counts."""
    dates: dict[str, str] = {}
    for genre, quand in jalons:
        dates[genre] = min(dates.get(genre, quand), quand)
    phrases = [
        phrase + _FIN
        for premier, second, phrase in _REGLES
        if premier in dates and second in dates and avant(dates[second], dates[premier])
    ]
    detection = dates.get("detection")
    if detection and any(avant(d, detection) for genre, d in dates.items() if genre != "detection"):
        phrases.append(_AVANT_DETECTION + _FIN)
    creation = dates.get("creation_juridique")
    if detection and creation and 0 <= ecart(detection, creation)[1] < 12:
        phrases.append(_RAPIDE)
    return phrases
