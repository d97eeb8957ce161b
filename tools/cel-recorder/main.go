// Evaluates expressions as the API server of Kubernetes does, and prints what they come to. Used by tools/record-cel.ts.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	apiservercel "k8s.io/apiserver/pkg/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

type group struct {
	Object      any      `json:"object"`
	Expressions []string `json:"expressions"`
}

type answer struct {
	Expression string `json:"expression"`
	// What is wrong with the expression.
	Problem string `json:"problem,omitempty"`
	Type    string `json:"type,omitempty"`
	Value   string `json:"value,omitempty"`
	// What its evaluation failed for.
	Failure string `json:"failure,omitempty"`
	Cost    uint64 `json:"cost,omitempty"`
}

func main() {
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	var groups []group
	if err := json.Unmarshal(data, &groups); err != nil {
		panic(err)
	}
	base := environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion())
	env, err := base.Env(environment.NewExpressions)
	if err != nil {
		panic(err)
	}
	env, err = env.Extend(cel.Variable("object", cel.DynType))
	if err != nil {
		panic(err)
	}
	answers := []answer{}
	for _, group := range groups {
		for _, expression := range group.Expressions {
			answers = append(answers, evaluate(env, expression, whole(group.Object)))
		}
	}
	printed, err := json.Marshal(answers)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(printed))
}

func evaluate(env *cel.Env, expression string, object any) answer {
	found := answer{Expression: expression}
	ast, issues := env.Compile(expression)
	if issues != nil {
		found.Problem = issues.String()
		return found
	}
	program, err := env.Program(ast)
	if err != nil {
		found.Problem = "program: " + err.Error()
		return found
	}
	found.Type = ast.OutputType().String()
	value, details, err := program.Eval(map[string]any{"object": object})
	if details != nil && details.ActualCost() != nil {
		found.Cost = *details.ActualCost()
	}
	if err != nil {
		found.Failure = err.Error()
		return found
	}
	found.Value = printed(value)
	return found
}

// Numbers without a fraction are integers, as in objects of the API.
func whole(value any) any {
	switch one := value.(type) {
	case float64:
		if one == float64(int64(one)) {
			return int64(one)
		}
	case []any:
		for index := range one {
			one[index] = whole(one[index])
		}
	case map[string]any:
		for key := range one {
			one[key] = whole(one[key])
		}
	}
	return value
}

func printed(value ref.Val) string {
	switch one := value.(type) {
	case types.Null:
		return "null"
	case types.Bool:
		return strconv.FormatBool(bool(one))
	case types.Int:
		return strconv.FormatInt(int64(one), 10)
	case types.Uint:
		return strconv.FormatUint(uint64(one), 10) + "u"
	case types.Double:
		return "double(" + fmt.Sprintf("%g", float64(one)) + ")"
	case types.String:
		text, _ := json.Marshal(string(one))
		return string(text)
	case types.Bytes:
		return fmt.Sprintf("b'%x'", []byte(one))
	case types.Timestamp, types.Duration:
		return fmt.Sprintf("%s(%s)", value.Type().TypeName(), value.ConvertToType(types.StringType).Value())
	case *types.Optional:
		if !one.HasValue() {
			return "optional.none()"
		}
		return "optional.of(" + printed(one.GetValue()) + ")"
	case traits.Lister:
		parts := []string{}
		for it := one.Iterator(); it.HasNext() == types.True; {
			parts = append(parts, printed(it.Next()))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case traits.Mapper:
		parts := []string{}
		for it := one.Iterator(); it.HasNext() == types.True; {
			key := it.Next()
			parts = append(parts, printed(key)+": "+printed(one.Get(key)))
		}
		sort.Strings(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	case *types.Type:
		return "type(" + one.TypeName() + ")"
	case apiservercel.Quantity:
		return "quantity(" + one.Quantity.String() + ")"
	case *apiservercel.Quantity:
		return "quantity(" + one.Quantity.String() + ")"
	}
	return value.Type().TypeName()
}
