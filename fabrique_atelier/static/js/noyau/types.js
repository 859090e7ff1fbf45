/**
 * The shapes of docs/protocole.md §4, for the type checker only.
 *
 * @typedef {{id: string, titre: string, question: string, lieu: string, territoire: string, structure: string,
 *   date_debut: string|null, code?: string, etat: string, phase_id: string|null, entree_verrouillee: boolean,
 *   mode_identite: string, mode_entree?: string, tickets?: number, close_le: number|null}} Seance
 * @typedef {{id: string, ordre: number, type: string, titre: string, consigne: string, duree_s: number|null, minuteur: string,
 *   visibilite: string, auteurs_affiches: boolean, longueur_max: number, max_par_personne: number|null,
 *   participants_regroupent: boolean, etat: string, debut: number|null, fin: number|null, restant_ms: number|null,
 *   duree_reelle_s: number|null, revelee_le: number|null}} Phase
 * @typedef {{id: string, phase_id: string, texte: string|null, reformulee: boolean, rang: number,
 *   regroupement_id: string|null, position: number, auteur: string|null, texte_origine?: string, etat?: string,
 *   motif?: string|null, signalements?: number, participant_id?: string|null, devoilee?: boolean, saisi_par?: string}} Contribution
 * @typedef {{id: string, repere: string, couleur: number, titre: string, description: string, ordre: number,
 *   special: string|null}} Regroupement
 * @typedef {{objet_id: string, points: number, rang: number, ex_aequo: boolean}} LigneResultat
 * @typedef {{id: string, phase_id: string, regle: string, objets_type: string, objets: string[], budget: number,
 *   max_par_objet: number, etat: string, votants: number, inscrits: number, posees: number|null,
 *   disponibles: number|null, resultats: LigneResultat[]|null}} Vote
 * @typedef {{participants: number, contributions: number, trop_tard: number}} Compteurs
 * @typedef {{id: string, numero: number, nom: string, ecarte: boolean, ticket?: number|null, arrivee?: number}} Participant
 * @typedef {{annuler: string|null, retablir: string|null}} Historique
 * @typedef {{id: string, numero: number, nom: string, pseudonyme: string|null}} Moi
 * @typedef {{vote_id: string, version: number, gommettes: Record<string, number>}} Bulletin
 *
 * @typedef {[string, string, any]} Changement  entity, id, whole value or null
 * @typedef {{p?: number, r: number, h: number, c: Changement[]}} Message
 * @typedef {{r: number, a: Reponse[], c: Changement[], complet: boolean}} MessagePerso
 * @typedef {{id: string, ok: boolean, r?: number, code?: string, message?: string, attendre_ms?: number}} Reponse
 * @typedef {{id: string, type: string, donnees: Record<string, any>}} Commande
 *
 * @typedef {{revision: number, seance: Seance|null, phases: Map<string, Phase>, contributions: Map<string, Contribution>,
 *   regroupements: Map<string, Regroupement>, votes: Map<string, Vote>, participants: Map<string, Participant>,
 *   compteurs: Compteurs|null, historique: Historique|null, moi: Moi|null, miennes: Map<string, Contribution>,
 *   bulletins: Map<string, Bulletin>}} Etat
 */
export {};
