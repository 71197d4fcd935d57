// SPDX-License-Identifier: Apache-2.0

// The OpenTelemetry Collector with its own OTLP receiver, and an exporter that prints what it is given: one line of
// OTLP's JSON for each request. The arguments are the collector's own (--config FILE).
package main

import (
	"context"
	"fmt"
	"os"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/provider/fileprovider"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/otelcol"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/otlpreceiver"
	"go.opentelemetry.io/collector/service/telemetry/otelconftelemetry"
)

var printLock sync.Mutex

// printer writes every request to stdout.
type printer struct {
	component.StartFunc
	component.ShutdownFunc
}

func (printer) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{}
}

func (printer) ConsumeTraces(_ context.Context, traces ptrace.Traces) error {
	line, err := (&ptrace.JSONMarshaler{}).MarshalTraces(traces)
	if err != nil {
		return err
	}
	printLock.Lock()
	defer printLock.Unlock()
	_, err = fmt.Println(string(line))
	return err
}

func newPrinter(context.Context, exporter.Settings, component.Config) (exporter.Traces, error) {
	return printer{}, nil
}

func components() (otelcol.Factories, error) {
	printing := exporter.NewFactory(component.MustNewType("print"),
		func() component.Config { return &struct{}{} },
		exporter.WithTraces(newPrinter, component.StabilityLevelDevelopment))
	receivers, err := otelcol.MakeFactoryMap[receiver.Factory](otlpreceiver.NewFactory())
	if err != nil {
		return otelcol.Factories{}, err
	}
	exporters, err := otelcol.MakeFactoryMap[exporter.Factory](printing)
	return otelcol.Factories{
		Receivers: receivers,
		Exporters: exporters,
		Telemetry: otelconftelemetry.NewFactory(),
	}, err
}

func main() {
	command := otelcol.NewCommand(otelcol.CollectorSettings{
		BuildInfo: component.BuildInfo{Command: "collector", Version: "test"},
		Factories: components,
		ConfigProviderSettings: otelcol.ConfigProviderSettings{
			ResolverSettings: confmap.ResolverSettings{
				ProviderFactories: []confmap.ProviderFactory{fileprovider.NewFactory()},
				DefaultScheme:     "file",
			},
		},
	})
	if err := command.Execute(); err != nil {
		os.Exit(1)
	}
}
