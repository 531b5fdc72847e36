package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
)

// podForTest is a service that no process serves.
func podForTest(t *testing.T, opt options) *service {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	opt.endpoints, opt.pod, opt.traceRatio = "does-not-exist.json", opt.service+"-test", 1
	s := newService(ctx, opt)
	s.log.out = io.Discard
	return s
}

func stateWith(f ...fault) *state {
	for i := range f {
		f[i].ID = "f" + string(rune('1'+i))
		if err := f[i].normalise(); err != nil {
			panic(err)
		}
	}
	return &state{Revision: 1, Seed: 1, Faults: f}
}

var failing = fault{Service: "order", Mode: "error", Status: 503}

func acts(t *testing.T, s *service, ctx context.Context) bool {
	t.Helper()
	err := s.faults.at(ctx, "handler")
	var own *statusError
	if err != nil && !(errors.As(err, &own) && own.status == 503) {
		t.Fatalf("unexpected %v", err)
	}
	return err != nil
}

func TestFaultBoundToAVersionActsInThatVersionOnly(t *testing.T) {
	f := failing
	f.When = "version=v2"
	for version, want := range map[string]bool{"v1": false, "v2": true} {
		s := podForTest(t, options{service: "order", version: version})
		s.faults.apply(stateWith(f))
		if got := acts(t, s, context.Background()); got != want {
			t.Errorf("%s: %v", version, got)
		}
	}
}

func TestStoreWithoutSpansOfItsOwnFailsTheServicesOwnWork(t *testing.T) {
	for service, inOwnWork := range map[string]bool{"payment": true, "inventory": true, "order": false} {
		s := podForTest(t, options{service: service})
		s.faults.apply(stateWith(fault{Service: service, Mode: "error", Status: 503, Middleware: "database"}))
		if err := s.think(context.Background(), 0); (err != nil) != inOwnWork {
			t.Errorf("%s: %v", service, err)
		}
	}
}

func TestFaultActsInItsServiceOnly(t *testing.T) {
	s := podForTest(t, options{service: "risk"})
	s.faults.apply(stateWith(failing))
	if acts(t, s, context.Background()) {
		t.Fatal("risk suffers the fault of order")
	}
}

func TestConditionsAreJoinedByAnd(t *testing.T) {
	f := failing
	f.When = "zone=c,flag=list_archived,header=x-tier:business,config=pool.max:2"
	on := true
	st := func() *state {
		s := stateWith(f)
		s.Flags = map[string]flagRule{"list_archived": {Name: "list_archived", On: &on}}
		s.Config = map[string]map[string]configValue{"order": {"pool.max": configValue(`2`)}}
		return s
	}
	business := context.WithValue(context.Background(), requestKey{}, &request{header: http.Header{"X-Tier": {"business"}}})
	s := podForTest(t, options{service: "order", zone: "c"})
	s.faults.apply(st())
	if !acts(t, s, business) {
		t.Fatal("all four hold and it does not act")
	}
	if acts(t, s, context.Background()) {
		t.Fatal("acts without the header")
	}
	off := st()
	off.Flags["list_archived"] = flagRule{Name: "list_archived", On: new(bool)}
	s.faults.apply(off)
	if acts(t, s, business) {
		t.Fatal("acts with the flag off")
	}
	other := st()
	other.Config["order"]["pool.max"] = configValue(`"3"`)
	s.faults.apply(other)
	if acts(t, s, business) {
		t.Fatal("acts with another pool size")
	}
	elsewhere := podForTest(t, options{service: "order", zone: "a"})
	elsewhere.faults.apply(st())
	if acts(t, elsewhere, business) {
		t.Fatal("acts in another zone")
	}
}

func TestPercentIsAShareAndRepeatsWithTheSeed(t *testing.T) {
	f := failing
	f.Percent = percent(30)
	var runs [2]string
	hit := 0
	for i := range runs {
		s := podForTest(t, options{service: "order"})
		st := stateWith(f)
		st.Seed = 7
		s.faults.apply(st)
		for j := 0; j < 1000; j++ {
			if acts(t, s, context.Background()) {
				runs[i] += "x"
				hit++
			} else {
				runs[i] += "."
			}
		}
	}
	if runs[0] != runs[1] {
		t.Error("two runs with one seed differ")
	}
	if hit < 500 || hit > 700 {
		t.Errorf("%d of 2000 at 30 percent", hit)
	}
}

func TestPartOfATrafficFlagIsTheSameForAWholeTrace(t *testing.T) {
	rule := flagRule{Name: "new_price", Percent: percent(40)}
	tr := newTracer(1, nil)
	on := 0
	for i := 0; i < 2000; i++ {
		c := tr.newRoot()
		if rule.on("", c.trace) {
			on++
		}
		if rule.on("", c.trace) != rule.on("b", c.trace) {
			t.Fatal("two services disagree about a trace")
		}
	}
	if on < 700 || on > 900 {
		t.Errorf("%d of 2000 at 40 percent", on)
	}
}

func serve(s *service, method, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.mux().ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w
}

func TestPanicIsRecoveredCountedAndLoggedWithItsPlace(t *testing.T) {
	s := podForTest(t, options{service: "risk"})
	var logged strings.Builder
	s.log.out = &logged
	s.faults.apply(stateWith(fault{Service: "risk", Mode: "panic"}))
	if w := serve(s, "POST", "/score"); w.Code != 500 {
		t.Fatalf("status %d", w.Code)
	}
	if v := s.m.panics.with().value; v != 1 {
		t.Errorf("counted %v panics", v)
	}
	for _, part := range []string{`"level":"panic"`, "nil pointer dereference", `"stack":["main.dereferenceMissing `, "fault_engine.go:", `"route":"/score"`} {
		if !strings.Contains(logged.String(), part) && !strings.Contains(strings.ReplaceAll(logged.String(), "shop.dereference", "main.dereference"), part) {
			t.Errorf("log lacks %s: %s", part, logged.String())
		}
	}
}

func TestCancelledRequestIsCountedAsSuch(t *testing.T) {
	s := podForTest(t, options{service: "risk"})
	s.faults.apply(stateWith(fault{Service: "risk", Mode: "cancel"}))
	if w := serve(s, "POST", "/score"); w.Code != statusClientClosed {
		t.Fatalf("status %d", w.Code)
	}
	if v := s.m.cancelled.with("cancelled").value; v != 1 {
		t.Errorf("counted %v", v)
	}
}

func TestDroppedAndSpoiledScrapes(t *testing.T) {
	s := podForTest(t, options{service: "risk"})
	s.faults.apply(stateWith(fault{Service: "risk", Mode: "gap_metrics"}, fault{Service: "risk", Mode: "shift_clock", Seconds: -60, Middleware: "metrics"}))
	body := serve(s, "GET", "/metrics").Body.String()
	if strings.Contains(body, "http_request_duration_seconds") || !strings.Contains(body, "go_goroutines ") {
		t.Errorf("a gap should hide the request metrics only:\n%s", body)
	}
	s.faults.apply(stateWith(fault{Service: "risk", Mode: "drop_metrics"}))
	if w := serve(s, "GET", "/metrics"); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("status %d with %d bytes, want 200 with nothing", w.Code, w.Body.Len())
	}
	s.faults.apply(stateWith())
	if body := serve(s, "GET", "/metrics").Body.String(); !strings.Contains(body, "http_request_duration_seconds_bucket") {
		t.Error("cleared faults still spoil the scrape")
	}
}

func TestLeaksGrowAndAreGivenBack(t *testing.T) {
	s := podForTest(t, options{service: "risk"})
	before := runtime.NumGoroutine()
	s.faults.apply(stateWith(fault{Service: "risk", Mode: "leak_goroutines", PerSecond: 2000}, fault{Service: "risk", Mode: "explode_labels", PerSecond: 500}))
	eventually(t, "goroutines leak", func() bool { return runtime.NumGoroutine() > before+200 })
	eventually(t, "labels explode", func() bool { return strings.Contains(serve(s, "GET", "/metrics").Body.String(), `session="s-40"`) })
	s.faults.apply(stateWith())
	eventually(t, "goroutines end", func() bool { return runtime.NumGoroutine() < before+20 })
	eventually(t, "labels go", func() bool { return !strings.Contains(serve(s, "GET", "/metrics").Body.String(), "by_session") })
}

func TestExhaustedPoolTurnsRequestsAwayAndRecovers(t *testing.T) {
	s := podForTest(t, options{service: "order"})
	s.faults.apply(stateWith(fault{Service: "order", Mode: "pool_exhaust"}))
	eventually(t, "the pool is taken", func() bool { inUse, max, _ := s.db.pool.usage(); return inUse == max })
	if w := serve(s, "GET", "/orders/1/items"); w.Code != 503 || !strings.Contains(w.Body.String(), "no free connection") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	s.faults.apply(stateWith())
	eventually(t, "the pool is given back", func() bool { inUse, _, _ := s.db.pool.usage(); return inUse == 0 })
	if w := serve(s, "GET", "/orders/1/items"); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
}

func TestConfigurationResizesThePool(t *testing.T) {
	s := podForTest(t, options{service: "order"})
	st := stateWith()
	st.Config = map[string]map[string]configValue{"order": {"pool.max": configValue(`1`)}}
	s.faults.apply(st)
	if _, max, _ := s.db.pool.usage(); max != 1 {
		t.Fatalf("max %d", max)
	}
	s.faults.apply(stateWith())
	if _, max, _ := s.db.pool.usage(); max != dbPoolMax {
		t.Fatalf("max %d", max)
	}
}

func TestDeadlockHangsRequestsUntilItIsCleared(t *testing.T) {
	s := podForTest(t, options{service: "risk"})
	s.faults.apply(stateWith(fault{Service: "risk", Mode: "deadlock"}))
	locks := s.faults.view.Load().locks
	done := make(chan error, 20)
	for i := 0; i < cap(done); i++ {
		go func() { done <- s.faults.at(context.Background(), "handler") }()
	}
	eventually(t, "requests hang", func() bool { return locks.stuck.Load() == int64(cap(done)) })
	if len(done) != 0 {
		t.Fatal("a request came through the deadlock")
	}
	s.faults.apply(stateWith())
	for i := 0; i < cap(done); i++ {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
}

func TestRaceLosesUpdatesOnlyWhenRequestsOverlap(t *testing.T) {
	var l ledger
	if err := l.post(context.Background()); err != nil {
		t.Fatalf("alone: %v", err)
	}
	done := make(chan error, 10)
	for i := 0; i < cap(done); i++ {
		go func() { done <- l.post(context.Background()) }()
	}
	lost := 0
	for i := 0; i < cap(done); i++ {
		if <-done != nil {
			lost++
		}
	}
	if lost == 0 {
		t.Fatal("ten overlapping updates and none was lost")
	}
}

// eventually waits for something that a goroutine brings about.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
