// SPDX-License-Identifier: Apache-2.0

package xrayemulator

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var traces int

// checkOut sends a trace of shop, which calls stock, as an SDK does; it returns its id.
func checkOut(t *testing.T, customer string, calls int) string {
	t.Helper()
	now := float64(time.Now().UnixMicro()) / 1e6
	traces++
	id := fmt.Sprintf("1-%08x-%024x", int64(now), traces)
	var subsegments []map[string]any
	for number := range calls {
		subsegments = append(subsegments, map[string]any{"id": fmt.Sprintf("aaaaaaaa%08x", number), "name": "stock",
			"namespace": "remote", "start_time": now, "end_time": now})
	}
	document, err := json.Marshal(map[string]any{"trace_id": id, "id": "0123456789abcdef", "name": "shop",
		"start_time": now, "end_time": now, "annotations": map[string]any{"customer": customer},
		"subsegments": subsegments})
	if err != nil {
		t.Fatal(err)
	}
	connection, err := net.Dial("udp", os.Getenv("AWS_XRAY_DAEMON_ADDRESS"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if _, err := connection.Write(append([]byte("{\"format\":\"json\",\"version\":1}\n"), document...)); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestTracesAreFoundCountedAndRead(t *testing.T) {
	x := Start(t)
	id := checkOut(t, "alice", 2)
	found := x.Expect(t, `annotation.customer = "alice"`, Exactly(1), Calls("shop -> stock = 2", `"shop" -> "stock" < 3`))
	if found[0].Id != id {
		t.Errorf("got %v, want %s", found, id)
	}
	if shop := x.Trace(t, id).Segment(t, "shop"); shop.Annotations["customer"] != "alice" {
		t.Errorf("got %+v", shop)
	}
	x.Forbid(t, "fault", Quiet(0))
	x.Reset(t)
	x.Expect(t, "", Exactly(0), Quiet(0))
}

func TestAFailureExplainsItself(t *testing.T) {
	x := Start(t)
	checkOut(t, "alice", 2)
	_, err := x.Wait(`service("shpo")`, Within(200*time.Millisecond))
	if err == nil || !strings.Contains(err.Error(), `did you mean "shop"?`) {
		t.Errorf("got %v", err)
	}
	for _, calls := range []string{"shop -> stock = 1", "shop->stock > 2", "shop -> stock < 2", "shop -> stock >= 3", "shop -> stock <= 1"} {
		if _, err := x.Wait("", Calls(calls), Within(0)); err == nil {
			t.Errorf("%s should not hold", calls)
		}
	}
}

func TestMisuseIsTold(t *testing.T) {
	x := Start(t)
	for want, misuse := range map[string]func() error{
		"Error Location": func() error { _, err := x.Wait(`service("shop"`); return err },
		"front -> back":  func() error { _, err := x.Wait("", Calls("shop stock")); return err },
		"no emulator at": func() error {
			nobody, err := Connect("http://127.0.0.1:9")
			if err != nil {
				return err
			}
			_, err = nobody.Wait("")
			return err
		},
	} {
		if err := misuse(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
}

func TestASnapshotIsWrittenAndCompared(t *testing.T) {
	x := Start(t)
	file := filepath.Join(t.TempDir(), "shape.txt")
	x.Trace(t, checkOut(t, "alice", 1))
	t.Setenv("XRAY_UPDATE", "1")
	x.Snapshot(t, file, "")
	t.Setenv("XRAY_UPDATE", "")
	x.Snapshot(t, file, "")
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), "shop") {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestFaultsAreMetUntilTheTestEnds(t *testing.T) {
	x := Start(t)
	groups := func() int {
		answer, err := http.Post(x.URL+"/Groups", "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		return answer.StatusCode
	}
	t.Run("met", func(t *testing.T) {
		two := 2
		x.Faults(t, Fault{Operation: "GetGroups", Error: "ThrottledException", Count: &two})
		if got := groups(); got != http.StatusTooManyRequests {
			t.Errorf("got %d", got)
		}
	})
	if got := groups(); got != http.StatusOK {
		t.Errorf("got %d after the end", got)
	}
}
