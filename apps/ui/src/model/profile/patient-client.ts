/**
 * A client that is patient, but not for ever. Expressions are the browser's own, and some of them, like `/(a+)+$/`, take longer
 * than the world lasts for one name; a worker that is at one answers nothing else. When a question with an expression
 * has had no answer for long, the worker is given up for a new one, and the expression is not tried again.
 */
import { profileViewLimits } from './limits.ts';
import { expressionOf } from './name-matcher.ts';
import type { ProfileClient } from './profile-protocol.ts';

const tooSlow = 'The expression takes too long: say it without repeating what repeats.';

export interface PatientClient extends ProfileClient {
  /** Starts over with a new worker: what waits fails. */
  restart(): void;
}

/**
 * @param open starts a worker.
 * @param onRestart is called when there is a new one, which has no profile and numbers functions anew.
 */
export function openPatientClient(
  open: () => ProfileClient,
  onRestart: () => void,
  patienceMs: number = profileViewLimits.patternPatienceMs,
): PatientClient {
  let client = open();
  let isClosed = false;
  const given = new Set<string>();
  const restart = (): void => {
    const before = client;
    client = open();
    before.close();
    onRestart();
  };
  const watched = <T>(pattern: string, answer: Promise<T>): Promise<T> => {
    if (expressionOf(pattern) === undefined) return answer;
    const asked = client;
    const timer = setTimeout(() => {
      // Another question may have given it up already.
      if (isClosed || client !== asked) return;
      if (given.size >= profileViewLimits.givenUpPatternsMax) given.clear();
      given.add(pattern);
      restart();
    }, patienceMs);
    return answer.finally(() => clearTimeout(timer));
  };
  return {
    restart,
    open: (url) => client.open(url),
    rows: () => client.rows(),
    strip: (side, bars) => client.strip(side, bars),
    async picture(request) {
      if (!given.has(request.hide)) return watched(request.hide, client.picture(request));
      return { ...(await client.picture({ ...request, hide: '' })), hideProblem: tooSlow };
    },
    async find(pattern) {
      if (!given.has(pattern)) return watched(pattern, client.find(pattern));
      return { flags: new Uint8Array(0), count: 0, share: 0, problem: tooSlow };
    },
    close() {
      isClosed = true;
      client.close();
    },
  };
}
