/**
 * Stages: named commands run one after the other, one line each, with what they said only if they failed.
 * Always: the first stage that fails ends the process with its output and exit code 1.
 */
import { spawn } from 'node:child_process';
import { styleText } from 'node:util';

export interface Stage {
  readonly name: string;
  /** What it does, for the line. */
  readonly about: string;
  readonly command: readonly [program: string, ...arguments: string[]];
  /** Shows the output as it comes instead of keeping it for a failure. */
  readonly live?: boolean;
}

interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

const nameWidth = 10;

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** When the command that the user gave began, the installation included. Milliseconds since the epoch. */
export const startedAt = Number(process.env['WAYSTONE_STARTED_AT'] ?? Date.now());

export async function runStages(stages: readonly Stage[]): Promise<void> {
  for (const stage of stages) await runStage(stage);
}

async function runStage(stage: Stage): Promise<void> {
  const begin = performance.now();
  announce(stage);
  const { exitCode, output } = await run(stage);
  const took = seconds(performance.now() - begin);
  if (exitCode === 0) return close(stage, styleText('green', 'ok'), took);
  close(stage, styleText('red', 'failed'), took);
  console.error(`\n${output}\n${styleText('red', `${stage.name} failed`)}: ${stage.command.join(' ')}`);
  process.exit(1);
}

function announce(stage: Stage): void {
  process.stdout.write(`${stage.name.padEnd(nameWidth)} ${stage.about} …${stage.live ? '\n' : ''}`);
}

function close(stage: Stage, verdict: string, took: string): void {
  console.log(stage.live ? `${stage.name.padEnd(nameWidth)} ${verdict} ${took}` : ` ${verdict} ${took}`);
}

function run({ command: [program, ...args], live = false }: Stage): Promise<Ended> {
  const child = spawn(program, args, { stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  const output: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? 1, output: Buffer.concat(output).toString() }));
  });
}
