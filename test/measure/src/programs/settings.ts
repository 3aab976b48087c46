/** What a program is told when it is started. */
import type { Address } from '../site/place.js';

export interface WorkerSettings {
  readonly address: Address;
  readonly applicationName: string;
  readonly concurrency: number;
}

export function settingsOf<Settings>(): Settings {
  return JSON.parse(process.argv[2] ?? '') as Settings;
}
