/** The probe: naps side by side, letters in order, a long loop, children, a race. */
import type { BoundWorkflow } from '@waystone/engine';
import type { Probe } from '../probe/src/probe.workflow.ts';
import { compiledIn, moment } from './modules.ts';
import type { Scenario } from './scenario.ts';

interface Workflow {
  readonly ErrandWorkflow: new (moment: () => Promise<void>) => object;
  readonly ProbeWorkflow: new (moment: () => Promise<void>) => object;
}

interface Generated {
  readonly workflows: Readonly<Record<'errand' | 'probe', (instance: object) => BoundWorkflow>>;
}

export const probe: Scenario = {
  workflow: 'probe',
  async bind({ probe }) {
    const [{ ErrandWorkflow, ProbeWorkflow }, { workflows }] = await Promise.all([
      compiledIn<Workflow>(probe, 'probe.workflow.js'),
      compiledIn<Generated>(probe, 'generated/index.js'),
    ]);
    return [workflows.probe(new ProbeWorkflow(moment)), workflows.errand(new ErrandWorkflow(moment))];
  },
  draw(chance) {
    const naps = Array.from({ length: chance.between(2, 6) }, () => chance.between(20, 800));
    const letters = Array.from({ length: chance.between(1, 5) }, (_, index) => index + 1);
    const turns = chance.between(3, 20);
    const errands = chance.between(1, 6);
    const value = {
      naps: naps.map((_, lane) => ({ lane, tooShort: false })),
      letters,
      turns,
      errands: Array.from({ length: errands }, (_, number) => number * 2),
      quickest: 'task',
    };
    return {
      input: { naps, letters: letters.length, turns, errands } satisfies Probe,
      signals: letters.map((letter) => ({ name: 'letter', value: letter })),
      outcomes: [{ end: 'completed', value }],
      mostLanes: 1 + Math.max(3, naps.length, errands),
    };
  },
};
