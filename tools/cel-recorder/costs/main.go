// Estimates what the rules of custom resources cost at most, as the API server of Kubernetes does. Used by
// tools/record-cel-costs.ts.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/model"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

type group struct {
	Schema      json.RawMessage `json:"schema"`
	IsRoot      bool            `json:"isRoot"`
	Expressions []string        `json:"expressions"`
}

type answer struct {
	// How often the schema may be met where nothing limits that.
	Cardinality string   `json:"cardinality"`
	// Of each expression. What is no rule has what is wrong with it instead.
	Costs []string `json:"costs"`
}

func main() {
	data, err := os.ReadFile(os.Args[1])
	check(err)
	var groups []group
	check(json.Unmarshal(data, &groups))
	answers := []answer{}
	for _, one := range groups {
		answers = append(answers, estimate(one))
	}
	printed, err := json.Marshal(answers)
	check(err)
	fmt.Println(string(printed))
}

func estimate(one group) answer {
	var v1 apiextensionsv1.JSONSchemaProps
	check(json.Unmarshal(one.Schema, &v1))
	for _, expression := range one.Expressions {
		v1.XValidations = append(v1.XValidations, apiextensionsv1.ValidationRule{Rule: expression})
	}
	var internal apiextensions.JSONSchemaProps
	check(apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&v1, &internal, nil))
	structural, err := structuralschema.NewStructural(&internal)
	check(err)
	base := environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion())
	declared := model.SchemaDeclType(structural, one.IsRoot)
	results, err := cel.Compile(structural, declared, celconfig.PerCallLimit, base, cel.NewExpressionsEnvLoader())
	check(err)
	found := answer{Costs: []string{}}
	for _, result := range results {
		if result.Error != nil {
			found.Costs = append(found.Costs, result.Error.Detail)
			continue
		}
		found.Cardinality = strconv.FormatUint(result.MaxCardinality, 10)
		found.Costs = append(found.Costs, strconv.FormatUint(result.MaxCost, 10))
	}
	return found
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
