package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	longPoll      = 10 * time.Second
	maxState      = 4 << 20
	followRetryIn = 200 * time.Millisecond
)

// followState keeps a pod on the admin's state; while admin is away the last state holds.
func followState(ctx context.Context, s *service) {
	if s.opt.admin == "" {
		return
	}
	client := &http.Client{Timeout: longPoll + 2*time.Second}
	away := false
	for ctx.Err() == nil {
		next, err := fetchState(ctx, client, s.opt, s.faults.view.Load().revision)
		if err != nil {
			if !away && ctx.Err() == nil {
				s.log.write("warn", "admin is away, keeping the last state", field{"err", err.Error()})
			}
			away = true
			_ = sleep(ctx, followRetryIn) // the loop checks ctx
			continue
		}
		away = false
		if next.Revision != s.faults.view.Load().revision {
			s.faults.apply(next)
		}
	}
}

func fetchState(ctx context.Context, client *http.Client, opt options, revision int64) (*state, error) {
	address := opt.admin + "/state?rev=" + strconv.FormatInt(revision, 10) + "&pod=" + url.QueryEscape(opt.pod)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("admin answered %d", res.StatusCode)
	}
	var next state
	if err := json.NewDecoder(io.LimitReader(res.Body, maxState)).Decode(&next); err != nil {
		return nil, err
	}
	return &next, nil
}
