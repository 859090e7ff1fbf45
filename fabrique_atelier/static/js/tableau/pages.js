/**
 * How many cards fit: estimated from their length, never measured, so that 500 cards cost no layout.
 * Units are rem of the board (1/67.5 of its height). Pure.
 */

export const COLONNES = 4;
const INTERLIGNE = 2.1;
// 2.35 of padding and margin, two borders of one pixel (0.2 on the smallest wall), and a little for rounding
const MARGES = 2.6;
export const LIGNES_MAX = 5;

const ORDINAIRE = /^[a-zà-öø-ÿœ0-9'’.,;:()-]*$/;
const LARGES = /[A-ZÀ-ÖØ-ÞŒ@%&…—]/g;
const DOUBLES = /[\u2e80-\ud7ff\uf900-\uffff]/g;
const SUR_PLACE = /[\u0300-\u036f]/g;

/**
 * Length of a word in average lower-case letters: capitals are wider, ideograms twice as wide, accents take no place.
 * @param {string} mot
 */
function longueurVue(mot) {
  if (ORDINAIRE.test(mot)) return mot.length;
  const combien = (/** @type {RegExp} */ genre) => (mot.match(genre) || []).length;
  return mot.length + 0.4 * combien(LARGES) + 1.2 * combien(DOUBLES) - combien(SUR_PLACE);
}

/**
 * Height of a card, in rem.
 * @param {string} texte
 * @param {number} signesParLigne
 * @param {boolean} [note]
 */
export function hauteur(texte, signesParLigne, note) {
  let lignes = 0;
  for (const morceau of texte.split('\n')) {
    let reste = 0;
    lignes += 1;
    for (const mot of morceau.split(' ')) {
      const longueur = Math.min(longueurVue(mot), signesParLigne * LIGNES_MAX);
      if (reste && reste + 1 + longueur > signesParLigne) {
        lignes += 1;
        reste = 0;
      }
      lignes += Math.floor(longueur / (signesParLigne + 1));
      reste += (reste ? 1 : 0) + (longueur % (signesParLigne + 1));
    }
  }
  return Math.min(lignes, LIGNES_MAX) * INTERLIGNE + MARGES + (note ? 1.8 : 0);
}

/**
 * Cut cards into pages of `colonnes` columns, in reading order: down each column, then the next.
 * @template {{texte: string|null, auteur?: string|null, reformulee?: boolean}} C
 * @param {C[]} cartes
 * @param {{hauteur: number, signes: number, colonnes: number}} place
 * @returns {C[][][]} pages → columns → cards
 */
export function paginer(cartes, place) {
  /** @type {C[][][]} */
  const pages = [];
  /** @type {C[][]} */
  let page = [];
  /** @type {C[]} */
  let colonne = [];
  let libre = place.hauteur;
  for (const carte of cartes) {
    const h = hauteur(carte.texte || '', place.signes, Boolean(carte.auteur || carte.reformulee));
    if (h > libre && colonne.length) {
      page.push(colonne);
      colonne = [];
      libre = place.hauteur;
      if (page.length === place.colonnes) {
        pages.push(page);
        page = [];
      }
    }
    colonne.push(carte);
    libre -= h;
  }
  if (colonne.length) page.push(colonne);
  if (page.length) pages.push(page);
  return pages;
}

/**
 * The first cards that fit under a cluster's title, and how many do not.
 * @template {{texte: string|null, auteur?: string|null, reformulee?: boolean}} C
 * @param {C[]} cartes
 * @param {string} titre
 * @param {{hauteur: number, signes: number}} place
 */
export function remplirColonne(cartes, titre, place) {
  let libre = place.hauteur - 4 - Math.ceil((titre.length + 3) / (place.signes - 4)) * 2.1;
  const montrees = [];
  for (const carte of cartes) {
    const h = hauteur(carte.texte || '', place.signes, Boolean(carte.auteur || carte.reformulee));
    const dernier = montrees.length === cartes.length - 1;
    if (h + (dernier ? 0 : 2.2) > libre) break;
    montrees.push(carte);
    libre -= h;
  }
  return { montrees, reste: cartes.length - montrees.length };
}
