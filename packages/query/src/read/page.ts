import { queryLimits } from '../limits.ts';

export interface PaginationInput {
  readonly pageNum?: number | null | undefined;
  readonly pageSize: number;
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/**
 * Pages count from 1; the size is cut to the limit. A page without size is empty, and so is one that begins beyond the limit: to
 * show the last one again would have clients that read until an empty page read for ever.
 */
export function parsePage(paging: PaginationInput): Page {
  const limit = Math.max(0, Math.min(paging.pageSize, queryLimits.pageSizeMax));
  const offset = (Math.max(1, paging.pageNum ?? 1) - 1) * limit;
  const { pageOffsetMax } = queryLimits;
  return offset > pageOffsetMax ? { offset: pageOffsetMax, limit: 0 } : { offset, limit };
}
