/** What is ticked, what was just moved, and the commands of clustering. Every refusal leaves the server's state in view. */
import { annoncer, pluriel } from '../composants/dom.js';
import { demander } from '../composants/dialogue.js';
import { nouvelIdentifiant } from '../lien/connexion.js';
import { NOTE_MS, Reperes } from './reperes.js';
import { colonnes, encore, indexPour } from './rangement.js';

/** @typedef {import('../noyau/types.js').Etat} Etat */
/** @typedef {import('./rangement.js').Attente} Attente */

export class Rangeur {
  /** @param {import('./contexte.js').Contexte} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    /** @type {Set<string>} */
    this.coches = new Set();
    /** @type {Attente[]} */
    this.attentes = [];
    /** Where I have just put a card, to notice that somebody else has moved it since. @type {Map<string, {cible: string | null, jusqua: number}>} */
    this.poses = new Map();
    this.reperes = new Reperes(ctx.demanderRendu);
  }

  /** @param {Etat} etat */
  vues(etat) {
    this.attentes = encore(etat, this.attentes);
    const maintenant = Date.now();
    for (const [id, { cible, jusqua }] of this.poses) {
      const carte = etat.contributions.get(id);
      const ailleurs = carte && carte.regroupement_id !== cible && !this.attentes.some((a) => a.cartes.includes(id));
      if (ailleurs) this.reperes.noter(id);
      if (ailleurs || jusqua < maintenant) this.poses.delete(id);
    }
    for (const id of this.coches) {
      const carte = etat.contributions.get(id);
      if (!carte || carte.etat !== 'publiee') this.coches.delete(id);
    }
    return colonnes(etat, this.attentes);
  }

  /** @param {string} id where the server has it */
  groupeDe(id) {
    const carte = this.ctx.etat().contributions.get(id);
    return carte ? carte.regroupement_id : null;
  }

  /** @param {Etat} etat @param {string} groupe */
  nombreDans(etat, groupe) {
    return Array.from(etat.contributions.values()).filter((c) => c.regroupement_id === groupe && c.etat === 'publiee').length;
  }

  choisies() {
    return Array.from(this.coches);
  }

  /** The card, with the others when it is one of those ticked. @param {string} id */
  avecChoisies(id) {
    return this.coches.has(id) ? this.choisies() : [id];
  }

  /** @param {string} id @param {boolean} oui */
  cocher(id, oui) {
    if (oui) this.coches.add(id);
    else this.coches.delete(id);
    this.ctx.demanderRendu();
  }

  decocher() {
    this.coches.clear();
    this.ctx.demanderRendu();
  }

  /** @param {string[]} cartes @param {string | null} cible @param {string | null} avant @param {boolean} [suivre] keep the focus on the card */
  async deplacer(cartes, cible, avant, suivre = false) {
    const etat = this.ctx.etat();
    const colonne = colonnes(etat, this.attentes).find((c) => c.id === cible);
    if (!colonne || dejaLa(colonne.cartes.map((c) => c.id), cartes, avant)) return;
    /** @type {Attente} */
    const attente = { id: nouvelIdentifiant(), cartes, cible, avant, revision: Infinity };
    const position = indexPour(etat, cartes, cible, avant);
    this.attentes.push(attente);
    if (suivre) this.reperes.viser(cartes[0], 'deplacer');
    this.decocher();
    const reponse = await this.ctx.agir('deplacer_contributions', { contributions: cartes, regroupement_id: cible, position }, { id: attente.id });
    attente.revision = reponse.ok ? reponse.r || 0 : -1;
    if (reponse.ok) {
      cartes.forEach((id) => this.poses.set(id, { cible, jusqua: Date.now() + NOTE_MS }));
      annoncer(`${pluriel(cartes.length, 'carte déplacée', 'cartes déplacées')} vers ${colonne.groupe ? colonne.groupe.titre : 'à classer'}`);
    }
    this.ctx.demanderRendu();
  }

  /** Ask for a title, then make the cluster. @param {string[]} cartes */
  async grouper(cartes) {
    await demander({
      titre: cartes.length ? `Nouveau groupe avec ${pluriel(cartes.length, 'carte', 'cartes')}` : 'Nouveau groupe',
      confirmer: 'Créer le groupe',
      champs: [{ nom: 'titre', libelle: 'Nom du groupe', max: 80, aide: 'Quelques mots que toute la salle comprend.' }],
      envoyer: (v) => this.creer(String(v.titre), cartes),
    });
  }

  /** @param {string} titre @param {string[]} cartes @returns {Promise<string | null>} */
  async creer(titre, cartes) {
    const id = nouvelIdentifiant();
    return this.commander('creer_regroupement', { titre: titre.trim(), contributions: cartes }, { cle: id, action: 'renommer' }, id);
  }

  /** @param {string[]} cartes all of one cluster */
  async scinder(cartes) {
    const groupe = this.groupeDe(cartes[0]);
    const id = nouvelIdentifiant();
    await demander({
      titre: `Scinder\u00a0: ${pluriel(cartes.length, 'carte sort', 'cartes sortent')} du groupe`,
      confirmer: 'Scinder',
      champs: [{ nom: 'titre', libelle: 'Nom du nouveau groupe', max: 80 }],
      envoyer: (v) => this.commander('scinder_regroupement', { regroupement_id: groupe, contributions: cartes, titre: String(v.titre).trim() }, { cle: id, action: 'renommer' }, id),
    });
  }

  /** @param {'annuler' | 'retablir'} sens */
  historique(sens) {
    return this.commander(sens, {});
  }

  /**
   * @param {string} type @param {Record<string, any>} donnees
   * @param {{cle: string, action: string}} [focus] where the focus goes once the state has come
   * @param {string} [id] @returns {Promise<string | null>} the refusal's sentence
   */
  async commander(type, donnees, focus, id) {
    this.poses.clear();
    const reponse = await this.ctx.agir(type, donnees, id ? { id } : {});
    if (reponse.ok && focus) this.reperes.viser(focus.cle, focus.action);
    if (reponse.ok && (type === 'creer_regroupement' || type === 'scinder_regroupement')) this.decocher();
    this.ctx.demanderRendu();
    return reponse.ok ? null : reponse.message || 'Action refusée.';
  }
}

/** Already there, in that order: nothing to send. @param {string[]} ordre @param {string[]} cartes @param {string | null} avant */
function dejaLa(ordre, cartes, avant) {
  const debut = ordre.indexOf(cartes[0]);
  if (debut < 0 || cartes.some((id, i) => ordre[debut + i] !== id)) return false;
  return (ordre[debut + cartes.length] || null) === avant;
}
