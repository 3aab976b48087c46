/**
 * Questions of one kind, asked together: those that come while some are asked wait, and are asked next.
 *
 * Always: one statement at a time, so that whoever asks about a hundred thousand instances leaves the connections to others.
 */
interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/** At most, in one statement. */
const mostAtOnce = 1_000;

export class AskedTogether<Request, Answer> {
  #waiting: Waiting<Request, Answer>[] = [];
  #isAsking = false;

  /** @param askMany Answers in the order of the requests. */
  constructor(private readonly askMany: (requests: readonly Request[]) => Promise<readonly Answer[]>) {}

  ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      if (!this.#isAsking) void this.#askAll();
    });
  }

  async #askAll(): Promise<void> {
    this.#isAsking = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      for (let at = 0; at < batch.length; at += mostAtOnce) await this.#askSome(batch.slice(at, at + mostAtOnce));
    }
    this.#isAsking = false;
  }

  /** Never fails: whoever asked hears of it. */
  async #askSome(batch: readonly Waiting<Request, Answer>[]): Promise<void> {
    try {
      const answers = await this.askMany(batch.map(({ request }) => request));
      for (const [at, { resolve }] of batch.entries()) resolve(answers[at] as Answer);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
