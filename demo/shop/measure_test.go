package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

const cpuMeasureEnv = "SHOP_MEASURE"

// TestMeasureCPU prints what the shop costs at 40 requests a second: SHOP_MEASURE=1 go test -run TestMeasureCPU -v
func TestMeasureCPU(t *testing.T) {
	if os.Getenv(cpuMeasureEnv) == "" {
		t.Skip(cpuMeasureEnv + " is not set")
	}
	k := startStack(t, 40, nil)
	cpu := func() (sum float64) {
		for _, c := range k.procs {
			raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.Process.Pid))
			if err != nil {
				t.Fatal(err)
			}
			f := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:]))
			for _, i := range []int{11, 12} {
				v, _ := strconv.ParseFloat(f[i], 64)
				sum += v / clockTicks
			}
		}
		return sum
	}
	began, before := time.Now(), cpu()
	for i := 0; i < 20; i++ {
		for service := range k.pods {
			k.scrape(service)
		}
		time.Sleep(time.Until(began.Add(time.Duration(i+1) * time.Second)))
	}
	share := (cpu() - before) / time.Since(began).Seconds()
	st := k.stats()
	t.Logf("%d processes, %.1f requests/s, scraped every second: %.1f %% of one core; shopper p50 %.0f p95 %.0f p99 %.0f ms, failed %d",
		len(k.procs), st.RPS, share*100, *st.P50Ms, *st.P95Ms, *st.P99Ms, st.Failed)
	for _, s := range []string{"gateway", "order", "payment"} {
		d := k.scrape(s)
		t.Logf("%s p95 <= %v s, mean %.1f ms", s, d.p95(), 1000*d.total("http_request_duration_seconds_sum")/d.total("http_request_duration_seconds_count"))
	}
}
