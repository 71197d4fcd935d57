// SPDX-License-Identifier: Apache-2.0

package opentelemetry

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/xray"

	"interop/internal/reading"
)

// checkOut calls the shop once and returns the X-Ray trace id and the id of the shop's span, from its answer.
func checkOut(t *testing.T, shop *Service) (traceID, spanID string) {
	t.Helper()
	answer, err := http.Post(shop.Server.URL+"/checkout", "text/plain", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	reading.Equal(t, "status", answer.StatusCode, http.StatusOK)
	for _, part := range strings.Split(answer.Header.Get("X-Amzn-Trace-Id"), ";") {
		switch key, value, _ := strings.Cut(part, "="); key {
		case "Root":
			traceID = value
		case "Parent":
			spanID = value
		}
	}
	return traceID, spanID
}

func TestShop(t *testing.T) {
	shop, payments, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	traceID, spanID := checkOut(t, shop)
	for _, service := range []*Service{shop, payments} {
		if err := service.Stop(); err != nil {
			t.Fatalf("the exporter could not deliver: %v", err)
		}
	}
	client := reading.Client(t)
	// What the exporter delivered is there: no waiting.
	found := reading.Trace(t, client, traceID, func(map[string]reading.Document) bool { return true })
	reading.Equal(t, "root's id", found["shop"].ID, spanID)
	t.Run("the id tells the time", func(t *testing.T) { idTellsTime(t, traceID) })
	t.Run("request", func(t *testing.T) { request(t, found["shop"]) })
	t.Run("calls", func(t *testing.T) { calls(t, found) })
	t.Run("exception", func(t *testing.T) { exception(t, found["payments"]) })
	t.Run("summary", func(t *testing.T) { summary(t, client, traceID) })
}

// X-Ray's id generator puts the time into the first eight digits.
func idTellsTime(t *testing.T, traceID string) {
	var seconds int64
	if _, err := fmt.Sscanf(traceID, "1-%08x-", &seconds); err != nil {
		t.Fatalf("%q: %v", traceID, err)
	}
	if age := time.Since(time.Unix(seconds, 0)); age < 0 || age > time.Minute {
		t.Errorf("the id %s is %s old", traceID, age)
	}
}

func request(t *testing.T, shop reading.Document) {
	reading.Equal(t, "method", shop.HTTP.Request.Method, http.MethodPost)
	reading.Equal(t, "url", shop.HTTP.Request.URL, "http://shop.example.com/checkout")
	reading.Equal(t, "client", shop.HTTP.Request.ClientIP, "192.0.2.17")
	reading.Equal(t, "status", shop.HTTP.Response.Status, http.StatusOK)
	reading.Equal(t, "user", shop.User, "alice")
	reading.Equal(t, "annotations", fmt.Sprint(shop.Annotations), "map[customer:gold]")
	reading.Equal(t, "metadata", string(shop.Metadata["default"]["items"]), "3")
	reading.Equal(t, "sdk", shop.AWS.XRay.SDK, "opentelemetry for go")
}

func calls(t *testing.T, found map[string]reading.Document) {
	shop := found["shop"]
	for index := range Steps {
		shop.Child(t, fmt.Sprintf("step-%d", index))
	}
	query := shop.Child(t, "price").Child(t, "stock")
	reading.Equal(t, "query's namespace", query.Namespace, "remote")
	reading.Equal(t, "query", query.SQL.SanitizedQuery, "SELECT count FROM stock")
	reading.Equal(t, "database", query.SQL.DatabaseType, "postgresql")
	reading.Equal(t, "database's user", query.SQL.User, "reader")
	table := shop.Child(t, "DynamoDB")
	reading.Equal(t, "AWS call's namespace", table.Namespace, "aws")
	reading.Equal(t, "AWS call's operation", table.AWS.Operation, "PutItem")
	reading.Equal(t, "table's segment", found["inferred DynamoDB"].ParentID, table.ID)
	remote := shop.Child(t, "payments")
	reading.Equal(t, "call's namespace", remote.Namespace, "remote")
	reading.Equal(t, "call's fault", remote.Fault, true)
	reading.Equal(t, "callee's parent", found["payments"].ParentID, remote.ID)
}

func exception(t *testing.T, payments reading.Document) {
	reading.Equal(t, "fault", payments.Fault, true)
	if len(payments.Cause.Exceptions) != 1 {
		t.Fatalf("exceptions: %v", payments.Cause.Exceptions)
	}
	reading.Equal(t, "type", payments.Cause.Exceptions[0].Type, "*errors.errorString")
	reading.Equal(t, "message", payments.Cause.Exceptions[0].Message, errCard.Error())
}

func summary(t *testing.T, client *xray.Client, traceID string) {
	answer, err := client.GetTraceSummaries(context.Background(), &xray.GetTraceSummariesInput{
		StartTime: aws.Time(time.Now().Add(-time.Minute)), EndTime: aws.Time(time.Now().Add(time.Minute)),
		FilterExpression: aws.String(`annotation.customer = "gold" AND service("payments") { fault }`),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(answer.TraceSummaries) != 1 {
		t.Fatalf("%d summaries", len(answer.TraceSummaries))
	}
	reading.Equal(t, "summary", *answer.TraceSummaries[0].Id, traceID)
}
