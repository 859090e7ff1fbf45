// The load scenarios. All are bounded in time and open-loop: an action leaves when it is due, whatever came back before.
import { randomUUID } from 'node:crypto';
import { setTimeout as attendre } from 'node:timers/promises';
import { maintenant } from './salle.mjs';

const PHRASES = [
  'Ouvrir la ressourcerie le samedi matin, quand les gens sont là',
  'Un atelier de réparation itinérant qui passe dans chaque village',
  'Prêter les salles municipales vides aux associations le soir',
  'Une navette entre la gare et la zone d’activité, aux heures d’équipe',
  'Acheter ensemble pour la cantine : trois communes, un seul marché',
];

export function rang(valeurs, part) {
  if (valeurs.length === 0) return null;
  const tri = Float64Array.from(valeurs).sort();
  return tri[Math.min(tri.length - 1, Math.max(0, Math.ceil(tri.length * part) - 1))];
}

const resume = (valeurs) => ({ p50: rang(valeurs, 0.5), p95: rang(valeurs, 0.95), p99: rang(valeurs, 0.99), max: rang(valeurs, 1) });

async function jusqua(condition, delaiMs) {
  const limite = maintenant() + delaiMs;
  while (!condition() && maintenant() < limite) await attendre(5);
  return condition();
}

/** Calls `action(i, due)` for `total` actions at `taux` per second. */
async function cadencer(total, taux, action) {
  const depart = maintenant() + 5;
  let i = 0;
  while (i < total) {
    const dus = Math.min(total, Math.floor(((maintenant() - depart) * taux) / 1000) + 1);
    for (; i < dus; i += 1) action(i, depart + (i * 1000) / taux);
    await attendre(1);
  }
  return maintenant() - depart;
}

function direIdee(salle, i, prevu) {
  const phones = salle.participants;
  const id = randomUUID();
  salle.inscrire(id, prevu);
  phones[i % phones.length].prise.envoyer(salle.dialecte.idee(salle.contexte, id, `${PHRASES[i % PHRASES.length]} (${i})`));
  return id;
}

function bilan(salle, suivies, dureeMs, octets) {
  const livraisons = suivies.filter((a) => a.livre > 0 && a.manque === 0).map((a) => a.livre - a.prevu);
  const acquits = suivies.filter((a) => a.acquitte > 0).map((a) => a.acquitte - a.prevu);
  return {
    envoyes: suivies.length,
    livres: livraisons.length,
    acquittes: salle.dialecte.reponses ? acquits.length : null,
    livraison: resume(livraisons),
    acquit: resume(acquits),
    duree_ms: dureeMs,
    octets: salle.clients.reduce((somme, c) => somme + c.prise.octets, 0) - octets,
    perdus: salle.perdus,
    desordres: salle.desordres,
    refus: Object.fromEntries(salle.refus),
  };
}

/** N clients join evenly over `etalement_s`, at most 100 at a time still on their way. */
export async function connecter(salle, { participants = 0, tableau = 0, animation = 0, etalement_s = 0, jetons }) {
  if (jetons !== undefined) salle.contexte.jetons = jetons;
  const roles = [...Array(tableau).fill('tableau'), ...Array(animation).fill('animation'), ...Array(participants).fill('participant')];
  const depart = maintenant();
  const enRoute = new Set();
  const delais = [];
  const echecs = [];
  let numero = 0;
  for (const [i, role] of roles.entries()) {
    const du = depart + (i * etalement_s * 1000) / roles.length;
    if (du > maintenant()) await attendre(du - maintenant());
    if (enRoute.size >= 100 && etalement_s === 0) await Promise.race(enRoute);
    const entree = salle.rejoindre(role, role === 'participant' ? numero++ : 0).then(
      (client) => delais.push(client.delai),
      (erreur) => echecs.push(erreur.message),
    );
    enRoute.add(entree);
    entree.finally(() => enRoute.delete(entree));
  }
  await Promise.race([Promise.all(enRoute), attendre(20_000, undefined, { ref: false })]);
  salle.participants = salle.clients.filter((c) => c.role === 'participant');
  return { connectes: delais.length, demandes: roles.length, delai: resume(delais), duree_ms: maintenant() - depart, echecs: echecs.slice(0, 5) };
}

/** Ideas at a steady rate; the first `chauffe_s` seconds do not count. */
export async function debit(salle, { taux, duree_s, chauffe_s, purge_s }) {
  salle.oublier();
  const octets = salle.clients.reduce((somme, c) => somme + c.prise.octets, 0);
  const ids = [];
  const duree = await cadencer(Math.round(taux * (duree_s + chauffe_s)), taux, (i, prevu) => ids.push(direIdee(salle, i, prevu)));
  const purge = await jusqua(() => salle.enAttente === 0, purge_s * 1000);
  const suivies = ids.slice(Math.round(taux * chauffe_s)).map((id) => salle.actions.get(id));
  return { ...bilan(salle, suivies, duree, octets), purge };
}

/** One idea at a time, well after the last tick: what the quiet room feels. */
export async function repos(salle, { fois, pause_ms }) {
  salle.oublier();
  const octets = salle.clients.reduce((somme, c) => somme + c.prise.octets, 0);
  const depart = maintenant();
  const ids = [];
  for (let i = 0; i < fois; i += 1) {
    ids.push(direIdee(salle, i * 7, maintenant()));
    await jusqua(() => salle.enAttente === 0, 2000);
    await attendre(pause_ms * (0.75 + Math.random() / 2));
  }
  return bilan(salle, ids.map((id) => salle.actions.get(id)), maintenant() - depart, octets);
}

/** Each phone sends its whole ballot `chacun` times over `duree_s`, the dots growing by one each time. */
export async function votes(salle, { vote_id, objets, chacun, duree_s, max_par_objet }) {
  salle.oublier();
  const phones = salle.participants;
  const ordre = phones.map((_, i) => i).sort(() => Math.random() - 0.5);
  const total = phones.length * chacun;
  const ids = [];
  const duree = await cadencer(total, total / duree_s, (i, prevu) => {
    const version = Math.floor(i / phones.length) + 1;
    const gommettes = {};
    for (let g = 0; g < version; g += 1) {
      const objet = objets[Math.floor(g / max_par_objet)];
      gommettes[objet] = (gommettes[objet] ?? 0) + 1;
    }
    const id = randomUUID();
    ids.push(id);
    salle.inscrire(id, prevu, false);
    phones[ordre[i % phones.length]].prise.envoyer(salle.dialecte.commande(id, 'voter', { vote_id, version, gommettes }));
  });
  await jusqua(() => salle.enAttente === 0, 10_000);
  return { ...bilan(salle, ids.map((id) => salle.actions.get(id)), duree, 0), ids };
}
