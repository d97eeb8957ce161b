#!/usr/bin/env bash
# What people do with kubectl, against the cluster of $KUBECONFIG. Ends with an error at the first thing that fails.
set -euo pipefail

step() { echo "--- $*"; }
expect() { # expect TEXT COMMAND...: the command must print the text
  local text=$1 output
  shift
  output=$("$@" 2>&1) || true
  grep -qF -- "$text" <<<"$output" || { echo "expected \"$text\" from: $*"; echo "$output"; exit 1; }
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

step create and wait
kubectl create namespace shop
kubectl config set-context --current --namespace=shop
kubectl create deployment web --image=nginx --replicas=2
kubectl expose deployment web --port=80
kubectl rollout status deployment/web --timeout=60s
kubectl wait --for=condition=Available deployment/web --timeout=30s

step change and roll back
kubectl set image deployment/web nginx=nginx:1.29
kubectl rollout status deployment/web --timeout=60s
kubectl rollout undo deployment/web
kubectl rollout status deployment/web --timeout=60s
expect 'nginx' kubectl get deployment web -o 'jsonpath={.spec.template.spec.containers[0].image}'
kubectl scale deployment/web --replicas=3
kubectl annotate deployment/web example.com/note=one
kubectl label deployment/web tier=front
kubectl patch deployment/web --type=json -p '[{"op":"add","path":"/metadata/labels/json","value":"yes"}]'
kubectl patch deployment/web --type=merge -p '{"metadata":{"labels":{"merge":"yes"}}}'
kubectl patch deployment/web -p '{"metadata":{"labels":{"strategic":"yes"}}}'
expect 'json=yes,merge=yes,strategic=yes,tier=front' kubectl get deployment web --show-labels

step look
expect 'web-' kubectl get pods -o wide
expect 'Normal' kubectl describe deployment web
expect 'MinimumReplicasAvailable' kubectl describe deployment web
expect 'containers' kubectl explain deployment.spec.template.spec
expect 'deployments' kubectl api-resources --api-group=apps
expect 'ok' kubectl get --raw '/readyz'
kubectl events >/dev/null

step apply, client-side and server-side
cat >settings.yaml <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {color: red}
YAML
kubectl apply -f settings.yaml
sed -i.bak 's/red/blue/' settings.yaml
expect '+  color: blue' kubectl diff -f settings.yaml
kubectl apply -f settings.yaml
expect 'blue' kubectl get configmap settings -o 'jsonpath={.data.color}'
expect 'conflict' kubectl apply --server-side --field-manager=other -f <(sed 's/blue/green/' settings.yaml)
kubectl apply --server-side --field-manager=other --force-conflicts -f <(sed 's/blue/green/' settings.yaml)
expect 'green' kubectl get configmap settings -o 'jsonpath={.data.color}'
expect 'serverside-applied (server dry run)' kubectl apply --server-side --dry-run=server -f settings.yaml --force-conflicts
kubectl replace --force -f settings.yaml

step prune a set of objects
mkdir set
for name in one two; do
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, namespace: shop}\n' $name >set/$name.yaml
done
KUBECTL_APPLYSET=true kubectl apply -n shop --prune --applyset=my-set -f set
rm set/two.yaml
KUBECTL_APPLYSET=true expect 'two pruned' kubectl apply -n shop --prune --applyset=my-set -f set
expect 'NotFound' kubectl get configmap two

step kustomize
cat >kustomization.yaml <<'YAML'
namespace: shop
namePrefix: dev-
configMapGenerator: [{name: generated, literals: [a=b]}]
YAML
kubectl kustomize . | kubectl apply -f -
kubectl apply -k .
expect 'dev-generated' kubectl get configmaps

step who may do what
expect 'yes' kubectl auth can-i create pods
expect '*.*' kubectl auth can-i --list
kubectl create serviceaccount robot
token=$(kubectl create token robot)
[ -n "$token" ]
kubectl create role reader --verb=get,list --resource=configmaps
kubectl create rolebinding robot --role=reader --serviceaccount=shop:robot
expect 'yes' kubectl auth can-i list configmaps --as=system:serviceaccount:shop:robot
expect 'no' kubectl auth can-i delete configmaps --as=system:serviceaccount:shop:robot
expect 'kubernetes-admin' kubectl auth whoami

step watch
kubectl get configmaps --watch -o name >watched &
watcher=$!
for _ in $(seq 50); do grep -q settings watched && break; sleep 0.1; done
kubectl create configmap seen
for _ in $(seq 50); do grep -q configmap/seen watched && break; sleep 0.1; done
kill $watcher
grep -q configmap/seen watched

step drain a node
kubectl drain node-1 --ignore-daemonsets --delete-emptydir-data --timeout=60s
expect 'SchedulingDisabled' kubectl get node node-1
kubectl uncordon node-1
kubectl taint node node-1 example.com/key=value:NoSchedule
kubectl taint node node-1 example.com/key-
kubectl rollout restart deployment/web
kubectl rollout status deployment/web --timeout=60s

if command -v openssl > openssl.path; then
  step make a user with a certificate
  openssl genrsa -out jane.key 2048
  openssl req -new -key jane.key -subj /O=developers/CN=jane -out jane.csr
  kubectl create -f - <<EOF
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata:
  name: jane
spec:
  request: $(base64 < jane.csr | tr -d '\n')
  signerName: kubernetes.io/kube-apiserver-client
  usages: [client auth]
EOF
  expect 'Pending' kubectl get csr jane
  kubectl certificate approve jane
  kubectl wait --for='jsonpath={.status.certificate}' csr/jane --timeout=30s
  expect 'Approved,Issued' kubectl get csr jane
  kubectl get csr jane -o 'jsonpath={.status.certificate}' | base64 -d > jane.crt
  openssl x509 -in jane.crt -noout -checkend 86400
  as_jane=(kubectl --server "$(kubectl config view --minify -o 'jsonpath={.clusters[0].cluster.server}')"
    --kubeconfig /dev/null --insecure-skip-tls-verify --client-certificate jane.crt --client-key jane.key)
  expect '[developers system:authenticated]' "${as_jane[@]}" auth whoami
  expect 'User "jane" cannot list resource "pods"' "${as_jane[@]}" get pods --namespace shop
  kubectl create rolebinding developers --clusterrole=view --group=developers
  expect 'Running' "${as_jane[@]}" get pods --namespace shop
fi

step delete
kubectl delete deployment web --wait
kubectl delete namespace shop --timeout=60s
expect 'NotFound' kubectl get namespace shop
echo done
