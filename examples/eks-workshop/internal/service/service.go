// SPDX-License-Identifier: Apache-2.0

// Package service is what the two sample services have in common: the X-Ray set-up, the HTTP server and its end.
package service

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/aws/aws-xray-sdk-go/v2/strategy/sampling"
	"github.com/aws/aws-xray-sdk-go/v2/xray"
	"github.com/aws/aws-xray-sdk-go/v2/xraylog"
)

const (
	// defaultDaemon is the Kubernetes service behind which the X-Ray daemon, or the emulator, listens.
	defaultDaemon   = "xray-service.default:2000"
	defaultPort     = "8080"
	shutdownTimeout = 10 * time.Second
)

// Traced wraps a handler so that every request becomes a segment of the service called name, or a part of the
// caller's trace when the request carries a trace header.
func Traced(name string, handler http.HandlerFunc) http.Handler {
	return xray.Handler(xray.NewFixedSegmentNamer(name), handler)
}

// Run serves the routes, and /healthz beside them, on $PORT (8080 when unset, a free port when 0) until SIGINT or
// SIGTERM. Requests under way are then given ten seconds to finish. It returns only on failure or after shutdown.
func Run(name string, routes *http.ServeMux) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil)).With("service", name)
	if err := startTracing(ctx, log); err != nil {
		return err
	}

	routes.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		WriteJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	listener, err := net.Listen("tcp", ":"+Setting("PORT", defaultPort))
	if err != nil {
		return fmt.Errorf("cannot listen: %w", err)
	}
	log.Info("listening", "port", listener.Addr().(*net.TCPAddr).Port)

	server := &http.Server{Handler: routes, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("shutting down")
	deadline, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	return server.Shutdown(deadline)
}

// startTracing points the SDK at the daemon. The name may not resolve yet when the pod or container starts before the
// daemon's; the service then serves at once, with the SDK's local sampling rule, and the address is tried again until
// it resolves. AWS_XRAY_DAEMON_ADDRESS wins over the default inside the SDK, which resolves it before main and panics
// when it cannot, so a wrong value there ends the program at once.
func startTracing(ctx context.Context, log *slog.Logger) error {
	xray.SetLogger(xraylog.NewDefaultLogger(os.Stderr, xraylog.LogLevelWarn))
	err := pointAtDaemon()
	if err == nil {
		return nil
	}
	log.Warn("the X-Ray daemon's address does not resolve yet", "error", err.Error())
	local, err := sampling.NewLocalizedStrategy()
	if err != nil {
		return fmt.Errorf("cannot load the local sampling rule: %w", err)
	}
	if err := xray.Configure(xray.Config{SamplingStrategy: local}); err != nil {
		return fmt.Errorf("cannot configure tracing: %w", err)
	}
	go func() {
		retry := time.NewTicker(time.Second)
		defer retry.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-retry.C:
			}
			if pointAtDaemon() == nil {
				log.Info("found the X-Ray daemon")
				return
			}
		}
	}()
	return nil
}

// pointAtDaemon gives the SDK a new central sampling strategy together with the address: a strategy that has already
// begun to poll keeps the address it began with.
func pointAtDaemon() error {
	address := Setting("AWS_XRAY_DAEMON_ADDRESS", defaultDaemon)
	central, err := sampling.NewCentralizedStrategy()
	if err != nil {
		return err
	}
	return xray.Configure(xray.Config{DaemonAddr: address, SamplingStrategy: central})
}

// Setting is an environment variable's value, or fallback when it is unset or empty.
func Setting(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}

// WriteJSON answers with a JSON body.
func WriteJSON(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", fmt.Sprint(len(text)))
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

// Main runs a service and ends the program with 1 when it failed.
func Main(name string, routes *http.ServeMux) {
	if err := Run(name, routes); err != nil {
		fmt.Fprintln(os.Stderr, name+":", err)
		os.Exit(1)
	}
}
