/** What others announce on our channel: whoever may use the database may announce anything. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { announcementOf } from '../../packages/engine/src/store/postgres/listener.js';

const ours = { from: 'a', notices: [{ kind: 'ready' }, { kind: 'changed', instanceId: 'order-1' }] };

test('ours is heard', () => expect(announcementOf(JSON.stringify(ours))).toEqual(ours));

test.each([
  undefined,
  '',
  'null',
  '{}',
  '{"from":1,"notices":[]}',
  '{"from":"a","notices":{"length":1,"every":1}}',
  '{"from":"a","notices":"ready"}',
  '{"from":"a","notices":[null]}',
  '{"from":"a","notices":[{"kind":"constructor"}]}',
  '{"from":"a","notices":[{"kind":"soon"}]}',
  '{"from":"a","notices":[{"kind":"changed"}]}',
  '{"from":"a","notices":[{"kind":"changed","instanceId":{"toString":1}}]}',
  '['.repeat(8_000),
])('%s is not ours', (payload) => expect(announcementOf(payload)).toBeUndefined());

test('anything is ours or not, and nothing is thrown', () => {
  const almost = fc.record({ from: fc.oneof(fc.string(), fc.anything()), notices: fc.oneof(fc.array(fc.anything()), fc.anything()) });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        almost.map((value) => JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? 1 : each))),
      ),
      (payload) => {
        const found = announcementOf(payload);
        for (const notice of found?.notices ?? []) expect(['ready', 'requests', 'changed', 'external']).toContain(notice.kind);
      },
    ),
  );
});
