/** The words of the author's file: a name that is none of them can be given to something generated. */
export class Words {
  readonly #words: ReadonlySet<string>;

  constructor(text: string) {
    this.#words = new Set(text.match(/[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu));
  }

  has(word: string): boolean {
    return this.#words.has(word);
  }

  /** `base`, or `base$` if the author's file has that word, and so on. */
  unused(base: string): string {
    return this.has(base) ? this.unused(`${base}$`) : base;
  }
}
