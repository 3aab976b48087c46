/** A process that tells what it does, one line of JSON each time. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

export interface Telling<Line> {
  /** The next line that `holds` for; fails if the process ends before. */
  until(holds: (line: Line) => boolean | Promise<boolean>): Promise<Line>;
  /** Writes a line to its standard input. */
  ask(): void;
}

/** Starts it; it is killed when the test ends. */
export function start<Line>(program: string, values: readonly string[], cwd: string): Telling<Line> {
  const child = spawn(program, values, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  const complaints: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async until(holds) {
      for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
        const line = JSON.parse(next.value) as Line;
        if (await holds(line)) return line;
      }
      throw new Error(`\`${program} ${values.join(' ')}\` ended:\n${complaints.join('')}`);
    },
    ask: () => void child.stdin.write('\n'),
  };
}
