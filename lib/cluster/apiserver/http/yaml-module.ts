/** YAML is read and written by a library that takes long to load, and that few clients need: the first of them loads it. */
export function yamlModule(): typeof import('./yaml') {
  return require('./yaml');
}
