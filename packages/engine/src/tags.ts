/**
 * Sets of tags: what a lane needs of its worker, and what a worker has.
 *
 * Always: in their one form, sorted and each once, so that two that are the same have the same text.
 */

/** In their one form. */
export type Tags = readonly string[];

export const noTags: Tags = [];

export function unionOf(some: Tags, others: Tags | undefined): Tags {
  if (others === undefined || others.length === 0) return some;
  return some.length === 0 ? others : [...new Set([...some, ...others])].toSorted();
}

/** Whether nothing is needed that is not there. */
export function covers(have: Tags, needed: Tags): boolean {
  return needed.every((tag) => have.includes(tag));
}

export function areSame(some: Tags, others: Tags): boolean {
  return some === others || (some.length === others.length && some.every((tag, index) => tag === others[index]));
}

/** As a column keeps them; nothing is an empty text. */
export function textOf(tags: Tags): string {
  return tags.length === 0 ? '' : JSON.stringify(tags);
}

export function fromText(text: string): Tags {
  return text === '' ? noTags : (JSON.parse(text) as Tags);
}
