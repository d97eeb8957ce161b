import { changeField } from '../defaults/defaulting';
import { defaultVolumeSource } from '../defaults/pod/volume';
import { roundedResources } from '../defaults/resource-list';
import { type FieldError, forbiddenField, invalidValue, required, tooLong } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { PersistentVolumeSpec, Volume } from '../generated/core-v1';
import type {
  VolumeAttachment,
  VolumeAttachmentSource,
  VolumeAttachmentStatus,
  VolumeError,
} from '../generated/storage-v1';
import { goStruct } from '../go-struct';
import { inclusiveRangeError, nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateCsiDriverName } from '../validation/csi';
import { validateNodeName } from '../validation/endpoints';
import { validateOwnMetadata } from '../validation/own-metadata';
import { validateClassName, validateVolumeSpec } from '../validation/persistent-volume';
import { IS_IMMUTABLE } from '../validation/scalars';
import { withOldMetadata } from './status-metadata';

const SCOPE = { namespaced: false, nameRule: nameIsDnsSubdomain };
const SPEC = FieldPath.of('spec');
const SOURCE = SPEC.child('source');
const STATUS = FieldPath.of('status');
const METADATA_LIMIT = 256 * 1024;
const MESSAGE_LIMIT = 1024;

export const volumeAttachmentStrategy: Strategy<VolumeAttachment> = {
  validatesOwnMetadata: true,
  allowUnconditionalUpdate: false,
  defaults: (attachment) =>
    changeField(attachment, 'spec', (spec) =>
      changeField(spec, 'source', (source) => changeField(source, 'inlineVolumeSpec', withInlineDefaults)),
    ),
  initialStatus: () => ({ attached: false }),
  validate: (attachment) => errorsOf(attachment),
  validateUpdate: (attachment, old) => validateUpdate(attachment, old),
  prepareForStatusUpdate: withOldMetadata,
  validateStatusUpdate: (attachment, old) => validateUpdate(attachment, old),
};

function withInlineDefaults(given: PersistentVolumeSpec): PersistentVolumeSpec {
  const spec = changeField(given, 'capacity', roundedResources);
  return defaultVolumeSource(spec as Partial<Volume>) as PersistentVolumeSpec;
}

function validateUpdate(attachment: VolumeAttachment, old: VolumeAttachment): FieldError[] {
  const errors = errorsOf(attachment);
  if (!equal(attachment.spec, old.spec))
    errors.push(invalidValue(SPEC, goStruct('storage.VolumeAttachmentSpec', attachment.spec), IS_IMMUTABLE));
  return errors;
}

function errorsOf(attachment: VolumeAttachment): FieldError[] {
  const errors: FieldError[] = [];
  const { attacher = '', source = {}, nodeName = '' } = attachment.spec ?? {};
  validateOwnMetadata(attachment, SCOPE, errors);
  validateCsiDriverName(attacher, SPEC.child('attacher'), errors);
  validateSource(source, errors);
  validateNodeName(nodeName, SPEC.child('nodeName'), errors);
  validateStatus(attachment.status, errors);
  if (source.persistentVolumeName !== undefined)
    validateClassName(source.persistentVolumeName, FieldPath.of('spec.source.persistentVolumeName'), errors);
  return errors;
}

const EXACTLY_ONE = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';

function validateSource(
  { inlineVolumeSpec: inline, persistentVolumeName: name }: VolumeAttachmentSource,
  errors: FieldError[],
): void {
  if (inline && name !== undefined) errors.push(forbiddenField(SOURCE, EXACTLY_ONE));
  else if (inline) validateVolumeSpec(inline, '', true, SOURCE.child('inlineVolumeSpec'), errors);
  else if (name === undefined) errors.push(required(SOURCE, EXACTLY_ONE));
  else if (name === '')
    errors.push(
      required(SOURCE.child('persistentVolumeName'), 'must specify non empty persistentVolumeName'),
    );
}

function validateStatus(status: VolumeAttachmentStatus | undefined, errors: FieldError[]): void {
  let size = 0;
  for (const [key, value] of Object.entries(status?.attachmentMetadata ?? {}))
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  if (size > METADATA_LIMIT) errors.push(tooLong(STATUS.child('attachmentMetadata'), METADATA_LIMIT));
  validateVolumeError(status?.attachError, STATUS.child('attachError'), errors);
  validateVolumeError(status?.detachError, STATUS.child('detachError'), errors);
}

function validateVolumeError(error: VolumeError | undefined, path: FieldPath, errors: FieldError[]): void {
  const { message = '', errorCode = 0 } = error ?? {};
  // Kubernetes names the limit of the metadata here.
  if (Buffer.byteLength(message) > MESSAGE_LIMIT) errors.push(tooLong(path.child('message'), METADATA_LIMIT));
  if (errorCode < 0)
    errors.push(invalidValue(path.child('errorCode'), errorCode, inclusiveRangeError(0, 2147483647)));
}
