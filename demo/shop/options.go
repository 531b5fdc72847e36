package main

import (
	"flag"
	"fmt"
	"io"
	"strings"
)

// options is the command line of one process.
type options struct {
	service      string
	version      string
	listen       string
	pod          string
	endpoints    string
	admin        string
	otlp         string
	commit       string
	zone         string
	traceRatio   float64
	rps          float64
	shape        string
	seed         int64
	trafficSpans bool
}

// layersOf says which middleware a service has: a fault elsewhere would silently do nothing, so it is refused.
var layersOf = map[string][]string{
	"gateway":   {"handler", "auth", "database", "cache", "client", "metrics", "logs"},
	"auth":      {"handler", "auth", "database", "cache", "metrics", "logs"},
	"order":     {"handler", "auth", "database", "cache", "client", "metrics", "logs"},
	"payment":   {"handler", "auth", "database", "cache", "client", "metrics", "logs"},
	"inventory": {"handler", "auth", "database", "cache", "metrics", "logs"},
	"risk":      {"handler", "auth", "database", "cache", "metrics", "logs"},
}

// spansOf says which stores of a service have spans of their own; the others are read within its own work.
var spansOf = map[string][]string{"order": {"database", "cache"}, "inventory": {"cache"}}

func parseOptions(args []string) (options, error) {
	var o options
	var output strings.Builder
	fs := flag.NewFlagSet("shop", flag.ContinueOnError)
	fs.SetOutput(&output)
	fs.StringVar(&o.service, "service", "", "gateway, auth, order, payment, inventory, risk or admin")
	fs.StringVar(&o.version, "version", "v1", "release of this process")
	fs.StringVar(&o.listen, "listen", "", "address to listen on")
	fs.StringVar(&o.pod, "pod", "", "name of this pod (default: SERVICE-local)")
	fs.StringVar(&o.endpoints, "endpoints", "", "JSON file of ready pods per service")
	fs.StringVar(&o.admin, "admin", "", "URL of the admin process")
	fs.StringVar(&o.otlp, "otlp", "", "URL that takes OTLP/HTTP JSON traces")
	fs.StringVar(&o.commit, "commit", "unknown", "commit of this release")
	fs.StringVar(&o.zone, "zone", "", "zone of this pod")
	fs.Float64Var(&o.traceRatio, "trace-ratio", 1, "share of new traces that are recorded, 0 to 1")
	fs.Float64Var(&o.rps, "rps", 40, "admin: requests per second to send")
	fs.StringVar(&o.shape, "shape", "steady", "admin: steady, daily or spike")
	fs.Int64Var(&o.seed, "seed", 1, "admin: seed of traffic and faults")
	fs.BoolVar(&o.trafficSpans, "traffic-spans", false, "admin: record the shopper's own spans too")
	if err := fs.Parse(args); err != nil {
		return o, fmt.Errorf("%w\n%s", err, strings.TrimSpace(output.String()))
	}
	fs.SetOutput(io.Discard)
	if fs.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	if _, known := layersOf[o.service]; !known && o.service != "admin" {
		return o, fmt.Errorf("--service %q: want gateway, auth, order, payment, inventory, risk or admin", o.service)
	}
	if o.listen == "" {
		return o, fmt.Errorf("--listen is missing")
	}
	if o.endpoints == "" {
		return o, fmt.Errorf("--endpoints is missing")
	}
	if o.rps < 0 || o.traceRatio < 0 || o.traceRatio > 1 {
		return o, fmt.Errorf("--rps must not be negative and --trace-ratio must lie between 0 and 1")
	}
	if !knownShape(o.shape) {
		return o, fmt.Errorf("--shape %q: want steady, daily or spike", o.shape)
	}
	if o.pod == "" {
		o.pod = o.service + "-local"
	}
	return o, nil
}
