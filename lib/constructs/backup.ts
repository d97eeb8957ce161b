import type { Construct } from 'constructs';
import { PersistentVolumeClaims } from '../kube/generated/resources';
import { ScheduledJob } from './jobs/scheduled-job';
import { KubeApiObject } from './kube-api-object';
import type { ConnectionTarget } from './network/connection';
import type { ContainerProps } from './pod/container';
import type { EnvironmentVariables } from './pod/environment';
import { type ClaimProps, claimSpec } from './volume-claim';
import type { Workload } from './workload';

export interface BackupProps extends ClaimProps {
  /** When it is made, as cron has it: `0 3 * * *`. */
  readonly schedule: string;
  /**
   * The time zone of the schedule, such as `Europe/Berlin`.
   *
   * @default that of the cluster's control plane
   */
  readonly timeZone?: string;
  /** The image with the program that copies the data. */
  readonly image: string;
  /** The program: it connects to the service, and writes into `/backup`. */
  readonly command: readonly string[];
  /**
   * Environment variables of the program.
   *
   * @default none
   */
  readonly env?: EnvironmentVariables;
  /**
   * CPU and memory of the program.
   *
   * @default those of every container
   */
  readonly resources?: ContainerProps['resources'];
  /**
   * Number of the user the program runs as, to whom the copies belong.
   *
   * @default the image's user
   */
  readonly user?: number;
}

const VOLUME = 'backup';
const PATH = '/backup';

/** Copies the data of a service on a schedule, into a claim of its own. */
export function makeBackup(
  service: Construct & ConnectionTarget,
  serviceName: string,
  { labels }: Workload,
  { schedule, timeZone, image, command, env, resources, user, ...claim }: BackupProps,
): ScheduledJob {
  const name = `${serviceName}-backup`;
  new KubeApiObject(service, 'BackupClaim', PersistentVolumeClaims, {
    name,
    labels,
    fields: { spec: claimSpec(service, 'backup', claim) },
  });
  return new ScheduledJob(service, name, {
    schedule,
    timeZone,
    image,
    command,
    env,
    resources,
    user,
    volumeGroup: user,
    component: 'backup',
    connectsTo: [service],
    volumes: {
      [VOLUME]: { source: { persistentVolumeClaim: { claimName: name } }, mounts: { [name]: PATH } },
    },
  });
}
