/**
 * Numbers that were taken ahead of their use, so that few transactions write where they come from.
 *
 * Always: they ascend in the order of commit, those that others take among them: numbers are used only as long as no other
 * connection has written since they were taken, and are forgotten with a transaction that is undone.
 */
import type { Numbering } from '../dialect.js';
import type { SequenceName } from '../schema.js';

/** How many are taken at once. */
const blockSize = 1_024;

interface Block {
  next: number;
  readonly end: number;
  /** Changes whenever another connection writes. */
  readonly version: number;
}

interface Source {
  /** Now, within a transaction that keeps others from writing. */
  readonly version: number;
  /** Takes so many from where they come from. */
  readonly take: (count: number) => Promise<Numbering>;
}

export class NumbersAhead {
  readonly #blocks = new Map<SequenceName, Block>();

  async take(name: SequenceName, count: number, source: Source): Promise<Numbering> {
    const known = this.#blocks.get(name);
    const isEnough = known !== undefined && known.version === source.version && known.end - known.next >= count;
    const block = isEnough ? known : await this.#takeBlock(name, count, source);
    const first = block.next;
    block.next += count;
    return (index) => first + index;
  }

  /** A transaction was undone, or somebody takes numbers from where they come from. */
  forget(): void {
    this.#blocks.clear();
  }

  async #takeBlock(name: SequenceName, count: number, { version, take }: Source): Promise<Block> {
    const size = Math.max(count, blockSize);
    const first = (await take(size))(0);
    const block: Block = { next: first, end: first + size, version };
    this.#blocks.set(name, block);
    return block;
  }
}
