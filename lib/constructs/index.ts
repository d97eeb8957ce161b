export { type Grantee, Permissions, type PermissionsProps } from './access/permissions';
export { App } from './app';
export { ConstructError, type Problem } from './authoring/construct-error';
export type { Labels } from './authoring/labels';
export { printLocation, type SourceLocation, sourceOf } from './authoring/source-location';
export type { BackupProps } from './backup';
export type { ConnectionSettings } from './databases/connection-settings';
export type { Password } from './databases/credentials';
export { Database, type DatabaseProps } from './databases/database';
export { MySql, type MySqlProps } from './databases/mysql';
export { PostgreSql, type PostgreSqlProps } from './databases/postgresql';
export { Redis, type RedisProps } from './databases/redis';
export type { MaxUnavailable } from './disruption-budget';
export { Environments, type Overrides, type SettingsCheck } from './environments';
export {
  type GatewayReference,
  type GatewayRouteOptions,
  GatewayRoutes,
  type GatewayRoutesProps,
  type HttpRouteObject,
  type WeightedDestination,
} from './gateway-routes';
export { IncludedObjects, type IncludedObjectsProps } from './include/included-objects';
export type { IncludedService } from './include/included-service';
export { type HelmTemplateProps, helmTemplate, kustomizeBuild, type OutputOf } from './include/output-of';
export {
  IngressRoutes,
  type IngressRoutesProps,
  type RouteOptions,
  type RouteProps,
} from './ingress-routes';
export type { JobRunProps } from './jobs/job-run';
export { OneOffJob, type OneOffJobProps } from './jobs/one-off-job';
export { ScheduledJob, type ScheduledJobProps } from './jobs/scheduled-job';
export { type Fields, KubeApiObject, type KubeApiObjectProps } from './kube-api-object';
export type {
  Connection,
  ConnectionOptions,
  ConnectionRequest,
  ConnectionSpec,
  ConnectionTarget,
} from './network/connection';
export type { Exposure, ExposureProps, ExposureType } from './network/exposure';
export { ExternalService, type ExternalServiceProps } from './network/external-service';
export { NetworkPeer } from './network/network-peer';
export type { RouteDestination } from './network/route-destination';
export type { PathType } from './network/route-table';
export type { RouteBackend, RouteRequest, RouteTarget } from './network/route-target';
export type { ServiceAccess } from './network/service-access';
export { NodeAgent, type NodeAgentProps } from './node-agent';
export type { NodePool, Taint } from './node-pool';
export { type Origin, originsOf } from './origins';
export { outsideValues, type ValueReader, type ValuesOf, value, type WithDefault } from './outside-values';
export type { Operation, PatchOperation } from './patch/operation';
export { Container, type ContainerProps, type ExtraContainerProps } from './pod/container';
export type { EnvironmentValue, EnvironmentVariables } from './pod/environment';
export type { FilesProps } from './pod/files';
export type { PlacementProps, PodGroup } from './pod/placement';
export type { PodPartsProps } from './pod/pod-parts';
export { type InitContainerProps, PodTemplate } from './pod/pod-template';
export type { Health, HealthProps, ProbeProps, ProbeSpec } from './pod/probe';
export type { ResourcesProps } from './pod/resources';
export { type SecretKey, secretKey } from './pod/secret-key';
export type { SharedVolumeProps, VolumeMountSpec } from './pod/shared-volumes';
export type { ShutdownProps } from './pod/shutdown';
export type { Spread } from './pod/topology-spread';
export type { MountOptions, Volume, VolumeSource } from './pod/volume';
export { PriorityLevel, type PriorityLevelProps } from './priority-level';
export type { AutoscalingProps, Replicas, ScalingPace } from './replicas';
export { type PodSecurityLevel, Stack, type StackProps } from './stack';
export { StatefulService, type StatefulServiceProps, type StorageProps } from './stateful-service';
export type { ContainerAmount, ContainerLimitsProps } from './tenancy/container-limits';
export type { QuotaProps } from './tenancy/quota';
export type { ClaimProps } from './volume-claim';
export { WebService, type WebServiceProps } from './web-service';
export { Worker, type WorkerProps } from './worker';
export { type Prerequisite, Workload, type WorkloadProps, type WorkloadSetup } from './workload';
export { WorkloadConstruct } from './workload-construct';
