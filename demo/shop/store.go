package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"sync"
	"time"
)

const podForgottenAfter = time.Minute

type configChange struct {
	Service string      `json:"service"`
	Key     string      `json:"key"`
	Value   configValue `json:"value"`
}

type trafficChange struct {
	RPS   *float64 `json:"rps"`
	Shape string   `json:"shape"`
}

type seedChange struct {
	Seed *int64 `json:"seed"`
}

// store keeps the state. A state is never changed once given out: every change makes a new one with the next revision.
type store struct {
	mu       sync.Mutex
	now      *state
	base     traffic
	changed  chan struct{} // closed at the next change
	lastSeen map[string]follower
}

type follower struct {
	Revision int64 `json:"revision"`
	AgeMs    int64 `json:"age_ms"`
	at       time.Time
}

func newStore(base traffic, seed int64) *store {
	return &store{
		// Revisions start at the clock, so that pods notice a restarted admin.
		now: &state{Revision: time.Now().UnixMilli(), Seed: seed, Traffic: base, Faults: []fault{}, Flags: map[string]flagRule{},
			Config: map[string]map[string]configValue{}, Dependencies: map[string]dependency{}},
		base:     base,
		changed:  make(chan struct{}),
		lastSeen: map[string]follower{},
	}
}

func (st *store) current() *state {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.now
}

func (st *store) revision() int64 { return st.current().Revision }

// awaitOther returns as soon as the revision is not the known one, or when ctx ends.
func (st *store) awaitOther(ctx context.Context, known int64) *state {
	for {
		st.mu.Lock()
		now, changed := st.now, st.changed
		st.mu.Unlock()
		if now.Revision != known {
			return now
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return now
		}
	}
}

// update copies the state, lets edit change the copy and publishes it.
func (st *store) update(edit func(*state)) int64 {
	st.mu.Lock()
	defer st.mu.Unlock()
	next := *st.now
	next.Revision++
	next.Faults = append([]fault{}, st.now.Faults...)
	next.Flags = copied(st.now.Flags)
	next.Dependencies = copied(st.now.Dependencies)
	next.Config = map[string]map[string]configValue{}
	for service, values := range st.now.Config {
		next.Config[service] = copied(values)
	}
	edit(&next)
	st.now = &next
	close(st.changed)
	st.changed = make(chan struct{})
	return next.Revision
}

func copied[V any](m map[string]V) map[string]V {
	c := make(map[string]V, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}

func (st *store) addFault(f fault) (id string, revision int64) {
	revision = st.update(func(s *state) {
		id = "f" + strconv.FormatInt(s.Revision, 10) // never used again, not even by a restarted admin
		f.ID = id
		s.Faults = append(s.Faults, f)
	})
	return id, revision
}

func (st *store) removeFault(id string) (found bool) {
	for _, f := range st.current().Faults {
		found = found || f.ID == id
	}
	if found {
		st.update(func(s *state) {
			kept := []fault{}
			for _, f := range s.Faults {
				if f.ID != id {
					kept = append(kept, f)
				}
			}
			s.Faults = kept
		})
	}
	return found
}

// clear ends all faults; with everything also flags, config and dependencies, and traffic returns to what it started with.
func (st *store) clear(everything bool) {
	st.update(func(s *state) {
		s.Faults = []fault{}
		if everything {
			s.Flags, s.Dependencies = map[string]flagRule{}, map[string]dependency{}
			s.Config = map[string]map[string]configValue{}
			s.Traffic = st.base
		}
	})
}

func (st *store) putFlag(f flagRule) error {
	switch {
	case f.Name == "":
		return badValue{"name", "is missing"}
	case f.On == nil && f.Percent == nil && f.Zone == "":
		return badValue{"on", "one of on, percent and zone is needed"}
	case f.Percent != nil && (*f.Percent < 0 || *f.Percent > 100):
		return badValue{"percent", "must lie between 0 and 100"}
	}
	st.update(func(s *state) { s.Flags[f.Name] = f })
	return nil
}

func (st *store) putConfig(c configChange) error {
	if _, known := layersOf[c.Service]; !known {
		return badValue{"service", fmt.Sprintf("%q is not known", c.Service)}
	}
	if c.Key == "" {
		return badValue{"key", "is missing"}
	}
	var scalar any
	if len(c.Value) == 0 || json.Unmarshal(c.Value, &scalar) != nil {
		return badValue{"value", "is missing; null removes the key"}
	}
	switch scalar.(type) {
	case string, float64, bool, nil:
	default:
		return badValue{"value", "want a string, number, boolean or null"}
	}
	st.update(func(s *state) {
		if scalar == nil {
			delete(s.Config[c.Service], c.Key)
			return
		}
		if s.Config[c.Service] == nil {
			s.Config[c.Service] = map[string]configValue{}
		}
		s.Config[c.Service][c.Key] = c.Value
	})
	return nil
}

func (st *store) putTraffic(t trafficChange) error {
	switch {
	case t.RPS == nil:
		return badValue{"rps", "is missing"}
	case *t.RPS < 0 || *t.RPS > 2000:
		return badValue{"rps", "must lie between 0 and 2000"}
	case t.Shape != "" && !knownShape(t.Shape):
		return badValue{"shape", "want steady, daily or spike"}
	}
	st.update(func(s *state) {
		s.Traffic.RPS = *t.RPS
		if t.Shape != "" {
			s.Traffic.Shape = t.Shape
		}
	})
	return nil
}

func (st *store) putSeed(c seedChange) error {
	if c.Seed == nil {
		return badValue{"seed", "is missing"}
	}
	st.update(func(s *state) { s.Seed = *c.Seed })
	return nil
}

func (st *store) putDependency(d dependency) error {
	switch {
	case d.Name != "bank" && d.Name != "postgres":
		return badValue{"name", fmt.Sprintf("%q is not bank or postgres", d.Name)}
	case d.Mode == "none":
		st.update(func(s *state) { delete(s.Dependencies, d.Name) })
		return nil
	case d.Mode != "delay" && d.Mode != "error":
		return badValue{"mode", fmt.Sprintf("%q is not delay, error or none", d.Mode)}
	case d.DelayMs < 0 || d.JitterMs < 0:
		return badValue{"delay_ms", "must not be negative"}
	case d.Mode == "delay" && d.DelayMs == 0:
		return badValue{"delay_ms", "a delay needs one"}
	case d.Percent != nil && (*d.Percent < 0 || *d.Percent > 100):
		return badValue{"percent", "must lie between 0 and 100"}
	case d.Status != 0 && (d.Status < 400 || d.Status > 599):
		return badValue{"status", "must lie between 400 and 599"}
	}
	if d.Mode == "error" {
		d.Status = orInt(d.Status, 503)
	}
	st.update(func(s *state) { s.Dependencies[d.Name] = d })
	return nil
}

// saw notes that a pod asked for what follows a revision: it has applied that one.
func (st *store) saw(pod string, revision int64, at time.Time) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.lastSeen[pod] = follower{Revision: revision, at: at}
	for name, f := range st.lastSeen {
		if at.Sub(f.at) > podForgottenAfter {
			delete(st.lastSeen, name)
		}
	}
}

type followerReport struct {
	Pod string `json:"pod"`
	follower
}

func (st *store) followers() []followerReport {
	st.mu.Lock()
	defer st.mu.Unlock()
	out := []followerReport{}
	for pod, f := range st.lastSeen {
		f.AgeMs = time.Since(f.at).Milliseconds()
		out = append(out, followerReport{pod, f})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Pod < out[j].Pod })
	return out
}
