import { CodedError } from '@stormpetrel/base';
import { errors } from '../errors.ts';

export function settingsError(message: string, cause?: unknown): CodedError {
  return new CodedError(errors.SETTINGS_INVALID.code, message, { cause });
}
