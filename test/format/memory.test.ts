/** Lists and views of memory: what was one stays one, what was a field stays a field. */
import { describe, expect, test } from 'vitest';
import { createCodec } from '../../packages/engine/src/codec/index.js';

const codec = createCodec();
const carried = <T>(value: T): T => codec.open(codec.seal(value)) as T;

describe('views of the same memory', () => {
  test('show what is written through the others', () => {
    const bytes = new Uint8Array(32).fill(7);
    const back = carried({
      bytes,
      words: new Float64Array(bytes.buffer, 8, 2),
      part: bytes.subarray(9, 12),
      view: new DataView(bytes.buffer, 3, 9),
    });
    back.part[0] = 1;
    back.view.setUint8(0, 2);
    back.words[1] = 3;
    expect([back.bytes[9], back.view.getUint8(6), back.bytes[3]]).toEqual([1, 1, 2]);
    expect(new Float64Array(back.bytes.buffer, back.bytes.byteOffset + 16, 1)[0]).toBe(3);
    expect(back).toMatchObject({ bytes: { byteLength: 32 }, words: { length: 2 }, part: { length: 3 }, view: { byteLength: 9 } });
  });

  test('beside the buffer itself', () => {
    const buffer = new ArrayBuffer(8);
    const back = carried({ view: new Uint16Array(buffer, 2, 2), buffer });
    expect(back.view.buffer).toBe(back.buffer);
    expect(back.view).toMatchObject({ byteOffset: 2, length: 2 });
  });

  test('as buffers of Node', () => {
    const text = Buffer.from('hello world');
    const back = carried([text, text.subarray(6), text] as const);
    back[1].write('W');
    expect(back[0].toString()).toBe('hello World');
    expect(back[2]).toBe(back[0]);
    expect([Buffer.isBuffer(back[0]), Buffer.isBuffer(back[1])]).toEqual([true, true]);
  });

  test('that do not begin where elements may', () => {
    const buffer = new ArrayBuffer(64);
    const odd = new Uint8Array(buffer, 21, 20);
    const back = carried({ odd, numbers: new BigInt64Array(buffer, 24, 2) });
    back.numbers[0] = -1n;
    expect([...back.odd.subarray(2, 12)]).toEqual([0, ...new Array<number>(8).fill(255), 0]);
  });

  test('store no more of a buffer than they show', () => {
    const pool = Buffer.from(`${'secret'.repeat(100)}shown`);
    const envelope = Buffer.from(codec.seal([pool.subarray(600), pool.subarray(601)]));
    expect(envelope.includes('secret')).toBe(false);
    expect(envelope.length).toBeLessThan(120);
  });

  test('on errors too', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const back = carried(Object.assign(new Error('bad bytes'), { bytes, rest: bytes.subarray(1) }));
    back.rest[0] = 9;
    expect([...back.bytes]).toEqual([1, 9, 3]);
  });

  test('those of different parts have nothing to do with each other', () => {
    const buffer = new ArrayBuffer(8);
    const back = carried([new Uint8Array(buffer, 0, 4), new Uint8Array(buffer, 4), new Uint8Array(buffer, 2, 0)] as const);
    expect(back.map(({ byteLength }) => byteLength)).toEqual([4, 4, 0]);
    expect(back[0].buffer).not.toBe(back[1].buffer);
  });
});

describe('lists', () => {
  test('keep fields of their own', () => {
    const list = Object.assign([1, 2], { total: 3, label: 'sum' });
    expect(carried({ list })).toStrictEqual({ list });
    expect(carried([list]).at(0)?.total).toBe(3);
  });

  test('keep holes, also those that fields make up for in number', () => {
    const list = Object.assign([1, , 3], { note: 'x' });
    const back = carried(list);
    expect([back.length, 1 in back, back.note]).toEqual([3, false, 'x']);
  });

  test('keep what a match says of its groups', () => {
    const match = /(?<year>\d+)-(\d+)/d.exec('in 2026-11');
    const back = carried(match);
    expect(back).toStrictEqual(match);
    expect(back?.indices?.groups).toEqual({ year: [3, 7] });
  });
});
