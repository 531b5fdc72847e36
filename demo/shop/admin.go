package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// admin is the process that keeps the state, sends the traffic and plays the bank.
type admin struct {
	store  *store
	stats  *trafficStats
	random *rng
	log    *logger
}

// runAdmin serves the admin API and sends traffic until ctx ends.
func runAdmin(ctx context.Context, opt options) error {
	log := newLogger(os.Stdout, opt)
	a := &admin{
		store:  newStore(traffic{RPS: opt.rps, Shape: opt.shape}, opt.seed),
		stats:  newTrafficStats(),
		random: newRNG(opt.seed, "bank"),
		log:    log,
	}
	listener, err := net.Listen("tcp", opt.listen)
	if err != nil {
		return err
	}
	exporter := newOTLPExporter(opt.otlp, []attribute{{"service.name", "shopper"}, {"deployment.environment.name", "demo"}})
	g := &generator{
		store:     a.store,
		stats:     a.stats,
		endpoints: openEndpoints(opt.endpoints, log),
		tracer:    newTracer(opt.traceRatio, exporter.enqueue),
		spans:     opt.trafficSpans,
		random:    newRNG(opt.seed, "traffic"),
		seed:      opt.seed,
		client:    &http.Client{Timeout: shopperPatience, Transport: newTransport()},
	}
	go exporter.run(ctx)
	go g.endpoints.follow(ctx)
	go g.run(ctx)

	server := &http.Server{Handler: a.mux(), ReadHeaderTimeout: 5 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	log.write("info", "ready", field{"listen", opt.listen})
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if server.Shutdown(limit) != nil {
		server.Close()
	}
	log.write("info", "stopped")
	return nil
}

func (a *admin) mux() http.Handler {
	m := http.NewServeMux()
	up := func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"status": "UP"})
	}
	m.HandleFunc("/healthz", up)
	m.HandleFunc("/readyz", up)
	m.HandleFunc("/faults", a.serveFaults)
	m.HandleFunc("/flags", change(func(f *flagRule) error { return a.store.putFlag(*f) }, a.store))
	m.HandleFunc("/config", change(func(c *configChange) error { return a.store.putConfig(*c) }, a.store))
	m.HandleFunc("/traffic", change(func(t *trafficChange) error { return a.store.putTraffic(*t) }, a.store))
	m.HandleFunc("/dependency", change(func(d *dependency) error { return a.store.putDependency(*d) }, a.store))
	m.HandleFunc("/seed", change(func(s *seedChange) error { return a.store.putSeed(*s) }, a.store))
	m.HandleFunc("/state", a.serveState)
	m.HandleFunc("/pods", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, a.store.followers()) })
	m.HandleFunc("/stats", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, a.stats.report(time.Now())) })
	m.HandleFunc(bankPath, a.serveBank)
	return m
}

type apiError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Key     string `json:"key,omitempty"`
}

func refuse(w http.ResponseWriter, status int, e apiError) {
	writeJSON(w, status, map[string]apiError{"error": e})
}

func refuseMethod(w http.ResponseWriter) {
	refuse(w, http.StatusMethodNotAllowed, apiError{Code: "method_not_allowed", Message: "this method is not allowed here"})
}

// refuseBody answers 400 for whatever readBody or the store found wrong.
func refuseBody(w http.ResponseWriter, err error) {
	var bad badValue
	if errors.As(err, &bad) {
		refuse(w, http.StatusBadRequest, apiError{"bad_value", bad.Error(), bad.key})
		return
	}
	if key, ok := unknownKey(err); ok {
		refuse(w, http.StatusBadRequest, apiError{"unknown_key", "unknown key " + strconv.Quote(key), key})
		return
	}
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) && wrongType.Field != "" {
		refuse(w, http.StatusBadRequest, apiError{"bad_value", wrongType.Field + ": want " + wrongType.Type.String() + ", got " + wrongType.Value, wrongType.Field})
		return
	}
	refuse(w, http.StatusBadRequest, apiError{Code: "bad_json", Message: err.Error()})
}

func unknownKey(err error) (string, bool) {
	// encoding/json has no type for this error
	rest := strings.TrimPrefix(err.Error(), "json: unknown field ")
	if rest == err.Error() {
		return "", false
	}
	key, unquoted := strconv.Unquote(rest)
	return key, unquoted == nil
}

// readBody reads exactly one JSON object without unknown keys.
func readBody(r *http.Request, into any) error {
	d := json.NewDecoder(io.LimitReader(r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("want one JSON object and nothing after it")
	}
	return nil
}

// change is the handler of a POST that puts one object into the store.
func change[T any](put func(*T) error, st *store) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost && r.Method != http.MethodPut {
			refuseMethod(w)
			return
		}
		var body T
		err := readBody(r, &body)
		if err == nil {
			err = put(&body)
		}
		if err != nil {
			refuseBody(w, err)
			return
		}
		writeJSON(w, http.StatusOK, map[string]int64{"revision": st.revision()})
	}
}

func (a *admin) serveFaults(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodPost:
		var f fault
		err := readBody(r, &f)
		if err == nil && f.ID != "" {
			err = badValue{"id", "is given by the answer"}
		}
		if err == nil {
			err = f.normalise()
		}
		if err != nil {
			refuseBody(w, err)
			return
		}
		id, revision := a.store.addFault(f)
		writeJSON(w, http.StatusCreated, struct {
			ID       string `json:"id"`
			Revision int64  `json:"revision"`
		}{id, revision})
	case http.MethodDelete:
		q := r.URL.Query()
		if id := q.Get("id"); id != "" && !a.store.removeFault(id) {
			refuse(w, http.StatusNotFound, apiError{"not_found", "no fault " + strconv.Quote(id), "id"})
			return
		} else if id == "" {
			a.store.clear(q.Get("all") == "1")
		}
		writeJSON(w, http.StatusOK, map[string]int64{"revision": a.store.revision()})
	default:
		refuseMethod(w)
	}
}

func (a *admin) serveState(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		refuseMethod(w)
		return
	}
	q := r.URL.Query()
	if !q.Has("rev") {
		writeJSON(w, http.StatusOK, a.store.current())
		return
	}
	known, err := strconv.ParseInt(q.Get("rev"), 10, 64)
	if err != nil {
		refuse(w, http.StatusBadRequest, apiError{"bad_value", "rev: want a number", "rev"})
		return
	}
	if pod := q.Get("pod"); pod != "" {
		a.store.saw(pod, known, time.Now())
	}
	ctx, cancel := context.WithTimeout(r.Context(), longPoll)
	defer cancel()
	writeJSON(w, http.StatusOK, a.store.awaitOther(ctx, known))
}

// serveBank is the bank: about 25 ms, unless POST /dependency says otherwise.
func (a *admin) serveBank(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, maxBody)) // or a caller hanging up would go unnoticed
	if dep, ok := a.store.current().Dependencies["bank"]; ok && hits(dep.Percent, a.random) {
		if sleep(r.Context(), a.random.within(millis(dep.DelayMs), millis(dep.JitterMs))) != nil {
			return
		}
		if dep.Mode == "error" {
			writeJSON(w, dep.Status, map[string]string{"error": "the bank refuses"})
			return
		}
	}
	if sleep(r.Context(), a.random.around(25*time.Millisecond)) == nil {
		writeJSON(w, http.StatusOK, map[string]string{"result": "approved"})
	}
}
