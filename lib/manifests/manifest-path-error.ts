/** A path that cannot be read. In a file of its own: whoever catches it need not load a YAML parser. */
export class ManifestPathError extends Error {}
