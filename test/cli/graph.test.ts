/** Drawing the workflows of a project. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { project } from './support/project.js';
import { waystone } from './support/waystone.js';

test('text shows every box with where it leads, and writes nothing', async () => {
  const cwd = await project();
  const { code, out } = await waystone(['graph', 'review'], { cwd });
  expect(code).toBe(0);
  expect(out).toMatch(/^review \(graph [\da-f]{12}\)\n/);
  expect(out).toContain('run/check/spelling');
  await expect(readFile(join(cwd, 'src/generated/index.ts'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('without a name it shows all', async () => {
  const { out } = await waystone(['graph'], { cwd: await project() });
  expect(out).toMatch(/^review \(graph/m);
  expect(out).toMatch(/^slow \(graph/m);
});

test('mermaid is a flowchart', async () => {
  const { out } = await waystone(['graph', 'review', '--format', 'mermaid'], { cwd: await project() });
  expect(out).toMatch(/^flowchart TD\n/);
});

test('an SVG goes to a file', async () => {
  const cwd = await project();
  const ran = await waystone(['graph', 'review', '--format', 'svg', '--out', 'docs/review.svg'], { cwd });
  expect(ran).toEqual({ code: 0, out: '', err: 'wrote docs/review.svg\n' });
  const svg = await readFile(join(cwd, 'docs/review.svg'), 'utf8');
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  for (const label of ['spell', 'cite', 'publish', 'receive verdict', 'decide', 'low', 'high', 'spelling'])
    expect(svg).toContain(`>${label}</text>`);
});

test('--json gives the graphs as data', async () => {
  const { out } = await waystone(['graph', 'slow', '--json'], { cwd: await project() });
  expect(JSON.parse(out)).toMatchObject([{ workflow: 'slow', nodes: { 'run/ponder': { kind: 'task', task: 'ponder' } } }]);
});

test('an unknown workflow is not found', async () => {
  const ran = await waystone(['graph', 'revue'], { cwd: await project() });
  expect(ran).toMatchObject({
    code: 3,
    out: '',
    err: expect.stringContaining("error WORKFLOW_UNKNOWN: there is no workflow 'revue' here; known: review, slow"),
  });
});

test('an SVG holds one workflow', async () => {
  const ran = await waystone(['graph', '--format', 'svg'], { cwd: await project() });
  expect(ran).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('name it: waystone graph review --format svg, or waystone graph slow --format svg'),
  });
});
