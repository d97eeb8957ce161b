/**
 * Generates what the OpenAPI document leaves out of the API's Go structures, and decoding needs. Needs the Go toolchain;
 * VERSION is that of the module k8s.io/api.
 *
 *   node -r ./bin/typescript.cjs tools/generate-go-fields.ts v0.36.3
 *
 * lib/kube/generated/go-fields.json has per definition, in the order of the structure: `name flags type embedded`.
 * Flags: `*` a pointer, `e` left out of JSON when empty, `z` left out when zero. `type` is the Go type as messages name
 * it; `embedded` the path of the embedded structures that hold the field.
 *
 * lib/kube/generated/protobuf-fields.json has per definition: `name number`, for the fields that protocol buffers have.
 * The numbers of the embedded structures that hold the field come before it: `emptyDir 2.2`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runGo } from './run-go';

const GENERATED = join(__dirname, '..', 'lib', 'kube', 'generated');

const PROGRAM = `package main

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

var out = map[string][]string{}
var numbers = map[string][]string{}

// The second part of a tag such as "bytes,2,opt,name=spec".
func number(f reflect.StructField) string {
	parts := strings.Split(f.Tag.Get("protobuf"), ",")
	if len(parts) < 2 {
		return ""
	}
	return parts[1]
}

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
			fields(t, name, nil, nil)
		}
	}
}

func fields(t reflect.Type, owner string, embedded []string, path []string) {
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		options := strings.Split(f.Tag.Get("json"), ",")
		if f.Anonymous && options[0] == "" && f.Type.Kind() == reflect.Struct {
			// TypeMeta has no number: it is not in the message.
			inner := append(append([]string{}, path...), number(f))
			fields(f.Type, owner, append(append([]string{}, embedded...), f.Name), inner)
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
		steps := append(append([]string{}, path...), number(f))
		if !slices.Contains(steps, "") {
			numbers[owner] = append(numbers[owner], options[0]+" "+strings.Join(steps, "."))
		}
		visit(f.Type)
	}
}

func main() {
	apiextensions.AddToScheme(scheme.Scheme)
	apiregistration.AddToScheme(scheme.Scheme)
	for _, t := range scheme.Scheme.AllKnownTypes() {
		visit(t)
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"fields": out, "numbers": numbers})
}
`;

const MODULES = ['api', 'apimachinery', 'apiextensions-apiserver', 'client-go', 'kube-aggregator'];

type Listed = Record<string, string[]>;

function write(file: string, listed: Listed): void {
  const { definitions } = require(join(GENERATED, 'structure.json'));
  const kept = Object.keys(definitions)
    .filter((name) => listed[name])
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(listed[name])}`);
  writeFileSync(join(GENERATED, file), `{\n${kept.join(',\n')}\n}\n`);
}

function main([version]: string[]): void {
  if (!version) throw new Error('usage: generate-go-fields.ts VERSION, for example v0.36.3');
  const printed = runGo({ program: PROGRAM, modules: MODULES, version });
  const { fields, numbers } = JSON.parse(printed) as { fields: Listed; numbers: Listed };
  write('go-fields.json', fields);
  write('protobuf-fields.json', numbers);
}

main(process.argv.slice(2));
