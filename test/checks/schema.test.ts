import { describeFinding } from '../../lib/checks/finding';
import { checkSchema } from '../../lib/checks/schema';
import { parseManifests } from '../../lib/manifests/parse-manifests';

function findings(text: string): string[] {
  return checkSchema(parseManifests(text, 'app.yaml').objects).map(describeFinding);
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  replcas: 3
  selector:
    matchLabels: {app: api}
  template:
    metadata:
      labels: {app: api}
    spec:
      containers:
        - name: api
          image: example.com/api:1
          ports:
            - containerPort: 80800
          imagePullPolicy: Sometimes
`;

describe('checkSchema', () => {
  test('finds all problems of an object at once, each at its line', () => {
    expect(findings(DEPLOYMENT)).toEqual([
      'app.yaml:6  Deployment/api  spec.replcas\n  unknown field "spec.replcas"\n  fix: did you mean "replicas"?',
      'app.yaml:17  Deployment/api  spec.template.spec.containers[0].ports[0].containerPort\n  Invalid value: 80800: must be between 1 and 65535, inclusive',
      'app.yaml:18  Deployment/api  spec.template.spec.containers[0].imagePullPolicy\n  Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
    ]);
  });

  test('finds values of the wrong type', () => {
    expect(findings('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  port: 8080\n')).toEqual([
      expect.stringMatching(/^app\.yaml:5 {2}ConfigMap\/x {2}data\.port\n {2}expected string/),
    ]);
  });

  test('finds missing required fields and invalid names', () => {
    const text = 'apiVersion: v1\nkind: Service\nmetadata: {name: My_Service}\nspec: {}\n';
    const found = findings(text);
    expect(found.map((one) => one.split('\n')[0])).toEqual([
      'app.yaml:3  Service/My_Service  metadata.name',
      'app.yaml:4  Service/My_Service  spec.ports',
    ]);
  });

  test('knows an unknown kind, and a kind of another group', () => {
    expect(findings('apiVersion: apps/v1\nkind: Deploymnet\nmetadata: {name: x}\n')[0]).toMatch(
      /Kubernetes has no kind Deploymnet in apps\/v1\n {2}fix: did you mean Deployment\?/,
    );
    expect(findings('apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: x}\n')[0]).toMatch(
      /not served any more since Kubernetes 1\.22\n {2}fix: use networking\.k8s\.io\/v1 Ingress/,
    );
  });

  test('leaves kinds of other people’s groups to the cluster', () => {
    expect(findings('apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: x}\n')).toEqual([]);
  });

  test('finds nothing in the typical application', () => {
    const { loadManifests } = jest.requireActual<typeof import('../../lib/manifests/load-manifests')>(
      '../../lib/manifests/load-manifests',
    );
    const { objects, problems } = loadManifests(['dist']);
    expect(objects.length).toBeGreaterThan(10);
    expect(problems).toEqual([]);
    expect(checkSchema(objects)).toEqual([]);
  });
});
