import { GroupCommit } from '../../../lib/cluster/durable/group-commit';

/** Batches that are safe when the test says so. */
class Disk {
  readonly batches: string[] = [];
  private readonly pending: { resolve(): void; reject(error: Error): void }[] = [];

  append(records: readonly Buffer[]): Promise<void> {
    this.batches.push(records.join(''));
    return new Promise((resolve, reject) => this.pending.push({ resolve, reject }));
  }

  finish(): void {
    this.pending.shift()!.resolve();
  }

  fail(): void {
    this.pending.shift()!.reject(new Error('disk full'));
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

let disk: Disk;
let commits: GroupCommit;
beforeEach(() => {
  disk = new Disk();
  commits = new GroupCommit(disk);
});

test('what comes in one turn is written at once, what comes meanwhile with the next batch', async () => {
  commits.add(Buffer.from('a'));
  commits.add(Buffer.from('b'));
  await turn();
  commits.add(Buffer.from('c'));
  commits.add(Buffer.from('d'));
  disk.finish();
  await turn();
  expect(disk.batches).toEqual(['ab', 'cd']);
});

test('nobody is told before all that came before is safe', async () => {
  const done: string[] = [];
  commits.add(Buffer.from('a'));
  void commits.committed()!.then(() => done.push('a'));
  await turn();
  commits.add(Buffer.from('b'));
  void commits.committed()!.then(() => done.push('b'));
  await turn();
  expect(done).toEqual([]);
  disk.finish();
  await turn();
  expect(done).toEqual(['a']);
  disk.finish();
  await turn();
  expect(done).toEqual(['a', 'b']);
  expect(commits.committed()).toBeUndefined();
});

test('who reads while a batch is on its way waits for it', async () => {
  commits.add(Buffer.from('a'));
  await turn();
  expect(commits.committed()).toBeInstanceOf(Promise);
  disk.finish();
  await turn();
  expect(commits.committed()).toBeUndefined();
});

test('after an error nothing is acknowledged any more, and nothing is written behind the gap', async () => {
  commits.add(Buffer.from('a'));
  await turn();
  disk.fail();
  await turn();
  await expect(commits.committed()).rejects.toThrow('disk full');
  commits.add(Buffer.from('b'));
  await expect(commits.committed()).rejects.toThrow('disk full');
  expect(disk.batches).toEqual(['a']);
});
