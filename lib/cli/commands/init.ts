import { basename, relative, resolve } from 'node:path';
import { Command } from 'commander';
import type { CommandEnvironment } from '../command-environment';
import { OK } from '../exit';
import { version } from '../version';

const EXAMPLES = `
Examples:
  seaworthy init           in an empty folder
  seaworthy init shop      in a new folder "shop"

A file that exists is never touched.
Exit codes: 0 done, 2 the folder cannot be written.`;

export function initCommand({ terminal, exit }: CommandEnvironment): Command {
  return new Command('init')
    .description('Begin a project: the typical stack, its tests, and a workflow that reviews its changes.')
    .argument('[folder]', 'where to begin it', '.')
    .option('--name <name>', 'the name of the project and its namespace (default: that of the folder)')
    .addHelpText('after', EXAMPLES)
    .action((folder: string, flags: { readonly name?: string }) => {
      const { projectFiles } = require('../init/project-files') as typeof import('../init/project-files');
      const { writeNewFiles } =
        require('../init/write-new-files') as typeof import('../init/write-new-files');
      const { projectName, versionOf } = require('../init/project') as typeof import('../init/project');
      const name = projectName(flags.name ?? basename(resolve(folder)), flags.name !== undefined);
      const written = writeNewFiles(folder, projectFiles({ name, version: version(), versionOf }));
      for (const { path, kept } of written) terminal.out(`${path}${kept ? ' (kept as it is)' : ''}`);
      const at = relative(process.cwd(), resolve(folder));
      terminal.err(`next: ${at ? `cd ${at} && ` : ''}npm install && npx seaworthy synth && npm test`);
      exit(OK);
    });
}
