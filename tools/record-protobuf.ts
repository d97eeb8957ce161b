/**
 * Records test/golden/protobuf/objects.json: objects with a value in every field, as Go writes them in protocol buffers and
 * in JSON. Needs the Go toolchain; VERSION is that of the module k8s.io/api.
 *
 *   node -r ./bin/typescript.cjs tools/record-protobuf.ts v0.36.3
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runGo } from './run-go';

const KINDS = [
  'v1 Binding',
  'v1 ConfigMap',
  'v1 DeleteOptions',
  'v1 Event',
  'v1 Namespace',
  'v1 Node',
  'v1 PersistentVolume',
  'v1 PersistentVolumeClaim',
  'v1 Pod',
  'v1 ResourceQuota',
  'v1 Secret',
  'v1 Service',
  'v1 ServiceAccount',
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/v1 CustomResourceDefinition',
  'apps/v1 ControllerRevision',
  'apps/v1 DaemonSet',
  'apps/v1 Deployment',
  'apps/v1 StatefulSet',
  'authentication.k8s.io/v1 TokenRequest',
  'authentication.k8s.io/v1 TokenReview',
  'authorization.k8s.io/v1 SubjectAccessReview',
  'autoscaling/v1 Scale',
  'autoscaling/v2 HorizontalPodAutoscaler',
  'batch/v1 CronJob',
  'certificates.k8s.io/v1 CertificateSigningRequest',
  'coordination.k8s.io/v1 Lease',
  'discovery.k8s.io/v1 EndpointSlice',
  'events.k8s.io/v1 Event',
  'flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration',
  'networking.k8s.io/v1 Ingress',
  'networking.k8s.io/v1 NetworkPolicy',
  'policy/v1 Eviction',
  'policy/v1 PodDisruptionBudget',
  'rbac.authorization.k8s.io/v1 ClusterRole',
  'resource.k8s.io/v1 ResourceClaim',
  'storage.k8s.io/v1 CSINode',
  'storage.k8s.io/v1 StorageClass',
];

const PROGRAM = `package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"time"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes/scheme"
)

var count = 0

func next() int64 {
	count++
	return int64(count)
}

// Values of Go types that are more than their fields.
func special(v reflect.Value) bool {
	switch p := v.Addr().Interface().(type) {
	case *metav1.Time:
		*p = metav1.Unix(1700000000+next(), 0)
	case *metav1.MicroTime:
		*p = metav1.NewMicroTime(time.Unix(1700000000, next()*1000))
	case *resource.Quantity:
		*p = *resource.NewMilliQuantity(next()*100, resource.DecimalSI)
	case *intstr.IntOrString:
		if n := next(); n%2 == 0 {
			*p = intstr.FromInt32(int32(n))
		} else {
			*p = intstr.FromString("50%")
		}
	case *metav1.FieldsV1:
		p.Raw = []byte("{\\"f:a\\":{}}")
	case *runtime.RawExtension:
		p.Raw = []byte("{\\"any\\":[1,true,null]}")
	case *apiextensions.JSON:
		p.Raw = []byte("[1,{\\"a\\":\\"b\\"}]")
	case *apiextensions.JSONSchemaPropsOrBool:
		p.Allows = next()%2 == 0
		if next()%3 == 0 {
			p.Allows, p.Schema = true, &apiextensions.JSONSchemaProps{Type: "string"}
		}
	case *apiextensions.JSONSchemaPropsOrArray:
		p.Schema = &apiextensions.JSONSchemaProps{Type: "integer"}
	case *apiextensions.JSONSchemaPropsOrStringArray:
		p.Property = []string{"a", "b"}
	case *metav1.TypeMeta:
	default:
		return false
	}
	return true
}

func fill(v reflect.Value, depth int) {
	if special(v) {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		n := next()
		if n%5 == 0 {
			n = -n
		}
		v.SetInt(n)
	case reflect.Float64:
		v.SetFloat(float64(next()) / 4)
	case reflect.String:
		v.SetString("s" + string(rune('a'+next()%26)))
	case reflect.Pointer:
		if depth > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), depth-1)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte{0, 255, byte(next())})
		} else if depth > 0 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), depth-1)
		}
	case reflect.Map:
		if depth > 0 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			key.SetString("key")
			fill(value, depth-1)
			v.Set(reflect.MakeMap(v.Type()))
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		// Schemas hold schemas in a dozen fields.
		if _, ok := v.Interface().(apiextensions.JSONSchemaProps); ok {
			depth = min(depth, 2)
		}
		for i := 0; i < v.NumField(); i++ {
			fill(v.Field(i), depth)
		}
	}
}

type pair struct {
	Kind     string          \`json:"kind"\`
	Protobuf string          \`json:"protobuf"\`
	Object   json.RawMessage \`json:"object"\`
}

func main() {
	apiextensions.AddToScheme(scheme.Scheme)
	serializer := protobuf.NewSerializer(scheme.Scheme, scheme.Scheme)
	var pairs []pair
	for _, name := range os.Args[1:] {
		version, kind, _ := strings.Cut(name, " ")
		gv, _ := schema.ParseGroupVersion(version)
		object, err := scheme.Scheme.New(gv.WithKind(kind))
		if err != nil {
			panic(err)
		}
		fill(reflect.ValueOf(object).Elem(), 10)
		object.GetObjectKind().SetGroupVersionKind(gv.WithKind(kind))
		var wire bytes.Buffer
		if err := serializer.Encode(object, &wire); err != nil {
			panic(err)
		}
		text, err := json.Marshal(object)
		if err != nil {
			panic(err)
		}
		pairs = append(pairs, pair{name, base64.StdEncoding.EncodeToString(wire.Bytes()), text})
	}
	json.NewEncoder(os.Stdout).Encode(pairs)
}
`;

const MODULES = ['api', 'apimachinery', 'apiextensions-apiserver', 'client-go'];

function main([version]: string[]): void {
  if (!version) throw new Error('usage: record-protobuf.ts VERSION, for example v0.36.3');
  const pairs = JSON.parse(runGo({ program: PROGRAM, modules: MODULES, version, args: KINDS })) as object[];
  const lines = pairs.map((pair) => JSON.stringify(pair));
  const file = join(__dirname, '..', 'test', 'golden', 'protobuf', 'objects.json');
  writeFileSync(file, `[\n${lines.join(',\n')}\n]\n`);
}

main(process.argv.slice(2));
