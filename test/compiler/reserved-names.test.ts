/** The compiler knows neither engine nor handles, but must reserve the names of their members. */
import { InstanceHandle } from '@waystone/engine';
import { expect, test } from 'vitest';
import { handleMembers } from '../../codegen/src/4-check/members.js';

test('no signal or status can hide a member of a handle', () => {
  expect(handleMembers).toEqual(expect.arrayContaining(Object.getOwnPropertyNames(InstanceHandle.prototype)));
});
