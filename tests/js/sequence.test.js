import assert from 'node:assert/strict';
import { test } from 'node:test';

import { juger } from '../../fabrique_atelier/static/js/noyau/sequence.js';

test('un lot déjà appliqué est ignoré', () => {
  assert.equal(juger(12, { p: 9, r: 12 }), 'ignorer');
  assert.equal(juger(12, { p: 3, r: 5 }), 'ignorer');
});

test('le lot suivant s’applique, même s’il recouvre ce qui est déjà connu', () => {
  assert.equal(juger(12, { p: 12, r: 15 }), 'appliquer');
  assert.equal(juger(12, { p: 10, r: 15 }), 'appliquer');
});

test('un lot qui commence plus loin est un trou', () => {
  assert.equal(juger(12, { p: 13, r: 15 }), 'trou');
});

test('avant tout instantané, un lot qui part d’une révision connue des autres est un trou', () => {
  assert.equal(juger(-1, { p: 0, r: 1 }), 'trou');
});

test('dans tous les cas, on n’applique qu’une suite sans trou qui avance', () => {
  for (let moi = 0; moi < 6; moi += 1) {
    for (let p = 0; p < 6; p += 1) {
      for (let r = p + 1; r < 7; r += 1) {
        const verdict = juger(moi, { p, r });
        assert.equal(verdict === 'appliquer', p <= moi && r > moi, `${moi} ${p} ${r}`);
        assert.equal(verdict === 'trou', p > moi, `${moi} ${p} ${r}`);
      }
    }
  }
});
