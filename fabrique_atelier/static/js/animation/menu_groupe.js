/** The menu of a cluster: rename, describe, merge, split, reorder, tick all, delete. Everything can be undone. */
import { parId } from '../composants/dom.js';
import { demander } from '../composants/dialogue.js';
import { ouvrirMenu } from '../composants/menu.js';
import { cartesDe, regroupementsTries } from '../noyau/reducteur.js';
import { ordreApres } from './rangement.js';
import { renommerSurPlace } from './renommer.js';

/** @typedef {import('../noyau/types.js').Regroupement} Regroupement */
/** @typedef {import('./contexte.js').Contexte} Contexte */
/** @typedef {import('./rangeur.js').Rangeur} Rangeur */

/** @param {Contexte} ctx @param {Rangeur} rangeur @param {HTMLElement} bouton @param {Regroupement} groupe */
export function menuGroupe(ctx, rangeur, bouton, groupe) {
  const cartes = cartesDe(ctx.etat(), groupe.id).filter((c) => c.etat === 'publiee').map((c) => c.id);
  const cochees = cartes.filter((id) => rangeur.coches.has(id));
  const autres = regroupementsTries(ctx.etat()).filter((r) => r.id !== groupe.id);
  const titre = /** @type {HTMLElement} */ (/** @type {Element} */ (bouton.closest('.colonne')).querySelector('[data-action=renommer]'));
  const scissible = cochees.length > 0 && cochees.length < cartes.length;
  ouvrirMenu(bouton, `${groupe.repere} ${groupe.titre}`, [
    { libelle: 'Renommer', action: () => renommerSurPlace(rangeur, titre, groupe) },
    { libelle: 'Décrire…', action: () => { decrire(rangeur, groupe); } },
    { libelle: 'Monter', inactif: ordreApres(ctx.etat(), groupe.id, -1) === null, action: () => ordonner(ctx, rangeur, groupe, -1) },
    { libelle: 'Descendre', inactif: ordreApres(ctx.etat(), groupe.id, 1) === null, action: () => ordonner(ctx, rangeur, groupe, 1) },
    { libelle: 'Fusionner avec…', inactif: autres.length === 0, action: () => fusionner(rangeur, bouton, groupe, autres) },
    { libelle: scissible ? `Scinder les cartes cochées (${cochees.length})…` : 'Scinder\u00a0: cochez d’abord une partie des cartes', inactif: !scissible, action: () => { rangeur.scinder(cochees); } },
    { libelle: 'Cocher toutes ses cartes', inactif: cartes.length === 0, action: () => cartes.forEach((id) => rangeur.cocher(id, true)) },
    { libelle: 'Supprimer le groupe (les cartes restent)', danger: true, action: () => supprimer(rangeur, groupe) },
  ]);
}

/** @param {Rangeur} rangeur @param {Regroupement} groupe */
function decrire(rangeur, groupe) {
  return demander({
    titre: `Décrire «\u00a0${groupe.titre}\u00a0»`,
    confirmer: 'Enregistrer',
    champs: [{ nom: 'description', libelle: 'Description', valeur: groupe.description, genre: 'texte', max: 300, facultatif: true, aide: 'Une phrase affichée sous le nom du groupe.' }],
    envoyer: (v) => rangeur.commander('decrire_regroupement', { regroupement_id: groupe.id, description: String(v.description).trim() }),
  });
}

/** The column goes away with the focus: « Annuler » is what may be wanted next. @param {Rangeur} rangeur @param {Regroupement} groupe */
function supprimer(rangeur, groupe) {
  parId('regrouper-annuler').focus();
  rangeur.commander('supprimer_regroupement', { regroupement_id: groupe.id });
}

/** @param {Contexte} ctx @param {Rangeur} rangeur @param {Regroupement} groupe @param {number} pas */
function ordonner(ctx, rangeur, groupe, pas) {
  const ordre = ordreApres(ctx.etat(), groupe.id, pas);
  if (ordre) rangeur.commander('ordonner_regroupements', { ordre }, { cle: groupe.id, action: 'menu' });
}

/** @param {Rangeur} rangeur @param {HTMLElement} bouton @param {Regroupement} groupe @param {Regroupement[]} autres */
function fusionner(rangeur, bouton, groupe, autres) {
  ouvrirMenu(bouton, `Fusionner «\u00a0${groupe.titre}\u00a0» avec…`, autres.map((r) => ({
    libelle: r.titre,
    repere: r.repere,
    couleur: r.special ? 0 : r.couleur,
    action: () => { rangeur.commander('fusionner_regroupements', { source_id: groupe.id, cible_id: r.id }, { cle: r.id, action: 'menu' }); },
  })));
}
