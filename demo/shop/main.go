// Command shop is the demo workload: six small services in one program, and the process that drives them.
//
//	shop --service gateway|auth|order|payment|inventory|risk --listen 127.0.0.1:PORT --endpoints FILE
//	     --admin http://127.0.0.1:ADMIN --otlp http://127.0.0.1:OTLP/v1/traces
//	     [--version v1] [--pod order-6f9-abcde] [--commit abc1234] [--zone a] [--trace-ratio 1]
//	shop --service admin --listen 127.0.0.1:ADMIN --endpoints FILE [--rps 40] [--shape steady] [--seed 7]
//	     [--otlp URL --traffic-spans] [--trace-ratio 1]
//
// # Topology
//
//	shopper -> gateway -> auth
//	                   -> order -> inventory
//	                            -> its own PostgreSQL (simulated: a real bounded pool, a sleeping query)
//	                            -> payment -> risk
//	                                       -> bank (outside the catalogue: the admin process answers)
//
// Gateway routes: POST /login, GET /catalog, GET /orders/{id}/items, POST /checkout. Client timeouts: gateway to order 2.5 s,
// order to payment 1.2 s, payment to bank 1 s. Work is sleeping, so that the whole shop costs a fraction of one core; waiting
// for a connection, breakers, panics, cancellation, leaks and deadlocks are real.
//
// Order holds 3 database connections per pod for about 35 ms each, which is 85 requests/s: two pods are at ease with
// 45 requests/s at the gateway and queue at 200.
//
// # Every pod answers
//
//	/metrics        Prometheus text, or OpenMetrics with exemplars when asked for
//	/healthz        200 while the process lives
//	/readyz         {"status":"UP|DEGRADED|DOWN","details":{...}}; 503 when DOWN (first 150 ms, draining)
//	/debug/pprof/   the Go profiles
//
// SIGTERM: /readyz turns DOWN, requests are still taken for 400 ms (so that callers can re-read their endpoints), those in
// flight get 5 s, then exit 0.
//
// # The admin process
//
// Bodies are one JSON object. An unknown key or a bad value answers 400 {"error":{"code","message","key"}}.
//
//	POST /faults      {service, mode, middleware?, when?, percent?, delay_ms?, jitter_ms?, status?, per_second?,
//	                   mb_per_minute?, cores?, pool?, seconds?}        201 {"id","revision"}
//	DELETE /faults    clears all faults; ?id=ID only that one; ?all=1 also flags, config, dependencies and traffic
//	POST /flags       {name, on? percent? zone?}                       200 {"revision"}
//	POST /config      {service, key, value}   value null removes it    200 {"revision"}
//	POST /traffic     {rps, shape?}           steady | daily | spike   200 {"revision"}
//	POST /dependency  {name, mode, delay_ms?, jitter_ms?, status?, percent?}   bank | postgres; delay | error | none
//	POST /seed        {seed}                  restarts the random sequences of traffic and faults
//	GET /state        everything, with its revision; ?rev=N waits up to 10 s for another revision
//	GET /pods         what revision each pod has applied, and how long ago it asked
//	GET /stats        traffic of the last 10 s
//
// Fault modes: delay, error, panic, cancel, deadlock and race act on requests, at a middleware: handler (inside the span of the
// route's own work), auth, database (inside the query's span), cache, client (before an outgoing call) or metrics (the scrape).
// leak_goroutines, leak_memory, cpu, pool_exhaust, drop_metrics, gap_metrics, explode_labels, shift_clock, log_errors and
// crash_loop act on the process. when: version=v2, flag=NAME, header=NAME:VALUE, zone=c, config=KEY:VALUE; comma means and.
// Config keys with an effect of their own: pool.max (order), timeout_ms.TARGET (any caller).
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"
)

func main() {
	os.Exit(run(os.Args[1:]))
}

// run starts one role and returns the exit code: 0 stopped as asked, 1 failed, 2 wrong use.
func run(args []string) int {
	opt, err := parseOptions(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "shop:", err)
		return 2
	}
	if os.Getenv("GOMAXPROCS") == "" {
		// One processor per pod, like a container limited to one CPU: cheap when idle, and a busy loop really starves it.
		runtime.GOMAXPROCS(1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	go func() {
		<-ctx.Done()
		stop() // a second signal kills
	}()
	if opt.service == "admin" {
		err = runAdmin(ctx, opt)
	} else {
		err = runPod(ctx, opt)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "shop:", err)
		return 1
	}
	return 0
}
