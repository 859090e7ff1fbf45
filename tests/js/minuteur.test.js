import assert from 'node:assert/strict';
import { test } from 'node:test';

import { phraseRestante, restant, texteRestant } from '../../fabrique_atelier/static/js/noyau/minuteur.js';
import { phase } from './fabriques.js';

test('sans phase ou sans fin, il n’y a pas de minuteur', () => {
  assert.equal(restant(null, 0), null);
  assert.equal(restant(phase({ fin: null, restant_ms: null }), 0), null);
});

test('le temps restant se compte sur l’horloge du serveur', () => {
  assert.deepEqual(restant(phase({ fin: 10000 }), 4000), { ms: 6000, enPause: false, depasse: false });
  assert.deepEqual(restant(phase({ fin: 10000 }), 12500), { ms: -2500, enPause: false, depasse: true });
});

test('en pause, le temps restant ne bouge plus', () => {
  const p = phase({ fin: null, restant_ms: 90000 });
  assert.deepEqual(restant(p, 1), { ms: 90000, enPause: true, depasse: false });
  assert.deepEqual(restant(p, 1e12), { ms: 90000, enPause: true, depasse: false });
  assert.equal(restant(phase({ restant_ms: -1 }), 0)?.depasse, true);
});

test('écriture du temps', () => {
  assert.equal(texteRestant(402000), '6:42');
  assert.equal(texteRestant(401001), '6:42');
  assert.equal(texteRestant(5000), '0:05');
  assert.equal(texteRestant(0), '0:00');
  assert.equal(texteRestant(3600000), '1:00:00');
  assert.equal(texteRestant(-61000), '1:01');
});

test('une phrase pour le téléphone, sans secondes avant la dernière minute', () => {
  assert.equal(phraseRestante(240000), 'encore 4\u00a0min');
  assert.equal(phraseRestante(181000), 'encore 4\u00a0min');
  assert.equal(phraseRestante(59000), 'encore 59\u00a0s');
  assert.equal(phraseRestante(0), 'temps écoulé');
  assert.equal(phraseRestante(-1), 'temps écoulé');
});
