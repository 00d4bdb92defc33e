/** The thread that tidies: merges, rolls up and expires, one bounded step at a time, so that it can stop at any moment. */
import { Telemetry, messageOf, systemClock } from '@stormpetrel/base';
import { openEngineKeeper } from '@stormpetrel/storage/engine/keeper';
import { setTimeout as sleep } from 'node:timers/promises';
import { textSetting } from '../config/load-config.ts';
import { storeOptions } from '../config/store-options.ts';
import { threadSamples } from '../telemetry/thread-metrics.ts';
import { openThreadEnd, runThread, sampledLogger } from './thread-end.ts';

/** Pause when there was nothing to do, and between two steps: tidying must not keep a core from taking in. */
const idleMs = 1_000;
const betweenStepsMs = 5;
/** Idle for so long, the thread ends; it comes back when it is needed. */
const endAfterIdleMs = 60_000;
/** Pause after a step that failed: a full disk does not get better by asking again at once. */
const afterFailureMs = 5_000;

/** The id of no request. */
const unasked = 0;

const end = openThreadEnd();
const closing = new AbortController();
const telemetry = new Telemetry();

await runThread(end, async () => {
  const { config } = await end.start;
  const options = { ...storeOptions(config), clock: systemClock, logger: end.logger, telemetry };
  const keeper = openEngineKeeper(textSetting(config, 'storage.path'), options);
  const tell = (id: number): void =>
    end.send({ kind: 'telemetry', id, samples: [...telemetry.samples(), ...threadSamples()] });
  end.onRequest((request) => {
    if (request.kind === 'telemetry') tell(request.id);
    else if (request.kind === 'close') {
      closing.abort();
      void stopped.finally(() => end.send({ kind: 'closed', id: request.id }));
    }
  });
  end.send({ kind: 'ready', port: 0 });
  const log = sampledLogger(end.logger);
  const stopped = keep(log, keeper).then(() => keeper.close());
  await stopped;
  // Nobody asked for it: what it has counted goes on counting.
  tell(unasked);
  process.exit();
});

async function keep(
  log: ReturnType<typeof sampledLogger>,
  keeper: { step(): Promise<boolean> },
): Promise<void> {
  let idleForMs = 0;
  while (!closing.signal.aborted && idleForMs < endAfterIdleMs) {
    let pauseMs = afterFailureMs;
    try {
      const worked = await keeper.step();
      pauseMs = worked ? betweenStepsMs : idleMs;
      idleForMs = worked ? 0 : idleForMs + idleMs;
    } catch (error) {
      telemetry.counter('storage_keeper_error_count', 'Steps of tidying that failed.').add();
      log.log('keeper-step', 'warn', 'a step of tidying the store failed', {
        error: messageOf(error),
      });
    }
    await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => {
      // Woken to stop.
    });
  }
}
