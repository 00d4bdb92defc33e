import { CodedError } from '@stormpetrel/base';
import { profileErrors } from '../errors.ts';
import { exportLimits } from '../limits.ts';

/** Counts what is written, and refuses what would be too much for one text. */
export class TextBudget {
  #left: number;

  constructor(charactersMax: number = exportLimits.charactersMax) {
    this.#left = charactersMax;
  }

  /** The text, once it is counted. Throws `PROFILE_TOO_LARGE`. */
  spend(text: string): string {
    this.spendCharacters(text.length);
    return text;
  }

  spendCharacters(count: number): void {
    this.#left -= count;
    if (this.#left < 0) {
      throw new CodedError(
        profileErrors.tooLarge.code,
        'the profile is too large for this format; select fewer samples, or write it as pprof',
      );
    }
  }
}
