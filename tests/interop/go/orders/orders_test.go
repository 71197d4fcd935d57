// SPDX-License-Identifier: Apache-2.0

package orders

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/xray"
	"github.com/aws/aws-sdk-go-v2/service/xray/types"
	sdk "github.com/aws/aws-xray-sdk-go/v2/xray"

	"interop/internal/reading"
)

const (
	loudRule  = "orders-loud"
	quietRule = "orders-quiet"
)

// call asks the order service and returns the trace id, the sampling decision ("" when not asked for) and the status.
func call(t *testing.T, services *Services, method, path, sampled string) (id, decision string, status int) {
	t.Helper()
	request, err := http.NewRequestWithContext(context.Background(), method, services.Orders.URL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Amzn-Trace-Id", "Root="+sdk.NewTraceID()+";Sampled="+sampled)
	request.Header.Set("User-Agent", "till/1.0")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	for _, part := range strings.Split(answer.Header.Get("X-Amzn-Trace-Id"), ";") {
		switch key, value, _ := strings.Cut(part, "="); key {
		case "Root":
			id = value
		case "Sampled":
			decision = value
		}
	}
	return id, decision, answer.StatusCode
}

func createRule(t *testing.T, client *xray.Client, name, path string, priority int32, rate float64) {
	t.Helper()
	_, err := client.CreateSamplingRule(context.Background(), &xray.CreateSamplingRuleInput{
		SamplingRule: &types.SamplingRule{
			RuleName: aws.String(name), Priority: aws.Int32(priority), FixedRate: rate, ReservoirSize: 0,
			ServiceName: aws.String(Name), ServiceType: aws.String("*"), Host: aws.String("*"),
			HTTPMethod: aws.String("*"), URLPath: aws.String(path), ResourceARN: aws.String("*"),
			Version: aws.Int32(1),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func window() (start, end *time.Time) {
	return aws.Time(time.Now().Add(-time.Minute)), aws.Time(time.Now().Add(time.Minute))
}

func summaries(t *testing.T, client *xray.Client, filter string) []types.TraceSummary {
	t.Helper()
	start, end := window()
	pages := xray.NewGetTraceSummariesPaginator(client, &xray.GetTraceSummariesInput{
		StartTime: start, EndTime: end, FilterExpression: aws.String(filter),
	})
	var found []types.TraceSummary
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, page.TraceSummaries...)
	}
	return found
}

func TestOrders(t *testing.T) {
	client := reading.Client(t)
	createRule(t, client, quietRule, "/quiet", 1, 0)
	createRule(t, client, loudRule, "*", 2, 1)
	reading.MoveClock(t, `{"action":"freeze"}`)
	services, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	defer services.Stop()

	// The SDK asks for the rules in the background; until they are there it decides by a rule of its own.
	reading.Eventually(t, "a decision by the rule", func() bool {
		id, decision, _ := call(t, services, http.MethodGet, "/loud", "?")
		if decision != "1" {
			return false
		}
		return reading.Trace(t, client, id, reading.Has(Name))[Name].AWS.XRay.SamplingRuleName == loudRule
	})
	t.Run("check out", func(t *testing.T) { checkOut(t, client, services) })
	t.Run("exception", func(t *testing.T) { exception(t, client, services) })
	t.Run("AWS call", func(t *testing.T) { awsCall(t, client, services) })
	t.Run("streamed subsegments", func(t *testing.T) { streamed(t, client, services) })
	t.Run("service graph", func(t *testing.T) { graph(t, client) })
	t.Run("a rule that samples nothing", func(t *testing.T) { quiet(t, client, services) })
	t.Run("reports", func(t *testing.T) { reported(t, client) })
	t.Run("a rule that changes", func(t *testing.T) { changed(t, client, services) })
}

func checkOut(t *testing.T, client *xray.Client, services *Services) {
	id, _, status := call(t, services, http.MethodPost, "/checkout", "1")
	reading.Equal(t, "status", status, http.StatusCreated)
	found := reading.Trace(t, client, id, reading.Has(Name, Payments))
	orders, payments := found[Name], found[Payments]

	reading.Equal(t, "trace", orders.TraceID, id)
	reading.Equal(t, "method", orders.HTTP.Request.Method, http.MethodPost)
	reading.Equal(t, "url", orders.HTTP.Request.URL, services.Orders.URL+"/checkout")
	reading.Equal(t, "user agent", orders.HTTP.Request.UserAgent, "till/1.0")
	reading.Equal(t, "response", orders.HTTP.Response.Status, http.StatusCreated)
	reading.Equal(t, "sdk", orders.AWS.XRay.SDK, "X-Ray for Go")
	reading.Equal(t, "user", orders.User, "alice")
	reading.Equal(t, "annotations", fmt.Sprint(orders.Annotations),
		fmt.Sprint(map[string]any{"customer": "alice", "items": 3, "gift": true, "discount": 0.25}))
	var cart struct {
		SKU    string `json:"sku"`
		Counts []int  `json:"counts"`
	}
	if err := json.Unmarshal(orders.Metadata["shop"]["cart"], &cart); err != nil {
		t.Fatal(err)
	}
	reading.Equal(t, "metadata", fmt.Sprint(cart), "{café cup [1 2]}")

	stock := orders.Child(t, "validate").Child(t, "check-stock")
	reading.Equal(t, "nested annotation", stock.Annotations["warehouse"], any("north"))
	query := stock.Child(t, "stock@db.example.com")
	reading.Equal(t, "sql url", query.SQL.URL, "postgresql://db.example.com:5432/stock")
	reading.Equal(t, "sql query", query.SQL.SanitizedQuery, Query)
	reading.Equal(t, "database", query.SQL.DatabaseType, "Postgres")

	host := strings.TrimPrefix(services.payments.URL, "http://")
	remote := orders.Child(t, host)
	reading.Equal(t, "namespace", remote.Namespace, "remote")
	reading.Equal(t, "remote status", remote.HTTP.Response.Status, http.StatusCreated)
	reading.Equal(t, "callee's parent", payments.ParentID, remote.ID)
	payments.Child(t, "ledger")

	found2 := summaries(t, client, `annotation.customer = "alice" AND service("payments")`)
	if len(found2) != 1 || *found2[0].Id != id {
		t.Fatalf("summaries by annotation and service: %v", found2)
	}
	reading.Equal(t, "summary's user", *found2[0].Users[0].UserName, "alice")
	reading.Equal(t, "summary's status", *found2[0].Http.HttpStatus, http.StatusCreated)
	reading.Equal(t, "summary's fault", *found2[0].HasFault, false)
}

func exception(t *testing.T, client *xray.Client, services *Services) {
	id, _, status := call(t, services, http.MethodPost, "/refuse", "1")
	reading.Equal(t, "status", status, http.StatusInternalServerError)
	orders := reading.Trace(t, client, id, reading.Has(Name))[Name]
	reading.Equal(t, "fault", orders.Fault, true)
	inner := orders.Child(t, "pay").Child(t, "read-card")
	reading.Equal(t, "inner fault", inner.Fault, true)
	if len(inner.Cause.Exceptions) != 1 {
		t.Fatalf("exceptions: %v", inner.Cause.Exceptions)
	}
	raised := inner.Cause.Exceptions[0]
	reading.Equal(t, "message", raised.Message, errCard.Error())
	reading.Equal(t, "type", raised.Type, "errors.errorString")
	if len(raised.Stack) == 0 || raised.Stack[0].Path == "" {
		t.Errorf("stack: %v", raised.Stack)
	}
	faulty := summaries(t, client, `service("orders") { fault }`)
	if len(faulty) != 1 || *faulty[0].Id != id {
		t.Errorf("summaries with a fault: %v", faulty)
	}
}

func awsCall(t *testing.T, client *xray.Client, services *Services) {
	id, _, _ := call(t, services, http.MethodGet, "/rules", "1")
	found := reading.Trace(t, client, id, reading.Has(Name, "inferred XRay"))
	awsService := found[Name].Child(t, "XRay")
	reading.Equal(t, "namespace", awsService.Namespace, "aws")
	reading.Equal(t, "operation", awsService.AWS.Operation, "GetSamplingRules")
	reading.Equal(t, "region", awsService.AWS.Region, "us-east-1")
	reading.Equal(t, "inferred segment's caller", found["inferred XRay"].ParentID, awsService.ID)
	reading.Equal(t, "inferred segment's origin", found["inferred XRay"].Origin, "AWS::XRay")
}

func streamed(t *testing.T, client *xray.Client, services *Services) {
	id, _, _ := call(t, services, http.MethodPost, "/import", "1")
	found := reading.Trace(t, client, id, func(found map[string]reading.Document) bool {
		return found[Name].EndTime > 0 && len(found[Name].Subsegments) == Imported
	})
	for index := range Imported {
		item := found[Name].Child(t, fmt.Sprintf("item-%d", index))
		reading.Equal(t, item.Name, item.Annotations["index"], any(float64(index)))
		item.Child(t, "parse")
	}
}

func graph(t *testing.T, client *xray.Client) {
	start, end := window()
	answer, err := client.GetServiceGraph(context.Background(),
		&xray.GetServiceGraphInput{StartTime: start, EndTime: end})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]types.Service{}
	for _, service := range answer.Services {
		found[aws.ToString(service.Name)+"/"+aws.ToString(service.Type)] = service
	}
	for _, name := range []string{"orders/client", "orders/", "payments/", "XRay/AWS::XRay"} {
		if _, there := found[name]; !there {
			t.Errorf("no node %q among %d", name, len(found))
		}
	}
	reading.Equal(t, "faults", *found["orders/"].SummaryStatistics.FaultStatistics.TotalCount, 1)
	reading.Equal(t, "calls of payments", *found["payments/"].SummaryStatistics.TotalCount, 1)
}

func quiet(t *testing.T, client *xray.Client, services *Services) {
	for range 50 {
		if id, decision, _ := call(t, services, http.MethodGet, "/quiet", "?"); decision != "0" {
			t.Fatalf("%s was sampled against the rule", id)
		}
	}
	if found := summaries(t, client, `http.url ENDSWITH "/quiet"`); len(found) != 0 {
		t.Errorf("traces that were not sampled: %v", found)
	}
}

func changed(t *testing.T, client *xray.Client, services *Services) {
	if _, decision, _ := call(t, services, http.MethodGet, "/loud", "?"); decision != "1" {
		t.Fatal("the rule samples everything, and this was not sampled")
	}
	_, err := client.UpdateSamplingRule(context.Background(), &xray.UpdateSamplingRuleInput{
		SamplingRuleUpdate: &types.SamplingRuleUpdate{RuleName: aws.String(loudRule), FixedRate: aws.Float64(0)},
	})
	if err != nil {
		t.Fatal(err)
	}
	reading.Eventually(t, "the end of sampling", func() bool {
		_, decision, _ := call(t, services, http.MethodGet, "/loud", "?")
		return decision == "0"
	})
}

// reported waits until the SDK has told of the 50 requests of the quiet rule and of the loud rule's first.
func reported(t *testing.T, client *xray.Client) {
	quietly, loudly := types.SamplingStatisticSummary{}, types.SamplingStatisticSummary{}
	reading.Eventually(t, "the reports of both rules", func() bool {
		// Statistics are told by windows of ten seconds that are over. The clock stands, so each step of ten seconds
		// closes the window with all that was reported since the step before: no report is missed.
		reading.MoveClock(t, `{"action":"advance","seconds":10}`)
		answer, err := client.GetSamplingStatisticSummaries(context.Background(),
			&xray.GetSamplingStatisticSummariesInput{})
		if err != nil {
			t.Fatal(err)
		}
		for _, summary := range answer.SamplingStatisticSummaries {
			sum := map[string]*types.SamplingStatisticSummary{quietRule: &quietly, loudRule: &loudly}[*summary.RuleName]
			if sum != nil {
				sum.RequestCount += summary.RequestCount
				sum.SampledCount += summary.SampledCount
			}
		}
		return quietly.RequestCount >= 50 && loudly.SampledCount > 0
	})
	reading.Equal(t, "requests reported of the quiet rule", quietly.RequestCount, 50)
	reading.Equal(t, "samples reported of the quiet rule", quietly.SampledCount, 0)
	reading.Equal(t, "samples reported of the loud rule", loudly.SampledCount, loudly.RequestCount)
}
