import { ContainerLog } from '../../../lib/cluster/kubelet/container-log';
import { followLog } from '../../../lib/cluster/kubelet/follow-log';

const NOW = Date.parse('2026-11-21T09:00:00Z');

function following(log: ContainerLog, options = {}) {
  const { text, follow } = followLog(log, options, NOW);
  const heard: string[] = [text];
  const handle = follow?.({ write: (line) => void heard.push(line), end: () => void heard.push('(end)') });
  return { heard, handle };
}

function logOf(...lines: string[]): ContainerLog {
  const log = new ContainerLog();
  for (const line of lines) log.write(NOW, line);
  return log;
}

test('a follower gets the lines so far, then every new one, and hears of the end', () => {
  const log = logOf('starting');
  const { heard } = following(log);
  log.access(NOW + 5, 'GET', '/cart', 200);
  log.write(NOW + 10, 'exiting with code 0');
  log.end();
  expect(heard).toEqual(['starting\n', 'GET /cart 200\n', 'exiting with code 0\n', '(end)']);
});

test('a follower that has left hears nothing more', () => {
  const log = logOf('starting');
  const { heard, handle } = following(log);
  handle!.stop();
  log.write(NOW, 'unheard');
  log.end();
  expect(heard).toEqual(['starting\n']);
});

test('the log of a container that has ended has nothing to follow', () => {
  const log = logOf('starting');
  log.end();
  expect(following(log)).toEqual({ heard: ['starting\n'], handle: undefined });
});

test('a limit of bytes counts for old and new lines together', () => {
  const log = logOf('1234');
  const { heard } = following(log, { limitBytes: 8 });
  log.write(NOW, '6789');
  expect(heard).toEqual(['1234\n', '678', '(end)']);
  expect(following(log, { limitBytes: 5 })).toEqual({ heard: ['1234\n'], handle: undefined });
});

test('new lines have timestamps where old ones have', () => {
  const log = logOf();
  const { heard } = following(log, { timestamps: true });
  log.write(NOW, 'starting');
  expect(heard).toEqual(['', '2026-11-21T09:00:00.000000Z starting\n']);
});
