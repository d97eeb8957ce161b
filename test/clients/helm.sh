#!/usr/bin/env bash
# What people do with Helm, against the cluster of $KUBECONFIG. Ends with an error at the first thing that fails.
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

step make a chart
mkdir -p chart/templates/tests
cat >chart/Chart.yaml <<'YAML'
apiVersion: v2
name: shop
version: 1.0.0
YAML
echo 'replicas: 2' >chart/values.yaml
cat >chart/templates/web.yaml <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata: {name: '{{ .Release.Name }}-web', labels: {app: web}}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - {name: web, image: nginx, ports: [{containerPort: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: '{{ .Release.Name }}-web'}
spec: {selector: {app: web}, ports: [{port: 80}]}
YAML
cat >chart/templates/tests/lookup.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: '{{ .Release.Name }}-test', annotations: {helm.sh/hook: test}}
spec:
  restartPolicy: Never
  containers:
    - {name: test, image: busybox, command: ['true']}
YAML

step install
helm install one chart --namespace helm --create-namespace --wait --timeout 90s
expect 'deployed' helm list --namespace helm
expect 'replicas: 2' helm get manifest one --namespace helm

step upgrade
helm upgrade one chart --namespace helm --set replicas=3 --wait --timeout 90s
expect '3/3' kubectl --namespace helm get deployment one-web
expect 'REVISION: 2' helm status one --namespace helm

step test
helm test one --namespace helm --timeout 60s

step roll back
helm rollback one 1 --namespace helm --wait --timeout 90s
expect '2/2' kubectl --namespace helm get deployment one-web
expect 'Rollback to 1' helm history one --namespace helm

step install or upgrade, and render
helm upgrade --install two chart --namespace helm --dry-run=server >/dev/null
expect 'kind: Deployment' helm template chart

step uninstall
helm uninstall one --namespace helm --wait --timeout 60s
expect 'NotFound' kubectl --namespace helm get deployment one-web
kubectl delete namespace helm --timeout=60s
echo done
