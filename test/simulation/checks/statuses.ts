/** What a completed instance has published is what its steps have published, whatever its tasks said when they had ended. */
import { isDeepStrictEqual } from 'node:util';
import type { SimulatedCheck } from './index.js';

export const statuses: SimulatedCheck = {
  name: 'statuses',
  says: 'statuses are those of the last step that set them',
  check({ cases, outcomes, statuses: found }) {
    return cases.flatMap(({ id, statuses: expected = {} }) => {
      if (outcomes.get(id)?.end !== 'completed') return [];
      const own = found.get(id) ?? {};
      const wrong = Object.entries(expected).filter(([name, value]) => !isDeepStrictEqual(own[name], value));
      return wrong.map(([name, value]) => ({
        instance: id,
        problem: `status ${name} is not what it was set to`,
        evidence: [{ expected: value, found: own[name] }],
      }));
    });
  },
};
