import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { runInNewContext } from 'node:vm';
import { Construct } from 'constructs';
import {
  KubeApiObject,
  printLocation,
  type SourceLocation,
  sourceOf,
  WebService,
} from '../../../lib/constructs';
import { callerLocation } from '../../../lib/constructs/authoring/source-location';
import { ConfigMaps } from '../../../lib/kube/generated/resources';
import { newStack, synthesize } from '../synthesis';

/** The text of the line a location points to. */
const lineAt = (location: SourceLocation | undefined) =>
  readFileSync(location!.file, 'utf8').split('\n')[location!.line - 1]!.trim();

const PROPS = { image: 'registry.example.com/api:1', port: 8080 };

test('the location of a call is the line of the caller', () => {
  const location = callerLocation();
  expect(basename(location!.file)).toBe('source-location.test.ts');
  expect(lineAt(location)).toBe('const location = callerLocation();');
});

test('a program of ES modules is located by its path', () => {
  const filename = 'file:///apps/my%20shop/stack.mjs';
  const location = runInNewContext('\n locate()', { locate: callerLocation }, { filename });
  expect(location).toEqual({ file: '/apps/my shop/stack.mjs', line: 2, column: 2 });
});

test('a construct knows the line on which its author made it', () => {
  const service = new WebService(newStack(), 'api', PROPS);
  expect(lineAt(sourceOf(service))).toBe("const service = new WebService(newStack(), 'api', PROPS);");
});

test('an object within a construct knows the same line', () => {
  const service = new WebService(newStack(), 'api', PROPS);
  expect(sourceOf(service.deployment)).toEqual(sourceOf(service));
});

test('an object made on its own knows its own line', () => {
  const settings = new KubeApiObject(newStack(), 'settings', ConfigMaps, { fields: { data: { a: 'b' } } });
  expect(lineAt(sourceOf(settings))).toMatch(/^const settings = /);
});

test('a construct that recorded nothing has the line of its nearest scope that did', () => {
  const stack = newStack();
  expect(sourceOf(new Construct(stack, 'group'))).toEqual(sourceOf(stack));
});

test('the line changes no byte of what is synthesized', () => {
  const first = newStack();
  new WebService(first, 'api', PROPS);
  const second = newStack();

  new WebService(second, 'api', PROPS);
  expect(JSON.stringify(synthesize(second))).toBe(JSON.stringify(synthesize(first)));
});

test('a location is printed as a path from the current folder', () => {
  expect(printLocation({ file: `${process.cwd()}/apps/shop/stack.ts`, line: 12, column: 3 })).toBe(
    'apps/shop/stack.ts:12',
  );
});

test('a location outside of the current folder is printed in full', () => {
  expect(printLocation({ file: '/elsewhere/stack.ts', line: 12, column: 3 })).toBe('/elsewhere/stack.ts:12');
});
