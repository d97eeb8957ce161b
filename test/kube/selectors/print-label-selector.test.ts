import { printLabelSelector } from '../../../lib/kube/selectors/print-label-selector';

test('labels are sorted, requirements stay in order', () => {
  expect(
    printLabelSelector({
      matchLabels: { tier: 'front', app: 'web' },
      matchExpressions: [
        { key: 'b', operator: 'In', values: ['x', 'y'] },
        { key: 'a', operator: 'Exists' },
      ],
    }),
  ).toBe(
    '&LabelSelector{MatchLabels:map[string]string{app: web,tier: front,},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:b,Operator:In,Values:[x y],},LabelSelectorRequirement{Key:a,Operator:Exists,Values:[],},},}',
  );
});

test('an empty selector shows that it is empty', () => {
  expect(printLabelSelector({})).toBe(
    '&LabelSelector{MatchLabels:map[string]string{},MatchExpressions:[]LabelSelectorRequirement{},}',
  );
});
