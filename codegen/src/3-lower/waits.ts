/** Lowers waits: tasks, children, sleeps and signals to a node each; flows and joins by their own files. */
import { givenTo, type DurableCall } from '../2-analyze/index.js';
import type { ts } from '../typescript.js';
import type { Builder, Destination } from './builder.js';
import { code, joinCode, type Code } from './code.js';
import { lowerFlowCall } from './flows.js';
import { lowerJoin } from './forks.js';
import { listOperands } from './operands.js';
import { childName, childWait, parkAtChildResult, parkAtSignal, parkAtSleep, parkAtTask } from './parking.js';

type Call<K extends DurableCall['kind']> = Extract<DurableCall, { kind: K }>;
type WaitLowerers = { readonly [K in DurableCall['kind']]: (builder: Builder, durable: Call<K>, to: Destination) => void };

const lowerers: WaitLowerers = {
  task: lowerTask,
  flow: lowerFlowCall,
  join: lowerJoin,
  sleep: lowerSleep,
  sleepUntil: lowerSleep,
  signal: lowerSignal,
  child: lowerChild,
  childResult: lowerChildResult,
};

/** Waits, and takes the result to its destination. */
export function lowerWait(builder: Builder, durable: DurableCall, to: Destination): void {
  const lower = lowerers[durable.kind] as (builder: Builder, durable: DurableCall, to: Destination) => void;
  lower(builder, durable, to);
}

function lowerTask(builder: Builder, durable: Call<'task'>, to: Destination): void {
  const value = argumentArray(builder, durable.call.arguments);
  parkAtTask(builder, durable, value, to);
}

function lowerChild(builder: Builder, durable: Call<'child'>, to: Destination): void {
  const value = argumentArray(builder, givenTo(durable));
  builder.park(childWait(builder, durable, `${builder.path}/${childName(builder.session, durable)}`), value, to);
}

function lowerChildResult(builder: Builder, durable: Call<'childResult'>, to: Destination): void {
  parkAtChildResult(builder, durable, firstArgument(builder, durable.call), to);
}

function argumentArray(builder: Builder, given: readonly ts.Expression[]): Code {
  const codes = builder.lower.operands(builder, listOperands(given));
  return code`[${joinCode(given.map((argument) => builder.copy(argument, codes)))}]`;
}

function lowerSleep(builder: Builder, durable: Call<'sleep' | 'sleepUntil'>, to: Destination): void {
  parkAtSleep(builder, durable, firstArgument(builder, durable.call), to);
}

function lowerSignal(builder: Builder, durable: Call<'signal'>, to: Destination): void {
  parkAtSignal(builder, durable, firstArgument(builder, durable.call), to);
}

function firstArgument(builder: Builder, { arguments: [first] }: ts.CallExpression): Code | undefined {
  return first && builder.lower.value(builder, first);
}
