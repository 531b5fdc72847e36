package main

import (
	"encoding/json"
	"hash/fnv"
	"strings"
)

// state is what the admin process keeps and every pod follows.
type state struct {
	Revision     int64                             `json:"revision"`
	Seed         int64                             `json:"seed"`
	Traffic      traffic                           `json:"traffic"`
	Faults       []fault                           `json:"faults"`
	Flags        map[string]flagRule               `json:"flags"`
	Config       map[string]map[string]configValue `json:"config"` // service, key
	Dependencies map[string]dependency             `json:"dependencies"`
}

type traffic struct {
	RPS   float64 `json:"rps"`
	Shape string  `json:"shape"`
}

// flagRule switches a feature on for everybody, for a share of the traces, or for a zone.
type flagRule struct {
	Name    string   `json:"name"`
	On      *bool    `json:"on,omitempty"`
	Percent *float64 `json:"percent,omitempty"`
	Zone    string   `json:"zone,omitempty"`
}

// dependency is the behaviour of something outside the shop's own code.
type dependency struct {
	Name     string   `json:"name"`
	Mode     string   `json:"mode"`
	DelayMs  float64  `json:"delay_ms,omitempty"`
	JitterMs float64  `json:"jitter_ms,omitempty"`
	Status   int      `json:"status,omitempty"`
	Percent  *float64 `json:"percent,omitempty"`
}

// configValue is a JSON string, number or boolean.
type configValue json.RawMessage

func (v configValue) MarshalJSON() ([]byte, error) { return v, nil }

func (v *configValue) UnmarshalJSON(raw []byte) error {
	*v = append(configValue(nil), raw...)
	return nil
}

func (v configValue) text() string {
	var s string
	if json.Unmarshal(v, &s) == nil {
		return s
	}
	return strings.TrimSpace(string(v))
}

// inZone says whether the rule can act in a process of this zone at all.
func (f flagRule) inZone(zone string) bool {
	if f.On != nil && !*f.On {
		return false
	}
	if f.Zone != "" && f.Zone != zone {
		return false
	}
	return f.Percent == nil || *f.Percent > 0
}

// on decides for one trace: the same trace gets the same answer in every service.
func (f flagRule) on(zone string, trace traceID) bool {
	if !f.inZone(zone) {
		return false
	}
	if f.Percent == nil {
		return true
	}
	h := fnv.New32a()
	h.Write([]byte(f.Name))
	h.Write(trace[:])
	return float64(h.Sum32()%10000) < *f.Percent*100
}

// hits rolls the dice of percent (absent: always).
func hits(percent *float64, random *rng) bool {
	return percent == nil || random.float()*100 < *percent
}
