import type { Construct } from 'constructs';
import { NetworkPeer, Permissions, Stack, WebService } from '../../lib/constructs';

export interface TeamProps {
  /** CPU and memory that all of its pods may set aside. */
  readonly cpu: string;
  readonly memory: string;
  /** The service it runs. */
  readonly image: string;
}

/** What all members of a team may do in its namespace. */
const MEMBERS_MAY = [
  'read pods, logs, events and services',
  'manage deployments, config maps and horizontal pod autoscalers',
  'scale deployments',
  'exec into pods',
];

export interface Team {
  readonly stack: Stack;
  readonly service: WebService;
}

/** A team: a namespace of its own with a budget, rights for its members, and walls around it. */
export function addTeam(scope: Construct, name: string, { cpu, memory, image }: TeamProps): Team {
  const stack = new Stack(scope, `team-${name}`, {
    partOf: 'tenants',
    labels: { 'example.com/team': name },
    quota: {
      cpu,
      memory,
      memoryLimit: memory,
      pods: 30,
      storage: '100Gi',
      objects: { 'services.loadbalancers': 0, 'services.nodeports': 0 },
    },
    limits: {
      request: { cpu: '50m', memory: '64Mi' },
      limit: { memory: '128Mi' },
      most: { cpu: '2', memory: '2Gi' },
    },
  });
  new Permissions(stack, 'members', { may: MEMBERS_MAY, to: [{ group: `team-${name}` }] });
  new Permissions(stack, 'guests', {
    may: ['read pods, services and deployments'],
    to: [{ group: 'all-teams' }],
  });
  const service = new WebService(stack, 'app', { image, port: 8080, health: '/healthz' });
  service.allowFrom(NetworkPeer.namespace('monitoring'));
  return { stack, service };
}
