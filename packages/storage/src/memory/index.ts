export { type MemoryStore, type MemoryStoreOptions, openMemoryStore } from './memory-store.ts';
