/** Graphs as databases keep them: JSON, which a newer release may have written, or somebody else. */
import { assert, InvariantError } from '../errors/base.js';
import { GraphUnreadableError } from '../errors/store.js';
import { assertWhole } from './assert-graph.js';
import type { Graph } from './graph.js';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isRecord: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const areTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const areRecords: Check = (value) => isRecord(value) && Object.values(value as object).every(isRecord);
/** The last so many rows, or a word that says how much of each. */
const isHistory: Check = (value) => isText(value) || (isRecord(value) && Number.isInteger((value as { readonly last?: unknown }).last));

/** What those who read graphs rely on; the rest is checked by following the graph. */
const fields = {
  workflow: isText,
  hash: isText,
  entry: isText,
  nodes: areRecords,
  points: areRecords,
  slots: areTexts,
  tasks: areRecords,
  signals: areTexts,
  statuses: areRecords,
  history: isHistory,
} satisfies { readonly [Field in keyof Graph]?: Check };

/**
 * The graph in a JSON text; whether its hash fits is left to whoever runs it.
 *
 * @throws {GraphUnreadableError} if it is none that this release can read. `what` says which it should be.
 */
export function readGraph(text: string, what: string): Graph {
  try {
    const graph: unknown = JSON.parse(text);
    assert(isRecord(graph), 'it is no object');
    const found = graph as Readonly<Record<string, unknown>>;
    for (const [field, fits] of Object.entries(fields)) assert(fits(found[field]), `its ${field} is not what it should be`);
    assertWhole(graph as Graph);
    return graph as Graph;
  } catch (error) {
    throw new GraphUnreadableError(what, reasonOf(error), { cause: error });
  }
}

/** What is wrong in a graph that came from elsewhere is nobody's bug here. */
function reasonOf(error: unknown): string {
  if (error instanceof InvariantError) return error.reason;
  return error instanceof Error ? error.message : String(error);
}
