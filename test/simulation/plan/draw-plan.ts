/** Draws the plan of a seed. */
import { Chance } from '../../support/chance.js';
import { newestLayout } from '../machine/database.js';
import { randomWorkflow } from '../random-program.js';
import { aimed } from './aims.js';
import { drawCase, drawClients, drawFault, drawOwn, drawWorker, upTo } from './draw.js';
import type { Plan } from './plan.js';

/** Compiling takes longer than running. */
const seedsPerPool = 500;

export function drawPlan(seed: number): Plan {
  const chance = new Chance(seed);
  // The first numbers of seeds in a row are in a row themselves.
  chance.next();
  const hasTwoBuilds = chance.happens(0.25);
  const cases = upTo(chance.between(1, 3)).map((number) => drawCase(chance, { number, hasTwoBuilds }));
  const [own, others] = drawOwn(chance, cases);
  const numbers = upTo(chance.between(hasTwoBuilds ? 2 : 1, 3));
  const workers = numbers.map((number) => drawWorker(chance, { number, hasTwoBuilds, plays: number === 0 ? own : [] }));
  const clients = drawClients(chance, others);
  const leaseMs = chance.between(3, 30) * 100;
  const places = [...workers, ...clients].map(({ name }) => name);
  const isRandom = cases.some(({ workflow }) => workflow === randomWorkflow);
  const plan: Plan = {
    seed,
    random: isRandom ? { pool: Math.floor(seed / seedsPerPool), index: chance.below(1_000) } : undefined,
    cases,
    workers,
    clients,
    faults: upTo(chance.below(9)).map(() => drawFault(chance, places, leaseMs)),
    leaseMs,
    busyTimeoutMs: chance.of([200, 1_000, 5_000]),
    tempoMs: chance.of([0.3, 1, 3]),
    noticesLost: chance.of([0, 0, 0.3, 1]),
    layout: chance.happens(0.03) ? chance.below(newestLayout) : newestLayout,
    settings: [],
    wildSteps: Infinity,
  };
  return aimed(plan);
}
