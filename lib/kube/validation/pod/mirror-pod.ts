/** The annotation of a pod that only mirrors what a kubelet runs from a file. */
export const MIRROR_POD = 'kubernetes.io/config.mirror';
