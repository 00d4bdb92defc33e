import { test } from 'node:test';
import { storageContract } from '../contract/index.ts';
import { openMemoryStore } from './index.ts';

storageContract(
  'memory',
  async (options) => ({ ...openMemoryStore(options), close: async () => undefined }),
  (name, work) => void test(name, work),
);
