/**
 * Generates lib/kube/generated/go-fields.json: what the OpenAPI document leaves out of the API's Go structures, and
 * decoding needs. Needs the Go toolchain; VERSION is that of the module k8s.io/api.
 *
 *   node -r ./bin/typescript.cjs tools/generate-go-fields.ts v0.36.3
 *
 * Per definition, in the order of the structure: `name flags type embedded`. Flags: `*` a pointer, `e` left out of
 * JSON when empty, `z` left out when zero. `type` is the Go type as messages name it; `embedded` the path of the
 * embedded structures that hold the field.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const GENERATED = join(__dirname, '..', 'lib', 'kube', 'generated');

const PROGRAM = `package main

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

var out = map[string][]string{}

// k8s.io/api/core/v1.Pod is the definition io.k8s.api.core.v1.Pod.
func definition(t reflect.Type) string {
	host, rest, _ := strings.Cut(t.PkgPath(), "/")
	parts := strings.Split(host, ".")
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	return strings.Join(append(parts, strings.Split(rest, "/")...), ".") + "." + t.Name()
}

func visit(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		visit(t.Elem())
	case reflect.Struct:
		name := definition(t)
		if _, seen := out[name]; !seen {
			out[name] = []string{}
			fields(t, name, nil)
		}
	}
}

func fields(t reflect.Type, owner string, embedded []string) {
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		options := strings.Split(f.Tag.Get("json"), ",")
		if f.Anonymous && options[0] == "" && f.Type.Kind() == reflect.Struct {
			fields(f.Type, owner, append(append([]string{}, embedded...), f.Name))
			continue
		}
		if !f.IsExported() || options[0] == "" || options[0] == "-" {
			continue
		}
		flags, ft := "", f.Type
		if ft.Kind() == reflect.Pointer {
			flags, ft = "*", ft.Elem()
		}
		for _, option := range options[1:] {
			switch option {
			case "omitempty":
				flags += "e"
			case "omitzero":
				flags += "z"
			}
		}
		line := strings.Join([]string{options[0], flags, ft.String(), strings.Join(embedded, ".")}, " ")
		out[owner] = append(out[owner], strings.TrimRight(line, " "))
		visit(f.Type)
	}
}

func main() {
	apiextensions.AddToScheme(scheme.Scheme)
	apiregistration.AddToScheme(scheme.Scheme)
	for _, t := range scheme.Scheme.AllKnownTypes() {
		visit(t)
	}
	json.NewEncoder(os.Stdout).Encode(out)
}
`;

const MODULES = ['api', 'apimachinery', 'apiextensions-apiserver', 'client-go', 'kube-aggregator'];

function go(folder: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('go', args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: { ...process.env, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' },
  });
  if (status !== 0) throw new Error(`go ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function readGoFields(version: string): Record<string, string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'go-fields-'));
  try {
    const required = MODULES.map((name) => `require k8s.io/${name} ${version}\n`).join('');
    writeFileSync(join(folder, 'go.mod'), `module fields\n\ngo 1.26.0\n\n${required}`);
    writeFileSync(join(folder, 'main.go'), PROGRAM);
    return JSON.parse(go(folder, 'run', '-trimpath', '.'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function main([version]: string[]): void {
  if (!version) throw new Error('usage: generate-go-fields.ts VERSION, for example v0.36.3');
  const { definitions } = require(join(GENERATED, 'structure.json'));
  const fields = readGoFields(version);
  const kept = Object.keys(definitions)
    .filter((name) => fields[name])
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(fields[name])}`);
  writeFileSync(join(GENERATED, 'go-fields.json'), `{\n${kept.join(',\n')}\n}\n`);
}

main(process.argv.slice(2));
