// Holds objects to the rules in schemas of custom resources as the API server of Kubernetes does, and prints what is
// wrong with them and with the rules. Used by tools/record-cel.ts.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"sort"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/common"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/model"
)

type change struct {
	Value map[string]any `json:"value"`
	Old   map[string]any `json:"old"`
}

type schemaCase struct {
	Schema  json.RawMessage `json:"schema"`
	Objects []change        `json:"objects"`
}

type answer struct {
	// Of the schema itself.
	Problems []string   `json:"problems"`
	Objects  []verdict `json:"objects"`
}

type verdict struct {
	Errors   []string `json:"errors"`
	Warnings []string `json:"warnings,omitempty"`
}

type recorder struct{ texts []string }

func (r *recorder) AddWarning(_, text string) { r.texts = append(r.texts, text) }

// The names of types are made up anew each time.
var selfType = regexp.MustCompile(`selfType[0-9]+`)

func main() {
	data, err := os.ReadFile(os.Args[1])
	check(err)
	var cases []schemaCase
	check(json.Unmarshal(data, &cases))
	answers := []answer{}
	for _, one := range cases {
		answers = append(answers, record(one))
	}
	printed, err := json.Marshal(answers)
	check(err)
	fmt.Println(string(printed))
}

func record(one schemaCase) answer {
	var v1 apiextensionsv1.JSONSchemaProps
	check(json.Unmarshal(one.Schema, &v1))
	var internal apiextensions.JSONSchemaProps
	check(apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&v1, &internal, nil))
	found := answer{Problems: problemsOf(&internal), Objects: []verdict{}}
	structural, err := structuralschema.NewStructural(&internal)
	check(err)
	validator := cel.NewValidator(structural, true, celconfig.PerCallLimit)
	for _, object := range one.Objects {
		found.Objects = append(found.Objects, judge(structural, validator, object))
	}
	return found
}

func problemsOf(schema *apiextensions.JSONSchemaProps) []string {
	definition := &apiextensions.CustomResourceDefinition{}
	definition.Name = "tests.example.com"
	definition.Spec = apiextensions.CustomResourceDefinitionSpec{
		Group: "example.com", Scope: apiextensions.NamespaceScoped,
		Names: apiextensions.CustomResourceDefinitionNames{Plural: "tests", Singular: "test", Kind: "Test", ListKind: "TestList"},
		Versions: []apiextensions.CustomResourceDefinitionVersion{{
			Name: "v1", Served: true, Storage: true,
		}},
		Validation:            &apiextensions.CustomResourceValidation{OpenAPIV3Schema: schema},
		PreserveUnknownFields: new(bool),
		Conversion:            &apiextensions.CustomResourceConversion{Strategy: apiextensions.NoneConverter},
	}
	definition.Status.StoredVersions = []string{"v1"}
	return texts(validation.ValidateCustomResourceDefinition(context.Background(), definition))
}

func judge(structural *structuralschema.Structural, validator *cel.Validator, object change) verdict {
	warnings := &recorder{}
	ctx := warning.WithWarningRecorder(context.Background(), warnings)
	value := whole(object.Value).(map[string]any)
	var old any
	var options []cel.Option
	if object.Old != nil {
		old = whole(object.Old)
		correlated := common.NewCorrelatedObject(value, old, &model.Structural{Structural: structural})
		options = append(options, cel.WithRatcheting(correlated))
	}
	errs, _ := validator.Validate(ctx, nil, structural, value, old, celconfig.RuntimeCELCostBudget, options...)
	sort.Strings(warnings.texts)
	return verdict{Errors: texts(errs), Warnings: warnings.texts}
}

func texts(errs field.ErrorList) []string {
	found := []string{}
	for _, err := range errs {
		found = append(found, selfType.ReplaceAllString(err.Error(), "selfType"))
	}
	sort.Strings(found)
	return found
}

// Numbers without a fraction are integers.
func whole(value any) any {
	printed, err := json.Marshal(value)
	check(err)
	object := &unstructured.Unstructured{}
	object.Object = map[string]any{}
	check(json.Unmarshal(printed, &object.Object))
	return integers(object.Object)
}

func integers(value any) any {
	switch one := value.(type) {
	case float64:
		if one == float64(int64(one)) {
			return int64(one)
		}
	case []any:
		for index := range one {
			one[index] = integers(one[index])
		}
	case map[string]any:
		for key := range one {
			one[key] = integers(one[key])
		}
	}
	return value
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

