// « Déplacer vers… »: the list of clusters, « à classer », a new cluster. Reusable: the phone imports it when
// participants_regroupent; it only builds the menu, the caller sends the command.
//
//   ouvrirMenuDeplacer(bouton, { regroupements, actuel, surChoix(regroupementId | null), surNouveau() })

import { ouvrirMenu } from './menu.js';

/**
 * @typedef {import('../noyau/types.js').Regroupement} Regroupement
 * @param {HTMLElement} bouton
 * @param {{regroupements: Regroupement[], actuel?: string | null, surChoix: (id: string | null) => void, surNouveau: () => void, nom?: string}} options
 *   `actuel`: where the card already is (null: « à classer »; undefined: several places)
 */
export function ouvrirMenuDeplacer(bouton, { regroupements, actuel, surChoix, surNouveau, nom = 'Déplacer vers…' }) {
  const entrees = regroupements
    .filter((r) => r.id !== actuel)
    .map((r) => ({ libelle: r.titre, repere: r.repere, couleur: r.special ? 0 : r.couleur, action: () => surChoix(r.id) }));
  const sortie = actuel === null ? [] : [{ libelle: 'À classer', action: () => surChoix(null) }];
  ouvrirMenu(bouton, nom, [...entrees, { libelle: 'Nouveau groupe…', action: surNouveau }, ...sortie]);
}
