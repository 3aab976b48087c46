/** The filter of a list, as programs give it: checked, and with times as the store has them. */
import { OptionInvalidError, parseInstant, parsePriority, parseQueue, parseTags } from '@waystone/core';
import { assertAmong, assertOptionNames, assertText } from '../options.js';
import type { OptionNames } from '../options.js';
import type { Instant } from '../ports.js';
import type { InstanceStatus, ListFilter as StoreFilter } from '../store/store.js';

/** Which instances to list; every property that is given narrows it down. */
export interface ListFilter extends Omit<StoreFilter, 'createdAfter' | 'createdBefore'> {
  /** Only those that were started later. */
  readonly createdAfter?: Date | Instant;
  /** Only those that were started earlier. */
  readonly createdBefore?: Date | Instant;
}

const names: OptionNames<ListFilter> = {
  workflow: true,
  status: true,
  queue: true,
  priority: true,
  tags: true,
  parent: true,
  idPrefix: true,
  createdAfter: true,
  createdBefore: true,
  limit: true,
  after: true,
};

const texts = ['workflow', 'parent', 'idPrefix', 'after'] as const;

const statuses: readonly InstanceStatus[] = ['ready', 'running', 'parked', 'paused', 'completed', 'failed', 'canceled'];

/** @throws {OptionInvalidError} or {InstantInvalidError} if a property is not known or has an impossible value. */
export function parseFilter(filter: ListFilter): StoreFilter {
  assertOptionNames(filter, names);
  for (const name of texts) if (filter[name] !== undefined) assertText(name, filter[name]);
  const { status, queue, priority, tags, createdAfter, createdBefore, ...rest } = filter;
  return {
    ...rest,
    ...(status !== undefined && { status: parseStatuses(status) }),
    ...(queue !== undefined && { queue: parseQueue(queue) }),
    ...(priority !== undefined && { priority: parsePriority(priority) }),
    ...(tags !== undefined && { tags: parseTags(tags) }),
    ...(createdAfter !== undefined && { createdAfter: parseInstant(createdAfter) }),
    ...(createdBefore !== undefined && { createdBefore: parseInstant(createdBefore) }),
  };
}

function parseStatuses(given: readonly InstanceStatus[]): readonly InstanceStatus[] {
  if (!Array.isArray(given)) throw new OptionInvalidError('status', "is no list; give one, e.g. ['failed']");
  for (const [index, one] of given.entries()) assertAmong(`status[${index}]`, one, statuses);
  return given;
}
