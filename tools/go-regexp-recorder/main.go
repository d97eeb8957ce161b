// Prints what Go's regular expressions find in texts, or what is wrong with them.
package main

import (
	"encoding/json"
	"os"
	"regexp"
)

type question struct {
	Texts    []string `json:"texts"`
	Patterns []string `json:"patterns"`
}

type answer struct {
	Pattern string `json:"pattern"`
	Error   string `json:"error,omitempty"`
	// By text, of those in which there is anything.
	Found map[string][]string `json:"found,omitempty"`
}

func main() {
	content, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	var asked question
	if err := json.Unmarshal(content, &asked); err != nil {
		panic(err)
	}
	answers := []answer{}
	for _, pattern := range asked.Patterns {
		answers = append(answers, find(pattern, asked.Texts))
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answers); err != nil {
		panic(err)
	}
}

func find(pattern string, texts []string) answer {
	expression, err := regexp.Compile(pattern)
	if err != nil {
		return answer{Pattern: pattern, Error: err.Error()}
	}
	found := map[string][]string{}
	for _, text := range texts {
		if parts := expression.FindAllString(text, -1); len(parts) > 0 {
			found[text] = parts
		}
	}
	return answer{Pattern: pattern, Found: found}
}
