/** How a program of a measurement answers the one that started it: one request at a time, by name. */

/** What a program can be asked. */
export type Answers = Readonly<Record<string, (request: never) => unknown>>;

export interface Request {
  readonly id: number;
  readonly ask: string;
  readonly request: unknown;
}

export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: string };

/** Says that the program is ready, and answers until it is told to stop. */
export function serve(answers: Answers, stop: () => Promise<void>): void {
  process.on('message', (request: Request) => void reply(answers, request));
  process.once('disconnect', () => void stop());
  tell({ kind: 'ready' });
}

async function reply(answers: Answers, { id, ask, request }: Request): Promise<void> {
  try {
    const answer = answers[ask] as ((request: unknown) => unknown) | undefined;
    if (!answer) throw new Error(`nobody here answers '${ask}'`);
    tell({ kind: 'answer', id, answer: await answer(request) });
  } catch (error) {
    tell({ kind: 'failure', id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function tell(reply: Reply): void {
  process.send?.(reply);
}
