// SPDX-License-Identifier: Apache-2.0

// Package reading reads traces back with the AWS SDK for Go and waits for what takes a moment to arrive.
package reading

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/xray"
)

const (
	pollEvery = 20 * time.Millisecond
	patience  = 2 * time.Minute
)

// Document is a segment or subsegment as BatchGetTraces returns it.
type Document struct {
	ID          string                                `json:"id"`
	Name        string                                `json:"name"`
	TraceID     string                                `json:"trace_id"`
	ParentID    string                                `json:"parent_id"`
	Namespace   string                                `json:"namespace"`
	Origin      string                                `json:"origin"`
	User        string                                `json:"user"`
	Inferred    bool                                  `json:"inferred"`
	Fault       bool                                  `json:"fault"`
	Error       bool                                  `json:"error"`
	StartTime   float64                               `json:"start_time"`
	EndTime     float64                               `json:"end_time"`
	Annotations map[string]any                        `json:"annotations"`
	Metadata    map[string]map[string]json.RawMessage `json:"metadata"`
	HTTP        struct {
		Request struct {
			Method    string `json:"method"`
			URL       string `json:"url"`
			UserAgent string `json:"user_agent"`
			ClientIP  string `json:"client_ip"`
		} `json:"request"`
		Response struct {
			Status int `json:"status"`
		} `json:"response"`
	} `json:"http"`
	AWS struct {
		Operation string `json:"operation"`
		Region    string `json:"region"`
		XRay      struct {
			SDK              string `json:"sdk"`
			SamplingRuleName string `json:"sampling_rule_name"`
		} `json:"xray"`
	} `json:"aws"`
	SQL struct {
		URL            string `json:"url"`
		DatabaseType   string `json:"database_type"`
		SanitizedQuery string `json:"sanitized_query"`
		User           string `json:"user"`
	} `json:"sql"`
	Cause struct {
		Exceptions []struct {
			Type    string `json:"type"`
			Message string `json:"message"`
			Stack   []struct {
				Label string `json:"label"`
				Path  string `json:"path"`
			} `json:"stack"`
		} `json:"exceptions"`
	} `json:"cause"`
	Subsegments []Document `json:"subsegments"`
}

// Client is an X-Ray client that takes address, region and credentials from the environment.
func Client(t *testing.T) *xray.Client {
	t.Helper()
	settings, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return xray.NewFromConfig(settings)
}

// Eventually asks again until probe says true, and fails the test when it has not after a time that is long enough on a
// busy machine.
func Eventually(t *testing.T, what string, probe func() bool) {
	t.Helper()
	deadline := time.After(patience)
	again := time.NewTicker(pollEvery)
	defer again.Stop()
	for !probe() {
		select {
		case <-deadline:
			t.Fatalf("%s did not come about within %s", what, patience)
		case <-again.C:
		}
	}
}

// Trace returns the documents of a trace, by segment name, once complete says that all have arrived.
func Trace(t *testing.T, client *xray.Client, id string, complete func(map[string]Document) bool) map[string]Document {
	t.Helper()
	var found map[string]Document
	Eventually(t, "trace "+id, func() bool {
		found = documents(t, client, id)
		return complete(found)
	})
	return found
}

func documents(t *testing.T, client *xray.Client, id string) map[string]Document {
	t.Helper()
	answer, err := client.BatchGetTraces(context.Background(), &xray.BatchGetTracesInput{TraceIds: []string{id}})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]Document{}
	for _, trace := range answer.Traces {
		for _, segment := range trace.Segments {
			var one Document
			if err := json.NewDecoder(strings.NewReader(*segment.Document)).Decode(&one); err != nil {
				t.Fatalf("document of %s: %v", id, err)
			}
			if one.Inferred {
				one.Name = "inferred " + one.Name
			}
			found[one.Name] = one
		}
	}
	return found
}

// Has is a condition for Trace: these segments are there.
func Has(names ...string) func(map[string]Document) bool {
	return func(found map[string]Document) bool {
		for _, name := range names {
			if _, there := found[name]; !there {
				return false
			}
		}
		return true
	}
}

// MoveClock moves the emulator's clock; the action is JSON.
func MoveClock(t *testing.T, action string) {
	t.Helper()
	address := os.Getenv("AWS_ENDPOINT_URL_XRAY") + "/_emulator/clock"
	answer, err := http.Post(address, "application/json", strings.NewReader(action))
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	Equal(t, "status of the clock", answer.StatusCode, http.StatusOK)
}

// Child is the one subsegment of this name, directly below the document.
func (d Document) Child(t *testing.T, name string) Document {
	t.Helper()
	var found []Document
	for _, child := range d.Subsegments {
		if child.Name == name {
			found = append(found, child)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d subsegments %q below %q, want 1", len(found), name, d.Name)
	}
	return found[0]
}

// Equal fails the test when the two differ.
func Equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
