/** All migrations, in order. */
import { initial } from './0001-initial.js';
import { decidedForks } from './0002-decided-forks.js';
import { tags } from './0003-tags.js';
import { children } from './0004-children.js';
import { startFromSql } from './0005-start-from-sql.js';
import { fewerChecks } from './0006-fewer-checks.js';
import { foundByKey } from './0007-found-by-key.js';
import { spelledOutChecks } from './0008-spelled-out-checks.js';
import { limitsInSql } from './0009-limits-in-sql.js';
import type { Migration } from './migration.js';

export const migrations: readonly Migration[] = [
  initial,
  decidedForks,
  tags,
  children,
  startFromSql,
  fewerChecks,
  foundByKey,
  spelledOutChecks,
  limitsInSql,
];
