/** Types that many settings have. */
export const port = { kind: 'integer', min: 0, max: 65_535 } as const;
export const days = { kind: 'integer', min: 1, max: 3_650 } as const;
/** 0: as `retention.ts` has it. */
export const daysOrNone = { kind: 'integer', min: 0, max: 3_650 } as const;
export const seconds = { kind: 'integer', min: 1, max: 86_400 } as const;
export const count = { kind: 'integer', min: 1, max: 100_000_000 } as const;
export const bytes = { kind: 'integer', min: 1, max: 2_147_483_647 } as const;
export const text = { kind: 'text' } as const;
export const boolean = { kind: 'boolean' } as const;
export const list = { kind: 'list' } as const;
