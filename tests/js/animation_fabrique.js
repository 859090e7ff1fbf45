/** Small states for the remote's tests. */
import { etatVide } from '../../fabrique_atelier/static/js/noyau/reducteur.js';

/** @param {Record<string, unknown>} champs @returns {any} */
export const phase = (champs) => ({
  id: 'p', ordre: 1, type: 'ideation', titre: 'Étape', consigne: '', duree_s: 600, minuteur: 'indicatif', visibilite: 'tous_direct',
  etat: 'preparee', debut: null, fin: null, restant_ms: null, duree_reelle_s: null, revelee_le: null, participants_regroupent: false, ...champs,
});
/** @param {Record<string, unknown>} champs @returns {any} */
export const contribution = (champs) => ({ id: 'c', phase_id: 'p', texte: 'idée', rang: 1, regroupement_id: null, position: 0, etat: 'publiee', ...champs });
/** @param {Record<string, unknown>} champs @returns {any} */
export const regroupement = (champs) => ({ id: 'g', repere: 'R1', couleur: 1, titre: 'Groupe', description: '', ordre: 1, special: null, ...champs });
/** @param {Record<string, unknown>} champs @returns {any} */
export const vote = (champs) => ({ id: 'v', phase_id: 'p', budget: 3, max_par_objet: 2, objets_type: 'regroupements', votants: 0, inscrits: 0, ...champs });

/** @param {any[]} [objets] */
const carte = (objets = []) => new Map(objets.map((o) => [o.id, o]));

/**
 * A state with only what a test speaks of.
 * @param {{etat?: string, courante?: string|null, phases?: any[], contributions?: any[], regroupements?: any[], votes?: any[],
 *   revision?: number}} parties
 * @returns {any}
 */
export function etatAvec({ etat = 'en_cours', courante = null, phases, contributions, regroupements, votes, revision = 10 }) {
  return {
    ...etatVide(), revision, seance: { etat, phase_id: courante }, phases: carte(phases), contributions: carte(contributions),
    regroupements: carte(regroupements), votes: carte(votes),
  };
}
