import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { failures } from './failures.js';

test('failures', async () => {
  writeFileSync('found.json', JSON.stringify(await failures()));
});
