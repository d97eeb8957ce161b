import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { linesOf, seaworthy } from '../cli/run-seaworthy';
import { commandsOf, missingLine, type Snippet, snippets } from './snippets';

const { compile } = require('../../bin/typescript.cjs') as {
  compile(source: string, file: string): string;
};

/** What readers import by the name of the package. */
const PACKAGE: { readonly [name: string]: () => unknown } = {
  seaworthy: () => require('../../lib'),
  'seaworthy/resources': () => require('../../lib/kube/generated/resources'),
  'seaworthy/testing': () => require('../../lib/testing'),
};

function runTypeScript({ text, place }: Snippet): void {
  const code = compile(text, `${place}.ts`);
  const load = (name: string) => (PACKAGE[name] ? PACKAGE[name]() : require(name));
  new Function('require', 'exports', 'module', code)(load, {}, { exports: {} });
}

const all = snippets();
const inLanguage = (...languages: readonly string[]) =>
  all.filter(({ language }) => languages.includes(language));
const hasTests = ({ text }: Snippet) => /^test\(/m.test(text);

test('the guides have snippets', () => {
  expect(all.length).toBeGreaterThan(10);
});

describe('tests of the guides', () => {
  for (const snippet of inLanguage('ts').filter(hasTests))
    describe(snippet.place, () => runTypeScript(snippet));
});

describe('programs of the guides', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seaworthy-docs-'));
    process.env['CDK8S_OUTDIR'] = folder;
  });
  afterEach(() => {
    delete process.env['CDK8S_OUTDIR'];
    rmSync(folder, { recursive: true });
  });

  const programs = inLanguage('ts').filter((snippet) => !hasTests(snippet));
  test.each(programs.map((one) => [one.place, one] as const))('%s runs', (_place, snippet) => {
    expect(() => runTypeScript(snippet)).not.toThrow();
  });
});

describe('commands of the guides', () => {
  const shown = inLanguage('console').flatMap((snippet) =>
    commandsOf(snippet).map(
      ({ command, output }) => [`${snippet.place} ${command}`, command, output] as const,
    ),
  );
  test.each(shown)('%s prints what is shown', async (_name, command, output) => {
    const args = command === 'npm start' ? ['demo'] : command.replace(/^npx seaworthy /, '').split(' ');
    expect(command).toMatch(/^npm start$|^npx seaworthy /);
    const printed = await linesOf(args);
    expect({ missing: missingLine(output, printed), printed }).toEqual({ missing: undefined, printed });
  });

  /** Commands that need other programs, or a cluster, are held to the options that there are. */
  const others = inLanguage('sh').flatMap(({ place, text }) =>
    [...text.matchAll(/npx seaworthy ([^|#\n]*)/g)].map(([, line]) => [place, line!.trim()] as const),
  );
  test.each(others)('%s: seaworthy %s has these options', async (_place, line) => {
    const words = line.split(/\s+/);
    const options = words.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0]!);
    const names = words.slice(0, 2).filter((word) => /^[a-z][a-z-]*$/.test(word));
    const { out, code } = await seaworthy(...names, '--help');
    expect(code).toBe(0);
    for (const option of options) expect(out).toContain(option);
  });
});

describe('documents of the guides', () => {
  for (const { place, text } of inLanguage('yaml', 'json'))
    test(`${place} can be read`, () => {
      expect(parseAllDocuments(text).flatMap(({ errors }) => errors)).toEqual([]);
    });
});

test('every guide is in the README', () => {
  const readme = readFileSync('README.md', 'utf8');
  const guides = readdirSync('docs').filter((name) => name.endsWith('.md'));
  for (const guide of guides) expect(readme).toContain(`](docs/${guide})`);
});
