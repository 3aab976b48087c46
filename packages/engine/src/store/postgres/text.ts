/**
 * Text that PostgreSQL can store: it takes every character but the first one, NUL.
 *
 * Always: different texts stay different, and in the order of bytes; nearly all are stored as they are.
 */
const nul = '\u0000';
const escape = '\u0001';

export function toStored(text: string): string {
  if (!text.includes(nul) && !text.includes(escape)) return text;
  return text.replaceAll(escape, `${escape}\u0002`).replaceAll(nul, `${escape}\u0001`);
}

export function fromStored(text: string): string {
  if (!text.includes(escape)) return text;
  return text.replaceAll(`${escape}\u0001`, nul).replaceAll(`${escape}\u0002`, escape);
}
