import { alarmLimits } from '../limits.ts';
import { type AlarmPeriods, type AlarmState, nextState } from './alarm-state.ts';

/** What is known of an entity that is not normal. */
export interface TrackedState {
  readonly state: AlarmState;
  /** Of the alarms since the entity was last normal, oldest first; the last is the one that is told to be over. */
  readonly alarms: readonly FiredAlarm[];
}

export interface FiredAlarm {
  readonly uuid: string;
  readonly startTimeMs: number;
}

export interface StateChange {
  readonly told: 'fired' | 'recovered';
  readonly entityId: string;
  /** For a recovery all alarms that are over by it. */
  readonly alarms: readonly FiredAlarm[];
}

/** Counts the states of all rules against their common limit. */
export class StateBudget {
  used = 0;
  /** Entities that would have raised an alarm. */
  refused = 0;
}

/** The states of one rule. Entities that are normal are not in it. */
export class AlarmStates {
  readonly #budget: StateBudget;
  readonly #states = new Map<string, TrackedState>();
  /** Something passed into another state since this was last set to false. */
  changed = false;

  constructor(budget: StateBudget) {
    this.#budget = budget;
  }

  get size(): number {
    return this.#states.size;
  }

  entries(): Iterable<readonly [entityId: string, tracked: TrackedState]> {
    return this.#states;
  }

  find(entityId: string): TrackedState | undefined {
    return this.#states.get(entityId);
  }

  /**
   * One check: `isTrue` are the ids of the entities for which the rule is true. Whoever is tracked and not among them has
   * it false, also without data: an alarm of something that is gone comes to an end.
   */
  check(
    isTrue: ReadonlySet<string>,
    check: number,
    periods: AlarmPeriods,
    now: { readonly nowMs: number; readonly newUuid: () => string },
  ): readonly StateChange[] {
    const changes: StateChange[] = [];
    for (const [entityId, tracked] of this.#states) {
      const { state, told } = nextState(tracked.state, isTrue.has(entityId), check, periods);
      if (state === tracked.state) continue;
      this.changed = true;
      if (state === undefined) this.#remove(entityId);
      else if (told === 'fired') changes.push(this.#fire(entityId, state, tracked, now));
      else {
        this.#states.set(entityId, { ...tracked, state });
        if (told === 'recovered') changes.push({ told, entityId, alarms: tracked.alarms });
      }
    }
    for (const entityId of isTrue) {
      if (this.#states.has(entityId)) continue;
      const { state } = nextState(undefined, true, check, periods);
      if (state === undefined) continue;
      if (this.#budget.used >= alarmLimits.statesMax) {
        this.#budget.refused++;
        continue;
      }
      this.#budget.used++;
      this.changed = true;
      changes.push(this.#fire(entityId, state, undefined, now));
    }
    return changes;
  }

  /** Takes a state over that was stored. */
  restore(entityId: string, tracked: TrackedState): void {
    if (!this.#states.has(entityId)) {
      if (this.#budget.used >= alarmLimits.statesMax) return;
      this.#budget.used++;
    }
    this.#states.set(entityId, tracked);
  }

  clear(): void {
    this.#budget.used -= this.#states.size;
    this.#states.clear();
  }

  #remove(entityId: string): void {
    if (this.#states.delete(entityId)) this.#budget.used--;
  }

  #fire(
    entityId: string,
    state: AlarmState,
    before: TrackedState | undefined,
    now: { readonly nowMs: number; readonly newUuid: () => string },
  ): StateChange {
    const alarm = { uuid: now.newUuid(), startTimeMs: now.nowMs };
    // What recovered and fires again at once is another incident.
    const earlier = before === undefined || before.state.phase === 'RECOVERED' ? [] : before.alarms;
    const alarms = [...earlier, alarm].slice(-alarmLimits.incidentAlarmsMax);
    this.#states.set(entityId, { state, alarms });
    return { told: 'fired', entityId, alarms: [alarm] };
  }
}
