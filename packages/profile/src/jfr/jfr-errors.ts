import { CodedError } from '@stormpetrel/base';
import { profileErrors } from '../errors.ts';

/** There is more of something than is read. */
export function tooLarge(what: string): CodedError {
  return new CodedError(profileErrors.tooLarge.code, `The recording has too many ${what}.`);
}

/** Nothing of the recording can be read. */
export function malformed(why: string): CodedError {
  return new CodedError(profileErrors.malformed.code, `The recording cannot be read: ${why}.`);
}

/** The file is no recording, or of a version that is not read. */
export function unknownFormat(why: string): CodedError {
  return new CodedError(profileErrors.unknownFormat.code, `Not a JFR recording: ${why}.`);
}
