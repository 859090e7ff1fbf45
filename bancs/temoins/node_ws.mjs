// Bare Node `ws`: no database, no rights, no answer. `--lots MS` gathers what comes in and broadcasts one batch every MS
// milliseconds (0: a message per action). With batches it is the physical limit of a Node server on this machine.
import { WebSocketServer } from 'ws';

const option = (nom, defaut) => {
  const i = process.argv.indexOf(nom);
  return i < 0 ? defaut : Number(process.argv[i + 1]);
};

const LOTS_MS = option('--lots', 0);
const serveur = new WebSocketServer({ host: '127.0.0.1', port: option('--port', 0), perMessageDeflate: false, backlog: 4096 });
let rang = 0;
let attente = [];

function diffuser(changements) {
  const message = Buffer.from(JSON.stringify({ r: rang, h: Date.now(), c: changements })); // encoded once for all
  for (const client of serveur.clients) client.send(message, { binary: false });
}

function changement({ id, texte }) {
  rang += 1;
  const phase_id = '00000000-0000-4000-8000-000000000000';
  const valeur = { id, phase_id, texte, reformulee: false, rang, regroupement_id: null, position: rang, auteur: null };
  return ['contribution', id, valeur];
}

serveur.on('connection', (prise) => {
  prise.on('message', (message) => {
    const nouveau = changement(JSON.parse(message));
    if (LOTS_MS === 0) diffuser([nouveau]);
    else attente.push(nouveau);
  });
});

if (LOTS_MS > 0) {
  setInterval(() => {
    if (attente.length === 0) return;
    diffuser(attente);
    attente = [];
  }, LOTS_MS);
}
process.on('SIGTERM', () => process.exit(0));
