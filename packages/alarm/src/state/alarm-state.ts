/*
 * The states of one rule and entity (SkyWalking 11, server-alarm-plugin, RunningRule):
 *
 *     state               expression true                     expression false
 *     NORMAL              FIRING                              -
 *     FIRING              SILENCED_FIRING; FIRING again       OBSERVING_RECOVERY; RECOVERED
 *     SILENCED_FIRING     once silence is over                once silence and observation are over
 *     OBSERVING_RECOVERY  the same                            RECOVERED once both are over
 *     RECOVERED           the same                            NORMAL
 *
 * Entering FIRING or RECOVERED is told to the world. Countdowns count checks, one a minute:
 *
 *     silence       starts with the silence period when FIRING is entered, and goes down with every check
 *     observation   starts with the observation period less one when OBSERVING_RECOVERY is entered, and goes down with every
 *                   check in it; before that it is the whole period
 *
 * Over is what is below zero. They are not kept as numbers that change every minute but as the check they started from,
 * so that a state only has to be stored when it passes into another.
 */
import { assertNever } from '@stormpetrel/base';

export type AlarmPhase =
  | 'NORMAL'
  | 'FIRING'
  | 'SILENCED_FIRING'
  | 'OBSERVING_RECOVERY'
  | 'RECOVERED';

/** A state other than NORMAL. Checks are numbered by the engine. */
export interface AlarmState {
  readonly phase: Exclude<AlarmPhase, 'NORMAL'>;
  /** The check that last entered FIRING. */
  readonly firedCheck: number;
  /** The check that entered OBSERVING_RECOVERY; of no meaning in other phases. */
  readonly observedCheck: number;
}

export interface AlarmPeriods {
  readonly silencePeriod: number;
  readonly recoveryObservationPeriod: number;
}

export interface Transition {
  /** undefined: NORMAL. The same object where nothing passed. */
  readonly state: AlarmState | undefined;
  readonly told: 'fired' | 'recovered' | undefined;
}

/** What a check makes of a state. */
export function nextState(
  state: AlarmState | undefined,
  isTrue: boolean,
  check: number,
  periods: AlarmPeriods,
): Transition {
  if (state === undefined) {
    return isTrue ? fire(check) : { state, told: undefined };
  }
  return isTrue ? onTrue(state, check, periods) : onFalse(state, check, periods);
}

function onTrue(state: AlarmState, check: number, periods: AlarmPeriods): Transition {
  if (silenceLeft(state, check, periods) < 0) return fire(check);
  if (state.phase === 'SILENCED_FIRING') return { state, told: undefined };
  return { state: { ...state, phase: 'SILENCED_FIRING' }, told: undefined };
}

function onFalse(state: AlarmState, check: number, periods: AlarmPeriods): Transition {
  const silent = silenceLeft(state, check, periods) >= 0;
  switch (state.phase) {
    case 'FIRING':
    case 'SILENCED_FIRING':
      return periods.recoveryObservationPeriod === 0 && !silent
        ? recover(state)
        : {
            state: { ...state, phase: 'OBSERVING_RECOVERY', observedCheck: check },
            told: undefined,
          };
    case 'OBSERVING_RECOVERY':
      return observationLeft(state, check, periods) < 0 && !silent
        ? recover(state)
        : { state, told: undefined };
    case 'RECOVERED':
      return { state: undefined, told: undefined };
    default:
      return assertNever(state.phase);
  }
}

function fire(check: number): Transition {
  return { state: { phase: 'FIRING', firedCheck: check, observedCheck: 0 }, told: 'fired' };
}

function recover(state: AlarmState): Transition {
  return { state: { ...state, phase: 'RECOVERED' }, told: 'recovered' };
}

/** Silence that is left after a check; below zero it is over. */
export function silenceLeft(state: AlarmState, check: number, periods: AlarmPeriods): number {
  return periods.silencePeriod - (check - state.firedCheck);
}

/** Observation that is left after a check; below zero it is over. */
export function observationLeft(state: AlarmState, check: number, periods: AlarmPeriods): number {
  const { recoveryObservationPeriod } = periods;
  if (state.phase !== 'OBSERVING_RECOVERY') return recoveryObservationPeriod;
  return recoveryObservationPeriod - 1 - (check - state.observedCheck);
}
