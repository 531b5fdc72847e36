package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"runtime"
	"time"
)

const (
	drainGrace = 400 * time.Millisecond // callers re-read their endpoints within 100 ms
	drainLimit = 5 * time.Second
)

// runPod serves one service until ctx ends, then drains.
func runPod(ctx context.Context, opt options) error {
	runtime.SetMutexProfileFraction(20)
	runtime.SetBlockProfileRate(int(10 * time.Millisecond))
	alive, stopAll := context.WithCancel(context.Background())
	defer stopAll()
	s := newService(alive, opt)
	listener, err := net.Listen("tcp", opt.listen)
	if err != nil {
		return err
	}
	s.log.write("info", "starting", field{"listen", opt.listen}, field{"commit", opt.commit})
	go s.exporter.run(alive)
	go s.endpoints.follow(alive)
	go followState(alive, s)
	go func() {
		if sleep(alive, notReadyFor) == nil {
			s.log.write("info", "ready")
		}
	}()

	server := &http.Server{Handler: s.mux(), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}

	s.probe.draining.Store(true)
	s.log.write("info", "draining")
	_ = sleep(context.Background(), drainGrace) // this context never ends
	limit, cancel := context.WithTimeout(context.Background(), drainLimit)
	defer cancel()
	if err := server.Shutdown(limit); errors.Is(err, context.DeadlineExceeded) {
		s.log.write("warn", "requests were cut off when draining took too long")
	}
	stopAll()
	select {
	case <-s.exporter.stopped:
	case <-time.After(otlpTimeout):
	}
	s.log.write("info", "stopped")
	return nil
}
