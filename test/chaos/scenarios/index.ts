/** All scenarios. Whoever adds an example adds a file and a line here. */
import { agent } from './agent.ts';
import { approval } from './approval.ts';
import { batch } from './batch.ts';
import { crawler } from './crawler.ts';
import { order } from './order.ts';
import { probe } from './probe.ts';
import { transfer } from './transfer.ts';
import type { Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [order, approval, crawler, agent, batch, transfer, probe];
