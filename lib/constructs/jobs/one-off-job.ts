import { createHash } from 'node:crypto';
import type { Construct } from 'constructs';
import type { Job } from '../../kube/generated/batch-v1';
import { Jobs } from '../../kube/generated/resources';
import { describeConstruct } from '../authoring/construct-error';
import { gatherProblems, report } from '../authoring/report';
import { recordSource } from '../authoring/source-location';
import { KubeApiObject } from '../kube-api-object';
import { checkWorkloadName, type Prerequisite, type Workload } from '../workload';
import { WorkloadConstruct } from '../workload-construct';
import { type JobRunProps, jobSpec, jobWorkload } from './job-run';

export type OneOffJobProps = JobRunProps;

/** 40 bits: enough to tell the versions of one job apart. */
const HASH_LENGTH = 10;
/** A pod has the name of its job and six characters more. */
const LONGEST_NAME = 63 - HASH_LENGTH - 1 - 6;

/**
 * Runs to its end once for every version of it, such as a migration of a database: a Job whose name ends with a hash of
 * what it runs, because a Job cannot be changed. Services that name it in `startsAfter` are applied when it is done.
 */
export class OneOffJob extends WorkloadConstruct implements Prerequisite {
  readonly job: KubeApiObject<Job>;
  readonly workload: Workload;

  constructor(scope: Construct, id: string, props: OneOffJobProps) {
    super(scope, id);
    recordSource(this);
    checkWorkloadName(this, id);
    const throwGathered = gatherProblems(this);
    if (id.length > LONGEST_NAME) {
      report(this, {
        field: 'id',
        message: `"${id}" has ${id.length} characters; the name of a job has at most ${LONGEST_NAME}`,
      });
    }
    this.workload = jobWorkload(this, id, props);
    const waits = this.workload.prepareConnections(props.connectsTo ?? []);
    const { name, labels } = this.workload;
    const spec = () => jobSpec(this.workload, props);
    const hash = hashOf(spec());
    this.job = new KubeApiObject(this, 'Job', Jobs, { name: `${name}-${hash}`, labels, fields: { spec } });
    this.node.defaultChild = this.job;
    waits(this.job);
    this.node.addValidation({ validate: () => (hashOf(spec()) === hash ? [] : [changedLater(this)]) });
    throwGathered();
  }

  get dependsOnName(): string {
    return `batch/namespaces/${this.workload.namespace}/Job/${this.job.name}`;
  }
}

function hashOf(spec: object): string {
  return createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, HASH_LENGTH);
}

function changedLater(job: Construct): string {
  return `${describeConstruct(job)} was changed after it was made: its name tells what it runs, so give everything as props`;
}
