/**
 * What to do with a numbered batch: the chain `p` → `r` of docs/protocole.md §2.
 *
 * @param {number} maRevision
 * @param {{p?: number, r: number}} message
 * @returns {'ignorer'|'appliquer'|'trou'}
 */
export function juger(maRevision, message) {
  if (message.r <= maRevision) return 'ignorer';
  return (message.p || 0) <= maRevision ? 'appliquer' : 'trou';
}
