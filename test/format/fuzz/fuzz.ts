/** Case after case of a seed: real envelopes, damaged; real payloads, forged and sealed again; and bytes without any sense. */
import { createCodec } from '../../../packages/engine/src/codec/index.js';
import { Chance } from '../../support/chance.js';
import { goldenSamples } from '../golden-samples.js';
import { judgeDamage, judgePayload, type Verdict } from './judge.js';
import { damaged, forged } from './mutate.js';

const header = 8;
const checksum = 4;

const codec = createCodec();
const envelopes = Object.values(goldenSamples()).map((value) => Buffer.from(codec.seal(value)));
const payloads = envelopes.map((envelope) => envelope.subarray(header, -checksum));

interface Case {
  readonly bytes: Buffer;
  readonly judge: (bytes: Buffer) => Verdict;
}

/** The case is the same for a seed, whatever came before. */
export function caseOf(seed: number): Case {
  const chance = new Chance(Math.imul(seed, 0x9e3779b1));
  const what = chance.next();
  if (what < 0.7) return { bytes: forged(chance.of(payloads), chance), judge: judgePayload };
  if (what < 0.85) return { bytes: damaged(chance.of(payloads), chance), judge: judgePayload };
  if (what < 0.95) return damage(chance.of(envelopes), chance);
  return { bytes: Buffer.from(Array.from({ length: chance.below(64) }, () => chance.below(256))), judge: judgePayload };
}

function damage(whole: Buffer, chance: Chance): Case {
  return { bytes: damaged(whole, chance), judge: (bytes) => judgeDamage(bytes, whole) };
}

/** @throws Error that says with which seed the case comes again. */
export function play(seed: number): Verdict {
  const { bytes, judge: judgeBytes } = caseOf(seed);
  try {
    return judgeBytes(bytes);
  } catch (error) {
    throw new Error(`npm run fuzz -- --seed ${seed} --cases 1\n${bytes.toString('hex')}`, { cause: error });
  }
}
