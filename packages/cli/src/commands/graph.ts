/** `waystone graph`: draws what the compiler makes of a workflow, or the graph that an instance runs. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { WorkflowUnknownError } from '@waystone/core';
import { outline, print, type Graph } from '@waystone/core/graph';
import { type Command, Option } from 'commander';
import { NoWorkflowsError, UsageError } from '../errors.js';
import { instanceGraph } from '../load/instance-graph.js';
import { projectGraphs } from '../load/project-graphs.js';
import type { Session } from '../session.js';
import { formatJson } from '../terminal/json.js';
import { jsonOption, storeOption } from './options.js';

type Format = 'text' | 'mermaid' | 'svg';

interface GraphOptions {
  readonly format: Format;
  readonly out?: string;
  readonly instance?: string;
  readonly store?: string;
  readonly json?: true;
}

const examples = `
Examples:
  $ waystone graph                                         every workflow, as text
  $ waystone graph order
  $ waystone graph order --format svg --out docs/order.svg
  $ waystone graph order --format mermaid | pbcopy
  $ waystone graph --instance order-42                     what this instance runs, from the store
  $ waystone graph order --json | jq '.[0].nodes | keys'   the graph as data`;

export function addGraph(program: Command, session: Session): void {
  program
    .command('graph')
    .summary('draw a workflow')
    .description('Draws workflows as the compiler understands them, from the sources as they are now. Nothing is written but --out.')
    .argument('[workflow]', 'name of the workflow (default: all)')
    .addOption(new Option('--format <format>', 'how').choices(['text', 'mermaid', 'svg']).default('text'))
    .option('--out <file>', 'write to a file instead of standard output')
    .option('--instance <id>', 'the graph that this instance runs, whatever the sources say')
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((workflow: string | undefined, options: GraphOptions) => draw(session, workflow, options));
}

async function draw(session: Session, workflow: string | undefined, options: GraphOptions): Promise<void> {
  const graphs = select(await readGraphs(session, options), workflow);
  const text = options.json ? formatJson(graphs) : await render(graphs, options.format);
  if (options.out === undefined) return session.terminal.out.line(text.trimEnd());
  await writeOut(resolve(session.cwd, options.out), `${text.trimEnd()}\n`);
  session.terminal.err.line(`wrote ${options.out}`);
}

async function readGraphs(session: Session, options: GraphOptions): Promise<readonly Graph[]> {
  return options.instance === undefined ? projectGraphs(session) : [await instanceGraph(session, options.instance, options)];
}

function select(graphs: readonly Graph[], workflow: string | undefined): readonly Graph[] {
  if (graphs.length === 0) throw new NoWorkflowsError();
  if (workflow === undefined) return graphs;
  const selected = graphs.filter((graph) => graph.workflow === workflow);
  if (selected.length > 0) return selected;
  throw new WorkflowUnknownError(
    workflow,
    graphs.map((graph) => graph.workflow),
  );
}

async function render(graphs: readonly Graph[], format: Format): Promise<string> {
  if (format !== 'svg') return graphs.map((graph) => print(graph, format)).join('\n');
  const [graph, another] = graphs;
  if (graph === undefined || another !== undefined) {
    throw new UsageError(
      `an SVG holds one workflow; name it: ${graphs.map((each) => `waystone graph ${each.workflow} --format svg`).join(', or ')}`,
    );
  }
  const { drawSvg } = await import('../drawing/svg.js');
  return drawSvg({ outline: outline(graph) });
}

async function writeOut(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
