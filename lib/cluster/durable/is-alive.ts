import { readFileSync } from 'node:fs';

/** Whether a process runs. One that has ended and that nobody has asked after (a zombie) does not. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
  return stateOf(pid) !== 'Z';
}

/** A letter, as Linux has it in `/proc`; undefined where there is no such thing. */
function stateOf(pid: number): string | undefined {
  try {
    // The name of the program stands before it in parentheses, and may hold anything.
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return status.slice(status.lastIndexOf(')') + 2).charAt(0);
  } catch {
    return undefined;
  }
}
