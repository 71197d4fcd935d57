// SPDX-License-Identifier: Apache-2.0

// The back service draws a random number for whoever asks, and records how long that took.
package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/aws/aws-xray-sdk-go/v2/xray"

	"eks-workshop/internal/service"
)

const (
	name      = "x-ray-sample-back-k8s"
	slowDelay = 500 * time.Millisecond
)

type answer struct {
	Value int `json:"value"`
}

func main() {
	routes := http.NewServeMux()
	routes.Handle("GET /{$}", service.Traced(name, handle))
	service.Main(name, routes)
}

func handle(w http.ResponseWriter, r *http.Request) {
	var value int
	err := xray.Capture(r.Context(), name+"-gen", func(ctx context.Context) error {
		if r.URL.Query().Get("slow") == "true" {
			if err := pause(ctx); err != nil {
				return err
			}
		}
		value = rand.IntN(1000)
		return xray.AddMetadata(ctx, "value", value)
	})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	service.WriteJSON(w, http.StatusOK, answer{Value: value})
}

// pause stands for slow work; it ends early when the caller has gone.
func pause(ctx context.Context) error {
	timer := time.NewTimer(slowDelay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
