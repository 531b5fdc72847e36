package main

import (
	"net/http"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestHealthyShopIsQuickAndTraced(t *testing.T) {
	k := startStack(t, 40, nil)
	d := k.during(200)
	for service, s := range d {
		if s.total("http_request_duration_seconds_count", `status="200"`) == 0 {
			t.Errorf("%s served nothing", service)
		}
		if n := s.total("http_request_duration_seconds_count", `status="5`); n > .05*s.total("http_request_duration_seconds_count") {
			t.Errorf("%s failed %v times", service, n)
		}
	}
	eventually(t, "a checkout is traced through every service", func() bool { return k.completeCheckout() != nil })
	trace := k.completeCheckout()
	byID := map[string]sinkSpan{}
	for _, s := range trace {
		byID[s.SpanID] = s
	}
	roots := 0
	for _, s := range trace {
		if s.ParentSpanID == "" {
			roots++
			if s.service != "gateway" || s.Kind != 2 || s.attr("http.route") != "/checkout" || s.attr("http.response.status_code") != "200" {
				t.Errorf("root %+v", s)
			}
		} else if _, ok := byID[s.ParentSpanID]; !ok {
			t.Errorf("%s of %s hangs from a span that does not exist", s.Name, s.service)
		}
		if s.Kind == 2 && s.service != "gateway" {
			if p := byID[s.ParentSpanID]; p.Kind != 3 || p.attr("peer.service") != s.service {
				t.Errorf("server span %s of %s is not under a client span but under %+v", s.Name, s.service, p)
			}
		}
	}
	if roots != 1 {
		t.Errorf("%d roots", roots)
	}
	k.checkExemplarsAndProbes()
}

// completeCheckout returns the spans of one checkout that reached bank and database.
func (k *stack) completeCheckout() []sinkSpan {
	traces := map[string][]sinkSpan{}
	for _, s := range k.seen() {
		traces[s.TraceID] = append(traces[s.TraceID], s)
	}
	for _, spans := range traces {
		found := map[string]bool{}
		for _, s := range spans {
			found[s.service] = true
			found["db:"+s.attr("db.system")] = true
			found["peer:"+s.attr("peer.service")] = true
			if s.ParentSpanID == "" {
				found["root:"+s.attr("http.route")] = true
			}
		}
		if found["root:/checkout"] && found["db:postgresql"] && found["peer:bank"] && found["risk"] && found["inventory"] && found["auth"] {
			return spans
		}
	}
	return nil
}

func (k *stack) checkExemplarsAndProbes() {
	t := k.t
	order := "http://" + k.pods["order"][0]
	req, err := http.NewRequest("GET", order+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5")
	body := fetch(t, req)
	for _, part := range []string{`# {trace_id="`, "# TYPE middleware_panic counter\nmiddleware_panic_total 0\n", `build_info{commit="abc1234"} 1`,
		`circuit_breaker_state{target="payment"} 0`, "db_pool_max 3\n", "go_gc_duration_seconds{quantile=\"0.0\"}", "process_open_fds ", "process_max_fds ", `log_messages_total{level="error"} 0`} {
		if !strings.Contains(body, part) {
			t.Errorf("OpenMetrics lacks %s", part)
		}
	}
	if !strings.HasSuffix(body, "\n# EOF\n") {
		t.Error("OpenMetrics does not end in EOF")
	}
	for path, part := range map[string]string{
		"/healthz": `"UP"`, "/readyz": `{"status":"UP","details":{"breakers":{"inventory":"closed","payment":"closed"}}}`,
		"/debug/pprof/goroutine?debug=2": "goroutine ", "/debug/pprof/heap?debug=1": "heap profile",
	} {
		req, err := http.NewRequest("GET", order+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if body := fetch(t, req); !strings.Contains(body, part) {
			t.Errorf("%s lacks %s: %.200s", path, part, body)
		}
	}
}

func TestDelayBoundToAVersionSlowsThatVersionOnlyAndEndsWhenCleared(t *testing.T) {
	k := startStack(t, 40, map[string][]string{"order": {"v1", "v2"}})
	k.post("/faults", `{"service":"order","middleware":"handler","mode":"delay","delay_ms":450,"jitter_ms":120,"when":"version=v2"}`)
	k.settled()
	active := strconv.FormatInt(time.Now().UnixNano(), 10)
	k.during(120)
	took := map[string][]float64{}
	for _, s := range k.seen() {
		if s.service == "order" && s.Name == "ListItems" && s.Start > active {
			took[s.version] = append(took[s.version], s.ms())
		}
	}
	for _, ms := range took {
		sort.Float64s(ms)
	}
	if len(took["v1"]) == 0 || len(took["v2"]) == 0 {
		t.Fatalf("ListItems ran %d times in v1 and %d in v2", len(took["v1"]), len(took["v2"]))
	}
	// 450 ± 120 ms come on top of whatever this machine makes of the rest.
	if took["v2"][0] < 330 || *quantile(took["v2"], .5)-*quantile(took["v1"], .5) < 200 {
		t.Errorf("v2 took at least %.0f ms, in the median %.0f; v1 %.0f", took["v2"][0], *quantile(took["v2"], .5), *quantile(took["v1"], .5))
	}
	req, err := http.NewRequest("DELETE", k.admin+"/faults", nil)
	if err != nil {
		t.Fatal(err)
	}
	fetch(t, req)
	k.settled()
	eventually(t, "order recovers", func() bool { return k.during(60)["order"].p95() < .33 })
}

func fetch(t *testing.T, req *http.Request) string {
	t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var b strings.Builder
	buf := make([]byte, 32<<10)
	for {
		n, err := res.Body.Read(buf)
		b.Write(buf[:n])
		if err != nil {
			return b.String()
		}
	}
}

func TestSlowBankBecomesDeadlinesAndAnOpenBreaker(t *testing.T) {
	k := startStack(t, 40, nil)
	k.during(60)
	before := map[string]scrape{"payment": k.scrape("payment"), "order": k.scrape("order"), "gateway": k.scrape("gateway")}
	k.post("/dependency", `{"name":"bank","mode":"delay","delay_ms":2000}`)
	since := func(service string) scrape { return k.scrape(service).minus(before[service]) }
	for _, service := range []string{"payment", "order", "gateway"} {
		eventually(t, service+" counts deadlines", func() bool {
			return since(service).total("http_request_cancelled_total", `reason="deadline"`) > 0
		})
	}
	eventually(t, "the breaker on the bank opens", func() bool {
		return since("payment").total("circuit_breaker_transitions_total", `target="bank"`, `to="open"`) > 0
	})
	eventually(t, "an open breaker is refused calls and shows on /readyz", func() bool {
		degraded := false
		for _, p := range k.pods["payment"] {
			req, err := http.NewRequest("GET", "http://"+p+"/readyz", nil)
			if err != nil {
				t.Fatal(err)
			}
			degraded = degraded || strings.Contains(fetch(t, req), `"DEGRADED"`)
		}
		return degraded && since("payment").total("circuit_breaker_rejected_total", `target="bank"`) > 0
	})
	if n := since("payment").total("http_client_errors_total", `target="bank"`, `reason="timeout"`); n == 0 {
		t.Error("payment counted no time-out of the bank")
	}
	eventually(t, "the failed call is in the traces", func() bool {
		for _, s := range k.seen() {
			if s.service == "payment" && s.Kind == 3 && s.attr("peer.service") == "bank" && s.Status.Code == 2 && s.attr("error.type") == "timeout" {
				return true
			}
		}
		return false
	})
	k.post("/dependency", `{"name":"bank","mode":"none"}`)
	eventually(t, "payment recovers and the breaker closes", func() bool {
		d := k.during(40)
		return d["payment"].total("http_request_duration_seconds_count", `status="5`) == 0 && k.scrape("payment").total("circuit_breaker_state", `target="bank"`) == 0
	})
}

func TestTrafficSpikeQueuesAtTheDatabasePoolAndEndsWithTheSpike(t *testing.T) {
	k := startStack(t, 40, nil)
	began := time.Now()
	calm := k.during(160)
	perSecond := map[string]float64{}
	for service, d := range calm {
		perSecond[service] = d.total("http_request_duration_seconds_count") / time.Since(began).Seconds()
	}
	k.post("/traffic", `{"rps":240}`)
	k.during(480) // two seconds until the queue has built up
	began = time.Now()
	busy := k.during(700)
	took := time.Since(began).Seconds()
	for service, d := range busy {
		rate := d.total("http_request_duration_seconds_count") / took
		t.Logf("%-9s %5.0f/s -> %5.0f/s, p95 <= %v -> %v s, failed %.1f %%", service, perSecond[service], rate, calm[service].p95(), d.p95(),
			100*d.total("http_request_duration_seconds_count", `status="5`)/d.total("http_request_duration_seconds_count"))
		if rate < 2*perSecond[service] {
			t.Errorf("%s serves %.0f/s, %.0f/s when calm", service, rate, perSecond[service])
		}
	}
	for _, service := range []string{"order", "gateway"} {
		if p := busy[service].p95(); p <= .3 || p < 2*calm[service].p95() {
			t.Errorf("p95 of %s is %v s, %v s when calm", service, p, calm[service].p95())
		}
	}
	if busy["order"].total("db_pool_wait_seconds_sum") < 1 {
		t.Error("nobody waited for a database connection")
	}
	k.post("/traffic", `{"rps":40}`)
	eventually(t, "the queue drains", func() bool {
		d := k.during(60)
		return d["order"].p95() < .3 && d["gateway"].p95() < .3 && d["gateway"].total("http_request_duration_seconds_count", `status="5`) == 0
	})
}

func TestReplacedPodsDropNoRequests(t *testing.T) {
	k := startStack(t, 60, nil)
	// One order pod leaves as in a rollout: out of the endpoints and told to stop at the same moment.
	gone := k.pods["order"][0]
	k.pods["order"] = k.pods["order"][1:]
	before := k.scrape("gateway")
	rewrite(t, k.endpoints, k.endpointsText())
	k.terminate(gone)
	k.during(240)
	// Then it is back in the endpoints, and dead: the other one answers in its place.
	rewrite(t, k.endpoints, strings.ReplaceAll(k.endpointsText(), `"order":[`, `"order":["`+gone+`",`))
	k.during(120)
	d := k.scrape("gateway").minus(before)
	for _, reason := range []string{reasonRefused, reasonTransport, reasonNoEndpoint} {
		if n := d.total("http_client_errors_total", `target="order"`, `reason="`+reason+`"`); n != 0 {
			t.Errorf("%v calls failed with %s while a pod was replaced", n, reason)
		}
	}
}
