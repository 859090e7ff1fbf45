import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  appliquer, cartesDe, dernierResultat, etatVide, phaseActive, phaseCourante, phasesTriees, reduire, reduirePerso, regroupementsTries,
} from '../../fabrique_atelier/static/js/noyau/reducteur.js';
import { carte, hasard, phase, vote } from './fabriques.js';

/** @typedef {import('../../fabrique_atelier/static/js/noyau/types.js').Changement} Changement */

const MOI = { id: 'u1', numero: 4, nom: 'Participant 4', pseudonyme: null };

test('poser puis retirer une entité', () => {
  const pose = appliquer(etatVide(), [['contribution', 'a', carte('a')]]);
  assert.equal(pose.contributions.get('a')?.texte, 'Une idée a');
  const retire = appliquer(pose, [['contribution', 'a', null]]);
  assert.equal(retire.contributions.size, 0);
});

test('une valeur remplace toute l’ancienne : rien ne reste d’un champ disparu', () => {
  const avant = appliquer(etatVide(), [['contribution', 'a', carte('a', { auteur: 'Zoé' })]]);
  const apres = appliquer(avant, [['contribution', 'a', { id: 'a' }]]);
  assert.deepEqual(apres.contributions.get('a'), { id: 'a' });
});

test('l’état d’avant ne change pas, et les tables intactes sont partagées', () => {
  const avant = appliquer(etatVide(), [['contribution', 'a', carte('a')], ['phase', 'p1', phase()]]);
  const apres = appliquer(avant, [['contribution', 'b', carte('b')]]);
  assert.notEqual(apres, avant);
  assert.equal(avant.contributions.size, 1);
  assert.equal(apres.contributions.size, 2);
  assert.equal(apres.phases, avant.phases);
  assert.equal(apres.votes, avant.votes);
  assert.equal(apres.contributions.get('a'), avant.contributions.get('a'));
});

test('les entités seules : séance, compteurs, historique', () => {
  const etat = appliquer(etatVide(), [['compteurs', '', { participants: 3, contributions: 5 }], ['historique', '', { annuler: 'x', retablir: null }]]);
  assert.deepEqual(etat.compteurs, { participants: 3, contributions: 5 });
  assert.deepEqual(etat.historique, { annuler: 'x', retablir: null });
});

test('un instantané oublie l’état commun et garde le personnel', () => {
  let etat = appliquer(etatVide(), [['contribution', 'vieille', carte('vieille')], ['phase', 'p1', phase()]]);
  etat = reduirePerso(etat, { c: [['moi', '', MOI], ['mienne', 'vieille', carte('vieille')], ['bulletin', 'v', { vote_id: 'v', version: 2, gommettes: {} }]], complet: true });
  const apres = reduire(etat, { r: 40, c: [['contribution', 'neuve', carte('neuve')]] }, true);
  assert.equal(apres.revision, 40);
  assert.deepEqual(Array.from(apres.contributions.keys()), ['neuve']);
  assert.equal(apres.phases.size, 0);
  assert.equal(apres.moi, etat.moi);
  assert.equal(apres.miennes, etat.miennes);
  assert.equal(apres.bulletins, etat.bulletins);
});

test('un lot ajoute à l’état commun et avance la révision', () => {
  const avant = reduire(etatVide(), { r: 3, c: [['contribution', 'a', carte('a')]] }, true);
  const apres = reduire(avant, { r: 5, c: [['contribution', 'b', carte('b')]] }, false);
  assert.equal(apres.revision, 5);
  assert.equal(apres.contributions.size, 2);
  assert.equal(avant.revision, 3);
});

test('le personnel complet oublie le précédent, et lui seul', () => {
  const avant = reduirePerso(reduire(etatVide(), { r: 3, c: [['contribution', 'a', carte('a')]] }, true), { c: [['moi', '', MOI], ['mienne', 'a', carte('a')]], complet: true });
  const apres = reduirePerso(avant, { c: [['moi', '', MOI], ['mienne', 'b', carte('b')]], complet: true });
  assert.deepEqual(Array.from(apres.miennes.keys()), ['b']);
  assert.equal(apres.contributions, avant.contributions);
  assert.equal(apres.revision, 3);
});

test('un message personnel ne touche jamais à l’état commun', () => {
  const avant = reduire(etatVide(), { r: 3, c: [['contribution', 'a', carte('a')]] }, true);
  const apres = reduirePerso(avant, { c: [['contribution', 'a', null], ['mienne', 'a', carte('a')]], complet: false });
  assert.equal(apres.contributions.size, 1);
  assert.equal(apres.miennes.size, 1);
});

test('instantané périmé + lots = instantané frais, quel que soit le découpage', () => {
  const tirer = hasard(7);
  /** @type {Changement[]} */
  const histoire = [];
  for (let i = 0; i < 400; i += 1) {
    const id = 'c' + Math.floor(tirer() * 40);
    histoire.push(['contribution', id, tirer() < 0.3 ? null : carte(id, { rang: i })]);
  }
  const frais = reduire(etatVide(), { r: 400, c: histoire }, true);
  for (let essai = 0; essai < 20; essai += 1) {
    let depart = Math.floor(tirer() * 400);
    let etat = reduire(etatVide(), { r: depart, c: histoire.slice(0, depart) }, true);
    while (depart < 400) {
      const fin = Math.min(400, depart + 1 + Math.floor(tirer() * 60));
      etat = reduire(etat, { r: fin, c: histoire.slice(depart, fin) }, false);
      depart = fin;
    }
    assert.deepEqual(new Map([...etat.contributions].sort()), new Map([...frais.contributions].sort()));
    assert.equal(etat.revision, 400);
  }
});

test('les phases, les groupes et les cartes sortent dans leur ordre', () => {
  const groupe = (/** @type {string} */ id, /** @type {number} */ ordre) => ({ id, repere: 'R', couleur: 1, titre: id, description: '', ordre, special: null });
  const etat = appliquer(etatVide(), [
    ['phase', 'b', phase({ id: 'b', ordre: 2 })], ['phase', 'a', phase({ id: 'a', ordre: 1 })],
    ['regroupement', 'y', groupe('y', 2)], ['regroupement', 'z', groupe('z', 1)], ['regroupement', 'x', groupe('x', 2)],
    ['contribution', '3', carte('3', { regroupement_id: 'x', position: 1, rang: 1 })],
    ['contribution', '1', carte('1', { regroupement_id: 'x', position: 0, rang: 9 })],
    ['contribution', '2', carte('2', { regroupement_id: 'x', position: 1, rang: 0 })], ['contribution', '4', carte('4')],
  ]);
  assert.deepEqual(phasesTriees(etat).map((p) => p.id), ['a', 'b']);
  assert.deepEqual(regroupementsTries(etat).map((g) => g.id), ['z', 'x', 'y']);
  assert.deepEqual(cartesDe(etat, 'x').map((c) => c.id), ['1', '2', '3']);
  assert.deepEqual(cartesDe(etat, null).map((c) => c.id), ['4']);
});

test('la phase courante reste après sa fermeture, la phase active non', () => {
  const avec = (/** @type {string} */ etat) => appliquer(etatVide(), [['seance', '', { phase_id: 'p1' }], ['phase', 'p1', phase({ etat })]]);
  for (const ouverte of ['active', 'prolongee']) assert.equal(phaseActive(avec(ouverte))?.id, 'p1');
  for (const finie of ['preparee', 'fermee', 'revelee']) {
    assert.equal(phaseActive(avec(finie)), null);
    assert.equal(phaseCourante(avec(finie))?.id, 'p1');
  }
  assert.equal(phaseCourante(etatVide()), null);
});

test('le résultat montré est celui du dernier vote révélé', () => {
  const ligne = { objet_id: 'r', points: 1, rang: 1, ex_aequo: false };
  const etat = appliquer(etatVide(), [
    ['phase', 'a', phase({ id: 'a', ordre: 1 })], ['phase', 'b', phase({ id: 'b', ordre: 2 })], ['phase', 'c', phase({ id: 'c', ordre: 3 })],
    ['vote', '1', vote('1', { phase_id: 'a', resultats: [ligne] })], ['vote', '2', vote('2', { phase_id: 'b', resultats: [ligne] })],
    ['vote', '3', vote('3', { phase_id: 'c' })],
  ]);
  assert.equal(dernierResultat(etat)?.id, '2');
  assert.equal(dernierResultat(etatVide()), null);
});
