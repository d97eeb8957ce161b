// Records the next times that Kubernetes' cron library finds: prints test/golden/cron/times.json. In a module that requires
// github.com/robfig/cron/v3 in the version of Kubernetes:
//
//	go run main.go > test/golden/cron/times.json
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/robfig/cron/v3"
)

type answer struct {
	Schedule string   `json:"schedule"`
	Zone     string   `json:"zone"`
	After    string   `json:"after"`
	Next     []string `json:"next"`
}

var schedules = []string{
	"* * * * *", "*/15 * * * *", "30 4 1,15 * mon", "0 0 29 2 *", "0 0 31 2 *", "59 23 31 12 *", "0 2 * * *",
	"30 2 * * *", "0 0 * * 0", "15 1-5/2 * 3,10 *", "0 */6 * * 1-5", "0 0 * * *", "@monthly", "@every 90m", "5 1 * * *",
}

var zones = []string{"", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe"}

var starts = []string{
	"2026-01-01T00:00:00Z", "2026-03-28T22:59:30Z", "2026-10-24T21:30:01Z", "2026-03-08T06:10:00Z", "2026-11-01T04:59:59Z",
	"2018-11-03T12:00:00Z", "2018-02-17T20:00:00Z",
}

func main() {
	var answers []answer
	for _, schedule := range schedules {
		for _, zone := range zones {
			if zone != "" && schedule == "0 0 31 2 *" {
				continue
			}
			for _, start := range starts {
				text := schedule
				if zone != "" {
					text = fmt.Sprintf("TZ=%s %s", zone, schedule)
				}
				parsed, err := cron.ParseStandard(text)
				if err != nil {
					panic(err)
				}
				t, err := time.Parse(time.RFC3339, start)
				if err != nil {
					panic(err)
				}
				one := answer{Schedule: schedule, Zone: zone, After: start, Next: []string{}}
				for i := 0; i < 4; i++ {
					t = parsed.Next(t.UTC())
					if t.IsZero() {
						break
					}
					one.Next = append(one.Next, t.UTC().Format(time.RFC3339))
				}
				answers = append(answers, one)
			}
		}
	}
	out := json.NewEncoder(os.Stdout)
	fmt.Println("[")
	for i, one := range answers {
		if i > 0 {
			fmt.Print(",")
		}
		out.Encode(one)
	}
	fmt.Println("]")
}
