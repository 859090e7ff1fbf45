"""The minutes of a committee as one HTML file, without a script nor an image: read anywhere, opened by a word processor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from fabrique_atelier.comite.redaction import CollegeDit, CompteRenduLu, LigneDite, PointDit

_STYLE = (
    "body{max-width:44em;margin:2em auto;padding:0 1em;font-family:Georgia,serif;line-height:1.45;color:#1d2733}"
    "h1,h2,h3{line-height:1.2}table{border-collapse:collapse;width:100%}td,th{padding:.3em .6em .3em 0;text-align:left;"
    "border-top:1px solid #ded5c4;vertical-align:top}.decision{padding-left:1em;border-left:4px solid #b5382a}"
    "@media print{body{margin:0}section{break-inside:avoid}}"
)
Jour = Callable[[str], str]


def en_html(cr: CompteRenduLu, fabrique: str, jour: Jour) -> str:
    """Return the file; ``jour`` writes an ISO day in French."""
    titre = f"{cr.comite}, {jour(cr.jour)}"
    corps = [
        f"<h1>Compte rendu<br>{escape(titre)}</h1>",
        _p(f"{fabrique}. {_heure(cr.heure)}, {cr.lieu or 'lieu non précisé'} ({cr.mode.lower()})."),
        _p(f"Présidence\u00a0: {cr.president or 'non précisée'}. Secrétariat\u00a0: {cr.secretaire or 'non précisé'}."),
        "" if cr.signe else _p("Projet de compte rendu\u00a0: il n’est pas encore signé."),
        "<h2>Présences</h2>",
        *_presences(cr.colleges),
        _p(f"{cr.quorum}."),
        "<h2>Ordre du jour</h2>",
        *(x for p in cr.points for x in _point(p, jour)),
        *(["<h2>Autres points</h2>", *map(_p, cr.notes.split("\n"))] if cr.notes else []),
        _p(f"Prochaine séance\u00a0: {jour(cr.prochaine)}.") if cr.prochaine else "",
        *_signatures(cr, jour),
    ]
    entete = f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(titre)}</title>'
    return f"{entete}<style>{_STYLE}</style></head><body>{''.join(corps)}</body></html>\n"


def _presences(colleges: Iterable[CollegeDit]) -> Iterator[str]:
    yield "<table><thead><tr><th>Collège</th><th>Membre</th><th>Organisation</th><th>Voix</th><th>Présence</th></tr></thead><tbody>"
    for college in colleges:
        for x in college.personnes:
            etat = f"{x.etat}, à {x.pouvoir_a}" if x.pouvoir_a else x.etat
            cases = (college.college, x.nom, x.organisation, x.voix, etat)
            yield f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in cases)}</tr>"
    yield "</tbody></table>"


def _point(p: PointDit, jour: Jour) -> Iterator[str]:
    yield f"<section><h3>{p.ordre}. {escape(p.titre)}</h3>"
    yield _p(f"{p.porte}{f', dossier {p.numero}' if p.numero else ''}.")
    if p.recommandation:
        yield _p(f"Recommandation de l’équipe\u00a0: {p.recommandation.lower()}. {p.recommandation_texte}")
    yield from map(_p, p.synthese.split("\n") if p.synthese else [])
    for x in p.deports:
        yield _p(
            f"Déport\u00a0: {x.nom}{f' ({x.texte})' if x.texte else ''}. N’a reçu aucun document, n’a pris part ni au débat ni au vote."
        )
    if p.avis:
        yield _p(f"Avis\u00a0: {p.avis}.{f' {p.regle}.' if p.regle else ''}")
    if p.nominatif:
        yield _p("Avis nominatifs\u00a0: " + ", ".join(f"{x.nom}, {x.texte.lower()}" for x in p.nominatif) + ".")
    yield from _decision(p, jour)
    for x in p.divergences:
        yield _p(f"Opinion divergente de {x.nom}\u00a0: {x.texte}")
    yield "</section>"


def _decision(p: PointDit, jour: Jour) -> Iterator[str]:
    if not p.decision:
        return
    yield '<div class="decision">'
    rang = f", rang {p.rang}" if p.rang else ""
    yield f"<p><strong>Décision\u00a0: {escape(p.libelle.lower())}{rang}.</strong> {escape(p.motif)}</p>"
    if p.quorum:
        yield _p(f"{p.quorum[:1].upper()}{p.quorum[1:]}.")
    yield from _lignes("Réserves", p.reserves, jour)
    yield from _lignes("Compléments demandés", p.demandes, jour)
    if p.prochaine:
        yield _p(f"Sera revu le {jour(p.prochaine)}.")
    if p.suite:
        yield _p(f"Suite\u00a0: {p.suite}")
    yield "</div>"


def _lignes(titre: str, lignes: Iterable[LigneDite], jour: Jour) -> Iterator[str]:
    dites = [f"<li>{escape(f'{x.texte} ({x.responsable}, avant le {jour(x.echeance)})')}</li>" for x in lignes]
    if dites:
        yield f"<p>{titre}\u00a0:</p><ul>{''.join(dites)}</ul>"


def _signatures(cr: CompteRenduLu, jour: Jour) -> Iterator[str]:
    yield "<h2>Signatures</h2>"
    if not cr.signataires:
        yield _p("À signer.")
    for x in cr.signataires:
        yield _p(f"{x.nom}, {x.role}, le {jour(x.jour)}")


def _heure(heure: str) -> str:
    return heure.replace(":", "\u00a0h\u00a0").removesuffix("\u00a000")


def _p(texte: str) -> str:
    return f"<p>{escape(texte)}</p>" if texte else ""
