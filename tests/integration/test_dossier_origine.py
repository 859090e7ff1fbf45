"""« D’où vient ce projet ? »: from the wall to the decisions, whatever was forgotten since (SY15, SY22)."""

from __future__ import annotations

from sqlalchemy import select, update

from fabrique_atelier.dossier import voisins
from fabrique_atelier.dossier.creation import Nouveau, Source, creer
from fabrique_atelier.dossier.models import Dossier
from fabrique_atelier.seance import models as ms
from fabrique_atelier.seance.conservation import anonymiser
from fabrique_atelier.socle.base import ecrire
from tests.integration.dossiers_pages import envoyer, geste, lue
from tests.integration.site import Site
from tests.outillage.dossiers import MAINTENANT, territoire
from tests.outillage.mur import MONCONTOUR, VOTANTS, moncontour


def _chez_yvonne(site: Site) -> tuple[str, str]:
    """Open the dossier of Moncontour from its four clusters; return (dossier, séance)."""
    with ecrire(site.application.moteur) as connexion:
        par = geste(site, connexion)
        seance_id, groupes = moncontour(connexion, site.fabrique_id)
        sources = [Source("regroupement", r, seance_id=seance_id, regroupement_id=i) for r, i in groupes.items()]
        lieu = territoire(connexion, site.fabrique_id)
        nouveau = Nouveau("Chez Yvonne", sources, [lieu], ["numerique"], "2018-03", "2018-03-12")
        return creer(connexion, par, nouveau), seance_id


def test_sy15_d_ou_vient_chez_yvonne(site: Site) -> None:
    dossier_id, seance_id = _chez_yvonne(site)
    premiere = lue(site, dossier_id, "origine")
    assert "D’où vient cette idée" in premiere
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(update(Dossier).where(Dossier.id == dossier_id).values(stade="activite_lancee"))
        assert anonymiser(connexion, seance_id, MAINTENANT) is not None
    for page in (premiere, lue(site, dossier_id, "origine")):
        assert "Séance du 10 mars 2018" in page
        assert f"4 regroupements, 18 cartes, {VOTANTS} personnes ont voté" in page
        for titre, cartes, points in MONCONTOUR.values():
            assert titre in page
            assert f"{points} gommettes" in page
            assert all(c.replace("'", "&#39;") in page for c in cartes)
    assert "D’où vient ce projet" in page
    assert "les noms ont été effacés, les idées sont restées" in page


def test_une_carte_masquee_ne_se_lit_plus(site: Site) -> None:
    dossier_id, seance_id = _chez_yvonne(site)
    c = ms.Contribution
    with ecrire(site.application.moteur) as connexion:
        carte = connexion.execute(select(c.id).where(c.seance_id == seance_id, c.texte.like("un café%"))).scalar_one()
        connexion.execute(update(c).where(c.id == carte).values(etat="masquee"))
    page = lue(site, dossier_id, "origine")
    assert "un café ouvert" not in page
    assert "17 cartes" in page


def test_sy22_station_r_et_chantier_r(site: Site) -> None:
    dossier_id, _ = _chez_yvonne(site)
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(update(Dossier).where(Dossier.id == dossier_id).values(titre="Déchets du bâtiment"))
    titres = {"titres-0": "Station R", "titres-1": "Chantier R", "titres-2": ""}
    fait = envoyer(site, dossier_id, "scinder", **titres, motif="Deux projets, un même collectif.")
    assert fait.status_code == 303, fait.text
    with site.application.moteur.connect() as connexion:
        enfants = connexion.execute(select(Dossier.id).where(Dossier.parent_id == dossier_id)).scalars().all()
        assert voisins.compter(connexion, site.fabrique_id) == (1, 2)
    assert len(enfants) == 2
    parent = lue(site, dossier_id)
    assert "Ce dossier est devenu plusieurs projets" in parent
    assert "Station R" in parent
    assert "Chantier R" in parent
    for enfant in enfants:
        origine = lue(site, enfant, "origine")
        assert "Séance du 10 mars 2018" in origine
        assert "18 cartes" in origine
        assert "Né d’un dossier scindé" in origine
        histoire = lue(site, enfant, "historique")
        assert "Deux projets, un même collectif." in histoire
        assert "Le dossier est scindé" in histoire
