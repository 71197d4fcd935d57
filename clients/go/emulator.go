// SPDX-License-Identifier: Apache-2.0

// Package xrayemulator lets tests assert on AWS X-Ray traces, with a local emulator:
//
//	func TestCheckOut(t *testing.T) {
//		x := xrayemulator.Start(t)
//		checkOut("alice")
//		x.Expect(t, `service("shop") AND annotation.customer = "alice"`)
//	}
package xrayemulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// How long an emulator may take to listen. It takes some milliseconds; a machine may be busy.
const startPatience = time.Minute

// What a request may take beyond the time that it is asked to wait.
const requestPatience = time.Minute

// Emulator is a running emulator, made by Start or Connect.
type Emulator struct {
	// URL is where its API is.
	URL string
	// DaemonAddress is where it takes the X-Ray daemon's datagrams.
	DaemonAddress string
}

// Start starts an emulator on free ports of this machine, with an empty database in memory, and sets the environment
// of the process for the time of the test, so that SDKs find it. It ends with the test, and with this process, however
// that ends. The options are those of `xray-emulator serve`. A test that runs in parallel with others cannot have an
// environment of its own: StartParallel leaves it alone.
func Start(t testing.TB, options ...string) *Emulator {
	t.Helper()
	emulator := StartParallel(t, options...)
	for name, value := range emulator.Environment() {
		t.Setenv(name, value)
	}
	return emulator
}

// StartParallel is Start without the environment.
func StartParallel(t testing.TB, options ...string) *Emulator {
	t.Helper()
	binary := binary()
	folder := t.TempDir()
	ready := filepath.Join(folder, "ready.json")
	var log bytes.Buffer
	arguments := []string{"serve", "--port", "0", "--ready-file", ready, "--exit-with-parent"}
	command := exec.Command(binary, append(arguments, options...)...)
	command.Stdout, command.Stderr = &log, &log
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "XRAY_EMULATOR_") {
			command.Env = append(command.Env, variable)
		}
	}
	if err := command.Start(); err != nil {
		t.Fatalf("cannot run %s: put xray-emulator on the PATH, or set XRAY_EMULATOR_BIN to where it is (%v)", binary, err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = command.Wait()
	}()
	t.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			_ = command.Process.Kill()
			<-ended
		}
	})
	for deadline := time.Now().Add(startPatience); ; time.Sleep(2 * time.Millisecond) {
		if text, err := os.ReadFile(ready); err == nil {
			var addresses struct{ HTTP, Daemon string }
			if err := json.Unmarshal(text, &addresses); err != nil {
				t.Fatalf("%s: %v", ready, err)
			}
			return &Emulator{URL: addresses.HTTP, DaemonAddress: addresses.Daemon}
		}
		select {
		case <-ended:
			t.Fatalf("%s did not start: %s", binary, strings.TrimSpace(log.String()))
		default:
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s did not listen within %v", binary, startPatience)
		}
	}
}

// Connect is an emulator that runs already. Traces over UDP go to the same host and port.
func Connect(address string) (*Emulator, error) {
	parsed, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	return &Emulator{URL: strings.TrimRight(address, "/"), DaemonAddress: parsed.Host}, nil
}

// Environment is what points X-Ray SDKs, AWS SDKs, the AWS CLI and OpenTelemetry SDKs here.
func (e *Emulator) Environment() map[string]string {
	kept := func(name, value string) string {
		if set, there := os.LookupEnv(name); there {
			return set
		}
		return value
	}
	return map[string]string{
		"AWS_XRAY_DAEMON_ADDRESS":            e.DaemonAddress,
		"AWS_ENDPOINT_URL_XRAY":              e.URL,
		"XRAY_EMULATOR_URL":                  e.URL,
		"AWS_REGION":                         kept("AWS_REGION", "us-east-1"),
		"AWS_DEFAULT_REGION":                 kept("AWS_DEFAULT_REGION", "us-east-1"),
		"AWS_ACCESS_KEY_ID":                  kept("AWS_ACCESS_KEY_ID", "test"),
		"AWS_SECRET_ACCESS_KEY":              kept("AWS_SECRET_ACCESS_KEY", "test"),
		"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": e.URL + "/v1/traces",
		"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf",
		"OTEL_BSP_SCHEDULE_DELAY":            kept("OTEL_BSP_SCHEDULE_DELAY", "100"),
		"OTEL_METRICS_EXPORTER":              kept("OTEL_METRICS_EXPORTER", "none"),
		"OTEL_LOGS_EXPORTER":                 kept("OTEL_LOGS_EXPORTER", "none"),
	}
}

// Summary is what GetTraceSummaries answers for one trace.
type Summary struct {
	Id           string
	Duration     float64
	ResponseTime float64
	HasFault     bool
	HasError     bool
	HasThrottle  bool
	IsPartial    bool
}

// Trace is one trace with the documents of its segments.
type Trace struct {
	Id       string
	Duration float64
	Segments []Segment
}

// Segment is a segment document, and what is asked of it most.
type Segment struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Inferred    bool           `json:"inferred"`
	Fault       bool           `json:"fault"`
	Error       bool           `json:"error"`
	Throttle    bool           `json:"throttle"`
	Annotations map[string]any `json:"annotations"`
	Document    string         `json:"-"`
}

// Segment is the one segment of that name that a service sent; the test fails where there is none, or more than one.
func (trace *Trace) Segment(t testing.TB, name string) Segment {
	t.Helper()
	var found []Segment
	var names []string
	for _, segment := range trace.Segments {
		names = append(names, segment.Name)
		if segment.Name == name && !segment.Inferred {
			found = append(found, segment)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d segments are called %q; there are %s", len(found), name, strings.Join(names, ", "))
	}
	return found[0]
}

// Expect waits until traces match the filter expression ("" matches every trace), and returns their summaries. The
// test fails, with what there was instead, when time is up or too many match.
func (e *Emulator) Expect(t testing.TB, filter string, options ...Option) []Summary {
	t.Helper()
	summaries, err := e.Wait(filter, options...)
	if err != nil {
		t.Fatal(err)
	}
	return summaries
}

// Forbid fails the test if a trace matches, once nothing has come for half a second.
func (e *Emulator) Forbid(t testing.TB, filter string, options ...Option) {
	t.Helper()
	e.Expect(t, filter, append([]Option{Exactly(0)}, options...)...)
}

// Wait is Expect for those who handle the error themselves.
func (e *Emulator) Wait(filter string, options ...Option) ([]Summary, error) {
	request := waitRequest{FilterExpression: filter, TimeoutSeconds: 5}
	for _, option := range options {
		if err := option(&request); err != nil {
			return nil, err
		}
	}
	var answer struct {
		TraceSummaries []Summary
		Explanation    string
	}
	wait := time.Duration(request.TimeoutSeconds * float64(time.Second))
	status, err := e.post("/_emulator/wait", request, &answer, wait)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%s", answer.Explanation)
	}
	return answer.TraceSummaries, err
}

// Trace is a trace by its id, once nothing of it is missing.
func (e *Emulator) Trace(t testing.TB, id string, options ...Option) *Trace {
	t.Helper()
	e.Expect(t, "", append([]Option{Traces(id)}, options...)...)
	var answer struct {
		Traces []struct {
			Id       string
			Duration float64
			Segments []struct{ Document string }
		}
	}
	if _, err := e.post("/Traces", map[string][]string{"TraceIds": {id}}, &answer, 0); err != nil {
		t.Fatal(err)
	}
	trace := &Trace{Id: answer.Traces[0].Id, Duration: answer.Traces[0].Duration}
	for _, part := range answer.Traces[0].Segments {
		segment := Segment{Document: part.Document}
		if err := json.Unmarshal([]byte(part.Document), &segment); err != nil {
			t.Fatal(err)
		}
		trace.Segments = append(trace.Segments, segment)
	}
	return trace
}

// Snapshot compares the shape of the traces that match with a file, which it writes where it is not there (but not
// where CI is set), or where XRAY_UPDATE is 1.
func (e *Emulator) Snapshot(t testing.TB, file, filter string) {
	t.Helper()
	arguments := []string{"expect", "--endpoint", e.URL, "--snapshot", file}
	if os.Getenv("XRAY_UPDATE") == "1" {
		arguments = append(arguments, "--update")
	}
	if filter != "" {
		arguments = append(arguments, filter)
	}
	if output, err := exec.Command(binary(), arguments...).CombinedOutput(); err != nil {
		t.Fatalf("%s%v", output, err)
	}
}

// Fault is what calls of the X-Ray API are to meet: one of Error, DelayMs and Drop, for the next Count calls, a Share of
// them, or all.
type Fault struct {
	// Operation is a name of the X-Ray API ("PutTraceSegments"), "*" for all of them, or "UDP".
	Operation string `json:"operation"`
	// Error is an exception of the X-Ray API ("ThrottledException"), or "InternalFailure".
	Error string `json:"error,omitempty"`
	// DelayMs is how many milliseconds later the answer comes.
	DelayMs int `json:"delayMs,omitempty"`
	// Drop, of UDP: datagrams are lost.
	Drop  bool     `json:"drop,omitempty"`
	Count *int     `json:"count,omitempty"`
	Share *float64 `json:"share,omitempty"`
	// Applied is how many calls it has met.
	Applied int `json:"applied,omitempty"`
}

// Faults has calls fail, come late, or datagrams be lost, until the test ends. They replace those that there were; none
// ends them. It returns what the emulator has made of them.
func (e *Emulator) Faults(t testing.TB, faults ...Fault) []Fault {
	t.Helper()
	kept, err := e.setFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	if len(faults) > 0 {
		t.Cleanup(func() {
			if _, err := e.setFaults(nil); err != nil {
				t.Log(err)
			}
		})
	}
	return kept
}

func (e *Emulator) setFaults(faults []Fault) ([]Fault, error) {
	body := struct {
		Faults []Fault `json:"faults"`
	}{append([]Fault{}, faults...)}
	_, err := e.send(http.MethodPut, "/_emulator/faults", body, &body, 0)
	return body.Faults, err
}

// Reset forgets all traces.
func (e *Emulator) Reset(t testing.TB) {
	t.Helper()
	if _, err := e.post("/_emulator/reset", struct{}{}, nil, 0); err != nil {
		t.Fatal(err)
	}
}

func binary() string {
	if named := os.Getenv("XRAY_EMULATOR_BIN"); named != "" {
		return named
	}
	return "xray-emulator"
}

func (e *Emulator) post(path string, body, answer any, wait time.Duration) (int, error) {
	return e.send(http.MethodPost, path, body, answer, wait)
}

// The status is 200, 408 or 409; everything else is an error.
func (e *Emulator) send(method, path string, body, answer any, wait time.Duration) (int, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return 0, err
	}
	client := http.Client{Timeout: wait + requestPatience}
	request, err := http.NewRequest(method, e.URL+path, bytes.NewReader(text))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return 0, fmt.Errorf("there is no emulator at %s: %w", e.URL, err)
	}
	defer response.Body.Close()
	received, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err
	}
	switch response.StatusCode {
	case http.StatusOK, http.StatusRequestTimeout, http.StatusConflict:
		if answer == nil {
			return response.StatusCode, nil
		}
		return response.StatusCode, json.Unmarshal(received, answer)
	}
	var problem struct{ Message string }
	if json.Unmarshal(received, &problem) != nil || problem.Message == "" {
		problem.Message = string(received)
	}
	return response.StatusCode, fmt.Errorf("status %d: %s", response.StatusCode, problem.Message)
}
