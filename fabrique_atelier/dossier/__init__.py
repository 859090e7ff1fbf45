"""The dossier, spine of the parcours: its life-cycle, where it comes from, its fiche idée, its qualification."""
