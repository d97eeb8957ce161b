/**
 * Which folder of lib may import which (beside itself). A rule for a longer path comes before that of a shorter one.
 * ARCHITECTURE.md shows the same table to people.
 */
export const IMPORT_RULES: readonly { readonly folder: string; readonly may: readonly string[] }[] = [
  { folder: 'lib/kube', may: [] },
  { folder: 'lib/cluster/clock', may: [] },
  { folder: 'lib/manifests', may: ['lib/kube'] },
  { folder: 'lib/constructs', may: ['imports', 'lib/kube'] },
  // The scheduler's pure judgement of where a pod fits.
  { folder: 'lib/checks', may: ['lib/kube', 'lib/manifests', 'lib/cluster/scheduler'] },
  { folder: 'lib/diff', may: ['lib/kube', 'lib/manifests'] },
  { folder: 'lib/client', may: ['lib/kube'] },
  { folder: 'lib/deploy', may: ['lib/client', 'lib/diff', 'lib/manifests', 'lib/kube'] },
  { folder: 'lib/cluster/storage', may: ['lib/kube', 'lib/cluster/clock'] },
  { folder: 'lib/cluster/apiserver', may: ['lib/cluster/storage', 'lib/kube', 'lib/cluster/clock'] },
  { folder: 'lib/cluster/component', may: ['lib/client', 'lib/kube', 'lib/cluster/clock'] },
  ...['controllers', 'scheduler', 'kubelet', 'network', 'provisioner'].map((part) => ({
    folder: `lib/cluster/${part}`,
    may: ['lib/cluster/component', 'lib/client', 'lib/kube', 'lib/cluster/clock'],
  })),
  { folder: 'lib/cluster', may: ['lib/client', 'lib/kube', 'lib/cluster'] },
  {
    folder: 'lib/rehearsal',
    may: ['lib/cluster', 'lib/deploy', 'lib/client', 'lib/diff', 'lib/manifests', 'lib/kube'],
  },
  { folder: 'lib/report', may: ['lib/checks', 'lib/diff', 'lib/deploy', 'lib/rehearsal', 'lib/kube'] },
  { folder: 'lib/testing', may: ['lib'] },
  { folder: 'lib/cli', may: ['lib'] },
];

/** Packages that only the named folders may load: they are slow, or have no business in the core. */
export const PACKAGE_RULES: readonly { readonly name: string; readonly may: readonly string[] }[] = [
  { name: 'cdk8s', may: ['lib/constructs', 'lib/cli', 'lib/testing'] },
  { name: 'constructs', may: ['lib/constructs', 'lib/cli'] },
  { name: '@kubernetes/client-node', may: ['lib/client'] },
  { name: 'commander', may: ['lib/cli'] },
  { name: 'picocolors', may: ['lib/cli', 'lib/report'] },
];

/** Modules of Node that reach outside of the process: none of them below the edges. */
export const IMPURE_MODULES = [
  'fs',
  'net',
  'http',
  'https',
  'http2',
  'child_process',
  'os',
  'tls',
  'dns',
  'worker_threads',
];

/** The synchronous, deterministic core. */
export const CORE = [
  'lib/kube',
  'lib/checks',
  'lib/diff',
  'lib/cluster/clock',
  'lib/cluster/storage',
  'lib/cluster/apiserver',
  'lib/cluster/component',
  'lib/cluster/controllers',
  'lib/cluster/scheduler',
  'lib/cluster/kubelet',
  'lib/cluster/network',
  'lib/cluster/provisioner',
];

/** Edges that lie inside a core folder. */
export const EDGES = ['lib/cluster/apiserver/http', 'lib/cluster/clock/real-clock.ts'];
