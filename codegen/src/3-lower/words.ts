/** The words of the author's files: a name that is none of them can be given to something generated. */
export class Words {
  readonly #words: ReadonlySet<string>;

  constructor(texts: readonly string[]) {
    this.#words = new Set(texts.flatMap((text) => text.match(/[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu) ?? []));
  }

  has(word: string): boolean {
    return this.#words.has(word);
  }

  /** `base`, or `base$` if an author's file has that word, and so on. */
  unused(base: string): string {
    return this.has(base) ? this.unused(`${base}$`) : base;
  }
}
