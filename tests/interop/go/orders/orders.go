// SPDX-License-Identifier: Apache-2.0

// Package orders is a small order service and a payment service behind it, instrumented with the X-Ray SDK for Go as
// its guide shows.
package orders

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/aws/aws-sdk-go-v2/config"
	aws "github.com/aws/aws-sdk-go-v2/service/xray"
	"github.com/aws/aws-xray-sdk-go/v2/instrumentation/awsv2"
	"github.com/aws/aws-xray-sdk-go/v2/xray"
)

const (
	// Name and Payments are the names of the two services.
	Name     = "orders"
	Payments = "payments"
	// Imported is how many items an import works through, more than the SDK keeps in one document.
	Imported = 60
	// Query is what the order service asks its database.
	Query = "SELECT count FROM stock WHERE sku = ?"
)

var errCard = errors.New("card number has 15 digits")

// Services are the two, listening on free ports.
type Services struct {
	Orders   *httptest.Server
	payments *httptest.Server
	client   *http.Client
	aws      *aws.Client
}

// Start starts both services.
func Start() (*Services, error) {
	settings, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		return nil, err
	}
	awsv2.AWSV2Instrumentor(&settings.APIOptions)
	services := &Services{client: xray.Client(&http.Client{}), aws: aws.NewFromConfig(settings)}

	payments := http.NewServeMux()
	payments.HandleFunc("POST /charge", func(w http.ResponseWriter, r *http.Request) {
		_ = xray.Capture(r.Context(), "ledger", func(context.Context) error { return nil })
		w.WriteHeader(http.StatusCreated)
	})
	services.payments = httptest.NewServer(xray.Handler(xray.NewFixedSegmentNamer(Payments), payments))

	orders := http.NewServeMux()
	orders.HandleFunc("POST /checkout", services.checkOut)
	orders.HandleFunc("POST /refuse", services.refuse)
	orders.HandleFunc("POST /import", services.importMany)
	orders.HandleFunc("GET /rules", services.rules)
	orders.HandleFunc("GET /quiet", func(http.ResponseWriter, *http.Request) {})
	orders.HandleFunc("GET /loud", func(http.ResponseWriter, *http.Request) {})
	services.Orders = httptest.NewServer(xray.Handler(xray.NewFixedSegmentNamer(Name), orders))
	return services, nil
}

// Stop ends both services.
func (s *Services) Stop() {
	s.Orders.Close()
	s.payments.Close()
}

func (s *Services) checkOut(w http.ResponseWriter, r *http.Request) {
	segment := xray.GetSegment(r.Context())
	segment.Lock()
	segment.User = "alice"
	segment.Unlock()
	for key, value := range map[string]any{"customer": "alice", "items": 3, "gift": true, "discount": 0.25} {
		must(segment.AddAnnotation(key, value))
	}
	must(segment.AddMetadataToNamespace("shop", "cart", map[string]any{"sku": "café cup", "counts": []int{1, 2}}))
	must(xray.Capture(r.Context(), "validate", func(ctx context.Context) error {
		return xray.Capture(ctx, "check-stock", func(ctx context.Context) error {
			must(xray.AddAnnotation(ctx, "warehouse", "north"))
			return queryStock(ctx)
		})
	}))
	request, err := http.NewRequestWithContext(r.Context(), http.MethodPost, s.payments.URL+"/charge", http.NoBody)
	must(err)
	answer, err := s.client.Do(request)
	must(err)
	must(answer.Body.Close())
	w.WriteHeader(answer.StatusCode)
}

// queryStock stands for a query of a database: the subsegment that the SDK's SQL driver would make.
func queryStock(ctx context.Context) error {
	return xray.Capture(ctx, "stock@db.example.com", func(ctx context.Context) error {
		call := xray.GetSegment(ctx)
		call.Lock()
		call.Namespace = "remote"
		call.Unlock()
		sql := call.GetSQL()
		sql.URL = "postgresql://db.example.com:5432/stock"
		sql.DatabaseType = "Postgres"
		sql.User = "reader"
		sql.SanitizedQuery = Query
		return nil
	})
}

func (s *Services) refuse(w http.ResponseWriter, r *http.Request) {
	err := xray.Capture(r.Context(), "pay", func(ctx context.Context) error {
		return xray.Capture(ctx, "read-card", func(context.Context) error { return errCard })
	})
	http.Error(w, err.Error(), http.StatusInternalServerError)
}

func (s *Services) importMany(_ http.ResponseWriter, r *http.Request) {
	for index := range Imported {
		must(xray.Capture(r.Context(), fmt.Sprintf("item-%d", index), func(ctx context.Context) error {
			must(xray.AddAnnotation(ctx, "index", index))
			return xray.Capture(ctx, "parse", func(context.Context) error { return nil })
		}))
	}
}

// rules calls an AWS service: any will do.
func (s *Services) rules(_ http.ResponseWriter, r *http.Request) {
	_, err := s.aws.GetSamplingRules(r.Context(), &aws.GetSamplingRulesInput{})
	must(err)
}

// must turns what cannot go wrong here into a fault of the request.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
