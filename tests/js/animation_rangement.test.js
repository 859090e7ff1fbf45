/** Clustering: pending moves over the server's state, places asked of the server, order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colonnes, encore, indexPour, ordreApres } from '../../fabrique_atelier/static/js/animation/rangement.js';
import { contribution, etatAvec, regroupement } from './animation_fabrique.js';

/** @param {string} id @param {number} position @param {string|null} [groupe] @returns {any} */
const carte = (id, position, groupe = null, etat = 'publiee') => contribution({ id, position, rang: position, regroupement_id: groupe, etat });
const ETAT = etatAvec({
  regroupements: [regroupement({ id: 'g2', ordre: 2 }), regroupement({ id: 'g1', ordre: 1 })],
  contributions: [carte('a', 0), carte('b', 1), carte('m', 0, 'g1', 'masquee'), carte('c', 1, 'g1'), carte('d', 2, 'g1')],
});
/** @param {any} etat @param {any[]} [attentes] @returns {any} */
const plan = (etat, attentes = []) => colonnes(etat, attentes).map((v) => [v.id, v.cartes.map((c) => c.id).join('')]);
/** @param {Record<string, unknown>} champs @returns {any} */
const attente = (champs) => ({ id: 'x', cartes: ['a'], cible: 'g1', avant: null, revision: Infinity, ...champs });

test('« à classer » first, clusters in order, hidden cards left out', () => {
  assert.deepEqual(plan(ETAT), [[null, 'ab'], ['g1', 'cd'], ['g2', '']]);
});

test('a pending move shows at once, at its place, keeping the order asked', () => {
  assert.deepEqual(plan(ETAT, [attente({ avant: 'd' })]), [[null, 'b'], ['g1', 'cad'], ['g2', '']]);
  assert.deepEqual(plan(ETAT, [attente({ cartes: ['d', 'a'], cible: 'g2' })]), [[null, 'b'], ['g1', 'c'], ['g2', 'da']]);
});

test('a pending move towards a cluster that has gone shows nothing', () => {
  assert.deepEqual(plan(ETAT, [attente({ cible: 'disparu' })]), plan(ETAT));
});

test('a move is kept until the state has caught up, and dropped when refused', () => {
  const attentes = [attente({ id: 'sans', revision: Infinity }), attente({ id: 'vu', revision: 10 }), attente({ id: 'pas_vu', revision: 11 }), attente({ id: 'refuse', revision: -1 })];
  assert.deepEqual(encore(ETAT, attentes).map((a) => a.id), ['sans', 'pas_vu']);
});

test('the place asked counts hidden cards and not those that move', () => {
  assert.equal(indexPour(ETAT, ['a'], 'g1', 'd'), 2);
  assert.equal(indexPour(ETAT, ['c'], 'g1', 'd'), 1);
  assert.equal(indexPour(ETAT, ['a'], 'g1', null), null);
  assert.equal(indexPour(ETAT, ['a'], 'g1', 'inconnue'), null);
});

test('moving a cluster up or down stops at the ends', () => {
  assert.deepEqual(ordreApres(ETAT, 'g2', -1), ['g2', 'g1']);
  assert.equal(ordreApres(ETAT, 'g1', -1), null);
  assert.equal(ordreApres(ETAT, 'g2', 1), null);
});
