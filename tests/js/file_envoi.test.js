import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FileEnvoi, SANS_REPONSE_MS } from '../../fabrique_atelier/static/js/noyau/file_envoi.js';
import { commande, hasard } from './fabriques.js';

/** Send what must leave, as lien/connexion.js does. @param {FileEnvoi} file @param {number} maintenant */
function partir(file, maintenant) {
  return file.aEnvoyer(maintenant).map((e) => {
    e.envoye = maintenant;
    return e.commande.id;
  });
}

test('dans une même clé, une seule commande à la fois et dans l’ordre', () => {
  const file = new FileEnvoi();
  for (const id of ['a', 'b', 'c']) file.ajouter(commande(id), 'idees', 10);
  assert.deepEqual(partir(file, 10), ['a']);
  assert.deepEqual(partir(file, 20), []);
  file.repondre({ id: 'a', ok: true }, 30);
  assert.deepEqual(partir(file, 30), ['b']);
  file.repondre({ id: 'b', ok: false, code: 'texte_vide' }, 40);
  assert.deepEqual(partir(file, 40), ['c']);
});

test('deux clés partent ensemble', () => {
  const file = new FileEnvoi();
  file.ajouter(commande('a'), 'idees', 1);
  file.ajouter(commande('b', 'modifier_contribution'), 'carte-9', 1);
  file.ajouter(commande('c', 'retirer_contribution'), 'carte-9', 1);
  assert.deepEqual(partir(file, 1), ['a', 'b']);
});

test('sans réponse, le même id repart après cinq secondes, pas avant', () => {
  const file = new FileEnvoi();
  file.ajouter(commande('a'), 'idees', 1000);
  assert.deepEqual(partir(file, 1000), ['a']);
  assert.deepEqual(partir(file, 1000 + SANS_REPONSE_MS - 1), []);
  assert.deepEqual(partir(file, 1000 + SANS_REPONSE_MS), ['a']);
  assert.equal(SANS_REPONSE_MS, 5000);
});

test('une nouvelle connexion renvoie tout de suite ce qui est resté sans réponse', () => {
  const file = new FileEnvoi();
  file.ajouter(commande('a'), 'idees', 1000);
  partir(file, 1000);
  file.toutRenvoyer();
  assert.deepEqual(partir(file, 1001), ['a']);
});

test('un bulletin plus récent remplace celui qui n’est pas parti', () => {
  const file = new FileEnvoi();
  file.ajouter(commande('v1', 'voter', { version: 1 }), 'vote', 1);
  assert.deepEqual(partir(file, 1), ['v1']);
  assert.deepEqual(file.ajouter(commande('v2', 'voter', { version: 2 }), 'vote', 2).remplaces, []);
  const { remplaces } = file.ajouter(commande('v3', 'voter', { version: 3 }), 'vote', 3);
  assert.deepEqual(remplaces.map((e) => e.commande.id), ['v2']);
  file.repondre({ id: 'v1', ok: true }, 4);
  assert.deepEqual(partir(file, 4), ['v3']);
});

test('un bulletin ne remplace ni celui d’un autre vote, ni une idée', () => {
  const file = new FileEnvoi();
  file.ajouter(commande('v1', 'voter'), 'vote-1', 1);
  file.ajouter(commande('i1'), 'vote-1', 1);
  file.ajouter(commande('v2', 'voter'), 'vote-2', 1);
  assert.equal(file.envois.length, 3);
  file.ajouter(commande('i2'), 'vote-1', 2);
  assert.deepEqual(file.envois.map((e) => e.commande.id), ['v1', 'i1', 'v2', 'i2']);
});

test('« trop vite » et « occupé » ne sont pas des réponses finales : le même id repart plus tard', () => {
  const file = new FileEnvoi();
  file.ajouter(commande('a'), 'idees', 0);
  partir(file, 1);
  assert.equal(file.repondre({ id: 'a', ok: false, code: 'trop_vite', attendre_ms: 1500 }, 100), null);
  assert.equal(file.enAttente('a'), true);
  assert.deepEqual(partir(file, 1599), []);
  assert.deepEqual(partir(file, 1600), ['a']);
});

test('une commande retenue ne laisse pas passer devant elle la suivante de sa clé', () => {
  const file = new FileEnvoi();
  file.ajouter(commande('a'), 'idees', 0);
  file.ajouter(commande('b'), 'idees', 0);
  partir(file, 1);
  file.repondre({ id: 'a', ok: false, attendre_ms: 2000 }, 1);
  assert.deepEqual(partir(file, 1000), []);
});

test('un refus final et une réponse inconnue', () => {
  const file = new FileEnvoi();
  file.ajouter(commande('a'), 'idees', 0);
  assert.equal(file.repondre({ id: 'autre', ok: true }, 1), null);
  assert.equal(file.repondre({ id: 'a', ok: false, code: 'phase_fermee' }, 1)?.commande.id, 'a');
  assert.equal(file.enAttente('a'), false);
  assert.equal(file.repondre({ id: 'a', ok: true }, 2), null);
});

test('la file survit au rechargement : même ordre, mêmes ids, tout repart', () => {
  const avant = new FileEnvoi();
  for (const id of ['a', 'b', 'c']) avant.ajouter(commande(id), id === 'b' ? 'autre' : 'idees', 5);
  partir(avant, 5);
  avant.repondre({ id: 'b', ok: false, attendre_ms: 60000 }, 6);
  // what storage gives back comes sorted by id, not by time
  const gardes = JSON.parse(JSON.stringify(avant.envois)).reverse();
  const apres = new FileEnvoi(gardes);
  assert.deepEqual(apres.envois.map((e) => e.commande.id), ['a', 'b', 'c']);
  assert.deepEqual(partir(apres, 7), ['a', 'b']);
  apres.ajouter(commande('d'), 'idees', 8);
  assert.deepEqual(apres.envois.map((e) => e.commande.id), ['a', 'b', 'c', 'd']);
});

test('coupures et réponses perdues au hasard : chaque commande aboutit une fois, dans l’ordre de sa clé', () => {
  const tirer = hasard(2026);
  let file = new FileEnvoi();
  /** @type {string[]} the server: first answer again for an id it knows */
  const recues = [];
  for (let i = 0; i < 60; i += 1) file.ajouter(commande('i' + i), 'cle' + (i % 3), i);
  for (let t = 100; file.envois.length; t += 700) {
    assert.ok(t < 1e6, 'la file ne se vide pas');
    if (tirer() < 0.1) file = new FileEnvoi(JSON.parse(JSON.stringify(file.envois)));
    if (tirer() < 0.1) file.toutRenvoyer();
    for (const id of partir(file, t)) {
      if (tirer() < 0.3) continue;
      if (!recues.includes(id)) recues.push(id);
      if (tirer() < 0.3) continue;
      file.repondre(tirer() < 0.2 ? { id, ok: false, attendre_ms: 900 } : { id, ok: true }, t);
    }
  }
  assert.equal(recues.length, 60);
  for (const cle of [0, 1, 2]) {
    const rangs = recues.map((id) => Number(id.slice(1))).filter((i) => i % 3 === cle);
    assert.deepEqual(rangs, [...rangs].sort((a, b) => a - b));
  }
});
