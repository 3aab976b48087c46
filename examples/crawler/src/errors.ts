/** There is no such page, and asking again will not help. */
export class PageMissing extends Error {
  override readonly name = 'PageMissing';
}
