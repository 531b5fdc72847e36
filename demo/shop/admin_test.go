package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func adminForTest() *admin {
	return &admin{
		store: newStore(traffic{RPS: 40, Shape: "steady"}, 7), stats: newTrafficStats(),
		random: newRNG(7, "bank"), log: newLogger(io.Discard, options{}),
	}
}

func ask(t *testing.T, a *admin, method, path, body string, wantStatus int) map[string]any {
	t.Helper()
	w := httptest.NewRecorder()
	a.mux().ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	if w.Code != wantStatus {
		t.Fatalf("%s %s %s: %d %s", method, path, body, w.Code, w.Body)
	}
	var out map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestBadBodiesAreRefusedWithTheKey(t *testing.T) {
	a := adminForTest()
	for _, c := range []struct{ path, body, code, key string }{
		{"/faults", `{"service":"order","mode":"delay","delay_ms":5,"delayms":5}`, "unknown_key", "delayms"},
		{"/faults", `{"service":"order","mode":"delay","delay_ms":"5"}`, "bad_value", "delay_ms"},
		{"/faults", `{"service":"order","mode":"sleepy"}`, "bad_value", "mode"},
		{"/faults", `{"id":"f9","service":"order","mode":"panic"}`, "bad_value", "id"},
		{"/faults", `{"service":"order"`, "bad_json", ""},
		{"/faults", `{"service":"order","mode":"panic"}{}`, "bad_json", ""},
		{"/flags", `{"name":"x"}`, "bad_value", "on"},
		{"/config", `{"service":"order","key":"pool.max","value":[1]}`, "bad_value", "value"},
		{"/traffic", `{"shape":"steady"}`, "bad_value", "rps"},
		{"/traffic", `{"rps":-1}`, "bad_value", "rps"},
		{"/dependency", `{"name":"moon","mode":"delay","delay_ms":1}`, "bad_value", "name"},
	} {
		e, _ := ask(t, a, "POST", c.path, c.body, 400)["error"].(map[string]any)
		if e["code"] != c.code || (c.key != "" && e["key"] != c.key) {
			t.Errorf("%s %s: %v", c.path, c.body, e)
		}
	}
	if len(a.store.current().Faults) != 0 {
		t.Error("a refused fault was kept")
	}
}

func TestStateHoldsWhatWasPosted(t *testing.T) {
	a := adminForTest()
	posted := ask(t, a, "POST", "/faults", `{"service":"order","middleware":"handler","mode":"delay","delay_ms":450,"jitter_ms":120,"percent":90,"when":"version=v2"}`, 201)
	ask(t, a, "POST", "/flags", `{"name":"list_archived","percent":20}`, 200)
	ask(t, a, "POST", "/config", `{"service":"order","key":"pool.max","value":2}`, 200)
	ask(t, a, "POST", "/dependency", `{"name":"bank","mode":"delay","delay_ms":2000}`, 200)
	last := ask(t, a, "POST", "/traffic", `{"rps":240,"shape":"spike"}`, 200)

	raw, err := json.Marshal(ask(t, a, "GET", "/state", "", 200))
	if err != nil {
		t.Fatal(err)
	}
	var st state
	if err := json.Unmarshal(raw, &st); err != nil {
		t.Fatal(err)
	}
	if len(st.Faults) != 1 || st.Faults[0].ID != posted["id"] || st.Faults[0].DelayMs != 450 || *st.Faults[0].Percent != 90 {
		t.Errorf("faults %+v", st.Faults)
	}
	if st.Config["order"]["pool.max"].text() != "2" || st.Traffic != (traffic{240, "spike"}) || st.Dependencies["bank"].DelayMs != 2000 {
		t.Errorf("state %s", raw)
	}
	if float64(st.Revision) != last["revision"] {
		t.Errorf("revision %d, last answer said %v", st.Revision, last["revision"])
	}
}

func TestClearEndsFaultsAndWithAllEverythingElse(t *testing.T) {
	a := adminForTest()
	id, _ := ask(t, a, "POST", "/faults", `{"service":"order","mode":"panic"}`, 201)["id"].(string)
	ask(t, a, "POST", "/faults", `{"service":"risk","mode":"panic"}`, 201)
	ask(t, a, "POST", "/flags", `{"name":"x","on":true}`, 200)
	ask(t, a, "POST", "/traffic", `{"rps":240}`, 200)
	ask(t, a, "DELETE", "/faults?id="+id, "", 200)
	ask(t, a, "DELETE", "/faults?id="+id, "", 404)
	if f := a.store.current().Faults; len(f) != 1 || f[0].Service != "risk" {
		t.Fatalf("faults %+v", f)
	}
	ask(t, a, "DELETE", "/faults", "", 200)
	if s := a.store.current(); len(s.Faults) != 0 || len(s.Flags) != 1 || s.Traffic.RPS != 240 {
		t.Fatalf("state %+v", s)
	}
	ask(t, a, "DELETE", "/faults?all=1", "", 200)
	if s := a.store.current(); len(s.Flags) != 0 || s.Traffic.RPS != 40 {
		t.Fatalf("state %+v", s)
	}
}

func TestLongPollAnswersAtTheNextChange(t *testing.T) {
	a := adminForTest()
	known := a.store.revision()
	got := make(chan int64, 1)
	go func() { got <- a.store.awaitOther(context.Background(), known).Revision }()
	next := a.store.update(func(*state) {})
	if r := <-got; r != next {
		t.Fatalf("revision %d, want %d", r, next)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if r := a.store.awaitOther(ctx, next).Revision; r != next {
		t.Fatalf("revision %d after the wait ended, want %d", r, next)
	}
}

func TestBankAnswersAsTheDependencySays(t *testing.T) {
	a := adminForTest()
	ask(t, a, "POST", bankPath, "", 200)
	ask(t, a, "POST", "/dependency", `{"name":"bank","mode":"error","status":502}`, 200)
	ask(t, a, "POST", bankPath, "", 502)
	ask(t, a, "POST", "/dependency", `{"name":"bank","mode":"none"}`, 200)
	ask(t, a, "POST", bankPath, "", http.StatusOK)
}

func TestEveryTrafficShapeHasTheRateAsItsMean(t *testing.T) {
	for _, shape := range []string{"steady", "daily", "spike"} {
		sum, n := 0.0, 0
		for at := time.Duration(0); at < dayLength; at += 100 * time.Millisecond {
			sum += traffic{40, shape}.rate(at)
			n++
		}
		if mean := sum / float64(n); mean < 39.9 || mean > 40.1 {
			t.Errorf("%s: mean %v", shape, mean)
		}
	}
}

func TestStatsCountTheLastTenSeconds(t *testing.T) {
	ts := newTrafficStats()
	now := time.Now()
	for i := 1; i <= 100; i++ {
		ts.start()
		ts.finish(result{now.Add(-time.Minute), time.Hour, 500})
	}
	for i := 1; i <= 100; i++ {
		status := 200
		if i > 90 {
			status = 503
		}
		ts.start()
		ts.finish(result{now, time.Duration(i) * time.Millisecond, status})
	}
	r := ts.report(now)
	if r.OK != 90 || r.Failed != 10 || *r.P50Ms != 51 || *r.P95Ms != 96 || r.Totals["failed"] != 110 || r.ByStatus["503"] != 10 {
		t.Fatalf("%+v p50 %v p95 %v", r, *r.P50Ms, *r.P95Ms)
	}
	if empty := newTrafficStats().report(now); empty.P95Ms != nil {
		t.Fatal("no answers must have no quantile")
	}
}
