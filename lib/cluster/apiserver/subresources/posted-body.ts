import type { ApiRequest } from '../../../kube/api-request';
import type { KubeObject } from '../../../kube/object';
import { badRequest } from '../../../kube/status';
import {
  type AdmissionNotes,
  type AdmissionRequest,
  aboutObject,
  admissionRequest,
} from '../admission/plugin';
import type { Registry } from '../registry';

/** Admission of the body of a POST to a subresource: of a Binding, an Eviction. */
export class PostedBody<T extends KubeObject> {
  /** The body as mutation left it. */
  readonly object: T;
  private readonly notes: AdmissionNotes = { warnings: [], writes: [] };
  private readonly asked: AdmissionRequest;

  constructor(
    private readonly registry: Registry,
    private readonly request: ApiRequest,
    body: T,
  ) {
    this.asked = admissionRequest('CREATE', registry.kind.info, request, request.name!, this.notes);
    this.object = registry.admission.mutate(body, this.asked) as T;
  }

  get warnings(): readonly string[] {
    return this.notes.warnings;
  }

  /** Asks the validating plugins; for the time after the body was found right, and maybe completed. */
  validate(object: KubeObject = this.object): void {
    this.registry.admission.validate(aboutObject(this.asked, object));
    if (!this.request.options.dryRun) for (const write of this.notes.writes) write();
  }
}

/** The name must be in the body too. */
export function checkNameOfUrl({ metadata }: KubeObject, { name }: ApiRequest, kind: string): void {
  if (metadata?.name !== name) throw badRequest(`name in URL does not match name in ${kind} object`);
}
