/**
 * The transaction of a transactional task, as the author has it and as the store goes on to use it.
 *
 * Always: once it is closed nothing of the author's runs in it any more, and what ran before has ended. What the task starts
 * and signals in it is told of after it is durable.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { TransactionEndedError } from '@waystone/core';
import type { CompiledQuery, QueryResult, Transaction } from 'kysely';
import { askToEnter } from './caller-transaction.js';
import type { Borrowed, Dialect, Loan } from './dialect.js';
import { FixedConnection, kyselyOn } from './fixed-connection.js';
import type { Notice } from './notices.js';

const current = new AsyncLocalStorage<TaskTransaction>();

export class TaskTransaction {
  readonly notices: Notice[] = [];
  /** The same transaction, for the store's own statements. */
  readonly borrowed: Borrowed;
  readonly #loan: Loan;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #isCut: Promise<never>;
  #cut = (_reason: Error): void => {};
  #isOpen = true;
  #failure: unknown;

  constructor(dialect: Dialect, loan: Loan) {
    this.#loan = loan;
    this.#isCut = new Promise((_, reject) => (this.#cut = reject));
    this.#isCut.catch(() => undefined);
    const announce = (notices: readonly Notice[]): Promise<void> => {
      this.notices.push(...notices);
      return Promise.resolve();
    };
    this.borrowed = { ...dialect.borrow(loan.ask), announce };
  }

  /** The one in which the calling code runs, as long as it is open. */
  static current(): TaskTransaction | undefined {
    const found = current.getStore();
    return found && found.#isOpen ? found : undefined;
  }

  /** What the first statement that failed said, and what that means; `undefined`: none failed, or the task undid what did. */
  get failure(): { readonly error: unknown; readonly meaning: unknown } | undefined {
    return this.#failure === undefined ? undefined : { error: this.#failure, meaning: this.#loan.meaningOf(this.#failure) };
  }

  /**
   * Hands the transaction out to work, and closes it: what work forgot to wait for is waited for if it goes well, and
   * interrupted if it does not.
   *
   * @param settled Resolves once everything has been asked that is due now.
   */
  async handOut<Result>(
    work: (transaction: Transaction<unknown>) => Promise<Result | undefined>,
    settled: () => Promise<void>,
  ): Promise<Result | undefined> {
    const db = kyselyOn<unknown>(new FixedConnection((query) => this.#ask(query)), this.#loan.language);
    // Never ended as Kysely sees it: whoever comes late is told by us.
    const transaction = await db.startTransaction().execute();
    const working = current.run(this, () => work(transaction));
    try {
      const result = await Promise.race([working, this.#isCut]);
      if (result !== undefined) await settled();
      await this.#close(result === undefined);
      return result;
    } catch (error) {
      await this.#close(true);
      throw error;
    }
  }

  /** Takes it away from whoever has it. */
  cut(reason: Error): void {
    this.#cut(reason);
  }

  async #close(interrupt: boolean): Promise<void> {
    this.#isOpen = false;
    if (interrupt && this.#underWay.size > 0) await this.#loan.interrupt();
    await Promise.allSettled(this.#underWay);
  }

  async #ask(query: CompiledQuery): Promise<QueryResult<unknown>> {
    if (!this.#isOpen) throw new TransactionEndedError();
    if (query === askToEnter) return { rows: [new Lending(this.borrowed)] };
    const answer = this.#loan.ask(query);
    this.#underWay.add(answer);
    try {
      const result = await answer;
      // The database answers nothing else before the failure was undone to a savepoint.
      this.#failure = undefined;
      return result;
    } catch (error) {
      this.#failure ??= error;
      throw error;
    } finally {
      this.#underWay.delete(answer);
    }
  }
}

/** How a transaction that was lent answers {@link askToEnter}. */
class Lending {
  constructor(readonly borrowed: Borrowed) {}
}

/** The transaction as the store uses it, if it was lent. */
export function lentTo(answer: unknown): Borrowed | undefined {
  return answer instanceof Lending ? answer.borrowed : undefined;
}
