// The load driver: one process holds every socket. Reads one JSON command a line on its input, answers one JSON line each.
import { createInterface } from 'node:readline';
import { connecter, debit, repos, votes } from './pilote/mesures.mjs';
import { Salle } from './pilote/salle.mjs';

let salle = null;

const FAIRE = {
  ouvrir(ordre) {
    salle?.fermer();
    salle = new Salle(ordre);
    return {};
  },
  connecter: (ordre) => connecter(salle, ordre),
  debit: (ordre) => debit(salle, ordre),
  repos: (ordre) => repos(salle, ordre),
  votes: (ordre) => votes(salle, ordre),
  fermer() {
    salle?.fermer();
    salle = null;
    return {};
  },
};

for await (const ligne of createInterface({ input: process.stdin })) {
  const ordre = JSON.parse(ligne);
  const avant = process.cpuUsage();
  let reponse;
  try {
    reponse = await FAIRE[ordre.faire](ordre);
  } catch (erreur) {
    reponse = { erreur: String(erreur?.stack ?? erreur) };
  }
  const cpu = process.cpuUsage(avant);
  process.stdout.write(`${JSON.stringify({ ...reponse, cpu_pilote_s: (cpu.user + cpu.system) / 1e6 })}\n`);
}
process.exit(0);
