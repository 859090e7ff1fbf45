/**
 * What every panel of the remote is given, for the type checker only.
 *
 * @typedef {import('../noyau/types.js').Etat} Etat
 * @typedef {import('../noyau/types.js').Reponse} Reponse
 * @typedef {{lien: import('../lien/connexion.js').Connexion, etat: () => Etat, maintenant: () => number,
 *   presents: () => Set<string>, connectes: () => number, demanderRendu: () => void, avertir: (message: string) => void,
 *   agir: (type: string, donnees: Record<string, any>, options?: {id?: string}) => Promise<Reponse>}} Contexte
 * @typedef {{rendre: (etat: Etat) => void}} Ecran
 */
export {};
