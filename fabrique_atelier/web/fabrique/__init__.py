"""The team’s home, the settings of a fabrique and its reference data; the journal; the whole instance."""

from __future__ import annotations

from fabrique_atelier.web.fabrique import (
    contacts,
    equipe,
    fabrique,
    importation,
    instance,
    journal,
    parcours,
    partenaires,
    reseau,
    territoires,
    zonages,
)

ESPACES = (
    equipe.pages,
    fabrique.pages,
    parcours.pages,
    territoires.pages,
    zonages.pages,
    partenaires.pages,
    contacts.pages,
    importation.pages,
    reseau.pages,
    journal.pages,
    instance.pages,
)
