import { test } from 'node:test';
import { storageContract } from '../contract/index.ts';
import { openTestEngine } from './testing/test-engine.ts';

storageContract(
  'engine',
  async (options) => openTestEngine(options),
  (name, work) => void test(name, work),
);
