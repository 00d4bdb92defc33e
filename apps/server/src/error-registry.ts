import { alarmErrors } from '@stormpetrel/alarm';
import type { ErrorEntry } from '@stormpetrel/base';
import { exporterErrors } from '@stormpetrel/exporter';
import { errors as pipelineErrors } from '@stormpetrel/pipeline';
import { profileErrors } from '@stormpetrel/profile';
import { queryErrors } from '@stormpetrel/query';
import { receiverErrors } from '@stormpetrel/receiver';
import { storageErrors } from '@stormpetrel/storage/engine';
import { serverErrors } from './errors.ts';

/** The errors of all parts, as docs/reference/errors.md lists them. */
export const errorRegistry: readonly ErrorEntry[] = [
  ...serverErrors,
  ...Object.values(receiverErrors),
  ...Object.values(pipelineErrors),
  ...Object.values(storageErrors),
  ...Object.values(queryErrors),
  ...Object.values(profileErrors),
  ...Object.values(exporterErrors),
  ...Object.values(alarmErrors),
];
