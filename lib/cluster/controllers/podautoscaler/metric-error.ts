/** A metric that cannot be had, or no number of replicas can be computed from. */
export class MetricError extends Error {
  override readonly name = 'MetricError';
}
