/** Drift against the plan, and the words of time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { derive, place, resteApres, texteDerive, texteMinutes } from '../../fabrique_atelier/static/js/animation/deroule.js';
import { etatAvec, phase } from './animation_fabrique.js';

const MIN = 60000;
const FAITE = phase({ id: 'p1', ordre: 1, duree_s: 300, etat: 'fermee', duree_reelle_s: 540 });
const ACTIVE = phase({ id: 'p2', ordre: 2, duree_s: 600, etat: 'active', debut: 0, fin: 10 * MIN });
const APRES = phase({ id: 'p3', ordre: 3, duree_s: 300 });

test('a phase that ran over delays the whole', () => {
  assert.equal(derive(etatAvec({ courante: 'p2', phases: [FAITE, ACTIVE, APRES] }), 4 * MIN), 240);
});

test('time added to the open phase counts at once', () => {
  const etat = etatAvec({ courante: 'p2', phases: [{ ...ACTIVE, etat: 'prolongee', fin: 15 * MIN }] });
  assert.equal(derive(etat, 4 * MIN), 300);
});

test('a phase past its end delays the whole as time goes', () => {
  assert.equal(derive(etatAvec({ courante: 'p2', phases: [ACTIVE] }), 12 * MIN), 120);
});

test('a pause delays the whole, second after second', () => {
  const etat = etatAvec({ courante: 'p2', phases: [{ ...ACTIVE, fin: null, restant_ms: 6 * MIN }] });
  assert.equal(derive(etat, 4 * MIN), 0);
  assert.equal(derive(etat, 7 * MIN), 180);
});

test('without a clock a phase is on time until its planned minutes are over', () => {
  const etat = etatAvec({ courante: 'p2', phases: [{ ...ACTIVE, fin: null }] });
  assert.equal(derive(etat, 4 * MIN), 0);
  assert.equal(derive(etat, 11 * MIN), 60);
});

test('a phase skipped puts the séance ahead; one without a duration counts for nothing', () => {
  const sautee = phase({ id: 'p1', ordre: 1, duree_s: 300 });
  assert.equal(derive(etatAvec({ courante: 'p2', phases: [sautee, ACTIVE] }), MIN), -300);
  const libre = phase({ id: 'p0', ordre: 0, duree_s: null, etat: 'fermee', duree_reelle_s: 900 });
  assert.equal(derive(etatAvec({ courante: 'p2', phases: [libre, ACTIVE] }), MIN), 0);
});

test('words of time', () => {
  assert.equal(texteDerive(240), '4\u00a0min de retard sur le déroulé');
  assert.equal(texteDerive(-70), '1\u00a0min d’avance sur le déroulé');
  assert.equal(texteDerive(29), 'à l’heure');
  assert.equal(texteMinutes(null), '');
  assert.equal(texteMinutes(600), '10\u00a0min');
});

test('where we are, and what is left after this phase', () => {
  const etat = etatAvec({ courante: 'p2', phases: [APRES, ACTIVE, FAITE] });
  assert.equal(place(etat), 'Étape 2 sur 3');
  assert.equal(resteApres(etat), 300);
  assert.equal(place(etatAvec({ etat: 'ouverte', phases: [ACTIVE, APRES].map((p) => ({ ...p, etat: 'preparee' })) })), '2\u00a0étapes prévues');
});
