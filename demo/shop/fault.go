package main

import (
	"fmt"
	"strings"
	"time"
)

// fault is one thing to break, as scenarios write it.
type fault struct {
	ID          string   `json:"id,omitempty"`
	Service     string   `json:"service"`
	Middleware  string   `json:"middleware,omitempty"`
	Mode        string   `json:"mode"`
	When        string   `json:"when,omitempty"`
	Percent     *float64 `json:"percent,omitempty"`
	DelayMs     float64  `json:"delay_ms,omitempty"`
	JitterMs    float64  `json:"jitter_ms,omitempty"`
	Status      int      `json:"status,omitempty"`
	PerSecond   float64  `json:"per_second,omitempty"`
	MBPerMinute float64  `json:"mb_per_minute,omitempty"`
	Cores       float64  `json:"cores,omitempty"`
	Pool        string   `json:"pool,omitempty"`
	Seconds     float64  `json:"seconds,omitempty"`
}

// requestModes act on requests; true where a scrape can suffer from them too.
var requestModes = map[string]bool{"delay": true, "error": true, "panic": true, "cancel": false, "deadlock": false, "race": false}

// processModes act on the process, whatever the middleware.
var processModes = map[string]bool{
	"leak_goroutines": true, "leak_memory": true, "cpu": true, "pool_exhaust": true, "drop_metrics": true, "gap_metrics": true,
	"explode_labels": true, "shift_clock": true, "log_errors": true, "crash_loop": true,
}

// badValue is a refused request: which key, and why.
type badValue struct{ key, why string }

func (e badValue) Error() string { return e.key + ": " + e.why }

// normalise fills the defaults in and refuses what could never act.
func (f *fault) normalise() error {
	layers, known := layersOf[f.Service]
	if !known {
		return badValue{"service", fmt.Sprintf("%q is not one of gateway, auth, order, payment, inventory, risk", f.Service)}
	}
	scrapeToo, requestMode := requestModes[f.Mode]
	if !requestMode && !processModes[f.Mode] {
		return badValue{"mode", fmt.Sprintf("%q is not known", f.Mode)}
	}
	if f.Middleware == "" {
		f.Middleware = "handler"
	}
	if requestMode || f.Mode == "shift_clock" {
		if !contains(layers, f.Middleware) {
			return badValue{"middleware", fmt.Sprintf("%s has no %q: it has %s", f.Service, f.Middleware, strings.Join(layers, ", "))}
		}
		if requestMode && (f.Middleware == "logs" || f.Middleware == "metrics" && !scrapeToo) {
			return badValue{"middleware", fmt.Sprintf("%s does not act on %s", f.Mode, f.Middleware)}
		}
	}
	conditions, err := parseConditions(f.When)
	if err != nil {
		return err
	}
	for _, c := range conditions {
		if c.kind == "header" && (!requestMode || f.Middleware == "metrics") {
			return badValue{"when", "header acts on requests only"}
		}
	}
	if f.Percent != nil && (*f.Percent < 0 || *f.Percent > 100) {
		return badValue{"percent", "must lie between 0 and 100"}
	}
	for key, v := range map[string]float64{"delay_ms": f.DelayMs, "jitter_ms": f.JitterMs, "per_second": f.PerSecond, "mb_per_minute": f.MBPerMinute, "cores": f.Cores} {
		if v < 0 {
			return badValue{key, "must not be negative"}
		}
	}
	if f.Status != 0 && (f.Status < 400 || f.Status > 599) {
		return badValue{"status", "must lie between 400 and 599"}
	}
	return f.fillDefaults()
}

func (f *fault) fillDefaults() error {
	switch f.Mode {
	case "delay":
		if f.DelayMs == 0 && f.JitterMs == 0 {
			return badValue{"delay_ms", "a delay needs one"}
		}
	case "error":
		f.Status = orInt(f.Status, 500)
	case "leak_goroutines":
		f.PerSecond = orFloat(f.PerSecond, 50)
	case "leak_memory":
		f.MBPerMinute = orFloat(f.MBPerMinute, 90)
	case "cpu":
		f.Cores = orFloat(f.Cores, 1)
	case "pool_exhaust":
		if f.Service != "order" || f.Pool != "" && f.Pool != "postgres" {
			return badValue{"pool", `the shop has one pool, "postgres" of order`}
		}
		f.Pool = "postgres"
	case "explode_labels":
		f.PerSecond = orFloat(f.PerSecond, 200)
	case "log_errors":
		f.PerSecond = orFloat(f.PerSecond, 20)
	case "shift_clock":
		if f.Seconds == 0 {
			return badValue{"seconds", "a shifted clock needs them"}
		}
	case "crash_loop":
		f.DelayMs = orFloat(f.DelayMs, 1000)
	}
	return nil
}

func orInt(v, otherwise int) int {
	if v == 0 {
		return otherwise
	}
	return v
}

func orFloat(v, otherwise float64) float64 {
	if v == 0 {
		return otherwise
	}
	return v
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func millis(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }

// condition is one part of when: version=v2, flag=NAME, header=NAME:VALUE, zone=c, config=KEY:VALUE.
type condition struct{ kind, name, value string }

func parseConditions(when string) ([]condition, error) {
	if strings.TrimSpace(when) == "" {
		return nil, nil
	}
	var out []condition
	for _, part := range strings.Split(when, ",") {
		kind, rest, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok || rest == "" {
			return nil, badValue{"when", fmt.Sprintf("%q is not KEY=VALUE", part)}
		}
		c := condition{kind: kind, name: rest}
		switch kind {
		case "version", "flag", "zone":
		case "header", "config":
			if c.name, c.value, ok = strings.Cut(rest, ":"); !ok || c.name == "" {
				return nil, badValue{"when", fmt.Sprintf("%q is not %s=NAME:VALUE", part, kind)}
			}
		default:
			return nil, badValue{"when", fmt.Sprintf("%q is not one of version, flag, header, zone, config", kind)}
		}
		out = append(out, c)
	}
	return out, nil
}
