/** Where an instance goes: as its start says, else as its workflow does. */
import { defaultPriority, defaultQueue, parsePriority, parseQueue, parseTags } from '@waystone/core';
import type { Placement } from '@waystone/core';
import type { StartRequest } from './store/store.js';

/** @throws OptionInvalidError, saying what can be given. */
export function placementFor(
  workflow: Placement,
  start: Placement & { readonly tags?: readonly string[] },
): Pick<StartRequest, 'queue' | 'priority' | 'tags'> {
  const tags = parseTags(start.tags ?? []);
  return {
    queue: parseQueue(start.queue ?? workflow.queue ?? defaultQueue),
    priority: parsePriority(start.priority ?? workflow.priority ?? defaultPriority),
    ...(tags.length > 0 && { tags }),
  };
}
