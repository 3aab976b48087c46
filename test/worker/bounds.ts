/**
 * Bounds: what a worker holds, reads and asks for depends on its slots, and on nothing else: not on how much is ready, not on how
 * long others live, not on how fast the database is. And whoever is ready gets its turn.
 */
import type { Store } from '@waystone/engine';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PostgresDialect } from '../../packages/engine/src/store/postgres/dialect.js';
import { SqliteDialect } from '../../packages/engine/src/store/sqlite/dialect.js';
import { Machine } from '../support/machine.js';
import type { MachineDatabase } from '../support/machine.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { CounterWorkflow } from './fixtures/steps.workflow.js';
import { Recorder } from './recorder.js';

/** A database in which rows can be made by hand. */
export interface OpenDatabase {
  readonly database: MachineDatabase;
  readonly query: (text: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** What names of tables begin with. */
  readonly prefix: string;
}

const concurrency = 10;
/** Far from every number that the store gives. */
const farAway = 1_000_000_000;

export interface BoundsOptions {
  readonly openDatabase: () => OpenDatabase;
  /** Of an instance that has lived for long. */
  readonly longSteps: number;
}

export function exerciseBounds({ openDatabase, longSteps }: BoundsOptions): void {
  let open: OpenDatabase;
  let machine: Machine;
  let world: Recorder;
  let add: (total: number, turn: number) => unknown;
  let aroundStore: (store: Store) => Store;
  let mostHeld: number;

  beforeEach(() => begin());
  afterEach(async () => {
    vi.restoreAllMocks();
    await machine.close();
  });

  function begin(): void {
    add = (total) => total + 1;
    aroundStore = (store) => store;
    mostHeld = 0;
    open = openDatabase();
    world = new Recorder({ add: (total: number, turn: number) => add(total, turn) });
    machine = new Machine({
      database: open.database,
      workflows: () => [workflows.counter(new CounterWorkflow(world))],
      worker: { concurrency },
      between: (store) => aroundStore(store),
      onCommit: () => void (mostHeld = Math.max(mostHeld, machine.processes[0]?.worker.health().heldLanes ?? 0)),
    });
  }

  function counter() {
    return clients(machine.store, { ports: machine.ports }).counter;
  }

  /** Makes as many instances as ready as the one that is there. */
  async function copy(count: number): Promise<void> {
    for (const table of ['instances', 'lanes']) {
      const name = `${open.prefix}${table}`;
      const columns = Object.keys((await open.query(`select * from ${name}`))[0] ?? {}).map((column) => `"${column}"`);
      const values = columns.map((column) => copied[column] ?? column);
      await open.query(
        `with recursive copies(i) as (select 1 union all select i + 1 from copies where i < ${count}) ` +
          `insert into ${name} (${columns.join(', ')}) select ${values.join(', ')} from ${name}, copies`,
      );
    }
  }

  /** What a worker reads, and how many lanes it takes, until it has performed so many tasks beside so many instances that are ready. */
  async function reading(ready: number, tasks: number) {
    let [lanes, begun] = [0, 0];
    const reached = Promise.withResolvers<void>();
    add = () => {
      begun += 1;
      if (begun === tasks) reached.resolve();
      return begun <= tasks ? begun : new Promise(() => undefined);
    };
    aroundStore = (store) => intercepted(store, { claim: async (claim) => counted(await claim(), (given) => (lanes += given)) });
    await counter().start('c', 1);
    await copy(ready);
    const asked = watchAsked();
    await machine.spawn();
    await machine.until(reached.promise);
    await machine.settle();
    return { lanes, rows: asked().rowsRead };
  }

  test('a worker beside a hundred thousand ready lanes holds and reads no more than beside a thousand', async () => {
    const few = await reading(1_000, 200);
    const heldBesideFew = mostHeld;
    vi.restoreAllMocks();
    await machine.close();
    begin();
    const many = await reading(100_000, 200);
    expect(many.rows).toBeLessThan(few.rows * 1.1);
    expect(many.lanes).toBeLessThanOrEqual(200 + concurrency);
    expect([heldBesideFew, mostHeld]).toEqual([concurrency, concurrency]);
  });

  test('a step, and going on after a crash, ask the same after thousands of steps as after a few', async () => {
    const [few, many] = [10, longSteps];
    const asked = watchAsked();
    const marks = new Map<number, Asked>();
    let begun: Asked | undefined;
    add = (_total, turn) => {
      begun ??= asked();
      marks.set(turn, asked());
      return 0;
    };
    await counter().start('c', 1_000_000);
    await liveFor(few);
    const goingOn = [await liveFor(many), await liveFor(few)];
    const steps = [few, many].map((turn) => askedBetween(turn, turn + 1));
    for (const [afterFew, afterMany] of [goingOn, steps]) {
      expect({ ...afterMany, bytes: 0 }).toEqual({ ...afterFew, bytes: 0 });
      // Numbers from 256 on take two bytes more.
      expect(Math.abs((afterMany?.bytes ?? 0) - (afterFew?.bytes ?? 0))).toBeLessThan(20);
    }

    /** What a process asks before its first task. It dies after so many commits. */
    async function liveFor(commits: number): Promise<Asked> {
      const before = asked();
      begun = undefined;
      const { owners } = await machine.crashAfter(commits);
      for (const owner of owners) await machine.store.leave(owner);
      return between(before, begun ?? asked());
    }

    function askedBetween(turn: number, next: number): Asked {
      const [before, after] = [marks.get(turn), marks.get(next)];
      if (!before || !after) throw new Error(`turn ${turn} was not performed`);
      return between(before, after);
    }
  });

  test('a slow database slows down the claims: no more is taken and asked for than there are slots', async () => {
    const commitMs = 1_000;
    const seconds = 20;
    let [claims, lanes, commits, underWay, mostUnderWay] = [0, 0, 0, 0, 0];
    aroundStore = (store) =>
      intercepted(store, {
        claim: async (claim) => {
          claims += 1;
          return counted(await claim(), (given) => (lanes += given));
        },
        commit: async (commit) => {
          underWay += 1;
          mostUnderWay = Math.max(mostUnderWay, underWay);
          await new Promise<void>((resolve) => machine.clock.after(commitMs, resolve));
          underWay -= 1;
          commits += 1;
          return commit();
        },
      });
    await Promise.all(Array.from({ length: 300 }, (_, index) => counter().start(`${index}`, 3)));
    await machine.spawn();
    await machine.pass(seconds * commitMs);
    expect(commits).toBeGreaterThan((seconds / 2) * concurrency);
    expect(commits).toBeLessThanOrEqual(seconds * concurrency);
    expect(mostUnderWay).toBe(concurrency);
    expect(mostHeld).toBe(concurrency);
    // A lane that has had its turn, which is one step of such a database, gives way to the next.
    expect(lanes).toBeLessThanOrEqual(commits + concurrency);
    expect(claims).toBeLessThanOrEqual(lanes);
  });

  describe('instances of a million steps', () => {
    const taskMs = 200;
    /** How many steps a lane takes while others wait: for a second. */
    const stepsOfTurn = 1_000 / taskMs;
    let isShortDone: boolean;
    let stepsOf: Map<number, number>;

    beforeEach(() => {
      isShortDone = false;
      stepsOf = new Map();
      add = async (total: number) => {
        await new Promise<void>((resolve) => machine.clock.after(taskMs, resolve));
        const long = Math.floor(total / farAway);
        stepsOf.set(long, (stepsOf.get(long) ?? 0) + 1);
        return total;
      };
    });

    test('keep their slots, and nobody asks for anything else, while nothing else is ready', async () => {
      let claims = 0;
      aroundStore = (store) =>
        intercepted(store, {
          claim: (claim) => {
            claims += 1;
            return claim();
          },
        });
      await startLong(concurrency);
      const [before, { calls }, steps] = [claims, { ...machine.activity }, world.acts.length];
      await machine.pass(10 * 1_000);
      expect(claims).toBe(before);
      const asked = machine.activity.calls - calls - (world.acts.length - steps);
      // Heartbeats, the look for workers that are gone, the times that are asked for.
      expect(asked).toBeLessThan(20);
    });

    async function startLong(count: number): Promise<void> {
      await Promise.all(Array.from({ length: count }, (_, index) => counter().start(`long ${index}`, 1_000_000)));
      await machine.spawn();
      await machine.pass(10 * taskMs);
    }

    /** Steps of all others until the short one is done. */
    async function stepsBeforeShort(): Promise<number> {
      const before = world.acts.length;
      const short = await counter().start('short', 1);
      machine.announce();
      void short.result().then(() => (isShortDone = true));
      for (let turns = 0; !isShortDone && turns < 1_000; turns += 1) await machine.pass(taskMs);
      return world.acts.length - before;
    }

    test('let a short one through once each that was there before has had its turn', async () => {
      const long = 50;
      await startLong(long);
      expect(await stepsBeforeShort()).toBeLessThanOrEqual((long + 2 * concurrency) * (stepsOfTurn + 1));
      expect(isShortDone).toBe(true);
    });

    test('let one through that another process has started, with no word of it but that something was written', async () => {
      await startLong(concurrency);
      expect(await stepsBeforeShort()).toBeLessThanOrEqual(3 * concurrency * (stepsOfTurn + 1));
      expect(isShortDone).toBe(true);
    });
  });
}

/** What differs between a row and its copies. */
const copied: Readonly<Record<string, string>> = {
  '"n"': `${farAway} + i`,
  '"id"': "id || ' ' || i",
  '"uid"': "uid || ' ' || i",
};

type Around<Verb extends 'claim' | 'commit'> = (perform: () => ReturnType<Store[Verb]>) => ReturnType<Store[Verb]>;

/** The store, with something around some of its verbs. */
function intercepted(store: Store, around: { readonly [Verb in 'claim' | 'commit']?: Around<Verb> }): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const wrap = (around as Readonly<Record<string | symbol, ((perform: () => unknown) => unknown) | undefined>>)[name];
      const perform = (args: readonly unknown[]): unknown => Reflect.apply(member, target, args);
      return (...args: unknown[]): unknown => (wrap ? wrap(() => perform(args)) : perform(args));
    },
  });
}

function counted<Item>(items: readonly Item[], tell: (count: number) => void): readonly Item[] {
  tell(items.length);
  return items;
}

/** What is asked of databases. */
interface Asked {
  readonly statements: number;
  readonly rowsSent: number;
  readonly rowsRead: number;
  /** Of what is sent. */
  readonly bytes: number;
}

const verbs = ['applyMany', 'applyChain', 'changeMany', 'fetchMany', 'takeMany'] as const;

/** Gives what stores in this process have asked since. */
function watchAsked(): () => Asked {
  const total = { statements: 0, rowsSent: 0, rowsRead: 0, bytes: 0 };
  for (const prototype of [SqliteDialect.prototype, PostgresDialect.prototype]) {
    for (const verb of verbs) {
      const perform = Reflect.get(prototype, verb) as unknown;
      if (typeof perform !== 'function') continue;
      vi.spyOn(prototype, verb as (typeof verbs)[0]).mockImplementation(async function (this: SqliteDialect, ...args: readonly unknown[]) {
        const rows = rowsIn(args[2]);
        total.statements += 1;
        total.rowsSent += rows.length;
        total.bytes += rows.reduce((sum, row) => sum + bytesOf(row), 0);
        const found: unknown = await Reflect.apply(perform, this, args);
        total.rowsRead += rowsIn(found).length;
        return found as never;
      });
    }
  }
  return () => ({ ...total });
}

type Row = Readonly<Record<string, unknown>>;

/** Rows, however they are put together. */
function rowsIn(value: unknown): readonly Row[] {
  if (Array.isArray(value)) return value.flatMap(rowsIn);
  if (typeof value !== 'object' || value === null) return [];
  const members = Object.values(value);
  return members.some(Array.isArray) ? members.flatMap(rowsIn) : [value as Row];
}

function bytesOf(row: Row): number {
  return Object.values(row).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' || value instanceof Uint8Array ? value.length : 0),
    0,
  );
}

function between(before: Asked, after: Asked): Asked {
  return {
    statements: after.statements - before.statements,
    rowsSent: after.rowsSent - before.rowsSent,
    rowsRead: after.rowsRead - before.rowsRead,
    bytes: after.bytes - before.bytes,
  };
}
