import { STACK, STACK_TEST } from './stack-files';
import { REVIEW_WORKFLOW } from './workflow-files';

/** What a new project needs to know of this package. */
export interface ProjectProps {
  /** Of the project: a DNS label. */
  readonly name: string;
  readonly version: string;
  /** Versions of other packages, as this one was made with them. */
  readonly versionOf: (dependency: string) => string;
}

const JEST_CONFIG = `module.exports = {
  testEnvironment: 'node',
  transform: { '\\\\.ts$': 'seaworthy/jest-transform' },
  setupFilesAfterEnv: ['seaworthy/testing/setup'],
};
`;

const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    module: 'node16',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node', 'jest'],
  },
  include: ['**/*.ts'],
};

const CDK8S = `language: typescript
app: node -r seaworthy/typescript main.ts
output: dist
`;

const MAIN = `import { App } from 'seaworthy';
import { addStack } from './stack';

const app = new App();
addStack(app);
app.synth();
`;

/** The files of a new project, by path: the typical stack, its tests, and the review of its changes. */
export function projectFiles(props: ProjectProps): ReadonlyMap<string, string> {
  return new Map([
    ['package.json', json(packageOf(props))],
    ['cdk8s.yaml', CDK8S],
    ['tsconfig.json', json(TSCONFIG)],
    ['jest.config.cjs', JEST_CONFIG],
    ['.gitignore', 'node_modules/\n.seaworthy/\n'],
    ['main.ts', MAIN],
    ['stack.ts', STACK(props.name)],
    ['stack.test.ts', STACK_TEST(props.name)],
    ['README.md', readmeOf(props.name)],
    ['.github/workflows/review.yml', REVIEW_WORKFLOW],
  ]);
}

function packageOf({ name, version, versionOf }: ProjectProps): object {
  const versions = (...names: readonly string[]) =>
    Object.fromEntries(names.map((dependency) => [dependency, versionOf(dependency)]));
  return {
    name,
    version: '0.1.0',
    private: true,
    scripts: { synth: 'seaworthy synth', check: 'seaworthy check', test: 'tsc && jest' },
    dependencies: { seaworthy: `^${version}`, ...versions('cdk8s', 'cdk8s-plus-27', 'constructs') },
    devDependencies: versions('@types/jest', '@types/node', 'jest', 'typescript'),
  };
}

function readmeOf(name: string): string {
  return `# ${name}

    npm install
    npx seaworthy synth               # writes dist/, which is committed and reviewed
    npx seaworthy check               # finds what cannot work
    npx seaworthy apply --embedded    # runs it on a simulated cluster
    npm test                          # types, snapshot, and what happens when a node dies

\`stack.ts\` says what runs. A pull request gets one comment that says what it changes:
\`.github/workflows/review.yml\`. Commit \`dist/\`, \`__snapshots__/\` and \`package-lock.json\` with every change.
`;
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
