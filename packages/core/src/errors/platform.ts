/** Errors of the platform: what Waystone runs on lacks what it needs. */
import { WaystoneError } from './base.js';

/** The Node that runs this lacks what Waystone needs of it. */
export class NodeTooOldError extends WaystoneError {
  readonly code = 'NODE_TOO_OLD';
  constructor(version: string) {
    super(`Waystone needs Node 22.16 or newer; this is ${version}: install a newer one from https://nodejs.org`);
  }
}
