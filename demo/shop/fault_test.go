package main

import (
	"errors"
	"testing"
)

func percent(p float64) *float64 { return &p }

func TestFaultsThatCouldNeverActAreRefusedByKey(t *testing.T) {
	for _, c := range []struct {
		f   fault
		key string
	}{
		{fault{Service: "basket", Mode: "delay", DelayMs: 1}, "service"},
		{fault{Service: "order", Mode: "slow"}, "mode"},
		{fault{Service: "order", Mode: "delay"}, "delay_ms"},
		{fault{Service: "order", Mode: "delay", DelayMs: -5}, "delay_ms"},
		{fault{Service: "risk", Mode: "delay", DelayMs: 5, Middleware: "client"}, "middleware"},
		{fault{Service: "order", Mode: "deadlock", Middleware: "metrics"}, "middleware"},
		{fault{Service: "order", Mode: "error", Status: 200}, "status"},
		{fault{Service: "order", Mode: "panic", Percent: percent(101)}, "percent"},
		{fault{Service: "order", Mode: "panic", When: "region=eu"}, "when"},
		{fault{Service: "order", Mode: "panic", When: "header=x-tier"}, "when"},
		{fault{Service: "order", Mode: "cpu", When: "header=x-tier:business"}, "when"},
		{fault{Service: "auth", Mode: "pool_exhaust"}, "pool"},
		{fault{Service: "auth", Mode: "shift_clock"}, "seconds"},
	} {
		var bad badValue
		if err := c.f.normalise(); !errors.As(err, &bad) || bad.key != c.key {
			t.Errorf("%+v: %v, want key %s", c.f, err, c.key)
		}
	}
}

func TestEveryFaultOfTheContractIsTaken(t *testing.T) {
	for _, f := range []fault{
		{Service: "order", Middleware: "handler", Mode: "delay", DelayMs: 450, JitterMs: 120, Percent: percent(90), When: "version=v2"},
		{Service: "order", Mode: "error", Status: 503, When: "flag=list_archived, header=x-tier:business"},
		{Service: "order", Mode: "pool_exhaust", Pool: "postgres", When: "config=pool.max:2,zone=c"},
		{Service: "auth", Mode: "panic"}, {Service: "auth", Mode: "cancel"}, {Service: "auth", Mode: "leak_goroutines", PerSecond: 300},
		{Service: "auth", Mode: "leak_memory"}, {Service: "auth", Mode: "deadlock"}, {Service: "auth", Mode: "race"},
		{Service: "auth", Mode: "cpu", Cores: 1}, {Service: "auth", Mode: "drop_metrics", Middleware: "metrics"},
		{Service: "auth", Mode: "gap_metrics"}, {Service: "auth", Mode: "explode_labels"}, {Service: "auth", Mode: "log_errors", Middleware: "logs"},
		{Service: "auth", Mode: "shift_clock", Seconds: -90, Middleware: "metrics"}, {Service: "auth", Mode: "crash_loop"},
	} {
		if err := f.normalise(); err != nil {
			t.Errorf("%+v: %v", f, err)
		}
	}
}
