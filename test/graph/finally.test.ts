/** A `finally` in the graph and in its drawing: arrows lead into it, and on from its end, never past it. */
import { print } from '@waystone/core/graph';
import { afterAll, expect, test } from 'vitest';
import { SampleProject } from '../compiler/support/sample-project.js';

const project = new SampleProject();
afterAll(() => project.remove());

const graphOf = (run: string): ReturnType<SampleProject['graphOf']> =>
  project.graphOf(`
    import { status, task, workflow } from '@waystone/core';
    @workflow()
    export class Sample {
      readonly stage = status('new');
      @task() async work(): Promise<boolean> { return true; }
      @task() async cleanup(): Promise<void> {}
      @task() async more(): Promise<void> {}
      async run(input: number) { ${run} }
    }`);

/** The drawing without its head. */
const drawn = (run: string): string => print(graphOf(run)).replace(/^.*\n\n/, '');

const returns = `try { await this.work(); return 'a'; } finally { await this.cleanup(); }`;

test('code goes into the finally, and its end goes where it was told', () => {
  const { points } = graphOf(returns);
  const [entered] = points['run/work/then']?.next ?? [];
  expect(points['run/work/then']).toMatchObject({ next: ['run/finally'], completes: ['end'] });
  expect(points['run/unwind']).toMatchObject({ next: [entered], completes: [] });
  expect(points['run/cleanup/then']).toMatchObject({ next: ['end'], routes: ['end'] });
});

test('a finally that waits is drawn between what it guards and where that leads', () =>
  expect(drawn(returns)).toMatchInlineSnapshot(`
    "start
            → run/work
    task    run/work
            → run/cleanup
            ✗ run/cleanup
    task    run/cleanup
            → end
            ✗ failed
    failed
    end
    "
  `));

test('ways that share a finally are told apart', () =>
  expect(
    drawn(`
      try {
        if (input > 5) return 'early';
        await this.work();
      } finally {
        this.stage.set('done');
      }
      await this.more();`),
  ).toMatchInlineSnapshot(`
    "start
            → end
            → run/work
    task    run/work
            → run/more
            ✗ failed
    task    run/more
            → end
    failed
    end
    "
  `));

test('an error passes through finally after finally to the catch', () =>
  expect(
    drawn(`
      try {
        try {
          try { return await this.work(); } finally { await this.cleanup(); }
        } finally { this.stage.set('done'); }
      } catch { await this.more(); }`),
  ).toMatchInlineSnapshot(`
    "start
            → run/work
    task    run/work
            → run/cleanup
            ✗ run/cleanup
    task    run/cleanup
            → end
            ✗ run/more
    task    run/more
            → end
    end
    "
  `));

test('a finally that always leaves goes where it says', () =>
  expect(drawn(`for (;;) { try { if (await this.work()) return 'a'; } finally { break; } } await this.more();`)).toMatchInlineSnapshot(`
    "start
            → run/work
    task    run/work
            → run/more
            ✗ run/more
    task    run/more
            → end
    end
    "
  `));
