// SPDX-License-Identifier: Apache-2.0

// Package older sends a request with the X-Ray SDK for Go of before 1.0, as services that were never updated do.
package older

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/aws/aws-xray-sdk-go/strategy/sampling"
	"github.com/aws/aws-xray-sdk-go/xray"
)

var errNoPrice = errors.New("there is no price")

type everything struct{}

func (everything) ShouldTrace(*sampling.Request) *sampling.Decision {
	return &sampling.Decision{Sample: true}
}

// document is a segment or subsegment as BatchGetTraces returns it.
type document struct {
	ID, Name, Namespace string
	Parent              string `json:"parent_id"`
	Inferred, Fault     bool
	Annotations         map[string]any
	HTTP                struct {
		Request  struct{ Method, URL string }
		Response struct{ Status int }
	}
	AWS struct {
		XRay struct {
			SDK     string
			Version string `json:"sdk_version"`
		}
	}
	Cause struct {
		Exceptions []struct{ Message string }
	}
	Subsegments []document
}

// ask posts JSON to the emulator and decodes the answer.
func ask(t *testing.T, path string, body, answer any) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Post(os.Getenv("AWS_ENDPOINT_URL_XRAY")+path, "application/json", bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", path, response.Status)
	}
	if err := json.NewDecoder(response.Body).Decode(answer); err != nil {
		t.Fatal(err)
	}
}

// serve handles one request, which calls another server and then fails in a part of its own.
func serve(t *testing.T, ctx context.Context) {
	t.Helper()
	callee := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}))
	defer callee.Close()
	handler := xray.Handler(xray.NewFixedSegmentNamer("older-shop"), http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			if err := xray.AddAnnotation(r.Context(), "customer", "gold"); err != nil {
				t.Error(err)
			}
			call, err := http.NewRequestWithContext(r.Context(), http.MethodGet, callee.URL+"/stock", nil)
			if err != nil {
				t.Error(err)
				return
			}
			answer, err := xray.Client(nil).Do(call)
			if err != nil {
				t.Error(err)
				return
			}
			_ = answer.Body.Close()
			_ = xray.Capture(r.Context(), "price", func(context.Context) error { return errNoPrice })
			w.WriteHeader(http.StatusInternalServerError)
		}))
	request := httptest.NewRequest(http.MethodPost, "http://shop.example.com/checkout", nil).WithContext(ctx)
	handler.ServeHTTP(httptest.NewRecorder(), request)
}

func TestRequest(t *testing.T) {
	ctx, err := xray.ContextWithConfig(context.Background(), xray.Config{SamplingStrategy: everything{}})
	if err != nil {
		t.Fatal(err)
	}
	serve(t, ctx)
	var found struct{ TraceSummaries []struct{ ID string } }
	ask(t, "/_emulator/wait", map[string]any{
		"FilterExpression": `service("older-shop") AND annotation.customer = "gold" AND fault`, "TimeoutSeconds": 60,
	}, &found)
	var traces struct {
		Traces []struct{ Segments []struct{ Document string } }
	}
	ask(t, "/Traces", map[string]any{"TraceIds": []string{found.TraceSummaries[0].ID}}, &traces)
	documents := map[bool]document{}
	for _, segment := range traces.Traces[0].Segments {
		var one document
		if err := json.Unmarshal([]byte(segment.Document), &one); err != nil {
			t.Fatal(err)
		}
		documents[one.Inferred] = one
	}
	check(t, documents[false], documents[true])
}

func check(t *testing.T, segment, inferred document) {
	t.Helper()
	if got := segment.HTTP; got.Request.Method != http.MethodPost || got.Response.Status != http.StatusInternalServerError {
		t.Errorf("http: %+v", got)
	}
	if got := segment.AWS.XRay; got.SDK != "X-Ray for Go" || got.Version != xray.SDKVersion {
		t.Errorf("SDK: %+v", got)
	}
	parts := map[string]document{}
	for _, part := range segment.Subsegments {
		parts[part.Namespace] = part
	}
	if inferred.Parent != parts["remote"].ID {
		t.Errorf("the callee hangs below %q, the call is %q", inferred.Parent, parts["remote"].ID)
	}
	if got := parts[""]; got.Name != "price" || !got.Fault || len(got.Cause.Exceptions) != 1 ||
		got.Cause.Exceptions[0].Message != errNoPrice.Error() {
		t.Errorf("price: %+v", got)
	}
}
