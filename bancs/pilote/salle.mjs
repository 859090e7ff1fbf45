// The room: every connected client, and the account of what reached whom. One witness per audience reads its batches whole and
// learns which idea travels in which batch; the others only count. An idea is delivered when its batch has reached everyone.
import { performance } from 'node:perf_hooks';
import { DIALECTES } from './dialectes.mjs';
import { Prise } from './prise.mjs';

export const maintenant = () => performance.now();

export class Salle {
  constructor({ hote, port, dialecte, contexte }) {
    this.adresse = { hote, port, chemin: DIALECTES[dialecte].chemin };
    this.dialecte = DIALECTES[dialecte];
    this.contexte = contexte ?? {};
    this.clients = [];
    this.audiences = new Map(); // role -> {nombre, lots: Map(r -> {recus, dernier})}
    this.perdus = 0; // connections that ended without our asking
    this.desordres = 0; // batches that came after a later one
    this.refus = new Map(); // refusal code -> count
    this.oublier();
  }

  oublier() {
    this.actions = new Map();
    this.enAttente = 0; // deliveries and answers still to come
    for (const audience of this.audiences.values()) audience.lots.clear();
  }

  /** Joins one client; resolves once its first state and, for a participant, its personal state have arrived. */
  rejoindre(role, i) {
    const audience = this.audiences.get(role) ?? { nombre: 0, lots: new Map() };
    this.audiences.set(role, audience);
    const temoin = audience.nombre === 0;
    audience.nombre += 1;
    return new Promise((pret, echec) => {
      const client = { role, audience, debut: maintenant(), etatRecu: 0, r: 0, pret, echec, indice: i };
      const suite = {
        tete: this.dialecte.tete,
        ouverture: () => this.dialecte.nu && this.arrive(client),
        diffusion: (_, r) => this.diffusion(client, r),
        message: (_, texte) => this.message(client, texte),
        fin: () => this.rompu(client),
      };
      client.prise = new Prise(this.adresse, suite, temoin);
      this.clients.push(client);
    });
  }

  arrive(client) {
    if (client.pret === null) return;
    client.delai = maintenant() - client.debut;
    client.pret(client);
    client.pret = null;
  }

  rompu(client) {
    this.perdus += 1;
    if (client.pret !== null) client.echec(new Error(`connexion rompue (${client.role} ${client.indice})`));
    client.pret = null;
  }

  diffusion(client, r) {
    if (r === -1) {
      client.etatRecu = maintenant();
      if (client.role !== 'participant') this.arrive(client);
      return;
    }
    if (r <= client.r) this.desordres += this.dialecte.ordonne ? 1 : 0;
    client.r = r;
    const lots = client.audience.lots;
    const lot = lots.get(r);
    if (lot === undefined) lots.set(r, { recus: 1, dernier: maintenant(), actions: [] });
    else {
      lot.recus += 1;
      lot.dernier = maintenant();
    }
    if (lots.get(r).recus === client.audience.nombre) this.livrer(lots.get(r));
  }

  message(client, texte) {
    if (this.dialecte.nu) return this.apprendre(client, this.dialecte.lire(texte).lot);
    if (texte === '2') return client.prise.envoyer('3');
    const genre = texte.slice(0, 2);
    if (texte[0] === '0') {
      const identite = this.dialecte.identite(this.contexte, client.role, client.indice);
      return client.prise.envoyer(identite === undefined ? '40' : `40${JSON.stringify(identite)}`);
    }
    if (genre === '40') return this.contexte.instantane ? undefined : this.arrive(client);
    if (genre === '44') return client.echec(new Error(texte.slice(2)));
    return this.evenement(client, this.dialecte.lire(texte));
  }

  evenement(client, { lot, perso, refus }) {
    if (lot !== undefined) this.apprendre(client, lot);
    if (refus !== undefined) this.refus.set(refus, (this.refus.get(refus) ?? 0) + 1);
    if (perso === undefined) return;
    for (const reponse of perso.a ?? []) this.repondre(reponse);
    if (client.etatRecu > 0) this.arrive(client);
  }

  repondre(reponse) {
    const action = this.actions.get(reponse.id);
    if (!reponse.ok) this.refus.set(reponse.code, (this.refus.get(reponse.code) ?? 0) + 1);
    if (action === undefined || action.acquitte > 0) return;
    action.acquitte = maintenant();
    this.enAttente -= 1;
  }

  /** A witness has read a batch whole: tie the ideas it carries to the batch. */
  apprendre(client, lot) {
    const lots = client.audience.lots;
    if (!lots.has(lot.r)) lots.set(lot.r, { recus: 0, dernier: 0, actions: [] });
    const registre = lots.get(lot.r);
    for (const [, id] of lot.c) {
      const action = this.actions.get(id);
      if (action !== undefined && action.manque > 0) registre.actions.push(action);
    }
  }

  livrer(lot) {
    for (const action of lot.actions) {
      action.manque -= 1;
      action.livre = Math.max(action.livre, lot.dernier);
      if (action.manque === 0) this.enAttente -= 1;
    }
  }

  /** Notes an action about to leave. `prevu`: the instant it was due, so that a late driver counts against the result. */
  inscrire(id, prevu, diffusee = true) {
    const manque = diffusee ? this.audiences.size : 0;
    this.actions.set(id, { prevu, manque, livre: 0, acquitte: 0 });
    this.enAttente += (diffusee ? 1 : 0) + (this.dialecte.reponses ? 1 : 0);
  }

  fermer() {
    for (const client of this.clients) client.prise.fermer();
    this.clients = [];
  }
}
