/** The remote's one big button: what comes next, in every situation of a séance. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aideDe, suite as suiteOuRien } from '../../fabrique_atelier/static/js/animation/suite.js';
import { contribution, etatAvec, phase, vote } from './animation_fabrique.js';

/** The next step, which these states always have. @param {any} etat @returns {any} */
const suite = (etat) => suiteOuRien(etat);

const ACCUEIL = phase({ id: 'p1', ordre: 1, type: 'accueil', titre: 'Accueil' });
const IDEES = phase({ id: 'p2', ordre: 2, type: 'ideation', titre: 'Vos idées', visibilite: 'tous_fin' });
const VOTE = phase({ id: 'p3', ordre: 3, type: 'vote', titre: 'Vos préférences', visibilite: 'tous_fin' });

test('a prepared séance is opened first', () => {
  const etape = suite(etatAvec({ etat: 'prete', phases: [ACCUEIL] }));
  assert.equal(etape.libelle, 'Ouvrir la séance');
  assert.deepEqual([etape.type, etape.donnees], ['ouvrir_seance', {}]);
});

test('an open room starts the first phase', () => {
  const etape = suite(etatAvec({ etat: 'ouverte', phases: [IDEES, ACCUEIL] }));
  assert.equal(etape.libelle, 'Démarrer\u00a0: Accueil');
  assert.deepEqual(etape.donnees, { phase_id: 'p1' });
});

test('hidden ideas are shown before anything else, and an empty phase is not', () => {
  const active = { ...IDEES, etat: 'active' };
  const plein = etatAvec({ courante: 'p2', phases: [ACCUEIL, active, VOTE], contributions: [contribution({ id: 'c1', phase_id: 'p2' })] });
  assert.equal(suite(plein).libelle, 'Montrer les idées');
  assert.deepEqual([suite(plein).type, suite(plein).donnees], ['reveler_phase', { phase_id: 'p2' }]);
  const vide = etatAvec({ courante: 'p2', phases: [ACCUEIL, active, VOTE] });
  assert.equal(suite(vide).libelle, 'Passer au vote');
});

test('masked ideas do not count among those to show', () => {
  const active = { ...IDEES, etat: 'active' };
  const masquee = contribution({ id: 'c1', phase_id: 'p2', etat: 'masquee' });
  assert.equal(suite(etatAvec({ courante: 'p2', phases: [active, VOTE], contributions: [masquee] })).libelle, 'Passer au vote');
});

test('ideas already shown lead to the vote', () => {
  const etat = etatAvec({ courante: 'p2', phases: [{ ...IDEES, etat: 'revelee' }, VOTE], contributions: [contribution({ id: 'c1', phase_id: 'p2' })], votes: [vote({ phase_id: 'p3' })] });
  assert.equal(suite(etat).libelle, 'Passer au vote');
  assert.equal(suite(etat).aide, '3\u00a0gommettes par personne, deux au plus par groupe.');
});

test('an open vote is closed and shown, saying how many have voted', () => {
  const etat = etatAvec({ courante: 'p3', phases: [{ ...VOTE, etat: 'active' }], votes: [vote({ phase_id: 'p3', votants: 12, inscrits: 26 })] });
  assert.equal(suite(etat).libelle, 'Clore le vote et montrer le résultat');
  assert.equal(suite(etat).aide, '12 sur 26 ont voté. Le résultat s’affiche partout.');
});

test('after the last phase the séance is closed, once confirmed; then nothing is left', () => {
  const etape = suite(etatAvec({ courante: 'p1', phases: [{ ...ACCUEIL, etat: 'active' }] }));
  assert.equal(etape.type, 'clore_seance');
  assert.match(etape.confirmer, /24\u00a0heures/);
  assert.equal(suite(etatAvec({ etat: 'close', phases: [ACCUEIL] })), null);
});

test('the line under the button follows the settings of the phase', () => {
  const etat = etatAvec({ phases: [VOTE], votes: [vote({ phase_id: 'p3', budget: 1, max_par_objet: 1, objets_type: 'contributions' })] });
  assert.equal(aideDe(etat, VOTE), '1\u00a0gommette par personne, une au plus par idée.');
  assert.notEqual(aideDe(etat, IDEES), aideDe(etat, { ...IDEES, visibilite: 'tous_direct' }));
});
