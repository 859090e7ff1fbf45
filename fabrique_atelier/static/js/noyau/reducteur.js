/** The whole client: état = réduire(état, message). Put or delete; untouched Maps are shared between states. */

/** @typedef {import('./types.js').Etat} Etat */
/** @typedef {import('./types.js').Changement} Changement */

/** @type {Record<string, 'phases'|'contributions'|'regroupements'|'votes'|'participants'|'miennes'|'bulletins'>} */
const TABLES = {
  phase: 'phases', contribution: 'contributions', regroupement: 'regroupements', vote: 'votes',
  participant: 'participants', mienne: 'miennes', bulletin: 'bulletins',
};
const PERSONNELS = ['mienne', 'bulletin', 'moi'];

/** @returns {Etat} */
export function etatVide() {
  return {
    revision: -1, seance: null, phases: new Map(), contributions: new Map(), regroupements: new Map(), votes: new Map(),
    participants: new Map(), compteurs: null, historique: null, moi: null, miennes: new Map(), bulletins: new Map(),
  };
}

/**
 * @param {Etat} etat
 * @param {Changement[]} changements
 * @returns {Etat}
 */
export function appliquer(etat, changements) {
  /** @type {any} */
  const suivant = Object.assign({}, etat);
  const copiees = new Set();
  for (const [entite, id, valeur] of changements) {
    const table = TABLES[entite];
    if (!table) {
      suivant[entite] = valeur;
      continue;
    }
    if (!copiees.has(table)) {
      suivant[table] = new Map(suivant[table]);
      copiees.add(table);
    }
    if (valeur === null) suivant[table].delete(id);
    else suivant[table].set(id, valeur);
  }
  return suivant;
}

/**
 * A snapshot forgets the common state and keeps the personal one; a batch adds to it.
 *
 * @param {Etat} etat
 * @param {{r: number, c: Changement[]}} message
 * @param {boolean} complet
 * @returns {Etat}
 */
export function reduire(etat, message, complet) {
  const depart = complet
    ? Object.assign(etatVide(), { moi: etat.moi, miennes: etat.miennes, bulletins: etat.bulletins })
    : etat;
  const suivant = appliquer(depart, message.c);
  suivant.revision = message.r;
  return suivant;
}

/**
 * @param {Etat} etat
 * @param {{c: Changement[], complet: boolean}} message
 * @returns {Etat}
 */
export function reduirePerso(etat, message) {
  const depart = message.complet ? Object.assign({}, etat, { moi: null, miennes: new Map(), bulletins: new Map() }) : etat;
  return appliquer(depart, message.c.filter((c) => PERSONNELS.includes(c[0])));
}

/** @param {Etat} etat */
export function phasesTriees(etat) {
  return Array.from(etat.phases.values()).sort((a, b) => a.ordre - b.ordre);
}

/**
 * The phase people are in, open or just closed.
 * @param {Etat} etat
 */
export function phaseCourante(etat) {
  return (etat.seance && etat.seance.phase_id && etat.phases.get(etat.seance.phase_id)) || null;
}

/** @param {import('./types.js').Phase|null} phase */
export function ouverte(phase) {
  return phase !== null && (phase.etat === 'active' || phase.etat === 'prolongee');
}

/**
 * The current phase while it is open, else null.
 * @param {Etat} etat
 */
export function phaseActive(etat) {
  const phase = phaseCourante(etat);
  return ouverte(phase) ? phase : null;
}

/** @param {Etat} etat */
export function regroupementsTries(etat) {
  return Array.from(etat.regroupements.values()).sort((a, b) => a.ordre - b.ordre || (a.id < b.id ? -1 : 1));
}

/**
 * Cards of a cluster (null: not clustered), in order.
 * @param {Etat} etat
 * @param {string|null} regroupementId
 */
export function cartesDe(etat, regroupementId) {
  return Array.from(etat.contributions.values())
    .filter((c) => c.regroupement_id === regroupementId)
    .sort((a, b) => a.position - b.position || a.rang - b.rang);
}

/**
 * @param {Etat} etat
 * @param {string} phaseId
 */
export function voteDe(etat, phaseId) {
  return Array.from(etat.votes.values()).find((v) => v.phase_id === phaseId) || null;
}

/**
 * The last vote whose result may be shown.
 * @param {Etat} etat
 */
export function dernierResultat(etat) {
  const phases = phasesTriees(etat).reverse();
  for (const phase of phases) {
    const vote = voteDe(etat, phase.id);
    if (vote && vote.resultats) return vote;
  }
  return null;
}
