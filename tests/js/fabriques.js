/** Whole entities for the tests: each takes what matters to the test, the rest is plausible. */

/** @typedef {import('../../fabrique_atelier/static/js/noyau/types.js').Phase} Phase */
/** @typedef {import('../../fabrique_atelier/static/js/noyau/types.js').Contribution} Contribution */
/** @typedef {import('../../fabrique_atelier/static/js/noyau/types.js').Vote} Vote */
/** @typedef {import('../../fabrique_atelier/static/js/noyau/types.js').Commande} Commande */

/** @param {Partial<Phase>} [champs] @returns {Phase} */
export function phase(champs = {}) {
  return {
    id: 'p1', ordre: 1, type: 'ideation', titre: 'Vos idées', consigne: '', duree_s: 600, minuteur: 'indicatif', visibilite: 'tous_direct',
    auteurs_affiches: false, longueur_max: 140, max_par_personne: null, participants_regroupent: false, etat: 'active', debut: 0,
    fin: null, restant_ms: null, duree_reelle_s: null, revelee_le: null, ...champs,
  };
}

/** @param {string} id @param {Partial<Contribution>} [champs] @returns {Contribution} */
export function carte(id, champs = {}) {
  return { id, phase_id: 'p1', texte: 'Une idée ' + id, reformulee: false, rang: 1, regroupement_id: null, position: 0, auteur: null, ...champs };
}

/** @param {string} id @param {Partial<Vote>} [champs] @returns {Vote} */
export function vote(id, champs = {}) {
  return {
    id, phase_id: 'p1', regle: 'gommettes', objets_type: 'regroupements', objets: [], budget: 3, max_par_objet: 2, etat: 'ouvert', votants: 0,
    inscrits: 4, posees: null, disponibles: null, resultats: null, ...champs,
  };
}

/** @param {string} id @param {string} [type] @param {Record<string, any>} [donnees] @returns {Commande} */
export function commande(id, type = 'proposer_contribution', donnees = {}) {
  return { id, type, donnees };
}

/**
 * The same « random » numbers at each run. @param {number} graine
 * @returns {() => number} in [0, 1[
 */
export function hasard(graine) {
  let x = graine;
  return () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x / 4294967296;
  };
}
