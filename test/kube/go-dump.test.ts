import { goDump } from '../../lib/kube/go-dump';
import { schemaOf } from '../../lib/kube/schema';

const pod = schemaOf({ group: '', version: 'v1', kind: 'Pod' })!;
const spec = pod.fields.get('spec')!;
const container = spec.fields.get('containers')!.items!;

const amount = (text: string) =>
  goDump(container.fields.get('resources')!, 'v1.ResourceRequirements', { limits: { cpu: text } });

test('every field is there, with names and types of Go', () => {
  const port = container.fields.get('ports')!.items!;
  expect(goDump(port, 'v1.ContainerPort', { containerPort: 80 })).toBe(
    '(v1.ContainerPort){Name:(string) HostPort:(int32)0 ContainerPort:(int32)80 Protocol:(v1.Protocol) HostIP:(string)}',
  );
});

test('pointers tell absent from empty', () => {
  const mode = spec.fields.get('volumes')!.items!.fields.get('configMap')!;
  const text = (value: object) => goDump(mode, 'v1.ConfigMapVolumeSource', value);
  expect(text({})).toContain('DefaultMode:(*int32)<nil> Optional:(*bool)<nil>');
  expect(text({ defaultMode: 0, optional: false })).toContain('DefaultMode:(*int32)0 Optional:(*bool)false');
});

test('embedded structures are structures of their own', () => {
  const probe = container.fields.get('livenessProbe')!;
  const text = goDump(probe, 'v1.Probe', { exec: { command: ['a', 'b'] } });
  expect(text).toMatch(
    /^\(v1\.Probe\)\{ProbeHandler:\(v1\.ProbeHandler\)\{Exec:\(\*v1\.ExecAction\)\{Command:\(\[\]string\)\[a b\]\} /,
  );
});

test('maps are sorted, lists are not', () => {
  const labels = pod.fields.get('metadata')!.fields.get('labels')!;
  expect(goDump(labels, 'map[string]string', { b: '1', a: '2' })).toBe('(map[string]string)map[a:2 b:1]');
  expect(goDump(labels, 'map[string]string', {})).toBe('(map[string]string)<nil>');
});

test('numbers or names of ports say which they are', () => {
  const port = container.fields.get('livenessProbe')!.fields.get('tcpSocket')!.fields.get('port')!;
  expect(goDump(port, 'intstr.IntOrString', 80)).toContain(
    '{Type:(intstr.Type)0 IntVal:(int32)80 StrVal:(string)}',
  );
  expect(goDump(port, 'intstr.IntOrString', 'http')).toContain(
    '{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)http}',
  );
});

test.each([
  ['100m', 'value:(int64)100 scale:(resource.Scale)-3', 's:(string)100m Format:(resource.Format)DecimalSI'],
  ['0', 'value:(int64)0 scale:(resource.Scale)0', 's:(string)0 '],
  [
    '65Mi',
    'value:(int64)68157440 scale:(resource.Scale)0',
    's:(string)65Mi Format:(resource.Format)BinarySI',
  ],
  ['64Mi', 'value:(int64)67108864 scale:(resource.Scale)0', 's:(string) Format'],
  ['1e3', 'value:(int64)1 scale:(resource.Scale)3', 's:(string)1e3 Format:(resource.Format)DecimalExponent'],
])('the amount %s is kept as %s', (text, number, rest) => {
  expect(amount(text)).toContain(
    `{i:(resource.int64Amount){${number}} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>}`,
  );
  expect(amount(text)).toContain(rest);
});

test('amounts that may not fit are decimals', () => {
  expect(amount('7Ei')).toContain(
    '{i:(resource.int64Amount){value:(int64)0 scale:(resource.Scale)0} ' +
      'd:(resource.infDecAmount){Dec:(*inf.Dec){unscaled:(big.Int){neg:(bool)false ' +
      'abs:(big.nat)[0 437500000]} scale:(inf.Scale)9}} s:(string) ',
  );
});
