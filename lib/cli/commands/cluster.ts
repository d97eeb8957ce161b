import { Command } from 'commander';
import type { CommandEnvironment } from '../command-environment';
import { snapshotCommand } from './cluster-snapshot';
import { startCommand } from './cluster-start';
import { stopCommand } from './cluster-stop';

export function clusterCommand(environment: CommandEnvironment): Command {
  return new Command('cluster')
    .description('Run a simulated cluster that kubectl, Helm and any client library can use.')
    .addCommand(startCommand(environment))
    .addCommand(stopCommand(environment))
    .addCommand(snapshotCommand(environment));
}
