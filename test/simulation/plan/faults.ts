/** Faults: what is done to which process at which of its statements. */

/**
 * `die`: as SIGKILL does; another process takes its place. `retire`: it is asked to stop, and another takes its place. `stop`: it stands still, then goes
 * on. `dawdle`: the statement takes so long. `lose`: its connection is lost; at a commit nobody can tell whether it was made.
 */
export type Deed =
  | { readonly kind: 'die'; readonly restartMs: number }
  | { readonly kind: 'retire' }
  | { readonly kind: 'stop'; readonly forMs: number }
  | { readonly kind: 'dawdle'; readonly forMs: number }
  | { readonly kind: 'lose' };

export interface Fault {
  readonly place: string;
  /** Which of the place's statements, of its commits, or of the starts that were asked for and are not sent yet: from 1. */
  readonly on: 'statement' | 'commit' | 'start';
  readonly nth: number;
  readonly side: 'before' | 'after';
  readonly deed: Deed;
}

/** For people: `worker 1: die after commit 7`. */
export function describeFault({ place, on, nth, side, deed }: Fault): string {
  const length = 'forMs' in deed ? ` for ${deed.forMs} ms` : '';
  return `${place}: ${deed.kind}${length} ${side} ${on} ${nth}`;
}
