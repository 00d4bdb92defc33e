import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CodedError } from '@stormpetrel/base';
import fc from 'fast-check';
import { profileLimits } from '../limits.ts';
import { ProfileBuilder } from '../profile-builder.ts';
import { FrameKind, none } from '../stack-profile.ts';
import { arbitrarySamples, profileOf } from '../testing/arbitrary-profile.ts';
import { decodeProfile } from './decode-profile.ts';
import { encodeProfile } from './encode-profile.ts';

function coded(code: string): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof CodedError && thrown.code === code;
}

test('gives back what was encoded', () => {
  fc.assert(
    fc.property(arbitrarySamples, (samples) => {
      const profile = profileOf(samples);
      assert.deepEqual(decodeProfile(encodeProfile(profile)), profile);
    }),
  );
});

test('reads bytes that begin anywhere in their buffer', () => {
  const profile = sampleProfile();
  const encoded = encodeProfile(profile);
  const moved = new Uint8Array(encoded.length + 3);
  moved.set(encoded, 3);
  assert.deepEqual(decodeProfile(moved.subarray(3)), profile);
});

test('decodes a profile of version 1', () => {
  const path = join(import.meta.dirname, 'testdata', 'stack-profile.v1.bin');
  if (!existsSync(path) && process.env['UPDATE'] === '1') {
    writeFileSync(path, encodeProfile(sampleProfile()));
  }
  assert.deepEqual(decodeProfile(new Uint8Array(readFileSync(path))), sampleProfile());
});

test('keeps times to the last bit in four bytes each', () => {
  const times = Float64Array.from({ length: 1000 }, (_, i) => 1_795_262_400_000 + i * 1.0625 * 3);
  const builder = new ProfileBuilder('jfr');
  const stack = builder.stack(none, builder.frame(builder.string('main')));
  const event = builder.event('cpu', []);
  for (const time of times) event.add(stack, time);
  const encoded = encodeProfile(builder.finish());
  assert.deepEqual(decodeProfile(encoded).samples[0]?.timeMs, times);
  assert.ok(encoded.length < 1000 * 4 + 700, `${encoded.length} bytes`);
});

test('refuses a cut profile wherever it is cut', () => {
  const encoded = encodeProfile(sampleProfile());
  for (let size = 0; size < encoded.length; size++) {
    assert.throws(() => decodeProfile(encoded.slice(0, size)), coded('PROFILE_MALFORMED'));
  }
});

test('refuses a profile of a newer version by its name', () => {
  const encoded = encodeProfile(sampleProfile());
  encoded[3] = 0x32;
  assert.throws(() => decodeProfile(encoded), coded('PROFILE_VERSION_UNKNOWN'));
});

test('never breaks on damaged bytes, and lets no index out of range', () => {
  const encoded = encodeProfile(sampleProfile());
  const damage = fc.array(fc.tuple(fc.nat(encoded.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(damage, (changes) => {
      const bytes = encoded.slice();
      for (const [at, value] of changes) bytes[at] = value;
      try {
        const { frames, stacks, strings, samples } = decodeProfile(bytes);
        assert.ok(frames.name.every((name) => name < strings.length));
        assert.ok(stacks.frame.every((frame) => frame < frames.count));
        assert.ok(stacks.parent.every((parent, row) => parent === none || parent < row));
        assert.ok(samples.every((table) => table.stack.every((stack) => stack < stacks.count)));
      } catch (error) {
        assert.ok(error instanceof CodedError, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});

test('refuses more rows than the limits allow, before it makes room for them', () => {
  const encoded = encodeProfile(sampleProfile());
  const tight = { ...profileLimits, samplesMax: 1 };
  assert.throws(() => decodeProfile(encoded, tight), coded('PROFILE_MALFORMED'));
});

test('refuses values that take no bytes and fill the memory, and numbers that are none', () => {
  const types = Array.from({ length: 60 }, (_, at) => ({ name: `t${at}`, unit: 'count' }));
  const builder = new ProfileBuilder('pprof');
  const event = builder.event('many', types);
  const stack = builder.stack(none, builder.frame(builder.string('main')));
  for (let sample = 0; sample < 1000; sample++) event.add(stack);
  const profile = builder.finish();
  const encoded = encodeProfile(profile);
  assert.ok(encoded.length < 8_000, `${encoded.length}`);
  const tight = { ...profileLimits, valuesMax: 59_999 };
  assert.throws(() => decodeProfile(encoded, tight), coded('PROFILE_MALFORMED'));
  for (const wrong of [Number.NaN, Infinity]) {
    profile.samples[0]?.values[7]?.set([0.1, wrong]);
    assert.throws(() => decodeProfile(encodeProfile(profile)), coded('PROFILE_MALFORMED'));
    const endless = { ...profile, endMs: wrong };
    assert.throws(() => decodeProfile(encodeProfile(endless)), coded('PROFILE_MALFORMED'));
  }
});

function sampleProfile(): ReturnType<ProfileBuilder['finish']> {
  const builder = new ProfileBuilder('jfr');
  const string = (text: string): number => builder.string(text);
  const main = builder.stack(
    none,
    builder.frame(string('shop.Main.main'), {
      file: string('Main.java'),
      module: string('shop'),
      line: 12,
      kind: FrameKind.interpreted,
    }),
  );
  const work = builder.stack(main, builder.frame(string('memcpy'), { kind: FrameKind.native }));
  const cpu = builder.event('jdk.ExecutionSample', [{ name: 'samples', unit: 'count' }], 0, {
    type: { name: 'cpu', unit: 'nanoseconds' },
    value: 10_000_000,
  });
  cpu.add(main, 1_795_262_400_000.25, string('main'), string('STATE_RUNNABLE'));
  cpu.setValue(0, 1);
  cpu.add(work, 1_795_262_400_010.5, string('main'));
  cpu.setValue(0, 70_000);
  cpu.addLabel(string('segment_id'), string('é1'));
  const lock = builder.event('jdk.ThreadPark', [{ name: 'delay', unit: 'nanoseconds' }]);
  lock.add(work);
  lock.setValue(0, 0.3);
  return builder.finish(1_795_262_400_000, 1_795_262_460_000);
}
