import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classNameOf, functionName } from './java-names.ts';

test('writes classes as the source does', () => {
  const check = (symbol: string, name: string, packageName: string): void =>
    assert.deepEqual(classNameOf(symbol), { name, packageName });
  check('java/util/HashMap$Node', 'java.util.HashMap$Node', 'java.util');
  check('Main', 'Main', '');
  check('', '', '');
  check('[B', 'byte[]', '');
  check('[[I', 'int[][]', '');
  check('[Ljava/lang/String;', 'java.lang.String[]', 'java.lang');
  check('[[Ljava/lang/String;', 'java.lang.String[][]', 'java.lang');
  check('java.util.List', 'java.util.List', 'java.util');
});

test('cuts what differs from run to run in the names of classes made while running', () => {
  const check = (symbol: string, name: string): void =>
    assert.equal(classNameOf(symbol).name, name);
  check('app/Main$$Lambda$83+0x0000000800c03000/543846639', 'app.Main$$Lambda$83');
  check('app/Main$$Lambda$83/0x0000000800c03000', 'app.Main$$Lambda$83');
  check('app/Main$$Lambda.0x00007f8177090218', 'app.Main$$Lambda');
  check('app/Main$$Lambda+0x00007f8177090218', 'app.Main$$Lambda');
  check('java/lang/invoke/LambdaForm$MH/0x0000000800c0a800', 'java.lang.invoke.LambdaForm$MH');
  check('app/Main$1', 'app.Main$1');
  check('app/v2/Main', 'app.v2.Main');
});

test('shows native functions by their bare name', () => {
  assert.equal(functionName('', 'start_thread'), 'start_thread');
  assert.equal(functionName('app.Main', 'main'), 'app.Main.main');
  assert.equal(functionName('app.Main', ''), 'app.Main');
  assert.equal(functionName('', ''), 'unknown');
});
