export { App } from './app';
export { ConstructError, type Problem } from './authoring/construct-error';
export type { Labels } from './authoring/labels';
export { printLocation, type SourceLocation, sourceOf } from './authoring/source-location';
export type { MaxUnavailable } from './disruption-budget';
export {
  IngressRoutes,
  type IngressRoutesProps,
  type PathType,
  type RouteDestination,
  type RouteOptions,
  type RouteProps,
} from './ingress-routes';
export { type Fields, KubeApiObject, type KubeApiObjectProps } from './kube-api-object';
export type {
  Connection,
  ConnectionOptions,
  ConnectionRequest,
  ConnectionSpec,
  ConnectionTarget,
} from './network/connection';
export { ExternalService, type ExternalServiceProps } from './network/external-service';
export { NetworkPeer } from './network/network-peer';
export type { RouteBackend, RouteRequest, RouteTarget } from './network/route-target';
export { type Origin, originsOf } from './origins';
export type { Operation, PatchOperation } from './patch/operation';
export { Container, type ContainerProps, type ExtraContainerProps } from './pod/container';
export type { EnvironmentValue, EnvironmentVariables } from './pod/environment';
export { type InitContainerProps, PodTemplate } from './pod/pod-template';
export type { Health, HealthProps, ProbeProps, ProbeSpec } from './pod/probe';
export type { ResourcesProps } from './pod/resources';
export type { ShutdownProps } from './pod/shutdown';
export type { MountOptions, Volume, VolumeSource } from './pod/volume';
export type { AutoscalingProps, Replicas } from './replicas';
export { type PodSecurityLevel, Stack, type StackProps } from './stack';
export { WebService, type WebServiceProps } from './web-service';
export { Workload, type WorkloadProps, type WorkloadSetup } from './workload';
