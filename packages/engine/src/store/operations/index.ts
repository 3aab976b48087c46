/**
 * All operations that write. Each takes an array of its requests and gives their results in the same order; those that insert
 * instances are told for how long they may wait for ids that somebody else is about to take.
 *
 * Always: in one transaction they run in the order of this table. What a caller asks for one after the other without
 * waiting, such as a status and then the step that ends its task, takes effect in that order. All but `commit`, which
 * nearly always does without the time, find it known.
 */
import { cancel } from './cancel.js';
import { claim } from './claim.js';
import { commit } from './commit.js';
import { heartbeat } from './heartbeat.js';
import { join } from './join.js';
import { leave } from './leave.js';
import { pause } from './pause.js';
import { publish } from './publish.js';
import { purge } from './purge.js';
import { reclaim } from './reclaim.js';
import { release } from './release.js';
import { resume } from './resume.js';
import { send } from './send.js';
import { start } from './start.js';
import { terminate } from './terminate.js';

export const operations = {
  join,
  heartbeat,
  start,
  send,
  publish,
  pause,
  resume,
  cancel,
  terminate,
  commit,
  release,
  leave,
  reclaim,
  purge,
  claim,
} as const;
