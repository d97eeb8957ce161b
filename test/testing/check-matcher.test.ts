import { App } from 'cdk8s';
import { apps } from '../../apps';
import { KubeApiObject, Stack, WebService } from '../../lib/constructs';
import { Services } from '../../lib/kube/generated/resources';

test('what the constructs make passes the default checks', () => {
  const app = new App();
  for (const add of apps) add(app);
  expect(app).toPassChecks({ failOn: 'info' });
});

function shop(): App {
  const app = new App();
  const stack = new Stack(app, 'shop');
  new WebService(stack, 'api', {
    image: 'example.com/api:1.0',
    port: 8080,
    health: { ready: '/ready', live: '/live' },
  });
  return app;
}

function messageOf(check: () => void): string {
  try {
    check();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test('a failure tells the findings, each with the construct and the line that the author wrote', () => {
  const app = shop();
  new KubeApiObject(app.charts[0]!, 'lost', Services, {
    fields: { spec: { selector: { app: 'nobody' }, ports: [{ port: 80 }] } },
  });
  const message = messageOf(() => expect(app).toPassChecks());
  expect(message).toMatch(
    /^1 error in \d+ objects:\nService\/\S*lost\S* {2}spec\.selector\n {2}error: no pod has/,
  );
  expect(message).toMatch(/written by Service "shop\/lost", test\/testing\/check-matcher\.test\.ts:\d+$/);
});

test('options choose the profile and what fails', () => {
  expect(shop()).toPassChecks();
  expect(shop()).not.toPassChecks({ profile: 'restricted', failOn: 'info' });
  expect(shop()).toPassChecks({ profile: 'restricted', kubernetesVersion: '1.30' });
});

test('manifests are checked as apps are', () => {
  const yaml = 'apiVersion: v1\nkind: Service\nmetadata: {name: api}\nspec: {prots: []}\n';
  expect(messageOf(() => expect(yaml).toPassChecks())).toContain('did you mean "ports"?');
});

test('a set that passes can be expected not to', () => {
  expect(messageOf(() => expect(shop()).not.toPassChecks())).toMatch(/^expected \d+ objects not to pass/);
});
