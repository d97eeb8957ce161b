import type { ConnectAnswer, Connection } from '../../../kube/api-request';
import { type FieldError, forbiddenField, invalidObject, invalidValue } from '../../../kube/field-error';
import { FieldPath } from '../../../kube/field-path';
import type { Pod } from '../../../kube/generated/core-v1';
import { goQuote } from '../../../kube/go-format';
import { badRequest } from '../../../kube/status';
import { canonicalTime, TimeError } from '../../../kube/time';
import type { ConnectHandler } from '../subresource';
import type { Backends, ContainerLogOptions } from './backends';
import { isSet } from './connect-options';
import { containerOf } from './container-of';

/** `pods/NAME/log`: what a container has written, from its kubelet. */
export function log(backends: Backends): ConnectHandler {
  return (registry, request, connection): ConnectAnswer => {
    const { options, container } = optionsOf(connection);
    const errors = validate(options, connection.parameter('stream') ?? '');
    if (errors.length > 0)
      throw invalidObject({ group: '', version: 'v1', kind: 'PodLogOptions' }, request.name!, errors);
    const pod = registry.get(request.namespace, request.name!).object as Pod;
    const name = containerOf(pod, container);
    if (!pod.spec?.nodeName) return { code: 204, contentType: '', text: '' };
    return { code: 200, contentType: 'text/plain', ...backends.log(pod, name, options) };
  };
}

/** @throws StatusError 400 for a number or a time that cannot be read */
function optionsOf(connection: Connection): { container: string; options: ContainerLogOptions } {
  const text = (name: string) => connection.parameter(name) || undefined;
  return {
    container: connection.parameter('container') ?? '',
    options: {
      follow: isSet(connection.parameter('follow')),
      previous: isSet(connection.parameter('previous')),
      sinceSeconds: integer(text('sinceSeconds')),
      sinceTime: time(text('sinceTime')),
      timestamps: isSet(connection.parameter('timestamps')),
      tailLines: integer(text('tailLines')),
      limitBytes: integer(text('limitBytes')),
    },
  };
}

function integer(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[+-]?\d+$/.test(text))
    throw badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`);
  return Number(text);
}

function time(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return canonicalTime(text);
  } catch (error) {
    if (error instanceof TimeError) throw badRequest(error.message);
    throw error;
  }
}

function validate(options: ContainerLogOptions, stream: string): FieldError[] {
  const { tailLines, limitBytes, sinceSeconds, sinceTime } = options;
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0)
    errors.push(invalidValue(FieldPath.of('tailLines'), tailLines, 'must be greater than or equal to 0'));
  if (limitBytes !== undefined && limitBytes < 1)
    errors.push(invalidValue(FieldPath.of('limitBytes'), limitBytes, 'must be greater than 0'));
  if (sinceSeconds !== undefined && sinceTime !== undefined)
    errors.push(
      forbiddenField(FieldPath.of(''), 'at most one of `sinceTime` or `sinceSeconds` may be specified'),
    );
  else if (sinceSeconds !== undefined && sinceSeconds < 1)
    errors.push(invalidValue(FieldPath.of('sinceSeconds'), sinceSeconds, 'must be greater than 0'));
  if (stream) errors.push(forbiddenField(FieldPath.of('stream'), 'may not be specified'));
  return errors;
}
