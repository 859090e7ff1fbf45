/** Renaming in place: Enter or leaving saves, Escape gives up, a refusal keeps what was typed. */

/** @param {import('./rangeur.js').Rangeur} rangeur @param {HTMLElement} bouton @param {import('../noyau/types.js').Regroupement} groupe */
export function renommerSurPlace(rangeur, bouton, groupe) {
  const champ = document.createElement('input');
  champ.type = 'text';
  champ.className = 'colonne__saisie';
  champ.maxLength = 80;
  champ.value = groupe.titre;
  champ.setAttribute('aria-label', `Nom du groupe ${groupe.repere}`);
  bouton.hidden = true;
  bouton.after(champ);
  champ.focus();
  champ.select();
  let fini = false;

  /** @param {boolean} rendre */
  const fermer = (rendre) => {
    fini = true;
    champ.remove();
    bouton.hidden = false;
    if (rendre) bouton.focus();
  };
  /** @param {boolean} rendre */
  const enregistrer = async (rendre) => {
    const titre = champ.value.trim();
    if (fini) return;
    if (!titre || titre === groupe.titre) return fermer(rendre);
    fini = true;
    const refus = await rangeur.commander('renommer_regroupement', { regroupement_id: groupe.id, titre });
    if (!refus) return fermer(rendre);
    fini = false;
    champ.setAttribute('aria-invalid', 'true');
    return undefined;
  };
  champ.addEventListener('keydown', (e) => {
    if (e.key === 'Enter') enregistrer(true);
    if (e.key === 'Escape') fermer(true);
  });
  champ.addEventListener('blur', () => enregistrer(false));
}
