// Time of the whole séance: where we are, planned and real minutes, drift against the plan. Pure.

import { ouverte, phaseCourante, phasesTriees } from '../noyau/reducteur.js';

/**
 * @typedef {import('../noyau/types.js').Etat} Etat
 * @typedef {import('../noyau/types.js').Phase} Phase
 */

/** « Étape 4 sur 6 ». @param {Etat} etat */
export function place(etat) {
  const phases = phasesTriees(etat);
  const courante = phaseCourante(etat);
  const rang = courante ? phases.findIndex((p) => p.id === courante.id) + 1 : 0;
  if (!rang) return phases.length === 1 ? 'Une étape prévue' : `${phases.length}\u00a0étapes prévues`;
  return `Étape ${rang} sur ${phases.length}`;
}

/**
 * Seconds of delay (positive) or advance (negative) when the open phase ends as announced.
 * A phase skipped counts for its whole planned time; a phase without a planned time counts for nothing.
 * @param {Etat} etat @param {number} maintenant ms on the server's clock
 */
export function derive(etat, maintenant) {
  const courante = phaseCourante(etat);
  if (!courante) return 0;
  let ecart = 0;
  for (const phase of phasesTriees(etat)) {
    if (phase.ordre > courante.ordre || phase.duree_s === null) continue;
    if (ouverte(phase)) ecart += finAttendue(phase, maintenant) - phase.duree_s;
    else if (phase.id !== courante.id || phase.duree_reelle_s !== null) ecart += (phase.duree_reelle_s || 0) - phase.duree_s;
  }
  return ecart;
}

/** Seconds the open phase will have lasted. @param {Phase} phase @param {number} maintenant */
function finAttendue(phase, maintenant) {
  const debut = phase.debut === null ? maintenant : phase.debut;
  const restant = phase.restant_ms !== null ? phase.restant_ms : phase.fin !== null ? phase.fin - maintenant : 0;
  const ecoule = (maintenant - debut + Math.max(0, restant)) / 1000;
  // without a clock the phase is on time until its planned duration is over
  const prevu = phase.fin === null && phase.restant_ms === null ? phase.duree_s || 0 : 0;
  return Math.max(ecoule, prevu);
}

/** « 4 min de retard sur le déroulé ». @param {number} secondes */
export function texteDerive(secondes) {
  const minutes = Math.round(Math.abs(secondes) / 60);
  if (minutes === 0) return 'à l’heure';
  return `${minutes}\u00a0min ${secondes > 0 ? 'de retard' : 'd’avance'} sur le déroulé`;
}

/** « 12 min », empty when there is no duration. @param {number | null} secondes */
export function texteMinutes(secondes) {
  if (secondes === null) return '';
  return `${Math.round(secondes / 60)}\u00a0min`;
}

/** « 19 h 04 ». @param {number} ms on the server's clock */
export function texteHeure(ms) {
  const date = new Date(ms);
  return `${date.getHours()}\u00a0h\u00a0${String(date.getMinutes()).padStart(2, '0')}`;
}

/** Seconds planned after the open phase. @param {Etat} etat */
export function resteApres(etat) {
  const courante = phaseCourante(etat);
  return phasesTriees(etat)
    .filter((p) => !courante || p.ordre > courante.ordre)
    .reduce((somme, p) => somme + (p.duree_s || 0), 0);
}
