package main

import (
	"context"
	"encoding/json"
	"os"
	"sync"
	"time"
)

const endpointsCheckEvery = 100 * time.Millisecond

// endpointFile knows the ready pods per service; it follows a file that somebody else rewrites.
type endpointFile struct {
	path string
	log  *logger

	mu      sync.Mutex
	modTime time.Time
	size    int64
	pods    map[string][]string
	next    map[string]int
}

func openEndpoints(path string, log *logger) *endpointFile {
	e := &endpointFile{path: path, log: log, pods: map[string][]string{}, next: map[string]int{}}
	e.check()
	return e
}

func (e *endpointFile) follow(ctx context.Context) {
	t := time.NewTicker(endpointsCheckEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			e.check()
		}
	}
}

// check re-reads the file when it changed. A missing or unreadable file keeps the last good list.
func (e *endpointFile) check() {
	info, err := os.Stat(e.path)
	if err != nil {
		return
	}
	e.mu.Lock()
	same := info.ModTime().Equal(e.modTime) && info.Size() == e.size
	e.mu.Unlock()
	if same {
		return
	}
	raw, err := os.ReadFile(e.path)
	if err != nil {
		return
	}
	var pods map[string][]string
	if err := json.Unmarshal(raw, &pods); err != nil {
		// Half a file is read again at the next tick: the time stamp is not taken over.
		e.log.write("warn", "endpoints file is not readable", field{"err", err.Error()})
		return
	}
	e.mu.Lock()
	e.pods, e.modTime, e.size = pods, info.ModTime(), info.Size()
	e.mu.Unlock()
}

// pick returns the next pod of a service in turn, another one than avoid when there is a choice. False: there is none.
func (e *endpointFile) pick(service, avoid string) (string, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	pods := e.pods[service]
	for range pods {
		i := e.next[service] % len(pods)
		e.next[service] = i + 1
		if pods[i] != avoid {
			return pods[i], true
		}
	}
	return "", false
}
