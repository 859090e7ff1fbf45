"""What the tests of the entrances stand on: a fabrique with a place, a partner, and the wall of Moncontour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import event as evenement
from sqlalchemy import insert, select, update

from fabrique_atelier.dossier import models as m
from fabrique_atelier.reseau import models as mr
from fabrique_atelier.seance import models as ms
from fabrique_atelier.socle.base import ecrire, lire, table
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.integration.site import Page, Site
from tests.outillage import dossiers, mur
from tests.outillage.lignes import remplir

INJECTION = "<script>alert(1)</script>"


class Bureau:
    """The first fabrique, its team signed in."""

    def __init__(self, site: Site) -> None:
        self.site, self.base, self.partenaire = site, f"/equipe/{site.fabrique}", nouvel_identifiant()
        qui: dict[str, Any] = {
            "id": self.partenaire,
            "fabrique_id": site.fabrique_id,
            "nom": "CAF de l’Yon",
            "roles": [],
        }
        qui |= {"college": "public", "siret": None, "rna": None, "droit_de_tirage_annuel": 1}
        with ecrire(site.application.moteur) as connexion:
            self.lieu = dossiers.territoire(connexion, site.fabrique_id, "Val d’Yon")
            connexion.execute(insert(mr.Partenaire), remplir(connexion, table(mr.Partenaire), qui))
            self.seance, self.groupes = mur.moncontour(connexion, site.fabrique_id)
            self.masquee = self._carte(connexion, f"Carte masquée {INJECTION}", "masquee")
            self.piege = self._carte(connexion, f"Carte {INJECTION}", "publiee")
        self.promouvoir = f"{self.base}/seances/{self.seance}/promouvoir"

    def _carte(self, connexion: Any, texte: str, etat: str) -> str:
        phase = select(ms.Contribution.phase_id).where(ms.Contribution.seance_id == self.seance).limit(1)
        phase_id = connexion.execute(phase).scalar_one()
        rang = 90 if etat == "masquee" else 91
        return mur.carte(connexion, (self.seance, phase_id, self.groupes["A"]), rang, texte, etat)

    def poster(self, chemin: str, page: str = "", **champs: Any) -> Page:
        """Fill the form of ``page`` and send it."""
        source = self.site.page(page or chemin).text
        jeton = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', source)
        assert jeton, source[:300]
        version = re.search(r'name="version"[^>]*value="([^"]*)"', source)
        cachee = {"version": version[1]} if version else {}
        corps = urlencode({"csrf_token": jeton[1], **cachee, **champs}, doseq=True)
        return self.site.poster(chemin, corps, content_type="application/x-www-form-urlencoded")

    @property
    def ou(self) -> dict[str, Any]:
        """Where, and about what."""
        return {"territoires": self.lieu, "thematiques": "insertion", "besoin_id": ""}

    def promu(self, repere: str = "A", **champs: Any) -> str:
        """Promote one cluster; return the dossier's id."""
        donnees = {"groupe": self.groupes[repere], "titre": f"Projet {repere}", "geste": "un"} | self.ou | champs
        reponse = self.poster(self.promouvoir, **donnees)
        assert reponse.status_code == 303, reponse.text
        return reponse.headers["Location"].rpartition("/")[2]

    def lignes(self, modele: Any) -> Sequence[Any]:
        """Every row of a table."""
        with lire(self.site.application.moteur) as connexion:
            return connexion.execute(select(table(modele))).mappings().all()

    def poser(self, dossier_id: str, **champs: Any) -> None:
        """Put columns of a dossier."""
        with ecrire(self.site.application.moteur) as connexion:
            connexion.execute(update(m.Dossier).where(m.Dossier.id == dossier_id).values(**champs))

    def requetes(self, chemin: str) -> int:
        """How many statements a page costs."""
        vues: list[str] = []

        def noter(_c: Any, _k: Any, requete: str, *_: Any) -> None:
            vues.append(requete)

        evenement.listen(self.site.application.moteur, "before_cursor_execute", noter)
        assert self.site.page(chemin).status_code == 200
        evenement.remove(self.site.application.moteur, "before_cursor_execute", noter)
        return len(vues)
