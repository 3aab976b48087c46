/** What a command gets from the process that it runs in. */
import type { Terminal } from './terminal/terminal.js';

export interface Session {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly version: string;
}
