import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  type AlarmPeriods,
  type AlarmState,
  nextState,
  observationLeft,
  silenceLeft,
} from './alarm-state.ts';

const short: Readonly<Record<string, string>> = {
  NORMAL: 'N',
  FIRING: 'F',
  SILENCED_FIRING: 'S',
  OBSERVING_RECOVERY: 'O',
  RECOVERED: 'R',
};

/** The states after each check: `+` true, `-` false. */
function run(checks: string, silencePeriod: number, recoveryObservationPeriod: number): string {
  const periods = { silencePeriod, recoveryObservationPeriod };
  let state: AlarmState | undefined;
  let states = '';
  for (const [check, each] of checks.split('').entries()) {
    ({ state } = nextState(state, each === '+', check, periods));
    states += short[state?.phase ?? 'NORMAL'];
  }
  return states;
}

const table: readonly (readonly [
  what: string,
  checks: string,
  silence: number,
  observation: number,
  states: string,
])[] = [
  ['fires at once and is silent for the period, again and again', '+++++++', 2, 0, 'FSSFSSF'],
  ['fires every minute without silence', '++++', 0, 0, 'FFFF'],
  ['stays normal while all is well', '---', 2, 0, 'NNN'],
  ['is over at once without silence and observation', '+-+-', 0, 0, 'FRFR'],
  ['is not over while there is silence', '+----', 3, 0, 'FOOOR'],
  ['is normal a minute after it is over', '+---', 0, 0, 'FRNN'],
  ['observes for the period', '+-----', 0, 2, 'FOORNN'],
  ['observes and is silent at the same time', '+------', 4, 2, 'FOOOORN'],
  ['goes back to silence when it is true again', '+-+-+--', 5, 3, 'FOSOSOO'],
  ['fires when it is true again and silence is over', '+--+', 2, 5, 'FOOF'],
  ['fires again from over at once', '+-+', 0, 0, 'FRF'],
  ['observes anew after every return', '+-+-+--', 2, 1, 'FOSOFOO'],
];

for (const [what, checks, silence, observation, states] of table) {
  test(`the state of an entity ${what}`, () => {
    assert.equal(run(checks, silence, observation), states);
  });
}

/** The machine with counters that are counted down one by one, as SkyWalking's documentation has it. */
class CountingTwin {
  phase = 'NORMAL';
  silence = -1;
  observation: number;
  readonly #periods: AlarmPeriods;

  constructor(periods: AlarmPeriods) {
    this.#periods = periods;
    this.observation = periods.recoveryObservationPeriod;
  }

  check(isTrue: boolean): string {
    this.silence--;
    if (isTrue) {
      const next = this.phase === 'NORMAL' || this.silence < 0 ? 'FIRING' : 'SILENCED_FIRING';
      if (next === 'FIRING') this.silence = this.#periods.silencePeriod;
      // Observation is of consecutive minutes: whatever was observed before counts no more.
      this.observation = this.#periods.recoveryObservationPeriod;
      return (this.phase = next);
    }
    if (this.phase === 'NORMAL' || this.phase === 'RECOVERED') return (this.phase = 'NORMAL');
    this.observation--;
    const isOver = this.observation < 0 && this.silence < 0;
    return (this.phase = isOver ? 'RECOVERED' : 'OBSERVING_RECOVERY');
  }
}

test('agrees with a machine that counts down minute by minute', () => {
  const period = fc.integer({ min: 0, max: 4 });
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { maxLength: 40 }),
      period,
      period,
      (checks, silence, observation) => {
        const periods = { silencePeriod: silence, recoveryObservationPeriod: observation };
        const twin = new CountingTwin(periods);
        let state: AlarmState | undefined;
        for (const [check, isTrue] of checks.entries()) {
          ({ state } = nextState(state, isTrue, check, periods));
          assert.equal(state?.phase ?? 'NORMAL', twin.check(isTrue));
          if (state === undefined || state.phase === 'RECOVERED') continue;
          assert.equal(silenceLeft(state, check, periods), twin.silence);
          if (state.phase === 'OBSERVING_RECOVERY')
            assert.equal(observationLeft(state, check, periods), twin.observation);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});
