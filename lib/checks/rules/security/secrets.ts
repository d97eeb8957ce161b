import type { ConfigMap, EnvVar, Secret } from '../../../kube/generated/core-v1';
import { containersOf } from '../../context/containers';
import { secretIn } from '../../context/sensitive';
import type { BuiltInRule } from '../../rule';

export const SECRET_RULES: readonly BuiltInRule[] = [
  {
    id: 'secret-in-environment',
    severity: 'error',
    profile: 'default',
    finds: 'An environment variable with a password, token or key in plain text.',
    why: 'Everybody who may read the manifest, or the workload in the cluster, has it.',
    fix: 'put it into a Secret, and refer to that with valueFrom.secretKeyRef',
    peers: ['kube-linter env-var-secret', 'polaris sensitiveContainerEnvVar'],
    *check({ workloads }) {
      for (const workload of workloads)
        for (const { container, field } of containersOf(workload))
          for (const [index, { name, value }] of (container.env ?? []).entries()) {
            const reason = secretIn(name, value ?? '');
            if (reason)
              yield {
                object: workload.object,
                field: `${field}.env[${index}].value`,
                message: `variable "${name}" of container "${container.name}" ${reason}`,
              };
          }
    },
  },
  {
    id: 'secret-in-arguments',
    severity: 'error',
    profile: 'default',
    finds: 'A command line with a password, token or key in plain text.',
    why: 'Everybody who may read the manifest, or list the processes of the node, has it.',
    fix: 'put it into a Secret, read that into a variable, and write $(NAME) in the argument',
    *check({ workloads }) {
      for (const workload of workloads)
        for (const { container, field } of containersOf(workload))
          for (const list of ['command', 'args'] as const)
            for (const [index, argument] of (container[list] ?? []).entries()) {
              const reason = secretInArgument(argument);
              if (reason)
                yield {
                  object: workload.object,
                  field: `${field}.${list}[${index}]`,
                  message: `an argument of container "${container.name}" ${reason}`,
                };
            }
    },
  },
  {
    id: 'secret-in-config-map',
    severity: 'warning',
    profile: 'default',
    finds: 'A ConfigMap with a password, token or key.',
    why: 'ConfigMaps are read by many who may not read Secrets, and are shown without any care.',
    fix: 'put it into a Secret',
    peers: ['polaris sensitiveConfigmapContent'],
    *check({ relations }) {
      for (const map of relations.of<ConfigMap>('ConfigMap'))
        for (const [key, value] of Object.entries(map.data ?? {})) {
          const reason = secretIn(key, value);
          if (reason) yield { object: map, field: `data[${key}]`, message: `"${key}" ${reason}` };
        }
    },
  },
  {
    id: 'secret-from-environment',
    severity: 'info',
    profile: 'restricted',
    finds: 'A container that gets a Secret as an environment variable.',
    why: 'Variables are inherited by every process and end up in crash reports; a mounted file is not, and follows changes.',
    fix: 'mount the Secret as a file',
    peers: ['kube-linter read-secret-from-env-var'],
    *check({ workloads }) {
      for (const workload of workloads)
        for (const { container, field } of containersOf(workload)) {
          const index = (container.env ?? []).findIndex(readsSecret);
          if (index >= 0)
            yield {
              object: workload.object,
              field: `${field}.env[${index}]`,
              message: `container "${container.name}" reads a Secret into the variable "${container.env![index]!.name}"`,
            };
        }
    },
  },
  {
    id: 'secret-in-manifest',
    severity: 'info',
    profile: 'restricted',
    finds: 'A Secret whose values stand in the manifest.',
    why: 'Who may read the repository has them; base64 hides nothing.',
    fix: 'let an operator make it from a vault, or encrypt it before it is committed',
    *check(context) {
      for (const secret of context.relations.of<Secret>('Secret')) {
        const { data = {}, stringData = {} } = context.written(secret);
        const { size } = new Set([...Object.keys(data), ...Object.keys(stringData)]);
        if (size > 0)
          yield {
            object: secret,
            field: Object.keys(data).length > 0 ? 'data' : 'stringData',
            message: `holds ${size === 1 ? 'a value' : `${size} values`}`,
          };
      }
    },
  },
];

function secretInArgument(argument: string): string | undefined {
  const flag = /^--?([\w.-]+)=(.*)$/s.exec(argument);
  return flag ? secretIn(flag[1]!, flag[2]!) : secretIn('', argument);
}

function readsSecret({ valueFrom }: EnvVar): boolean {
  return valueFrom?.secretKeyRef !== undefined;
}
