import { apps } from '../../apps';
import { checkObjects } from '../../lib/checks/run-checks';
import { App } from '../../lib/constructs';
import { parseManifests } from '../../lib/manifests/parse-manifests';

test.each(apps.map((add) => [add.name, add] as const))('no check finds anything in %s', (_, add) => {
  const app = new App();
  add(app);
  const { objects, problems } = parseManifests(app.synthYaml(), 'app.yaml');
  const { findings, suppressed } = checkObjects(objects, {}, problems);
  expect(
    findings.map(({ rule, object, message }) => `${rule} ${object.kind}/${object.name}: ${message}`),
  ).toEqual([]);
  expect(suppressed).toEqual([]);
});
