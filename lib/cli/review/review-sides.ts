import { existsSync } from 'node:fs';
import { loadManifests } from '../../manifests/load-manifests';
import type { ParsedManifests } from '../../manifests/parse-manifests';
import { UsageError } from '../exit';
import { GitRepository } from '../git/repository';
import { synthesizeCommit } from '../git/worktree';

export interface ReviewSides {
  readonly base: ParsedManifests;
  readonly head: ParsedManifests;
}

export interface ReviewPlaces {
  /** A git ref, or a folder or file of manifests. */
  readonly base: string;
  /** The folder of manifests, of both sides. */
  readonly folder: string;
  /** Whether the base is synthesized though its manifests are committed. */
  readonly synth: boolean;
}

/**
 * The manifests of the work tree, and those of where it left the base: as they are committed there, or as the app of that
 * commit writes them.
 * @throws UsageError when there is nothing to compare
 */
export async function readReviewSides({ base, folder, synth }: ReviewPlaces): Promise<ReviewSides> {
  if (!existsSync(folder))
    throw new UsageError(`${folder} does not exist; write the manifests first, with \`seaworthy synth\``);
  const head = loadManifests([folder]);
  if (existsSync(base)) return { base: loadManifests([base]), head };
  const repository = new GitRepository();
  const commit = repository.mergeBaseWith(base);
  const committed = synth ? undefined : repository.manifestsIn(commit, folder, base);
  return { base: committed ?? (await synthesizeCommit(repository, commit, base)), head };
}
