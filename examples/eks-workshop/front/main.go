// SPDX-License-Identifier: Apache-2.0

// The front service shows a page that asks this service's /api once a second; /api asks the back service.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/aws/aws-xray-sdk-go/v2/xray"

	"eks-workshop/internal/service"
)

const (
	name = "x-ray-sample-front-k8s"
	// defaultBack is the back service's name inside a Kubernetes cluster.
	defaultBack = "http://x-ray-sample-back-k8s.default.svc.cluster.local"
	repeatCalls = 20
)

//go:embed page.html
var page []byte

type answer struct {
	Calls  int   `json:"calls"`
	Values []int `json:"values"`
}

func main() {
	back, err := url.Parse(service.Setting("BACK_URL", defaultBack))
	if err != nil {
		fmt.Fprintln(os.Stderr, name+": BACK_URL is not an address:", err)
		os.Exit(2)
	}
	client := xray.Client(&http.Client{Timeout: 10 * time.Second})

	routes := http.NewServeMux()
	routes.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(page)
	})
	routes.Handle("GET /api", service.Traced(name, func(w http.ResponseWriter, r *http.Request) {
		handle(w, r, client, *back)
	}))
	service.Main(name, routes)
}

func handle(w http.ResponseWriter, r *http.Request, client *http.Client, back url.URL) {
	query := r.URL.Query()
	calls := 1
	if query.Get("repeat") == "true" {
		calls = repeatCalls
	}
	if query.Get("slow") == "true" {
		back.RawQuery = "slow=true"
	}
	result := answer{Calls: calls}
	for range calls {
		value, err := ask(r.Context(), client, back)
		if err != nil {
			service.WriteJSON(w, http.StatusBadGateway, map[string]string{"error": err.Error()})
			return
		}
		result.Values = append(result.Values, value)
	}
	service.WriteJSON(w, http.StatusOK, result)
}

// ask makes one call to the back service; the SDK's client records it as a remote subsegment and sends the trace on.
func ask(ctx context.Context, client *http.Client, back url.URL) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, back.String(), nil)
	if err != nil {
		return 0, err
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("the back service answered %s", response.Status)
	}
	var body struct {
		Value int `json:"value"`
	}
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil {
		return 0, fmt.Errorf("the back service's answer cannot be read: %w", err)
	}
	return body.Value, nil
}
