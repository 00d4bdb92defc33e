import { queryLimits } from '../limits.ts';

export interface PaginationInput {
  readonly pageNum?: number | null | undefined;
  readonly pageSize: number;
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** Pages count from 1; offset and size are cut to the limits, a page without size is empty. */
export function parsePage(paging: PaginationInput): Page {
  const limit = Math.max(0, Math.min(paging.pageSize, queryLimits.pageSizeMax));
  const pageNum = Math.max(1, paging.pageNum ?? 1);
  return { offset: Math.min((pageNum - 1) * limit, queryLimits.pageOffsetMax), limit };
}
