/**
 * Sets of tags: what a lane needs of its worker, and what a worker has.
 *
 * Always: in their one form, sorted and each once, so that two that are the same have the same text.
 */
import { areTexts, readStoredJson } from './stored-json.js';

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

/**
 * `where`: what messages call the database.
 *
 * @throws {StoreCorruptError} if the text is none that {@link textOf} gives.
 */
export function fromText(text: string, where: string): Tags {
  return text === '' ? noTags : readStoredJson(text, { where, what: 'the tags of a route', fits: areTexts });
}
