'use strict';
// What `npm start` and `npm test` run. Plain JavaScript without dependencies: in a fresh clone there are none yet.
const { spawn, spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const LOCK = path.join(ROOT, 'package-lock.json');
const INSTALLED = path.join(ROOT, 'node_modules', '.cache', 'seaworthy', 'installed');

/** Installs from the lock file when it was never done, or the lock file has changed since. */
function ensureInstalled() {
  const wanted = createHash('sha256').update(fs.readFileSync(LOCK)).digest('hex');
  const present = fs.existsSync(INSTALLED) ? fs.readFileSync(INSTALLED, 'utf8') : '';
  if (present === wanted) return;
  console.error('Installing the dependencies from package-lock.json (once, about half a minute) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error('The dependencies could not be installed; the output of npm above says why.');
    process.exit(1);
  }
  fs.mkdirSync(path.dirname(INSTALLED), { recursive: true });
  fs.writeFileSync(INSTALLED, wanted);
  linkOwnBinary();
}

/** Lets `npx seaworthy` find the program in the clone, as it does where the package is installed. */
function linkOwnBinary() {
  const link = path.join(ROOT, 'node_modules', '.bin', 'seaworthy');
  fs.rmSync(link, { force: true });
  fs.symlinkSync(path.join('..', '..', 'bin', 'seaworthy.cjs'), link);
}

function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

function runNode(script, args) {
  return run(process.execPath, [path.join(ROOT, script), ...args]);
}

/** Runs a check whose output matters only when it fails; counts as one test. */
async function gate(name, script, args) {
  let output = '';
  const started = Date.now();
  const code = await new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(ROOT, script), ...args], { cwd: ROOT });
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', resolve);
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'PASS' : 'FAIL'} ${name} (${seconds} s)`);
  if (code !== 0) console.log(output);
  return code === 0;
}

async function test(args) {
  const report = path.join(ROOT, 'node_modules', '.cache', 'seaworthy', 'jest-report.json');
  fs.rmSync(report, { force: true });
  const gates = [
    await gate('types (tsc)', 'node_modules/typescript/bin/tsc', ['--noEmit']),
    await gate('lint (biome)', 'node_modules/@biomejs/biome/bin/biome', ['check', '.']),
  ];
  await runNode('node_modules/jest/bin/jest.js', [
    '--ci',
    '--json',
    `--outputFile=${report}`,
    '--reporters=default',
    ...args,
  ]);
  const counts = countTests(report);
  const passed = counts.passed + gates.filter(Boolean).length;
  const failed = counts.failed + gates.filter((ok) => !ok).length;
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** A suite that cannot even be loaded counts as one failure; without a report, everything failed. */
function countTests(report) {
  if (!fs.existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    fs.readFileSync(report, 'utf8'),
  );
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}

async function main([task, ...args]) {
  ensureInstalled();
  switch (task) {
    case 'start':
      return runNode('bin/seaworthy.cjs', ['demo', ...args]);
    case 'test':
      return test(args);
    default:
      console.error('usage: node tools/in-clone.cjs start|test');
      return 2;
  }
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
