/**
 * What the clustering panel shows: the server's state, plus the moves sent and not yet confirmed. Pure.
 * A move is dropped when it is refused (the state shows through) or when the state has caught up with its answer.
 */
import { regroupementsTries } from '../noyau/reducteur.js';

/**
 * @typedef {import('../noyau/types.js').Etat} Etat
 * @typedef {import('../noyau/types.js').Contribution} Contribution
 * @typedef {import('../noyau/types.js').Regroupement} Regroupement
 * @typedef {{id: string, cartes: string[], cible: string | null, avant: string | null, revision: number}} Attente
 *   `avant`: the card it goes before (null: at the end); `revision`: Infinity until answered
 * @typedef {{id: string | null, groupe: Regroupement | null, cartes: Contribution[]}} Colonne
 */

/** @param {Etat} etat @param {Attente[]} attentes @returns {Attente[]} those still ahead of the state */
export function encore(etat, attentes) {
  return attentes.filter((a) => a.revision > etat.revision);
}

/** « À classer » first, then clusters in order; published cards only. @param {Etat} etat @param {Attente[]} attentes @returns {Colonne[]} */
export function colonnes(etat, attentes) {
  /** @type {Map<string | null, Contribution[]>} */
  const piles = new Map([[null, []]]);
  const groupes = regroupementsTries(etat);
  for (const groupe of groupes) piles.set(groupe.id, []);
  for (const carte of etat.contributions.values()) {
    const pile = piles.get(carte.regroupement_id) || piles.get(null);
    if (pile && carte.etat === 'publiee') pile.push(carte);
  }
  for (const pile of piles.values()) pile.sort((a, b) => a.position - b.position || a.rang - b.rang);
  for (const attente of attentes) poser(piles, attente);
  const cartes = (/** @type {string | null} */ id) => piles.get(id) || [];
  return [{ id: null, groupe: null, cartes: cartes(null) }, ...groupes.map((groupe) => ({ id: groupe.id, groupe, cartes: cartes(groupe.id) }))];
}

/** @param {Map<string | null, Contribution[]>} piles @param {Attente} attente */
function poser(piles, { cartes, cible, avant }) {
  const arrivee = piles.get(cible);
  if (!arrivee) return;
  /** @type {Contribution[]} */
  const prises = [];
  for (const pile of piles.values()) {
    for (let i = pile.length - 1; i >= 0; i -= 1) {
      if (cartes.includes(pile[i].id)) prises.push(...pile.splice(i, 1));
    }
  }
  prises.sort((a, b) => cartes.indexOf(a.id) - cartes.indexOf(b.id));
  const place = arrivee.findIndex((c) => c.id === avant);
  arrivee.splice(place < 0 ? arrivee.length : place, 0, ...prises);
}

/**
 * Index asked of the server: it counts every card of the target, hidden ones too, without those that move.
 * @param {Etat} etat @param {string[]} cartes @param {string | null} cible @param {string | null} avant @returns {number | null}
 */
export function indexPour(etat, cartes, cible, avant) {
  if (avant === null) return null;
  const reste = Array.from(etat.contributions.values())
    .filter((c) => c.regroupement_id === cible && !cartes.includes(c.id))
    .sort((a, b) => a.position - b.position || a.rang - b.rang);
  const place = reste.findIndex((c) => c.id === avant);
  return place < 0 ? null : place;
}

/** The order once `id` has moved by `pas` among the clusters, or null when it cannot. @param {Etat} etat @param {string} id @param {number} pas */
export function ordreApres(etat, id, pas) {
  const ordre = regroupementsTries(etat).map((r) => r.id);
  const place = ordre.indexOf(id);
  if (place < 0 || place + pas < 0 || place + pas >= ordre.length) return null;
  ordre.splice(place, 1);
  ordre.splice(place + pas, 0, id);
  return ordre;
}
