/** Bounds on what a server's answer may make the map hold. What lies beyond is left out, and the page says so. */

/** Services on one map; those with the fewest calls are left out first. */
export const MAP_NODES_MAX = 3_000;

/** Calls on one map. */
export const MAP_CALLS_MAX = 15_000;

/** Up to this many services the layout runs on the main thread: it takes a few milliseconds. */
export const INLINE_LAYOUT_NODES_MAX = 400;
