/**
 * Writes generated text line by line, and remembers which place of the author's files each piece came from.
 *
 * Always: lines and columns of the map are those of the text as it is given out.
 */
import { GenMapping, maybeAddSegment, toEncodedMap } from '@jridgewell/gen-mapping';
import type { Origin } from '../3-lower/index.js';
import type { Located, Locator } from './locate.js';

const indentUnit = '  ';

export class TextWriter {
  readonly #map = new GenMapping();
  readonly #lines: string[] = [];
  #line = '';
  #indent = 0;

  constructor(private readonly locate: Locator) {}

  /** Whether a line has been begun. */
  get isInLine(): boolean {
    return this.#line.trim() !== '';
  }

  /** Adds text to the line; `at`: where it comes from. Text may hold line breaks of its own (template literals). */
  add(text: string, at?: Origin): void {
    if (this.#line === '' && text !== '') this.#line = indentUnit.repeat(this.#indent);
    if (at !== undefined) this.#mark(this.locate.place(at));
    const [first = '', ...others] = text.split('\n');
    this.#line += first;
    for (const line of others) {
      this.#lines.push(this.#line);
      this.#line = line;
    }
  }

  /**
   * Adds the head of a function whose first place is `at`: it stands for the name of the method around that. Only there the map
   * has names: readers take one for what is called at its place.
   */
  addHead(text: string, at: Origin | undefined): void {
    const method = at && this.locate.method(at);
    if (this.#line === '') this.#line = indentUnit.repeat(this.#indent);
    if (method) this.#mark(method, method.name);
    this.#line += text;
  }

  #mark({ source, line, character }: Located, name?: string): void {
    const position = [this.#map, this.#lines.length, this.#line.length] as const;
    if (name === undefined) maybeAddSegment(...position, source, line, character);
    else maybeAddSegment(...position, source, line, character, name);
  }

  /** Ends the line; `extra`: columns by which the next one is indented further. */
  break(extra = 0): void {
    this.#lines.push(this.#line);
    this.#line = extra > 0 ? indentUnit.repeat(this.#indent) + ' '.repeat(extra) : '';
  }

  line(text: string): void {
    this.add(text);
    this.break();
  }

  indented(body: () => void): void {
    this.#indent += 1;
    body();
    this.#indent -= 1;
  }

  text(): string {
    return [...this.#lines, this.#line].join('\n');
  }

  /**
   * The source map as a comment that loaders read. It says of which file it is: a compiler may copy the comment into a file
   * that it does not fit.
   */
  mapComment(file: string): string {
    const json = JSON.stringify({ ...toEncodedMap(this.#map), file });
    return `//# sourceMappingURL=data:application/json;base64,${Buffer.from(json).toString('base64')}`;
  }
}
