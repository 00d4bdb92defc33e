import { stateLabels, stateMeanings } from '../../../model/profile/tasks/task.ts';
import type { TaskState } from '../../../model/profile/tasks/task.ts';

/** A state as a shape and a word: what is over is full, what goes on is half, what waits is hollow. */
export function TaskStateMark({
  state,
  reason = '',
}: {
  readonly state: TaskState;
  readonly reason?: string;
}) {
  return (
    <span
      class={`task-state task-state--${state}`}
      title={reason === '' ? stateMeanings[state] : reason}
    >
      <i aria-hidden="true" />
      {stateLabels[state]}
    </span>
  );
}
