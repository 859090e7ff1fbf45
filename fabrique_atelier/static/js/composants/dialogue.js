// A question asked over the page (confirm, or a few fields). Promise of the typed values, or null when given up.
// Not <dialog>: the browsers we promise to support are older than it.

import { cloner, remplir } from './dom.js';

/**
 * @typedef {{nom: string, libelle: string, valeur?: string | number | boolean, genre?: 'ligne' | 'texte' | 'nombre' | 'coche' | 'liste',
 *   max?: number, min?: number, aide?: string, choix?: [string, string][], facultatif?: boolean}} Champ
 * @param {{titre: string, texte?: string, confirmer?: string, renoncer?: string, champs?: Champ[],
 *   envoyer?: (valeurs: Record<string, string | boolean>) => Promise<string | null>}} options
 *   `envoyer` may refuse with a sentence: the dialogue stays open and shows it, nothing typed is lost
 * @returns {Promise<Record<string, string | boolean> | null>}
 */
export function demander({ titre, texte = '', confirmer = 'Confirmer', renoncer = 'Renoncer', champs = [], envoyer }) {
  const avant = /** @type {HTMLElement | null} */ (document.activeElement);
  const racine = cloner('g-dialogue');
  remplir(racine, { titre, texte, confirmer, renoncer });
  const boite = /** @type {HTMLFormElement} */ (racine.querySelector('form'));
  const zone = /** @type {HTMLElement} */ (racine.querySelector('.dialogue__champs'));
  for (const champ of champs) zone.append(construire(champ));
  document.body.append(racine);
  // several fields: start at the title, so that a phone's keyboard does not hide them at once
  const depart = champs.length > 1 ? 'h2' : champs.length === 1 ? 'input, textarea, select' : '[type=submit]';
  const premier = /** @type {HTMLElement} */ (boite.querySelector(depart));
  premier.focus();
  if (premier instanceof HTMLInputElement && premier.type === 'text') premier.select();

  return new Promise((resoudre) => {
    /** @param {Record<string, string | boolean> | null} reponse */
    const finir = (reponse) => {
      if (!racine.isConnected) return;
      racine.remove();
      if (avant && avant.isConnected) avant.focus();
      resoudre(reponse);
    };
    // one answer at a time: a second Enter while the first is under way would send the command twice
    let attend = false;
    boite.addEventListener('submit', async (e) => {
      e.preventDefault();
      if (attend) return;
      const valeurs = lire(zone);
      const vide = champs.find((c) => !c.facultatif && c.genre !== 'coche' && String(valeurs[c.nom]).trim() === '');
      const refus = vide ? `Remplissez «\u00a0${vide.libelle}\u00a0».` : await soumettre(valeurs);
      if (refus === null) finir(valeurs);
      else remplir(racine, { erreur: refus });
    });
    /** @param {Record<string, string | boolean>} valeurs */
    const soumettre = async (valeurs) => {
      attend = true;
      const refus = envoyer ? await envoyer(valeurs) : null;
      attend = false;
      return refus;
    };
    const abandon = /** @type {HTMLElement} */ (boite.querySelector('[data-action=renoncer]'));
    abandon.addEventListener('click', () => finir(null));
    racine.addEventListener('click', (e) => { if (e.target === racine) finir(null); });
    racine.addEventListener('keydown', (e) => {
      if (e.key === 'Escape') { e.stopPropagation(); finir(null); }
      if (e.key === 'Tab') retenir(e, boite);
    });
  });
}

/** @param {Champ} champ */
function construire(champ) {
  const bloc = document.createElement('div');
  bloc.className = champ.genre === 'coche' ? 'filtre filtre--coche' : 'filtre';
  const etiquette = document.createElement('label');
  etiquette.className = 'filtre__libelle';
  etiquette.htmlFor = `champ-dialogue-${champ.nom}`;
  etiquette.textContent = champ.libelle;
  const saisie = saisieDe(champ);
  saisie.id = etiquette.htmlFor;
  saisie.name = champ.nom;
  if (champ.genre === 'coche') bloc.append(saisie, etiquette);
  else bloc.append(etiquette, saisie);
  if (champ.aide) {
    const aide = document.createElement('p');
    aide.className = 'filtre__aide';
    aide.id = `${saisie.id}-aide`;
    aide.textContent = champ.aide;
    saisie.setAttribute('aria-describedby', aide.id);
    bloc.append(aide);
  }
  return bloc;
}

/** @param {Champ} champ */
function saisieDe({ genre = 'ligne', valeur = '', max, min, choix = [] }) {
  if (genre === 'liste') {
    const liste = document.createElement('select');
    liste.className = 'filtre__champ';
    for (const [code, libelle] of choix) liste.append(new Option(libelle, code, false, code === valeur));
    return liste;
  }
  const saisie = document.createElement(genre === 'texte' ? 'textarea' : 'input');
  if (saisie instanceof HTMLInputElement) saisie.type = genre === 'coche' ? 'checkbox' : genre === 'nombre' ? 'number' : 'text';
  if (saisie instanceof HTMLInputElement && genre === 'coche') {
    saisie.checked = Boolean(valeur);
    return saisie;
  }
  saisie.className = 'filtre__champ';
  saisie.value = String(valeur);
  if (saisie instanceof HTMLTextAreaElement) saisie.rows = 4;
  if (saisie instanceof HTMLInputElement && genre === 'nombre') {
    saisie.min = String(min);
    saisie.max = String(max);
    saisie.inputMode = 'numeric';
  } else if (max) saisie.maxLength = max;
  return saisie;
}

/** @param {HTMLElement} zone */
function lire(zone) {
  /** @type {Record<string, string | boolean>} */
  const valeurs = {};
  zone.querySelectorAll('input, textarea, select').forEach((element) => {
    const saisie = /** @type {HTMLInputElement} */ (element);
    valeurs[saisie.name] = saisie.type === 'checkbox' ? saisie.checked : saisie.value;
  });
  return valeurs;
}

/** Tab stays inside the box. @param {KeyboardEvent} e @param {HTMLElement} boite */
function retenir(e, boite) {
  const arrets = /** @type {HTMLElement[]} */ ([...boite.querySelectorAll('button, input, textarea, select')]);
  const bouts = e.shiftKey ? [arrets[0], boite.querySelector('h2')] : [arrets[arrets.length - 1]];
  if (!bouts.some((bout) => bout === document.activeElement)) return;
  e.preventDefault();
  (e.shiftKey ? arrets[arrets.length - 1] : arrets[0]).focus();
}
