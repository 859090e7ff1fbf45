/** Draws the columns of the clustering panel, keyed, so that focus and typing are never lost. */
import { cloner, lister, montrer, pluriel, remplir } from '../composants/dom.js';

/** @typedef {import('./rangement.js').Colonne} Colonne */
/** @typedef {import('./rangeur.js').Rangeur} Rangeur */
/** @typedef {import('../noyau/types.js').Contribution} Contribution */

/** @type {WeakMap<HTMLElement, {carte: Contribution, cochee: boolean, note: boolean, attend: boolean}>} */
const DESSINEES = new WeakMap();

/** @param {HTMLElement} zone @param {Colonne[]} vues @param {Rangeur} rangeur */
export function dessinerColonnes(zone, vues, rangeur) {
  const [reste, groupes] = Array.from(zone.children);
  tracer(reste, vues.slice(0, 1), rangeur);
  tracer(groupes, vues.slice(1), rangeur);
}

/** @param {Element} zone @param {Colonne[]} vues @param {Rangeur} rangeur */
function tracer(zone, vues, rangeur) {
  lister(zone, vues, (v) => v.id || '', () => cloner('g-colonne'), (colonne, vue) => {
    entete(colonne, vue);
    const liste = /** @type {HTMLElement} */ (colonne.querySelector('.colonne__cartes'));
    lister(liste, vue.cartes, (c) => c.id, () => cloner('g-carte-a-ranger'), (ligne, carte) => ranger(ligne, carte, rangeur));
  });
}

/** Cards are drawn again only when something about them has changed: there may be 500. @param {HTMLElement} ligne @param {Contribution} carte @param {Rangeur} rangeur */
function ranger(ligne, carte, rangeur) {
  const cochee = rangeur.coches.has(carte.id);
  const note = rangeur.reperes.note(carte.id);
  const attend = rangeur.attentes.some((a) => a.cartes.includes(carte.id));
  const avant = DESSINEES.get(ligne);
  if (avant && avant.carte === carte && avant.cochee === cochee && avant.note === note && avant.attend === attend) return;
  DESSINEES.set(ligne, { carte, cochee, note, attend });
  const texte = carte.texte || '';
  ligne.dataset.attente = String(attend);
  remplir(ligne, {
    texte,
    cocher: `Cocher «\u00a0${texte}\u00a0»`,
    deplacer: `Déplacer «\u00a0${texte}\u00a0»`,
    note: note ? 'déplacée entre-temps' : '',
  });
  montrer(ligne.querySelector('[data-champ=note]'), note);
  /** @type {HTMLInputElement} */ (ligne.querySelector('[data-action=cocher]')).checked = cochee;
  ligne.classList.toggle('rangee--cochee', cochee);
}

/** @param {HTMLElement} colonne @param {Colonne} vue */
function entete(colonne, { groupe, cartes }) {
  const titre = groupe ? groupe.titre : 'À classer';
  colonne.dataset.couleur = groupe && !groupe.special ? String(groupe.couleur) : '';
  colonne.classList.toggle('colonne--a-classer', !groupe);
  colonne.setAttribute('aria-label', groupe ? `Groupe ${groupe.repere} ${titre}` : titre);
  remplir(colonne, {
    repere: groupe ? groupe.repere : '',
    titre,
    nombre: pluriel(cartes.length, 'carte', 'cartes'),
    menu: `Actions sur le groupe «\u00a0${titre}\u00a0»`,
    description: groupe ? groupe.description : '',
    vide: groupe ? 'Déposez ici les idées qui vont ensemble.' : 'Rien à classer pour l’instant.',
  });
  const nom = /** @type {HTMLButtonElement} */ (colonne.querySelector('[data-action=renommer]'));
  const fige = !groupe || colonne.closest('[data-vie=close]') !== null;
  nom.disabled = fige;
  nom.title = fige ? '' : 'Renommer';
  montrer(colonne.querySelector('[data-champ=repere]'), groupe !== null);
  montrer(colonne.querySelector('[data-action=menu]'), groupe !== null);
  montrer(colonne.querySelector('[data-champ=description]'), Boolean(groupe && groupe.description));
  montrer(colonne.querySelector('[data-champ=vide]'), cartes.length === 0);
}
