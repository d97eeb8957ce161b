import type { Workload } from '../../../../lib/cluster/kubelet/workload';

/**
 * What the process of an image does, as its name says: words joined by `_`, before the tag.
 *
 * - `exit-AFTER-CODE[-TIMES]`: it ends by itself, in its first TIMES lives
 * - `listen-AFTER-PORT[-STATUS]`: it listens and answers with the status, or `hang`s; without this word it never listens
 * - `later-AFTER-STATUS`: so long after its start it answers with another status
 * - `term-DURATION`: so long it takes to end after SIGTERM
 * - `exec-CODE[-DURATION]`: what every command in it comes to
 * - `missing`: the image does not exist
 *
 * Other words mean nothing. tools/kubelet-recorder/main.go reads the same words.
 */
export function workloadOf(image: string): Workload {
  const words = image.split(':')[0]!.split('_');
  let workload: Workload = { ports: [], startup: 0, exit: 'never', exec: 0 };
  for (const word of words) {
    const [kind, ...rest] = word.split('-');
    workload = { ...workload, ...WORDS[kind!]?.(rest) };
  }
  return workload;
}

type Word = (parts: readonly string[]) => Workload;

const WORDS: { readonly [word: string]: Word | undefined } = {
  exit: ([after = '0s', code, times]) =>
    times === undefined
      ? { exit: { after, code: Number(code) } }
      : { crash: { after, code: Number(code), times: Number(times) } },
  listen: ([after = '0s', port, status = '200']) => ({
    startup: after,
    ports: [Number(port)],
    ...(status === 'hang' ? { outage: { after: 0, as: 'hang' } } : { status: Number(status) }),
  }),
  later: ([after = '0s', status]) => ({ outage: { after, as: Number(status) } }),
  term: ([shutdown = '0s']) => ({ shutdown }),
  exec: ([code, duration = '0s']) => ({
    exec: () => ({ exitCode: Number(code), output: code === '0' ? '' : `exit ${code}`, duration }),
  }),
  missing: () => ({ image: { missing: 'not found' } }),
};
