import assert from 'node:assert/strict';
import { test } from 'node:test';

import { COLONNES, LIGNES_MAX, hauteur, paginer, remplirColonne } from '../../fabrique_atelier/static/js/tableau/pages.js';
import { carte, hasard } from './fabriques.js';

const PLACE = { hauteur: 44, signes: 22, colonnes: COLONNES };
const MOTS = ['navette', 'vélo', 'covoiturage', 'anticonstitutionnellement', 'à', 'la', 'demande', 'x'.repeat(140), 'covoiturage\nsimple'];

/** @param {number} nombre @param {number} graine */
function cartesAuHasard(nombre, graine) {
  const tirer = hasard(graine);
  return Array.from({ length: nombre }, (_, i) => {
    const mots = Array.from({ length: 1 + Math.floor(tirer() * 30) }, () => MOTS[Math.floor(tirer() * MOTS.length)]);
    return carte('c' + i, { texte: mots.join(' ').slice(0, 500), reformulee: tirer() < 0.2 });
  });
}

/** @param {{texte: string|null, reformulee?: boolean}} c */
const h = (c) => hauteur(c.texte || '', PLACE.signes, c.reformulee);

test('une carte a au moins une ligne, jamais plus que le maximum', () => {
  assert.ok(hauteur('', 22) > 0);
  assert.equal(hauteur('a', 22), hauteur('', 22));
  assert.ok(hauteur('mot '.repeat(30), 22) > hauteur('mot', 22));
  assert.equal(hauteur('x'.repeat(500), 22), hauteur('x'.repeat(5000), 22));
  assert.equal(hauteur('a\n'.repeat(LIGNES_MAX + 3), 22), hauteur('a\n'.repeat(40), 22));
});

test('500 cartes : aucune colonne ne déborde, aucune page n’a plus de colonnes que prévu', () => {
  for (const graine of [1, 2, 3]) {
    const pages = paginer(cartesAuHasard(500, graine), PLACE);
    assert.ok(pages.length > 5);
    for (const page of pages) {
      assert.ok(page.length >= 1 && page.length <= COLONNES);
      for (const colonne of page) assert.ok(colonne.reduce((n, c) => n + h(c), 0) <= PLACE.hauteur);
    }
  }
});

test('chaque carte est montrée une fois, dans l’ordre', () => {
  const cartes = cartesAuHasard(500, 4);
  assert.deepEqual(paginer(cartes, PLACE).flat(2), cartes);
});

test('toutes les pages sont pleines sauf la dernière', () => {
  const pages = paginer(cartesAuHasard(300, 5), PLACE);
  for (const page of pages.slice(0, -1)) assert.equal(page.length, COLONNES);
});

test('une carte plus haute que la place a quand même sa colonne, et rien ne tourne en rond', () => {
  const pages = paginer(cartesAuHasard(9, 6), { hauteur: 1, signes: 22, colonnes: 4 });
  assert.deepEqual(pages.map((p) => p.length), [4, 4, 1]);
  assert.deepEqual(paginer([], PLACE), []);
});

test('paginer 500 cartes prend quelques millisecondes', () => {
  const cartes = cartesAuHasard(500, 7);
  paginer(cartes, PLACE);
  const debut = performance.now();
  for (let i = 0; i < 20; i += 1) paginer(cartes, PLACE);
  assert.ok((performance.now() - debut) / 20 < 25);
});

test('une colonne de groupe montre ce qui tient et compte le reste', () => {
  const cartes = cartesAuHasard(80, 8);
  const { montrees, reste } = remplirColonne(cartes, 'Se déplacer sans voiture', PLACE);
  assert.deepEqual(montrees, cartes.slice(0, montrees.length));
  assert.equal(montrees.length + reste, 80);
  assert.ok(montrees.length > 1);
  assert.ok(montrees.reduce((n, c) => n + h(c), 0) < PLACE.hauteur);
});

test('une colonne courte montre tout ; un titre long laisse moins de place', () => {
  const cartes = cartesAuHasard(3, 9).map((c) => ({ ...c, texte: 'court' }));
  assert.equal(remplirColonne(cartes, 'Titre', PLACE).reste, 0);
  const beaucoup = cartesAuHasard(80, 10);
  const court = remplirColonne(beaucoup, 'Titre', PLACE).montrees.length;
  const long = remplirColonne(beaucoup, 'titre '.repeat(20), PLACE).montrees.length;
  assert.ok(long < court);
});

test('capitales, idéogrammes et accents combinés : la largeur estimée suit ce qui se voit', () => {
  assert.ok(hauteur('NAVETTE LES JOURS DE MARCHÉ', 24) > hauteur('navette les jours de marché', 32));
  assert.equal(hauteur('交通をもっと便利にする方法', 24), hauteur('x'.repeat(26), 24));
  assert.equal(hauteur('e\u0301'.repeat(20), 22), hauteur('e'.repeat(20), 22));
});
