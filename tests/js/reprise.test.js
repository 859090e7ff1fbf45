import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CompteRattrapages, RATTRAPAGES_MAX, attente } from '../../fabrique_atelier/static/js/noyau/sequence.js';
import { hasard } from './fabriques.js';

test('l’attente grandit, reste sous le plafond et n’est jamais nulle', () => {
  const tirer = hasard(3);
  for (let essai = 0; essai < 60; essai += 1) {
    const plafond = Math.min(8000, 500 * 2 ** essai);
    for (let i = 0; i < 20; i += 1) {
      const ms = attente(essai, tirer());
      assert.ok(ms >= 250 && ms <= plafond, `${essai} : ${ms}`);
    }
  }
});

test('le hasard étale une salle entière', () => {
  const tirer = hasard(11);
  const attentes = Array.from({ length: 300 }, () => attente(4, tirer()));
  const parSeconde = new Map();
  for (const ms of attentes) parSeconde.set(Math.floor(ms / 1000), (parSeconde.get(Math.floor(ms / 1000)) || 0) + 1);
  assert.ok(parSeconde.size >= 7);
  assert.ok(Math.max(...parSeconde.values()) < 90);
});

test('trois rattrapages qui n’apportent rien, puis une connexion neuve, puis on recharge', () => {
  const compte = new CompteRattrapages();
  for (let i = 0; i < RATTRAPAGES_MAX; i += 1) assert.equal(compte.suivant(12), 'rattraper');
  assert.equal(RATTRAPAGES_MAX, 3);
  assert.equal(compte.suivant(12), 'repartir');
  assert.equal(compte.suivant(12), 'recharger');
  assert.equal(compte.suivant(12), 'recharger');
});

test('une révision qui avance remet le compte à zéro', () => {
  const compte = new CompteRattrapages();
  for (let revision = 1; revision < 50; revision += 1) {
    assert.equal(compte.suivant(revision), 'rattraper');
    assert.equal(compte.suivant(revision), 'rattraper');
  }
});
