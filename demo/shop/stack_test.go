package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// The test binary plays the shop when told to, so that these tests need no build of their own.
func TestMain(m *testing.M) {
	if os.Getenv("SHOP_TEST_ROLE") != "" {
		os.Exit(run(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// sinkBody is what an OTLP receiver reads.
type sinkBody struct {
	ResourceSpans []struct {
		Resource   struct{ Attributes []sinkAttr }
		ScopeSpans []struct{ Spans []sinkSpan }
	}
}

type sinkAttr struct {
	Key   string
	Value struct {
		StringValue, IntValue *string
		BoolValue             *bool
	}
}

type sinkSpan struct {
	TraceID, SpanID, ParentSpanID, Name string
	Kind                                int
	Start                               string `json:"startTimeUnixNano"`
	End                                 string `json:"endTimeUnixNano"`
	Attributes                          []sinkAttr
	Status                              struct {
		Code    int
		Message string
	}
	service, version string
}

func find(attrs []sinkAttr, key string) string {
	for _, a := range attrs {
		if a.Key != key {
			continue
		}
		switch v := a.Value; {
		case v.StringValue != nil:
			return *v.StringValue
		case v.IntValue != nil:
			return *v.IntValue
		}
	}
	return ""
}

func (s sinkSpan) attr(key string) string { return find(s.Attributes, key) }

func (s sinkSpan) ms() float64 {
	from, _ := strconv.ParseInt(s.Start, 10, 64)
	to, _ := strconv.ParseInt(s.End, 10, 64)
	return float64(to-from) / 1e6
}

func (b sinkBody) flatten() (out []sinkSpan) {
	for _, r := range b.ResourceSpans {
		for _, sc := range r.ScopeSpans {
			for _, s := range sc.Spans {
				s.service, s.version = find(r.Resource.Attributes, "service.name"), find(r.Resource.Attributes, "service.version")
				out = append(out, s)
			}
		}
	}
	return out
}

// stack is the whole shop, as processes.
type stack struct {
	t         *testing.T
	admin     string
	endpoints string
	pods      map[string][]string // service: addresses
	procs     []*exec.Cmd
	nextPort  int

	mu    sync.Mutex
	spans []sinkSpan
}

// freePort takes ports from a block of a hundred: SHOP_TEST_PORT_BASE, or 21000.
func (k *stack) freePort() string {
	k.t.Helper()
	for {
		k.nextPort++
		if k.nextPort >= testPortBase()+100 {
			k.t.Fatal("no free port left in the block")
		}
		address := "127.0.0.1:" + strconv.Itoa(k.nextPort)
		if l, err := net.Listen("tcp", address); err == nil {
			l.Close()
			return address
		}
	}
}

func testPortBase() int {
	if n, err := strconv.Atoi(os.Getenv("SHOP_TEST_PORT_BASE")); err == nil {
		return n
	}
	return 21000
}

func startStack(t *testing.T, rps int, versions map[string][]string) *stack {
	t.Helper()
	if testing.Short() {
		t.Skip("starts processes")
	}
	k := &stack{t: t, pods: map[string][]string{}, nextPort: testPortBase() - 1, endpoints: filepath.Join(t.TempDir(), "endpoints.json")}
	sink, err := net.Listen("tcp", k.freePort())
	if err != nil {
		t.Fatal(err)
	}
	receiver := &http.Server{Handler: http.HandlerFunc(k.receive)}
	go func() { _ = receiver.Serve(sink) }() // ends when the test closes it
	otlp := "http://" + sink.Addr().String() + "/v1/traces"
	t.Cleanup(func() { k.stop(); receiver.Close() })
	rewrite(t, k.endpoints, `{}`)
	listen := k.freePort()
	k.admin = "http://" + listen
	k.spawn("--service", "admin", "--listen", listen, "--endpoints", k.endpoints, "--rps", strconv.Itoa(rps), "--seed", "7")
	for _, service := range []string{"gateway", "auth", "order", "payment", "inventory", "risk"} {
		pods := versions[service]
		if pods == nil {
			pods = []string{"v1", "v1"}
		}
		for i, version := range pods {
			address := k.freePort()
			k.pods[service] = append(k.pods[service], address)
			k.spawn("--service", service, "--version", version, "--listen", address, "--pod", fmt.Sprintf("%s-%s-%d", service, version, i),
				"--endpoints", k.endpoints, "--admin", k.admin, "--otlp", otlp, "--commit", "abc1234", "--zone", "a")
		}
	}
	for _, addresses := range k.pods {
		for _, address := range addresses {
			eventually(t, address+" is ready", func() bool { return status("http://"+address+"/readyz") == 200 })
		}
	}
	rewrite(t, k.endpoints, k.endpointsText())
	k.settled()
	eventually(t, "everybody has read the endpoints", func() bool {
		return k.during(20)["gateway"].total("http_request_duration_seconds_count", `status="5`) == 0
	})
	return k
}

func (k *stack) receive(w http.ResponseWriter, r *http.Request) {
	var body sinkBody
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		k.t.Errorf("the receiver cannot read: %v", err)
	}
	k.mu.Lock()
	k.spans = append(k.spans, body.flatten()...)
	k.mu.Unlock()
	_, _ = w.Write([]byte(`{}`))
}

func (k *stack) spawn(args ...string) {
	k.t.Helper()
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), "SHOP_TEST_ROLE=1")
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		k.t.Fatal(err)
	}
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if !json.Valid(lines.Bytes()) {
				k.t.Errorf("a log line is not JSON: %s", lines.Text())
			}
		}
	}()
	k.procs = append(k.procs, c)
}

func (k *stack) stop() {
	for _, c := range k.procs {
		_ = c.Process.Signal(syscall.SIGTERM)
	}
	for _, c := range k.procs {
		if err := c.Wait(); err != nil {
			k.t.Errorf("%v did not stop well: %v", c.Args[1:3], err)
		}
	}
}

func (k *stack) endpointsText() string {
	k.t.Helper()
	raw, err := json.Marshal(k.pods)
	if err != nil {
		k.t.Fatal(err)
	}
	return string(raw)
}

// terminate stops the pod that listens on address and expects a clean exit.
func (k *stack) terminate(address string) {
	k.t.Helper()
	for i, c := range k.procs {
		if !contains(c.Args, address) {
			continue
		}
		_ = c.Process.Signal(syscall.SIGTERM)
		if err := c.Wait(); err != nil {
			k.t.Errorf("%s did not stop well: %v", address, err)
		}
		k.procs = append(k.procs[:i:i], k.procs[i+1:]...)
		return
	}
	k.t.Fatalf("nobody listens on %s", address)
}

func status(url string) int {
	res, err := http.Get(url)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	return res.StatusCode
}

func (k *stack) post(path, body string) {
	k.t.Helper()
	res, err := http.Post(k.admin+path, "application/json", strings.NewReader(body))
	if err != nil {
		k.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode > 201 {
		text, _ := io.ReadAll(res.Body)
		k.t.Fatalf("POST %s: %d %s", path, res.StatusCode, text)
	}
}

func (k *stack) stats() (r trafficReport) {
	k.t.Helper()
	res, err := http.Get(k.admin + "/stats")
	if err != nil {
		k.t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&r); err != nil {
		k.t.Fatal(err)
	}
	return r
}

// settled waits until every pod has applied the current state.
func (k *stack) settled() {
	k.t.Helper()
	eventually(k.t, "every pod follows", func() bool {
		var pods []followerReport
		var now state
		for path, into := range map[string]any{"/pods": &pods, "/state": &now} {
			res, err := http.Get(k.admin + path)
			if err != nil {
				k.t.Fatal(err)
			}
			err = json.NewDecoder(res.Body).Decode(into)
			res.Body.Close()
			if err != nil {
				k.t.Fatal(err)
			}
		}
		for _, p := range pods {
			if p.Revision != now.Revision {
				return false
			}
		}
		return len(pods) == 12
	})
}

// scrape sums every sample over the pods of a service; keys are lines without their value.
type scrape map[string]float64

func (k *stack) scrape(service string) scrape {
	k.t.Helper()
	sum := scrape{}
	for _, address := range k.pods[service] {
		res, err := http.Get("http://" + address + "/metrics")
		if err != nil {
			k.t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			k.t.Fatal(err)
		}
		for _, line := range bytes.Split(body, []byte("\n")) {
			if i := bytes.LastIndexByte(line, ' '); i > 0 && line[0] != '#' {
				v, err := strconv.ParseFloat(string(line[i+1:]), 64)
				if err != nil {
					k.t.Fatalf("bad sample %q", line)
				}
				sum[string(line[:i])] += v
			}
		}
	}
	return sum
}

// total adds every sample of a metric whose labels contain all parts.
func (s scrape) total(metric string, parts ...string) (sum float64) {
lines:
	for line, v := range s {
		name, labels, _ := strings.Cut(line, "{")
		if name != metric {
			continue
		}
		for _, p := range parts {
			if !strings.Contains(labels, p) {
				continue lines
			}
		}
		sum += v
	}
	return sum
}

func (s scrape) minus(before scrape) scrape {
	d := scrape{}
	for line, v := range s {
		d[line] = v - before[line]
	}
	return d
}

// p95 is the upper bound of the bucket where the quantile lies, in seconds.
func (s scrape) p95() float64 {
	byBound := map[float64]float64{}
	for line, v := range s {
		if strings.HasPrefix(line, "http_request_duration_seconds_bucket{") {
			_, rest, _ := strings.Cut(line, `le="`)
			text, _, _ := strings.Cut(rest, `"`)
			bound, err := strconv.ParseFloat(text, 64)
			if err != nil {
				bound = math.Inf(1)
			}
			byBound[bound] += v
		}
	}
	bounds := make([]float64, 0, len(byBound))
	for b := range byBound {
		bounds = append(bounds, b)
	}
	sort.Float64s(bounds)
	for _, b := range bounds {
		if byBound[b] >= .95*byBound[math.Inf(1)] {
			return b
		}
	}
	return math.NaN()
}

// during returns what each service counted while the shoppers sent n more requests.
func (k *stack) during(n int64) map[string]scrape {
	k.t.Helper()
	before := map[string]scrape{}
	for service := range k.pods {
		before[service] = k.scrape(service)
	}
	from := k.stats().Totals["sent"]
	eventually(k.t, "requests arrive", func() bool { return k.stats().Totals["sent"] >= from+n })
	out := map[string]scrape{}
	for service := range k.pods {
		out[service] = k.scrape(service).minus(before[service])
	}
	return out
}

func (k *stack) seen() []sinkSpan {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]sinkSpan(nil), k.spans...)
}
