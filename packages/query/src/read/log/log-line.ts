import {
  type LogContentType,
  logContentTypes,
  parseMemberId,
  parseServiceId,
} from '@stormpetrel/model';
import type { StoredRecord } from '@stormpetrel/storage/api';
import { hash } from 'node:crypto';
import { queryLimits } from '../../limits.ts';
import { displayLevel, levelTag } from './log-level.ts';

export interface LogTag {
  readonly key: string;
  readonly value: string;
}

/** What reads a line's tags from the bytes that were stored: none from bytes that are not sound. */
export type DecodeLogTags = (bytes: Uint8Array) => readonly LogTag[];

/** A line with everything that was stored of it. Names and ids are '' where the line has none. */
export interface LogLine {
  readonly timeMs: number;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly endpointId: string;
  readonly endpointName: string;
  readonly traceId: string;
  readonly segmentId: string;
  /** -1 outside of a segment. */
  readonly spanId: number;
  /** '' where there is none. */
  readonly level: string;
  readonly contentType: LogContentType;
  readonly content: string;
  readonly tags: readonly LogTag[];
}

/** Columns of the log record that a line is made of. */
export const lineColumns: readonly string[] = [
  'time',
  'traceId',
  'service',
  'instance',
  'endpoint',
  'segmentId',
  'spanId',
  'contentType',
  'content',
  'allTags',
];

export function lineOf(record: StoredRecord, decodeTags: DecodeLogTags): LogLine {
  const serviceId = textOf(record, 'service');
  const instanceId = textOf(record, 'instance');
  const endpointId = textOf(record, 'endpoint');
  const segmentId = textOf(record, 'segmentId');
  const { allTags } = record;
  const tags = allTags instanceof Uint8Array && allTags.length > 0 ? decodeTags(allTags) : [];
  return {
    timeMs: numberOf(record, 'time'),
    serviceId,
    serviceName: parseServiceId(serviceId)?.name ?? '',
    instanceId,
    instanceName: parseMemberId(instanceId)?.name ?? '',
    endpointId,
    endpointName: parseMemberId(endpointId)?.name ?? '',
    traceId: textOf(record, 'traceId'),
    segmentId,
    spanId: segmentId === '' ? -1 : numberOf(record, 'spanId'),
    level: displayLevel(tags.find(({ key }) => key === levelTag)?.value ?? ''),
    contentType: logContentTypes[numberOf(record, 'contentType')] ?? 'none',
    content: textOf(record, 'content'),
    tags,
  };
}

/** A line as lists show it (docs/reference/log-api.md): what is long is cut. */
export interface LogRow extends LogLine {
  readonly id: string;
  readonly cut: boolean;
}

/** A line as it is: only its own view shows that. */
export function wholeRow(line: LogLine, id: string): LogRow {
  return { id, ...line, cut: false };
}

export function shortRow(line: LogLine, id: string): LogRow {
  const { content, tags } = line;
  const { logContentShownMax, logTagsShownMax, logTagLengthShownMax } = queryLimits;
  const isContentLong = content.length > logContentShownMax;
  const isLong = (text: string): boolean => text.length > logTagLengthShownMax;
  const areTagsLong =
    tags.length > logTagsShownMax || tags.some(({ key, value }) => isLong(key) || isLong(value));
  return {
    id,
    ...line,
    content: isContentLong ? cutText(content, logContentShownMax) : content,
    tags: areTagsLong ? tags.slice(0, logTagsShownMax).map(shortTag) : tags,
    cut: isContentLong || areTagsLong,
  };
}

function shortTag({ key, value }: LogTag): LogTag {
  const { logTagLengthShownMax } = queryLimits;
  return {
    key: shortText(key, logTagLengthShownMax),
    value: shortText(value, logTagLengthShownMax),
  };
}

function shortText(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${cutText(text, lengthMax)}…`;
}

/** A copy: a slice would keep the whole text in memory. No half of a surrogate pair is left at the end. */
export function cutText(text: string, lengthMax: number): string {
  const last = text.charCodeAt(lengthMax - 1);
  const length = last >= 0xd800 && last < 0xdc00 ? lengthMax - 1 : lengthMax;
  return Buffer.from(text.slice(0, length)).toString();
}

/**
 * What tells a line from others of its millisecond, the same whenever and wherever it is read: the store gives rows no
 * names, and merges blocks in which they lie.
 */
export function digestOf(record: StoredRecord): string {
  const { allTags } = record;
  const parts = [
    ...['service', 'instance', 'endpoint', 'traceId', 'segmentId'].map((name) =>
      textOf(record, name),
    ),
    String(numberOf(record, 'spanId')),
    String(numberOf(record, 'contentType')),
    allTags instanceof Uint8Array ? Buffer.from(allTags).toString('latin1') : '',
    textOf(record, 'content'),
  ];
  return hash('sha1', parts.join('\0'), 'base64url').slice(0, digestLength);
}

/** 96 bits: two lines of one millisecond are the same by chance once in 10^20. */
export const digestLength = 16;

function textOf(record: StoredRecord, column: string): string {
  const value = record[column];
  return typeof value === 'string' ? value : '';
}

function numberOf(record: StoredRecord, column: string): number {
  const value = record[column];
  return typeof value === 'number' ? value : 0;
}
