"""The pages of one sitting, shared by the modules that fill them: preparing, the day itself, the minutes."""

from __future__ import annotations

from fabrique_atelier.web.espace import Espace

pages = Espace("comite_seance", __name__, url_prefix="/equipe")
