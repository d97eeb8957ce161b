import type { TextSink, WatchHandle } from '../../kube/api-request';
import { type ContainerLog, formatLine, formatLog, type LogOptions } from './container-log';

/** The text of a log so far, and what tells of the lines that come later. */
export interface FollowedLog {
  readonly text: string;
  /** Absent when nothing more can come. */
  readonly follow?: (sink: TextSink) => WatchHandle;
}

/** Reads a log from now on; `limitBytes` counts for all of it. */
export function followLog(log: ContainerLog, options: LogOptions, now: number): FollowedLog {
  const text = formatLog(log.read(), options, now);
  let left = (options.limitBytes ?? Number.POSITIVE_INFINITY) - Buffer.byteLength(text);
  if (log.isComplete || left <= 0) return { text };
  return {
    text,
    follow: (sink) => {
      const stop = log.follow({
        line: (line) => {
          const bytes = Buffer.from(formatLine(line, options.timestamps));
          sink.write(bytes.length > left ? bytes.subarray(0, left).toString() : bytes.toString());
          left -= bytes.length;
          if (left > 0) return;
          stop();
          sink.end();
        },
        end: () => sink.end(),
      });
      return { stop };
    },
  };
}
