/** The nodes of sleeps and signals, for a flow that waits there and for a lane that does nothing else. */
import type { DurableCall } from '../2-analyze/index.js';
import type { Builder, Destination } from './builder.js';
import type { Code } from './code.js';

type Call<K extends DurableCall['kind']> = Extract<DurableCall, { kind: K }>;

export function parkAtSleep(
  builder: Builder,
  { call, kind }: Call<'sleep' | 'sleepUntil'>,
  value: Code | undefined,
  to: Destination,
): void {
  builder.park({ ...builder.waitAt(call, `${builder.path}/sleep`), wait: 'sleep', span: kind === 'sleep' ? 'for' : 'until' }, value, to);
}

export function parkAtSignal(builder: Builder, { call, signal, take }: Call<'signal'>, value: Code | undefined, to: Destination): void {
  builder.park({ ...builder.waitAt(call, `${builder.path}/${signal.name}`), wait: 'signal', signal: signal.name, take }, value, to);
}
